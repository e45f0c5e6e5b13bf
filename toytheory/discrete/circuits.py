"""Preparations followed by maps: what becomes of all coordinates at once, and whether two such circuits are the same.

Thousands of systems: a map combines a few rows of the matrix so far, and two circuits are compared by one product of
their matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Displace, Prepare, Step, Transform
from toytheory.phase_space.elimination import small_dtype
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import flow


@dataclass(frozen=True, eq=False)
class Circuit:
    """Systems prepared in X = v, then maps and displacements by constants; of the others nothing is known.

    Attributes
    ----------
    d, n : of the systems.
    prepared : system (from 0) -> v.
    steps : the maps.
    """

    d: int
    n: int
    prepared: dict[int, int]
    steps: tuple[Step, ...]

    def map(self) -> tuple[NDArray[Any], Matrix]:
        """S (2n, 2n) and a (2n,) of m -> S m + a, all maps as one."""
        d, kind = self.d, small_dtype(self.d)
        matrix, shift = np.eye(2 * self.n, dtype=kind), np.zeros(2 * self.n, dtype=np.int64)
        plans: dict[Any, list[tuple[int, list[tuple[int, int]]]]] = {}
        for step in self.steps:
            if isinstance(step, Displace):
                for coordinate, by in step.shifts:
                    shift[coordinate] += by.constant
                continue
            assert isinstance(step, Transform)
            rows = plans.setdefault(step.matrix, []) or plans[step.matrix]
            if not rows:
                rows += changed_rows(step.matrix, d)
            where = [2 * k + side for k in step.systems for side in (0, 1)]
            combine(matrix, shift, where, rows, d)
            for i, constant in enumerate(step.shift):
                shift[where[i]] += constant
        return matrix, shift % d


def changed_rows(matrix: Sequence[Sequence[int]], d: int) -> list[tuple[int, list[tuple[int, int]]]]:
    """The rows that are not those of the identity, as (row, [(column, factor), ...])."""
    plan = []
    for i, row in enumerate(matrix):
        terms = [(j, c % d) for j, c in enumerate(row) if c % d]
        if terms != [(i, 1)]:
            plan.append((i, terms))
    return plan


def combine(
    matrix: NDArray[Any], shift: Matrix, where: Sequence[int], plan: Sequence[tuple[int, list[tuple[int, int]]]], d: int
) -> None:
    """Replace the rows `where` of a map by what a step makes of them, in place."""
    made = []
    for _, terms in plan:
        (first, factor), *others = terms
        row = matrix[where[first]] if factor == 1 else matrix[where[first]] * matrix.dtype.type(factor) % d
        value = int(shift[where[first]]) * factor
        for j, c in others:
            row = (row + (matrix[where[j]] if c == 1 else matrix[where[j]] * matrix.dtype.type(c))) % d
            value += int(shift[where[j]]) * c
        made.append((row if others or factor != 1 else row.copy(), value % d))
    for (i, _), (row, value) in zip(plan, made, strict=True):
        matrix[where[i]], shift[where[i]] = row, value


def circuit_of(experiment: Experiment, n: int) -> Circuit | None:
    r"""The experiment, on n systems, as a circuit; None where it has other steps, or prepares otherwise or later.

    >>> from toytheory.language.reading import parse_experiment
    >>> circuit_of(parse_experiment("system 2 trits\nprepare X2 = 1\nsum 1 2"), 2).prepared
    {1: 1}
    >>> circuit_of(parse_experiment("system 1 trit\nmeasure X as a"), 1) is None
    True
    """
    prepared: dict[int, int] = {}
    steps = experiment.steps
    first = 0
    while first < len(steps) and isinstance(step := steps[first], Prepare):
        for variable, value in zip(step.variables, step.values, strict=True):
            if len(variable.terms) != 1 or variable.terms[0][0] % 2 or variable.terms[0][1] != 1:
                return None
            prepared[variable.terms[0][0] // 2] = (value - variable.constant) % experiment.d
        if set(step.systems) - {F.terms[0][0] // 2 for F in step.variables}:
            return None
        first += 1
    rest = steps[first:]
    for step in rest:
        if not (isinstance(step, Transform) or (isinstance(step, Displace) and not step.uses)):
            return None
    return Circuit(experiment.d, n, prepared, rest)


@dataclass(frozen=True)
class Apart:
    """Where two circuits differ.

    Attributes
    ----------
    row : the coordinate that is prepared (of an input), or known from the start.
    variable : (2n,) what it has become after the first circuit; certain there.
    value : of that variable after the first circuit, where the coordinate was 0 (or what it was prepared in).
    random : whether it is random after the second circuit; else it has another value there.
    """

    row: int
    variable: Matrix
    value: int
    random: bool


def rows_to_keep(circuit: Circuit, as_maps: bool) -> Matrix:
    """The coordinates that have to end alike: those known from the start, and (as maps) all of the inputs."""
    known = [2 * k for k in circuit.prepared]
    free = [2 * k + side for k in range(circuit.n) if k not in circuit.prepared for side in (0, 1)] if as_maps else []
    return np.array([*known, *free], dtype=np.int64)


def first_apart(first: Circuit, second: Circuit, as_maps: bool) -> Apart | None:
    """Where two circuits of one size that prepare the same differ; None where they are the same.

    What is known after the first is followed back through the second: to what it was, up to coordinates that are known
    from the start.
    """
    d, n = first.d, first.n
    (one, a), (two, b) = first.map(), second.map()
    rows = rows_to_keep(first, as_maps)
    forms = flow(flow(one.astype(np.int64)).T)[rows] % d  # rows of the inverse, B S^T B^T
    exact = np.float32 if 2 * n * d * d < 2**24 else np.float64 if 2 * n * d * d < 2**53 else np.int64
    back = (forms.astype(exact) @ two.astype(exact) % d).astype(np.int64)
    change = forms @ ((b - a) % d) % d
    back[np.arange(len(rows)), rows] = (back[np.arange(len(rows)), rows] - 1) % d
    known = np.array([2 * k for k in first.prepared], dtype=np.int64)
    values = np.array(list(first.prepared.values()), dtype=np.int64)
    moved = (back[:, known] @ values + change) % d
    back[:, known] = 0
    random = back.any(axis=1)
    wrong = np.flatnonzero(random | (moved != 0))
    if not wrong.size:
        return None
    at = int(wrong[0])
    start = first.prepared.get(int(rows[at]) // 2, 0)
    value = (start + int(forms[at] @ a)) % d
    return Apart(int(rows[at]), forms[at], value, bool(random[at]))
