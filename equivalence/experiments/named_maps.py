"""What the maps of the language do to ontic states, against the formulas of the talk written out once more.

Both theories read one notation, so that a map read wrongly is wrong in both alike, and no comparison of the two shows
it. Here every statement is read and its matrix applied to points, and the formula, in plain arithmetic, is applied to
the same points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import inverse

Numbers = Sequence[Any]
Formula = Callable[..., Numbers]
"""(x, p) of one system or (xj, pj, xk, pk) of two -> the new ones, in the order of the systems named."""

Parse = Callable[[str], Experiment]

DISCRETE: dict[str, Formula] = {
    "fourier": lambda x, p: (p, -x),
    "phase": lambda x, p: (x, p + x),
    "sum": lambda xj, pj, xk, pk: (xj, pj - pk, xj + xk, pk),
    "cphase": lambda xj, pj, xk, pk: (xj, pj + xk, xk, pk + xj),
    "swap": lambda xj, pj, xk, pk: (xk, pk, xj, pj),
}

T = 0.3
C, S, CH, SH = math.cos(T), math.sin(T), math.cosh(T), math.sinh(T)

MODES: dict[str, Formula] = {
    "rotate": lambda x, p: (C * x - S * p, S * x + C * p),
    "squeeze": lambda x, p: (math.exp(-T) * x, math.exp(T) * p),
    "shear": lambda x, p: (x, p + T * x),
    "beamsplitter": lambda xj, pj, xk, pk: (C * xj - S * xk, C * pj - S * pk, S * xj + C * xk, S * pj + C * pk),
    "two-mode-squeeze": lambda xj, pj, xk, pk: (
        CH * xj + SH * xk,
        CH * pj - SH * pk,
        CH * xk + SH * xj,
        CH * pk - SH * pj,
    ),
    "sum": lambda xj, pj, xk, pk: (xj, pj - T * pk, T * xj + xk, pk),
    "cphase": lambda xj, pj, xk, pk: (xj, pj + T * xk, xk, pk + T * xj),
    "swap": DISCRETE["swap"],
    "fourier": DISCRETE["fourier"],
}

PLAIN = ("swap", "fourier")
"""Maps of modes that take no number."""

WRITTEN_SUM = "transform X{0} -> X{0}, P{0} -> P{0} - P{1}, X{1} -> X{0} + X{1}, P{1} -> P{1}"
"""The talk's two-trit example as it prints it."""

NAMED: dict[int, tuple[tuple[int, ...], ...]] = {1: ((1,), (3,)), 2: ((1, 2), (2, 1), (3, 1))}
"""By the number of systems that a map takes: those, of three, that it is done to."""


def _systems(formula: Formula) -> int:
    return formula.__code__.co_argcount // 2


def _statements(d: int | None) -> Iterator[tuple[str, Formula, tuple[int, ...]]]:
    """Text, formula, systems (from 1)."""
    for name, formula in (MODES if d is None else DISCRETE).items():
        for named in NAMED[_systems(formula)]:
            by = f" by {T}" if d is None and name not in PLAIN else ""
            yield f"{name} {' '.join(map(str, named))}{by}", formula, named
    if d is not None:
        yield from ((WRITTEN_SUM.format(*named), DISCRETE["sum"], named) for named in NAMED[2])
        for a in (a for a in range(1, d) if math.gcd(a, d) == 1):
            yield f"multiply 2 by {a}", _multiplier(a, inverse(a, d)), (2,)


def _multiplier(a: int, b: int) -> Formula:
    return lambda x, p: (a * x, b * p)


def named_maps(dimensions: Sequence[int | None], parse: Parse = parse_experiment) -> Check:
    """Read every named map on one or two of three systems, and compare what it does with its formula.

    Discrete maps are compared on a basis of phase space, which decides linear maps; maps of modes too, up to 1e-12.

    Parameters
    ----------
    dimensions : values of a coordinate; None for modes.
    parse : text -> experiment.

    >>> named_maps([2, 3, None]).status
    'holds'
    """
    cases, wrong = 0, None
    for d in dimensions:
        head = "system 3 modes" if d is None else f"system 3 dits d={d}"
        for text, formula, named in _statements(d):
            cases += 1
            found = _moved(parse(f"{head}\n{text}\n"))
            wanted = np.eye(6)
            where = [c for k in named for c in (2 * k - 2, 2 * k - 1)]
            wanted[where] = np.array(formula(*np.eye(6)[where]))
            gap = np.abs(found - wanted) if d is None else (found - wanted) % d
            if wrong is None and gap.max() > (1e-12 if d is None else 0):
                wrong = {"toy_file": f"{head}\n{text}\n", "reason": "the statement does not do what its formula says"}
    listed = ", ".join("modes" if d is None else f"d = {d}" for d in dimensions)
    return decided("named-maps", "exhaustive", f"{listed}: every named map, multipliers, the talk's sum", cases, wrong)


def _moved(experiment: Experiment) -> Any:
    """The matrix of the experiment's one map on all of its three systems."""
    (step,) = experiment.steps
    assert isinstance(step, Transform)
    matrix = np.eye(6)
    where = [c for k in step.systems for c in (2 * k, 2 * k + 1)]
    matrix[np.ix_(where, where)] = np.array(step.matrix)
    return matrix
