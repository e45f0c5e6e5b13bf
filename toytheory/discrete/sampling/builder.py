"""Programs written down one physical step after the other, whoever reads the steps.

Coordinates are rows; which row holds a coordinate changes where a map only exchanges coordinates, so that exchanging
costs nothing. Records are rows that are written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np

from toytheory.phase_space.modular import Matrix

from .elementary import Steps
from .noise import Kind, collected, kind_of
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SCALE, SET, SHIFT, WIDTH, Program

Terms = Sequence[tuple[int, int]]
"""(row or coordinate, factor) pairs."""


@lru_cache(maxsize=4096)
def _drawing(
    directions: bytes, width: int
) -> tuple[frozenset[int], tuple[tuple[int, tuple[tuple[int, int], ...]], ...]]:
    """Which coordinates can themselves be the uniform number of a direction, (l, width) int64; and for each direction
    that coordinate, or -1, and what is added to the other ones.
    """
    matrix = np.frombuffer(directions, dtype=np.int64).reshape(-1, width)
    held = np.count_nonzero(matrix, axis=0)
    plan = []
    for direction in matrix.tolist():
        alone = next((i for i, c in enumerate(direction) if c == 1 and held[i] == 1), -1)
        plan.append((alone, tuple((i, c) for i, c in enumerate(direction) if c and i != alone)))
    return frozenset(alone for alone, _ in plan if alone >= 0), tuple(plan)


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
        self._site_kinds: list[int] = []
        self._widths: list[int] = []
        self._slots: list[int] = []
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
        """m -> S m + a of some coordinates; a shift that is empty is zero."""
        where, mask = self.where, self.mask
        if steps.moved:
            old = [where[c] for c in coordinates]
            if mask < 0:
                for i, source in steps.moved:
                    where[coordinates[i]] = old[source]
            else:
                copies = [self.combine([(row, 1)]) for row in old]  # the other runs keep their coordinates
                for i, source in steps.moved:
                    self.op(SET, old[i], copies[source], 1)
        for i, factor in steps.scaled:
            self.op(SCALE, where[coordinates[i]], 0, factor)
        for i, j, factor in steps.added:
            self._ops += (ADD, where[coordinates[i]], where[coordinates[j]], factor, mask)
        for coordinate, constant in zip(coordinates, shift, strict=False):
            if constant:
                self.shift(where[coordinate], constant)

    def prepare(self, coordinates: Sequence[int], point: Sequence[int], directions: Matrix) -> None:
        """A uniform point of an affine set: point + the module spanned by the directions, (l, k)."""
        rows = [self.where[c] for c in coordinates]
        drawn, plan = _drawing(directions.tobytes(), len(coordinates))
        for i, row in enumerate(rows):
            if i not in drawn:
                self.op(FILL, row, 0, point[i] % self.d)
        for alone, added in plan:
            source = rows[alone] if alone >= 0 else self._scratch_row()
            self._random(source)
            for i, factor in added:
                self.op(ADD, rows[i], source, factor)
        for i in drawn:
            self.shift(rows[i], point[i])

    def read(self, terms: Terms, constant: int = 0) -> int:
        """A new row with the value of a variable, given by coordinates."""
        return self.combine([(self.where[c], factor) for c, factor in terms], constant)

    def combine(self, terms: Terms, constant: int = 0) -> int:
        """A new row with a constant plus multiples of rows."""
        row = self.new_row()
        kind = SET
        for other, factor in terms:
            if factor % self.d:
                self.pure(kind, row, other, factor % self.d)
                kind = ADD
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
        self.noise_sites(kind_of(weights, self.d), rows, len(rows))

    def noise_sites(self, kind: Kind, rows: Sequence[int], width: int) -> None:
        """Independent noise of one kind on many tuples of rows, so many rows each, one tuple after the other."""
        if not kind:
            return
        number = self._kinds.setdefault(kind, len(self._kinds))
        first, count = len(self._site_kinds), len(rows) // width
        self._site_kinds += [number] * count
        self._widths += [width] * count
        self._slots += rows
        last = self._ops[-WIDTH:]
        if last and last[0] == NOISE and last[4] == self.mask:  # noise on top of noise is drawn together
            self._ops[-WIDTH + 2] = first + count
        else:
            self.op(NOISE, first, first + count, self._draw())

    def program(self, names: Sequence[str], outputs: Sequence[int], conditions: Sequence[tuple[int, int]]) -> Program:
        """What was written down, with the rows that are asked for."""
        return Program(
            self.d,
            self.rows,
            np.array(self._ops, dtype=np.int64).reshape(-1, WIDTH),
            collected(self._kinds, self._site_kinds, self._widths, self._slots),
            tuple(names),
            np.array(outputs, dtype=np.int64),
            tuple(conditions),
            tuple(self._causes),
        )
