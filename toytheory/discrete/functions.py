"""Many linear functions of many coordinates: their coefficients, by coordinate, moved by maps that touch a few.

A row is a coordinate and a column a function, so that a map combines a few rows, and equal maps of different systems
combine theirs all at once. For d = 2 a row is packed, 64 functions to a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.phase_space.elimination import reduced, small_dtype
from toytheory.phase_space.modular import Matrix

Plan = Sequence[tuple[int, Sequence[tuple[int, int]]]]
"""Rows that change, as (row, [(row before, factor), ...])."""


class Functions:
    """Coefficients over Z_d, all zero at first.

    >>> functions = Functions(2, 70, 2)
    >>> functions.put(1, 65, 3)
    >>> functions.residues([1])[0, 64:67].tolist()
    [0, 1, 0]
    """

    def __init__(self, coordinates: int, count: int, d: int) -> None:
        self.d, self.count = d, count
        self.table: NDArray[Any] = (
            np.zeros((coordinates, -(-count // 64)), dtype=np.uint64)
            if d == 2
            else np.zeros((coordinates, count), dtype=small_dtype(d))
        )

    def put(self, row: int, column: int, value: int) -> None:
        """One coefficient, which was zero."""
        if self.d != 2:
            self.table[row, column] = value % self.d
        elif value % 2:
            self.table[row, column // 64] |= np.uint64(1 << column % 64)

    def plus(self, one: Any, other: Any, factor: int) -> Any:
        """one + factor * other; the factor may be negative."""
        factor %= self.d
        if self.d == 2:
            return one ^ other if factor else one
        return reduced(one + (other if factor == 1 else other * self.table.dtype.type(factor)), self.d)

    def add(self, to: int, row: int, factor: int) -> None:
        """A row plus a multiple of another."""
        self.table[to] = self.plus(self.table[to], self.table[row], factor)

    def combine(self, where: Matrix, plan: Plan) -> None:
        """Replace rows where[i] by what the plan makes of them, for each i of (count, rows)."""
        made = []
        for row, terms in plan:
            (first, factor), *others = terms
            total = self.table[where[:, first]]
            if factor != 1:
                total = self.plus(np.zeros_like(total), total, factor)
            for i, c in others:
                total = self.plus(total, self.table[where[:, i]], c)
            made.append((where[:, row], total))
        for rows, total in made:
            self.table[rows] = total

    def residues(self, rows: Sequence[int]) -> NDArray[Any]:
        """The coefficients of some coordinates, (rows, count), in a small type."""
        chosen = self.table[list(rows)]
        if self.d != 2:
            return chosen
        octets = chosen.astype("<u8", copy=False).view(np.uint8).reshape(len(chosen), 8 * chosen.shape[1])
        return np.unpackbits(octets, axis=1, bitorder="little", count=self.count)
