"""The inverse of a named map as a written one, and a written map recognised as the inverse of a named one.

A gate such as `sum-inverse` has no name in the language. Written out as a map it is the same gate again where a
simulator has it (`toytheory.adapting.lowering`), so that what fails as gates fails as statements, too.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import symplectic_form

INVERTED = ("fourier", "phase", "sum", "cphase")
"""Named maps whose inverse may be a gate; that of `swap` is itself, that of `multiply` has a name."""


def inverse_step(name: str, systems: tuple[int, ...], d: int) -> Transform:
    """The inverse of a named map, without a name; on bits its unitary undoes that of the named map, signs included.

    >>> inverse_step("phase", (0,), 3).matrix, inverse_step("phase", (0,), 2).shift   # S^dagger takes Y to X, S to -X
    (((1, 0), (2, 1)), (0, 1))
    """
    matrix, shift = _inverted(name, d)
    return Transform(systems, tuple(tuple(row) for row in matrix.tolist()), shift)


def inverse_of(step: Transform, d: int) -> tuple[str, tuple[int, ...]] | None:
    """The name and the systems of the named map that a written map is the inverse of; None where it is of none.

    >>> inverse_of(inverse_step("sum", (2, 0), 5), 5)
    ('sum', (2, 0))
    """
    if step.name is not None:
        return None
    matrix, shift = np.array(step.matrix, dtype=np.int64) % d, np.array(step.shift, dtype=np.int64) % d
    for name in INVERTED:
        if NAMED_MAPS[name].systems != len(step.systems) or (name == "phase" and d % 2 == 0 and d != 2):
            continue
        wanted, constants = _inverted(name, d)
        for order in ([0, 1, 2, 3], [2, 3, 0, 1]) if len(step.systems) == 2 else ([0, 1],):
            if (matrix[np.ix_(order, order)] == wanted).all() and (shift[order] == constants).all():
                return name, tuple(step.systems[place // 2] for place in order[::2])
    return None


@cache
def _inverted(name: str, d: int) -> tuple[Matrix, tuple[int, ...]]:
    """Matrix and constants of the inverse."""
    count = NAMED_MAPS[name].systems
    form = symplectic_form(count)
    forward = np.array(named_transform(name, tuple(range(count)), d).matrix, dtype=np.int64)
    back = -form @ forward.T @ form % d  # S^T B S = B and B^2 = -1
    return back, (0, 1) if name == "phase" and d == 2 else (0,) * len(back)
