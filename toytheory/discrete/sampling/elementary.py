"""A linear map of a few coordinates as row operations done in place.

S = E_1 ... E_t Q with Q monomial (every coordinate becomes a multiple of one coordinate) and E_i adding a multiple of
one coordinate to another: Gaussian elimination of S from the left, read backwards. Q costs nothing but names.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from toytheory.phase_space.elimination import stabilizer
from toytheory.phase_space.modular import Matrix, inverse


@dataclass(frozen=True)
class Steps:
    """new[i] = factor[i] * old[source[i]], then new[i] += factor * new[j] for every (i, j, factor) of `added`.

    Attributes
    ----------
    source, factor : (k,) of the monomial part.
    added : in order.
    """

    source: tuple[int, ...]
    factor: tuple[int, ...]
    added: tuple[tuple[int, int, int], ...]

    @cached_property
    def moved(self) -> tuple[tuple[int, int], ...]:
        """(i, source[i]) where these differ."""
        return tuple((i, source) for i, source in enumerate(self.source) if source != i)

    @cached_property
    def scaled(self) -> tuple[tuple[int, int], ...]:
        """(i, factor[i]) where the factor is not 1."""
        return tuple((i, factor) for i, factor in enumerate(self.factor) if factor != 1)


@lru_cache(maxsize=4096)
def elementary(rows: tuple[tuple[int, ...], ...], d: int) -> Steps:
    """The steps of an invertible matrix over Z_d.

    >>> elementary(((0, 1), (2, 0)), 3)      # fourier is a renaming and a sign
    Steps(source=(1, 0), factor=(1, 2), added=())
    >>> elementary(((1, 0), (1, 1)), 3).added
    ((1, 0, 1),)
    """
    rest: Matrix = np.array(rows, dtype=np.int64) % d
    size = len(rest)
    source, factor = [-1] * size, [1] * size
    undone: list[tuple[int, int, int]] = []

    def add(i: int, j: int, c: int) -> None:
        rest[i] = (rest[i] + c * rest[j]) % d
        undone.append((i, j, -c % d))

    for column in range(size):
        free = [i for i in range(size) if source[i] < 0 and rest[i, column]]
        pivot = min(free, key=lambda i: (math.gcd(int(rest[i, column]), d), np.count_nonzero(rest[i])))
        for helper in free:  # together they hold a unit, since the matrix is invertible
            if math.gcd(int(rest[pivot, column]), d) == 1:
                break
            if helper != pivot:
                add(pivot, helper, stabilizer(int(rest[pivot, column]), int(rest[helper, column]), d))
        unit = int(rest[pivot, column])
        source[pivot], factor[pivot] = column, unit
        for i in np.flatnonzero(rest[:, column]).tolist():
            if i != pivot:
                add(i, pivot, -int(rest[i, column]) * inverse(unit, d) % d)
    return Steps(tuple(source), tuple(factor), tuple(undone[::-1]))
