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
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SCALE, SET, SHIFT, WIDTH, Program

Terms = Sequence[tuple[int, int]]
"""(row or coordinate, factor) pairs."""


class ProgramBuilder:
    """A program on n systems that grows; at first nothing is known of them, or every X is known to be 0.

    Attributes
    ----------
    where : coordinate -> row.
    rows : how many rows there are so far.
    mask : the row that says which runs the next steps are for; -1 for all.
    cause : what is to blame for the next random numbers, in words.

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
        self._causes: list[str] = []
        self._scratch: int | None = None
        self.mask = -1
        self.cause = "something unknown"
        for coordinate in range(int(known), 2 * n, 1 + known):
            self.cause = f"system {coordinate // 2 + 1}, of which nothing was known"
            self._random(self.where[coordinate])

    def new_row(self) -> int:
        """A row of zeros."""
        self.rows += 1
        return self.rows - 1

    def op(self, kind: int, row: int, other: int = 0, factor: int = 0) -> None:
        """An operation for the runs of the mask."""
        self._ops += (kind, row, other, factor, self.mask)

    def pure(self, kind: int, row: int, other: int = 0, factor: int = 0) -> None:
        """An operation on a row that only the steps at hand look at, so that it may be done for all runs."""
        self._ops += (kind, row, other, factor, -1)

    def _draw(self) -> int:
        self._causes.append(self.cause)
        return len(self._causes) - 1

    def _random(self, row: int) -> None:
        self.op(RANDOM, row, 0, self._draw())

    def _scratch_row(self) -> int:
        if self._scratch is None:
            self._scratch = self.new_row()
        return self._scratch

    # what is done to systems

    def transform(self, coordinates: Sequence[int], steps: Steps, shift: Sequence[int]) -> None:
        """m -> S m + a of some coordinates."""
        where = self.where
        old = [where[c] for c in coordinates]
        if self.mask < 0:
            for coordinate, source in zip(coordinates, steps.source, strict=True):
                where[coordinate] = old[source]
        elif any(source != i for i, source in enumerate(steps.source)):
            copies = [self.combine([(row, 1)]) for row in old]  # the other runs keep their coordinates
            for row, source in zip(old, steps.source, strict=True):
                self.op(SET, row, copies[source], 1)
        for coordinate, factor in zip(coordinates, steps.factor, strict=True):
            if factor != 1:
                self.op(SCALE, where[coordinate], 0, factor)
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
            self.pure(SET if number == 0 else ADD, row, other, factor % self.d)
        if constant % self.d:
            self.pure(SHIFT, row, 0, constant % self.d)
        return row

    def uniform(self) -> int:
        """A new row of uniform numbers."""
        row = self.new_row()
        self.pure(RANDOM, row, 0, self._draw())
        return row

    def those_with(self, conditions: Terms, but_not: Sequence[int] = ()) -> int:
        """The mask of the runs of the present mask in which rows have these values, and that are in no other mask."""
        mask = self.new_row()
        self.pure(FILL, mask, 0, 1)
        for other, wanted in ((self.mask, 1), *((taken, 0) for taken in but_not)):
            if other >= 0:
                self.pure(BOTH, mask, other, wanted)
        for row, value in conditions:
            met = self.new_row()
            self.pure(EQUAL, met, row, value % self.d)
            self.pure(BOTH, mask, met, 1)
        return mask

    def choose(self, masks: Sequence[int], rows: Sequence[int]) -> int:
        """A new row that takes its value from the row whose mask the run is in."""
        chosen = self.new_row()
        for mask, row in zip(masks, rows, strict=True):
            self._ops += (SET, chosen, row, 1, mask)
        return chosen

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
        if last and last[0] == NOISE and last[4] == self.mask:  # noise on top of noise is drawn together
            self._ops[-WIDTH + 2] = len(self._sites)
        else:
            self.op(NOISE, first, len(self._sites), self._draw())

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
            tuple(self._causes),
        )
