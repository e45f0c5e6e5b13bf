"""Programs written down one physical step after the other, whoever reads the steps.

Coordinates are rows; which row holds a coordinate changes where a map only exchanges coordinates, so that exchanging
costs nothing. Records are rows that are written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from toytheory.phase_space.modular import Matrix

from .elementary import Steps
from .noise import Kind, chance, collected, kind_of
from .program import ADD, FILL, NOISE, RANDOM, SCALE, SET, SHIFT, WIDTH, Program

Terms = Sequence[tuple[int, int]]
"""(row or coordinate, factor) pairs."""


class ProgramBuilder:
    """A program on n systems that grows; at first nothing is known of them, or every X is known to be 0.

    Attributes
    ----------
    where : coordinate -> row.
    rows : how many rows there are so far.

    >>> builder = ProgramBuilder(2, 1)
    >>> builder.read([(0, 1)], 1)
    2
    >>> builder.program(("a",), [2], []).ops.tolist()[-2:]
    [[1, 2, 0, 1, -1], [3, 2, 0, 1, -1]]
    """

    def __init__(self, d: int, n: int, known: bool = False) -> None:
        self.d = d
        self.where = list(range(2 * n))
        self.rows = 2 * n
        self._ops: list[int] = []
        self._kinds: dict[Kind, int] = {}
        self._sites: list[tuple[int, Sequence[int]]] = []
        self._draws = 0
        self._scratch: int | None = None
        for row in self.where[known :: 1 + known]:
            self._random(row)

    def new_row(self) -> int:
        """A row of zeros."""
        self.rows += 1
        return self.rows - 1

    def op(self, kind: int, row: int, other: int = 0, factor: int = 0) -> None:
        """An operation for all runs."""
        self._ops += (kind, row, other, factor, -1)

    def _random(self, row: int) -> None:
        self.op(RANDOM, row, self._draws)
        self._draws += 1

    def _scratch_row(self) -> int:
        if self._scratch is None:
            self._scratch = self.new_row()
        return self._scratch

    # what is done to systems

    def transform(self, coordinates: Sequence[int], steps: Steps, shift: Sequence[int]) -> None:
        """m -> S m + a of some coordinates."""
        where = self.where
        old = [where[c] for c in coordinates]
        for coordinate, source, factor in zip(coordinates, steps.source, steps.factor, strict=True):
            row = where[coordinate] = old[source]
            if factor != 1:
                self.op(SCALE, row, 0, factor)
        for i, j, factor in steps.added:
            self.op(ADD, where[coordinates[i]], where[coordinates[j]], factor)
        for coordinate, constant in zip(coordinates, shift, strict=True):
            self.shift(where[coordinate], constant)

    def prepare(self, coordinates: Sequence[int], point: Sequence[int], directions: Matrix) -> None:
        """A uniform point of an affine set: point + the module spanned by the directions, (l, k)."""
        rows = [self.where[c] for c in coordinates]
        held = np.count_nonzero(directions, axis=0)
        drawn: dict[int, int] = {}
        for number, direction in enumerate(directions.tolist()):
            alone = next((i for i, c in enumerate(direction) if c == 1 and held[i] == 1), None)
            if alone is not None:  # this coordinate can be the uniform number itself
                drawn[number] = alone
        for i, row in enumerate(rows):
            if i not in drawn.values():
                self.op(FILL, row, 0, point[i] % self.d)
        for number, direction in enumerate(directions.tolist()):
            source = rows[drawn[number]] if number in drawn else self._scratch_row()
            self._random(source)
            for row, factor in zip(rows, direction, strict=True):
                if factor and row != source:
                    self.op(ADD, row, source, factor)
        for i in drawn.values():
            self.shift(rows[i], point[i])

    def read(self, terms: Terms, constant: int = 0) -> int:
        """A new row with the value of a variable, given by coordinates."""
        return self.combine([(self.where[c], factor) for c, factor in terms], constant)

    def combine(self, terms: Terms, constant: int = 0) -> int:
        """A new row with a constant plus multiples of rows."""
        row = self.new_row()
        for number, (other, factor) in enumerate(terms):
            self.op(SET if number == 0 else ADD, row, other, factor % self.d)
        self.shift(row, constant)
        return row

    def kick(self, flow: Terms) -> None:
        """Move every run along a direction by a uniform amount: (coordinate, factor) pairs."""
        if len(flow) == 1 and flow[0][1] == 1:
            self._random(self.where[flow[0][0]])  # a coordinate that gets a uniform number added is uniform
            return
        if not flow:
            return
        amount = self._scratch_row()
        self._random(amount)
        for coordinate, factor in flow:
            self.op(ADD, self.where[coordinate], amount, factor)

    def displace(self, coordinate: int, terms: Terms, constant: int = 0) -> None:
        """Add a constant plus multiples of rows to a coordinate."""
        for row, factor in terms:
            if factor % self.d:
                self.op(ADD, self.where[coordinate], row, factor % self.d)
        self.shift(self.where[coordinate], constant)

    def shift(self, row: int, constant: int) -> None:
        """Add a constant to a row."""
        if constant % self.d:
            self.op(SHIFT, row, 0, constant % self.d)

    def noise(self, rows: Sequence[int], weights: Sequence[tuple[Sequence[int], Fraction]]) -> None:
        """Add a random tuple to some rows."""
        self.noise_sites(kind_of(weights, self.d), [rows])

    def noise_sites(self, kind: Kind, sites: Iterable[Sequence[int]]) -> None:
        """Independent noise of one kind on many tuples of rows."""
        if not chance(kind):
            return
        number = self._kinds.setdefault(kind, len(self._kinds))
        first = len(self._sites)
        self._sites += [(number, rows) for rows in sites]
        last = self._ops[-WIDTH:]
        if last and last[0] == NOISE and last[2] == first:  # noise on top of noise is drawn together
            self._ops[-WIDTH + 2] = len(self._sites)
        else:
            self.op(NOISE, first, len(self._sites), self._draws)
            self._draws += 1

    def program(self, names: Sequence[str], outputs: Sequence[int], conditions: Sequence[tuple[int, int]]) -> Program:
        """What was written down, with the rows that are asked for."""
        return Program(
            self.d,
            self.rows,
            np.array(self._ops, dtype=np.int64).reshape(-1, WIDTH),
            collected(self._kinds, self._sites),
            tuple(names),
            np.array(outputs, dtype=np.int64),
            tuple(conditions),
        )
