"""Where rare events happen: tables from which whole numbers alone draw the gaps between them.

Of a long row of places, each is hit with probability p, independently. The gap before the next hit is at least k with
probability (1 - p)^k, which is kept as a threshold for 64-bit words: exact to 2^-64, the same on every machine. A gap
beyond the end of the table is the table's length and another gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LONGEST = 2048
"""Entries of a table; about 2 / p where that is less."""

CELLS = 1024
"""Cells of the guide: the first 10 bits of a word say where to begin to look."""

WORD = 2**64

CLOSE = Fraction(3, 4)
"""Probabilities that share a table may differ by this factor: the larger one is drawn, and some hits are rejected."""


@dataclass(frozen=True, eq=False)
class SkipTables:
    """Gap tables, one a probability.

    Attributes
    ----------
    thresholds : (t, LONGEST) uint64; entry k of a row is 2^64 times the chance of a gap longer than k, rounded down.
    lengths : (t,) entries in use.
    guide : (t, CELLS) the shortest gap of the words in a cell.
    """

    thresholds: NDArray[np.uint64]
    lengths: NDArray[np.int64]
    guide: NDArray[np.int64]

    @classmethod
    def of(cls, probabilities: Sequence[Fraction]) -> SkipTables:
        """Tables of probabilities in (0, 1].

        >>> SkipTables.of([Fraction(1, 2)]).thresholds[0, :2].tolist() == [2**63, 2**62]
        True
        """
        made = [_table(p) for p in probabilities]
        return cls(
            np.array([row for row, _, _ in made], dtype=np.uint64).reshape(len(made), LONGEST),
            np.array([length for _, length, _ in made], dtype=np.int64),
            np.array([guide for _, _, guide in made], dtype=np.int64).reshape(len(made), CELLS),
        )


@lru_cache(maxsize=256)
def _table(p: Fraction) -> tuple[NDArray[np.uint64], int, NDArray[np.int64]]:
    length = min(LONGEST, -(-2 * p.denominator // p.numerator))
    unit = 2**128  # 64 guard bits: 2,048 rounded products are wrong by less than 2^-100
    stay, left = unit - unit * p.numerator // p.denominator, unit
    thresholds = np.zeros(LONGEST, dtype=np.uint64)
    for k in range(length):
        left = left * stay // unit
        thresholds[k] = min(left >> 64, WORD - 1)
    last = (np.arange(1, CELLS + 1, dtype=np.uint64) << np.uint64(54)) - np.uint64(1)  # the largest word of each cell
    guide = length - np.searchsorted(thresholds[:length][::-1], last, side="right").astype(np.int64)
    return thresholds, length, guide


def shared(probabilities: Sequence[Fraction]) -> tuple[list[Fraction], list[int]]:
    """The probabilities that get tables, and for each given one the table that it shares.

    >>> shared([Fraction(1, 10), Fraction(9, 100), Fraction(1, 50)])
    ([Fraction(1, 10), Fraction(1, 50)], [0, 0, 1])
    """
    tables: list[Fraction] = []
    number: dict[Fraction, int] = {}
    for p in sorted(set(probabilities), reverse=True):
        if not tables or p < CLOSE * tables[-1]:
            tables.append(p)
        number[p] = len(tables) - 1
    return tables, [number[p] for p in probabilities]
