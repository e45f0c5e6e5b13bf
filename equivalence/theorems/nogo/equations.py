"""Linear equations modulo 2 between values of observables, and the combination of them that says 0 = 1."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, elements, kernel, solve

MOST_COMBINATIONS = 2**12
"""Among so many dependent combinations the shortest refutation is looked for."""


@dataclass(frozen=True)
class Equations:
    """The sum over `unknowns[i]` is `right[i]`, modulo 2; unknowns are names of any kind and may repeat.

    >>> Equations((("a", "b"), ("b", "c"), ("a", "c")), (1, 1, 1)).refutation()
    (0, 1, 2)
    """

    unknowns: tuple[tuple[Hashable, ...], ...]
    right: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.unknowns) != len(self.right):
            raise InputError(
                f"{len(self.unknowns)} left and {len(self.right)} right sides", "give one right side an equation"
            )

    @property
    def names(self) -> tuple[Hashable, ...]:
        """The unknowns, in the order of their appearance."""
        return tuple(dict.fromkeys(name for equation in self.unknowns for name in equation))

    @property
    def matrix(self) -> Matrix:
        """Coefficients modulo 2, (equations, unknowns)."""
        where = {name: i for i, name in enumerate(self.names)}
        matrix = np.zeros((len(self.unknowns), len(where)), dtype=np.int64)
        for row, equation in zip(matrix, self.unknowns, strict=True):
            for name in equation:
                row[where[name]] ^= 1
        return matrix

    def refutation(self) -> tuple[int, ...] | None:
        """Places of equations that add up to 0 = 1, as few as can be found; None where there is a solution."""
        target = np.append(np.zeros(len(self.names), dtype=np.int64), 1)
        stacked = np.vstack([self.matrix.T, np.array(self.right, dtype=np.int64)[None]])
        found = solve(stacked, target, 2)
        if found is None:
            return None
        free = kernel(stacked, 2)
        if 2 ** len(free) <= MOST_COMBINATIONS:
            found = min((found + elements(free, 2)) % 2, key=lambda row: (int(row.sum()), tuple(-row)))
        return tuple(int(i) for i in np.flatnonzero(found))

    def solution(self) -> Mapping[Hashable, int] | None:
        """Values of the unknowns that satisfy all equations, or None."""
        found = solve(self.matrix, np.array(self.right, dtype=np.int64), 2)
        return None if found is None else dict(zip(self.names, (int(v) for v in found), strict=True))

    def violated(self, values: Mapping[Hashable, int]) -> tuple[int, ...]:
        """Places of the equations that these values do not satisfy."""
        return tuple(
            i
            for i, (names, right) in enumerate(zip(self.unknowns, self.right, strict=True))
            if sum(values[name] for name in names) % 2 != right
        )

    def assignments(self) -> Iterator[Mapping[Hashable, int]]:
        """Every assignment of 0 and 1 to the unknowns: the slow way, to hold against `refutation`."""
        for values in product((0, 1), repeat=len(self.names)):
            yield dict(zip(self.names, values, strict=True))
