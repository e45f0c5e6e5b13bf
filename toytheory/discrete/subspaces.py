"""Every subspace of Z_d^m for prime d, commuting or not, in reduced echelon form.

The principles that the talk contrasts choose among these; `enumeration` lists the commuting ones by a route of its own.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations

import numpy as np

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, is_prime

LISTED = 2**24
"""The largest number of matrix entries that is ever listed."""


def subspace_count(d: int, dimension: int, rank: int) -> int:
    """The Gaussian binomial: how many subspaces of this rank Z_d^dimension has, d prime.

    >>> subspace_count(3, 4, 2), subspace_count(3, 6, 3)
    (130, 33880)
    """
    _check(d)
    if not 0 <= rank <= dimension:
        return 0
    numerator = math.prod(d ** (dimension - i) - 1 for i in range(rank))
    return int(numerator // math.prod(d ** (i + 1) - 1 for i in range(rank)))


@lru_cache(maxsize=32)
def subspaces(d: int, dimension: int, rank: int) -> Matrix:
    """All subspaces of one rank, each once, as rows in reduced echelon form: (count, rank, dimension). Read-only.

    >>> subspaces(2, 2, 1).tolist()
    [[[1, 0]], [[1, 1]], [[0, 1]]]
    """
    if subspace_count(d, dimension, rank) * rank * dimension > LISTED:
        raise InputError(
            f"the subspaces of rank {rank} of Z_{d}^{dimension} are too many to list",
            "choose smaller d or fewer systems",
        )
    parts = [np.zeros((0, rank, dimension), dtype=np.int64)]
    for pivots in combinations(range(dimension), rank):
        free = [(r, c) for r in range(rank) for c in range(pivots[r] + 1, dimension) if c not in pivots]
        number = np.arange(d ** len(free))
        part = np.zeros((len(number), rank, dimension), dtype=np.int64)
        part[:, range(rank), pivots] = 1
        for digit, (row, column) in enumerate(free):
            part[:, row, column] = number // d**digit % d
        parts.append(part)
    found = np.concatenate(parts)
    found.flags.writeable = False
    return found


def combinations_of(rows: Matrix, d: int) -> Matrix:
    """All d^k combinations of the k rows of each matrix, (..., k, m) -> (..., d^k, m).

    >>> combinations_of(np.array([[1, 2]]), 3).tolist()
    [[0, 0], [1, 2], [2, 1]]
    """
    rank = rows.shape[-2]
    coefficients = np.arange(d**rank)[:, None] // d ** np.arange(rank - 1, -1, -1) % d
    found: Matrix = coefficients @ rows % d
    return found


def _check(d: int) -> None:
    if not is_prime(d):
        raise InputError(f"modules over Z_{d} are not listed by rank", "choose a prime d")
