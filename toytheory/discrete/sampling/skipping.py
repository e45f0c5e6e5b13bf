"""Where rare events happen, and which: tables from which whole numbers alone draw.

Of a long row of places each is hit with probability p, independently. The gap before the next hit is drawn from one
64-bit word by Walker's alias method; a gap beyond the end of the table is the table's length and another gap. All
chances are whole multiples of 2^-64: none is wrong by more, and every machine draws the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

LONGEST = 2048
"""Columns of a table of gaps, at most; about 4 / p where that is less."""

WORD = 2**64

CLOSE = Fraction(3, 4)
"""Probabilities that share a table may differ by this factor: the larger one is drawn, and some hits are rejected."""


@dataclass(frozen=True, eq=False)
class Alias:
    """Choices among outcomes 0, 1, ...: several tables, one after the other.

    The first bits of a word name a column. A word below the column's limit chooses the column's own outcome, any other
    word the other one.

    Attributes
    ----------
    tables : (t, 2) uint64: where the columns of a table begin, and 64 less the logarithm of how many it has.
    columns : (c, 3) uint64: the limit, the own and the other outcome.
    """

    tables: NDArray[np.uint64]
    columns: NDArray[np.uint64]

    @classmethod
    def of(cls, shares: Sequence[Sequence[int]], first: Sequence[int]) -> Alias:
        """From whole-numbered shares of 2^64, one list a table, and the number of the first outcome of each table.

        >>> table = Alias.of([[2**63, 2**62, 2**62]], [0])
        >>> table.tables.tolist(), table.columns[:, 1:].tolist()
        ([[0, 62]], [[0, 0], [1, 1], [2, 2], [3, 0]])
        """
        return cls.joined([_columns(tuple(s)) for s in shares], first)

    @classmethod
    def joined(cls, made: Sequence[NDArray[np.uint64]], first: Sequence[int]) -> Alias:
        """From the columns of each table."""
        sizes = np.array([len(columns) for columns in made], dtype=np.int64)
        columns = np.concatenate([np.zeros((0, 3), dtype=np.uint64), *made])
        columns[:, 1:] += np.repeat(np.array(first, dtype=np.uint64), sizes)[:, None]
        tables = [65 - int(size).bit_length() for size in sizes.tolist()]
        return cls(
            np.stack([np.cumsum(sizes) - sizes, np.array(tables, dtype=np.int64)], axis=1).astype(np.uint64), columns
        )


@lru_cache(maxsize=1024)
def _columns(shares: tuple[int, ...]) -> NDArray[np.uint64]:
    """Limit, own and other outcome of each column, at least two."""
    bits = max(1, (len(shares) - 1).bit_length())
    room = WORD >> bits
    left = [*shares, *[0] * (2**bits - len(shares))]
    limit, other = [room] * len(left), list(range(len(left)))
    small = [i for i, share in enumerate(left) if share < room]
    large = [i for i, share in enumerate(left) if share > room]
    while small:  # the shares add up to 2^64: as long as one is too small, one is too large
        little, much = small.pop(), large[-1]
        limit[little], other[little] = left[little], much
        left[much] -= room - left[little]
        if left[much] <= room:
            large.pop()
            if left[much] < room:
                small.append(much)
    # in a full column both outcomes are the same, and its limit says nothing
    return np.array([(min(i * room + limit[i], WORD - 1), i, other[i]) for i in range(len(left))], dtype=np.uint64)


def shares_of(probabilities: Sequence[Fraction], whole: Fraction = Fraction(1)) -> tuple[int, ...]:
    """Probabilities as shares of 2^64, which stands for `whole`; the last one for what they leave.

    >>> [share / 2**64 for share in shares_of([Fraction(1, 2), Fraction(1, 4)])]
    [0.5, 0.25, 0.25]
    """
    common = math.lcm(*(p.denominator for p in probabilities))
    sums = accumulate(p.numerator * (common // p.denominator) for p in probabilities)
    ends = [0, *(total * WORD * whole.denominator // (common * whole.numerator) for total in sums)]
    return tuple(b - a for a, b in zip(ends, [*ends[1:], WORD], strict=True))


@lru_cache(maxsize=256)
def gaps(p: Fraction) -> tuple[int, ...]:
    """Shares of the gaps 0, 1, ..., and last of all that are as long as this list is, less one, or longer.

    >>> [share / 2**64 for share in gaps(Fraction(1, 2))]
    [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.0078125]
    """
    columns = min(LONGEST, 1 << (-(-4 * p.denominator // p.numerator) - 1).bit_length())
    unit = 2**128  # 64 guard bits: 2,048 rounded products are wrong by less than 2^-100
    stay, left = unit - unit * p.numerator // p.denominator, unit
    ends = [WORD]
    for _ in range(columns - 1):
        left = left * stay // unit
        ends.append(left >> 64)
    return tuple(a - b for a, b in zip(ends, [*ends[1:], 0], strict=True))


@lru_cache(maxsize=256)
def gap_columns(p: Fraction) -> NDArray[np.uint64]:
    """The columns of a table of `gaps`."""
    return _columns(gaps(p))


def shared(probabilities: Sequence[Fraction]) -> tuple[list[Fraction], list[int]]:
    """The probabilities that get tables, and for each given one the table that it shares.

    >>> shared([Fraction(1, 10), Fraction(9, 100), Fraction(1, 50)])
    ([Fraction(1, 10), Fraction(1, 50)], [0, 0, 1])
    """
    keys = [(p.numerator, p.denominator) for p in probabilities]  # hashed faster than fractions
    tables: list[Fraction] = []
    number: dict[tuple[int, int], int] = {}
    different = dict(zip(keys, probabilities, strict=True))
    for key in sorted(different, key=different.__getitem__, reverse=True):
        if not tables or different[key] < CLOSE * tables[-1]:
            tables.append(different[key])
        number[key] = len(tables) - 1
    return tables, [number[key] for key in keys]
