"""Uniform numbers in echelon form: what they add together is uniform on the module that they span, whatever spans it.

So outcomes that are uniform and independent are drawn as such, however long the circuit was that made them so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..backends.compiled.rows import add, filled, get, packed, unpacked
from ..backends.compiled.tableau import inverse
from .philox import kernel

LARGEST = 2**31
"""Products of residues up to which an echelon form is made; 64 bits or trits go at once."""

NOTHING, NO_UNIT = -1, -2


@dataclass(frozen=True, eq=False)
class Sparse:
    """Vectors with few entries: vector i has `column` and `value` from start[i] to start[i + 1]."""

    start: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start) - 1

    @classmethod
    def of(cls, matrix: NDArray[np.int64]) -> Sparse:
        """The rows of a matrix.

        >>> Sparse.of(np.array([[0, 2], [0, 0], [1, 0]])).start.tolist()
        [0, 1, 1, 2]
        """
        row, column = np.nonzero(matrix)
        return cls(np.append(0, np.cumsum(np.bincount(row, minlength=len(matrix)))), column, matrix[row, column])

    def dense(self, width: int) -> NDArray[np.int64]:
        """As a matrix, (vectors, width)."""
        matrix = np.zeros((len(self), width), dtype=np.int64)
        matrix[np.repeat(np.arange(len(self)), np.diff(self.start)), self.column] = self.value
        return matrix


def thinner(vectors: Sparse, width: int, d: int) -> Sparse:
    """Vectors that span the same module over Z_d, in echelon form where that has fewer entries.

    >>> rows = Sparse.of(np.array([[1, 1, 2], [1, 2, 0]]))
    >>> thinner(rows, 3, 3).dense(3).tolist()
    [[1, 0, 1], [0, 1, 1]]
    """
    used = np.flatnonzero(np.diff(vectors.start))
    products = used.size * width * min(used.size, width) // (64 if packed(d) else 1)
    if not used.size or products > LARGEST or vectors.column.size == used.size:
        return vectors
    form = echelon(vectors.dense(width)[used], d)
    return Sparse.of(form) if np.count_nonzero(form) < vectors.column.size else vectors


def echelon(matrix: NDArray[np.int64], d: int) -> NDArray[np.int64]:
    """Rows that span the same module, (r, m): 1 is alone in the column of each pivot; rows without units are left over.

    >>> echelon(np.array([[2, 1], [3, 3]]), 9).tolist()
    [[1, 5], [0, 6]]
    """
    rows = filled(matrix, matrix.shape[1], d)
    factors = np.ones(len(matrix), dtype=np.int64)
    order = np.arange(len(matrix))
    _eliminate(rows, d, matrix.shape[1], order, factors)
    form: NDArray[np.int64] = unpacked(rows, matrix.shape[1])[order].astype(np.int64) * factors[:, None] % d
    return form[form.any(axis=1)]


@kernel
def _eliminate(rows, d, width, order, factors):  # type: ignore[no-untyped-def]
    """Reduce rows in place; pivot number i is row order[i], to be multiplied by factors[i]."""
    rank, words = 0, rows.shape[rows.ndim - 1]
    skipped = width  # left of their pivots rows have nothing, but from the first column without a unit on
    for column in range(width):
        at = _with_unit(rows, d, column, order, rank)
        if at < 0:
            skipped = min(skipped, column) if at == NO_UNIT else skipped
            continue
        order[at], order[rank] = order[rank], order[at]
        unit = inverse(get(rows, order[rank], column), d)
        first = min(skipped, column)
        first = first >> 6 if rows.ndim == 3 else first
        for other in range(len(order)):
            by = get(rows, order[other], column) if other != rank else 0
            if by:
                add(rows, order[other], order[rank], d - by * unit % d, d, first, words)
        factors[rank] = unit
        rank += 1


@kernel
def _with_unit(rows, d, column, order, rank):  # type: ignore[no-untyped-def]
    """The first place from `rank` on whose row has a unit in a column; NO_UNIT or NOTHING where there is none."""
    found = NOTHING
    for place in range(rank, len(order)):
        value = get(rows, order[place], column)
        if value:
            if inverse(value, d) * value % d == 1:
                return place
            found = NO_UNIT
    return found
