"""A preparation taken apart into groups of systems that have nothing to do with each other.

`prepare X1 = 0, X2 = 0, ...` on thousands of systems is thousands of small problems, not one large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from toytheory.errors import InputError
from toytheory.language.steps import Prepare
from toytheory.phase_space.modular import Matrix, kernel, solve
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True, eq=False)
class Part:
    """What is known of a few systems: rows @ m[coordinates] = values, and nothing else.

    Attributes
    ----------
    coordinates : (2s,) positions of the coordinates of the s systems.
    rows : (k, 2s) coefficients of the known variables; k = 0 where nothing is known.
    values : (k,) in [0, d), constants of the variables taken off.
    """

    coordinates: Matrix
    rows: Matrix
    values: Matrix

    def states(self, d: int) -> tuple[Matrix, Matrix]:
        """The ontic states with these values: one of them, (2s,), and generators of the differences, (l, 2s).

        >>> part = Part(np.array([0, 1]), np.array([[3, 0]]), np.array([6]))
        >>> point, directions = part.states(9)
        >>> point.tolist(), directions.tolist()
        ([2, 0], [[3, 0], [0, 1]])
        """
        return _states(self.rows.tobytes(), self.values.tobytes(), self.coordinates.size, d)


@lru_cache(maxsize=1024)
def _states(rows: bytes, values: bytes, width: int, d: int) -> tuple[Matrix, Matrix]:
    """Thousands of systems are mostly prepared alike."""
    matrix = np.frombuffer(rows, dtype=np.int64).reshape(-1, width)
    point = solve(matrix, np.frombuffer(values, dtype=np.int64), d) if len(matrix) else np.zeros(width, dtype=np.int64)
    if point is None:
        raise InputError("the known values contradict each other", "give values that one ontic state can have")
    return point, kernel(matrix, d, columns=width)


def independent_parts(step: Prepare, d: int) -> Iterator[Part]:
    """The smallest groups of systems such that every known variable lies within one.

    >>> X1, X3 = Variable.of({0: 1}, 3), Variable.of({4: 1}, 3)
    >>> step = Prepare((X1 - X3,), (2,), (0, 1, 2))
    >>> [(part.coordinates.tolist(), part.rows.tolist()) for part in independent_parts(step, 3)]
    [([0, 1, 4, 5], [[1, 0, 2, 0]]), ([2, 3], [])]
    """
    group = {system: [system] for system in step.systems}
    for variable in step.variables:
        first, *others = variable.systems
        for other in others:
            small, large = sorted((group[first], group[other]), key=len)
            if small is not large:
                large.extend(small)
                group.update(dict.fromkeys(small, large))
    known: dict[int, list[tuple[Variable, int]]] = {id(members): [] for members in group.values()}
    for variable, value in zip(step.variables, step.values, strict=True):
        known[id(group[variable.systems[0]])].append((variable, value))
    for members in {id(m): m for m in group.values()}.values():
        coordinates = coordinates_of(sorted(members))
        position = {int(c): i for i, c in enumerate(coordinates)}
        here = known[id(members)]
        rows = np.zeros((len(here), len(coordinates)), dtype=np.int64)
        for row, (variable, _) in zip(rows, here, strict=True):
            for index, coefficient in variable.terms:
                row[position[index]] = coefficient
        values = np.array([(value - variable.constant) % d for variable, value in here], dtype=np.int64)
        yield Part(coordinates, rows, values)
