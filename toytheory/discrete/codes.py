"""An epistemic state read as a code: what is known are the checks, what is not is protected.

A displacement along the flow of F changes the values of the known variables that F does not commute with; it goes
undetected where F is in V^⊥, and does nothing where F is in V (with a gauge: where F is in the gauge module). The
distance is the least number of systems that an undetected displacement that does something acts on. On some systems
there is one exactly if V^⊥ has more variables of these systems alone than V has: sets of systems are tried, not
displacements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, isqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, as_matrix, howell, kernel, module_size, remainder
from toytheory.phase_space.space import bracket_rows, flow
from toytheory.phase_space.variables import Variable

from .entropy import Entropy, known_of

if TYPE_CHECKING:
    from .epistemic import EpistemicState

SUBSETS = 20_000
"""Sets of systems that are tried at most."""


@dataclass(frozen=True)
class CodeParameters:
    """n, k and distances of a code.

    Attributes
    ----------
    n : systems.
    k : what is encoded, as log_d of the number of its values.
    distance : None where the search ended before, `at_least` being a bound then, and where nothing is encoded.
    at_least : no undetected displacement acts on fewer systems.
    undetected : the variable along whose flow a shortest undetected displacement goes.
    distance_x, distance_p : of CSS codes, the least number of systems of displacements of X, of P alone.
    """

    n: int
    k: Entropy
    distance: int | None
    at_least: int
    undetected: Variable | None
    distance_x: int | None = None
    distance_p: int | None = None


def code_parameters(state: EpistemicState, gauge: ArrayLike | None = None, subsets: int = SUBSETS) -> CodeParameters:
    """The parameters of the code whose checks are the known variables.

    Parameters
    ----------
    gauge : (g, 2n) variables that commute with the checks, of a subsystem code; displacements along them do nothing.
    subsets : sets of systems tried at most; beyond, the distance is only bounded from below.

    Errors: InputError for a gauge variable that does not commute with what is known.

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> found = code_parameters(EpistemicState.from_known("X1 - X2 = 0, X2 - X3 = 0", 3, 3))
    >>> found.n, str(found.k), found.distance, str(found.undetected), found.distance_x, found.distance_p
    (3, '1', 1, 'X1', 3, 1)
    """
    d, n, checks = state.d, state.n, state.known
    idle = checks
    if gauge is not None:
        rows = as_matrix(gauge, d, 2 * n)
        if (bracket_rows(checks, rows) % d).any():
            raise InputError("a gauge variable does not commute with what is known", "give variables that commute")
        idle = howell(np.vstack([checks, rows]), d)
    undetected = kernel(flow(checks) % d, d, columns=2 * n)
    # what commutes with checks and gauge is the bare logical variables and the checks: |logical| = d^(2k) |checks|
    bare = kernel(flow(idle) % d, d, columns=2 * n)
    centre = module_size(howell(_meet(bare, idle, d), d), d)
    k = Entropy(isqrt(module_size(howell(bare, d), d) // centre), d)
    distance, at_least, shortest = _search(undetected, idle, d, n, subsets)
    x, p = None, None
    if is_css(idle) and is_css(undetected):  # the flow of P displaces X
        x, _, _ = _search(_of_kind(undetected, 1), _of_kind(idle, 1), d, n, subsets)
        p, _, _ = _search(_of_kind(undetected, 0), _of_kind(idle, 0), d, n, subsets)
    return CodeParameters(n, k, distance, at_least, shortest, x, p)


def is_css(rows: Matrix) -> bool:
    """Whether every row of a Howell form has X alone or P alone (then the module is a sum of these two kinds)."""
    return not (rows[:, 0::2].any(axis=1) & rows[:, 1::2].any(axis=1)).any()


def _of_kind(rows: Matrix, offset: int) -> Matrix:
    return rows[~rows[:, 1 - offset :: 2].any(axis=1)]


def _meet(left: Matrix, right: Matrix, d: int) -> Matrix:
    """Generators of the intersection of two modules."""
    stacked = np.vstack([left, right])
    combinations_of = kernel(stacked.T, d, columns=len(stacked))
    return combinations_of[:, : len(left)] @ left % d


def _search(undetected: Matrix, idle: Matrix, d: int, n: int, subsets: int) -> tuple[int | None, int, Variable | None]:
    """The distance, a lower bound of it, and a shortest undetected displacement that does something."""
    form = howell(idle, d) if idle.size else idle.reshape(0, 2 * n)
    if module_size(howell(np.vstack([undetected, form]), d), d) == module_size(form, d):
        return None, n + 1, None  # whatever goes undetected does nothing
    for weight, systems in _subsets(n, subsets):
        inside = known_of(undetected, systems, d)
        outside = inside[remainder(inside, form, d).any(axis=1)] if len(inside) else inside
        if len(outside):
            return weight, weight, Variable.from_vector(outside[0], d)
    return None, _reached(n, subsets), None


def _subsets(n: int, most: int) -> Iterator[tuple[int, Sequence[int]]]:
    """All sets of systems by size, as long as whole sizes stay below the bound."""
    for weight in range(1, _reached(n, most)):
        yield from ((weight, systems) for systems in combinations(range(n), weight))


def _reached(n: int, most: int) -> int:
    """The least size whose sets are not all tried."""
    total = 0
    for weight in range(1, n + 1):
        total += comb(n, weight)
        if total > most:
            return weight
    return n + 1
