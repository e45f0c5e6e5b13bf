"""Lines and frames of single bits, and the equations between them that an experiment sets up.

A *line* of a system is one of its variables X, P, X + P, written 1, 2, 3 (a + 2b for aX + bP; 0 is no variable). A
*frame* is an ordered pair of different lines, a first and a second one. The frames of two moments or of two systems are
related in two ways only: one is the other moved by a linear map of lines, or a line belongs to one, a line to the
other, and both have the same place, or different places. So whether frames exist is decided by elimination, without a
search (docs/nogo.md, "Finding the frames").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from equivalence.theorems.bits.pauli import image_sign
from toytheory.language.maps.discrete import Rows

Line = int
Frame = tuple[Line, Line]
Table = tuple[int, int, int, int]
"""Where a linear map sends 0, 1, 2, 3."""

IDENTITY: Table = (0, 1, 2, 3)
FRAMES: tuple[Frame, ...] = tuple((a, b) for a in (1, 2, 3) for b in (1, 2, 3) if a != b)
"""The six frames."""


def block_table(x: Line, p: Line) -> Table:
    """The linear map that sends X to x and P to p.

    >>> block_table(2, 1)
    (0, 2, 1, 3)
    """
    return (0, x, p, x ^ p)


def composed(first: Table, then: Table) -> Table:
    """The map that does one after the other."""
    return tuple(then[line] for line in first)  # type: ignore[return-value]


def inverted(table: Table) -> Table:
    """The inverse of an invertible map."""
    return tuple(table.index(line) for line in IDENTITY)  # type: ignore[return-value]


@dataclass(frozen=True)
class Pulled:
    """How a map of m systems pulls variables back, system by system.

    Attributes
    ----------
    blocks : (l, k, table) wherever a variable of system l after the map involves system k before it.
    signs : (m,) of the variables X + P: whether quantum theory has the other sign (`pauli.image_sign`).
    """

    blocks: tuple[tuple[int, int, Table], ...]
    signs: tuple[int, ...]


@lru_cache(maxsize=1024)
def pulled(matrix: Rows) -> Pulled:
    """The blocks of a symplectic matrix modulo 2, and the signs of its images of X + P.

    >>> pulled(((0, 1), (1, 0)))
    Pulled(blocks=((0, 0, (0, 2, 1, 3)),), signs=(1,))
    """
    rows = np.array(matrix, dtype=np.int64) % 2
    codes = rows[:, 0::2] + 2 * rows[:, 1::2]
    x, p = codes[0::2], codes[1::2]
    blocks = tuple((int(i), int(k), block_table(int(x[i, k]), int(p[i, k]))) for i, k in np.argwhere(x | p))
    both = np.repeat(np.eye(len(x), dtype=np.int64), 2, axis=1)
    return Pulled(blocks, tuple(int(s) for s in image_sign(rows, both)[1]))


def carried(matrix: Rows, before: Sequence[Frame]) -> list[Frame] | None:
    """The frames after a map, where it takes each kind of variables to that kind; otherwise None.

    >>> cphase = ((1, 0, 0, 0), (0, 1, 1, 0), (0, 0, 1, 0), (1, 0, 0, 1))
    >>> carried(cphase, [(1, 2), (2, 1)]), carried(cphase, [(1, 2), (1, 2)])
    ([(1, 2), (2, 1)], None)
    """
    blocks = pulled(matrix).blocks
    after: list[Frame] = []
    for i in range(len(before)):
        own = [(k, table) for row, k, table in blocks if row == i]
        first, second = (
            [line for line in (1, 2, 3) if all(table[line] in (0, before[k][place]) for k, table in own)]
            for place in (0, 1)
        )
        if not first or not second:
            return None
        after.append((first[0], second[0]))
    return after


class Contradiction(Exception):
    """No frames exist; the text says why."""


@dataclass
class Equations:
    """Frames that are not yet chosen, by number, with what must hold between them.

    First all `move` equations, then `choose` and `relate`, then `solved`.
    """

    parents: list[int] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    chosen: dict[int, list[Line]] = field(default_factory=dict)
    roles: Parities = field(default_factory=lambda: Parities())

    def new(self) -> int:
        """A frame about which nothing is known."""
        self.parents.append(len(self.parents))
        self.tables.append(IDENTITY)
        return len(self.parents) - 1

    def root(self, frame: int) -> tuple[int, Table]:
        """The frame by which this one is given, and where its lines are there."""
        path = []
        while self.parents[frame] != frame:
            path.append(frame)
            frame = self.parents[frame]
        table = IDENTITY
        for step in reversed(path):
            table = composed(self.tables[step], table)
            self.parents[step], self.tables[step] = frame, table
        return frame, table

    def move(self, new: int, old: int, table: Table) -> None:
        """The lines of one frame, moved by an invertible map, are those of another."""
        (here, left), (there, right) = self.root(new), self.root(old)
        between = composed(inverted(left), composed(table, right))
        if here != there:
            self.parents[here], self.tables[here] = there, between
        elif between != IDENTITY:  # a map of lines that fixes an ordered pair is the identity
            raise Contradiction("the map would carry a frame into another frame of the same system")

    def choose(self, frame: int, line: Line) -> tuple[int, Line]:
        """A line belongs to a frame; its name in `relate`."""
        root, table = self.root(frame)
        wanted, lines = table[line], self.chosen.setdefault(root, [])
        if wanted not in lines:
            lines.append(wanted)
            if len(lines) == 3:
                raise Contradiction("it would need all three of X, P, X + P, and a frame has two")
            if len(lines) == 2:
                self.roles.join((root, lines[0]), (root, lines[1]), 1)
        return root, wanted

    def relate(self, one: tuple[int, Line], other: tuple[int, Line], differ: int) -> None:
        """Two lines have the same place in their frames (0), or different places (1)."""
        if not self.roles.join(one, other, differ):
            raise Contradiction("a line would be of both kinds")

    def solved(self, frame: int) -> Frame:
        """A choice of the frame; all choices together satisfy the equations."""
        root, table = self.root(frame)
        pair: list[Line] = [0, 0]
        for line in self.chosen.get(root, []):
            pair[self.roles.find((root, line))[1]] = line
        for place in (0, 1):
            pair[place] = pair[place] or next(line for line in (1, 2, 3) if line not in pair)
        back = inverted(table)
        return back[pair[0]], back[pair[1]]


@dataclass
class Parities:
    """Bits of which only sums of two are known."""

    parents: dict[tuple[int, Line], tuple[tuple[int, Line], int]] = field(default_factory=dict)

    def find(self, name: tuple[int, Line]) -> tuple[tuple[int, Line], int]:
        """The bit by which this one is given, and their sum."""
        path = []
        while (step := self.parents.get(name, (name, 0)))[0] != name:
            path.append((name, step[1]))
            name = step[0]
        parity = 0
        for passed, bit in reversed(path):
            parity ^= bit
            self.parents[passed] = (name, parity)
        return name, parity

    def join(self, one: tuple[int, Line], other: tuple[int, Line], differ: int) -> bool:
        """Let the sum of two bits be known; False where it is known otherwise."""
        (here, left), (there, right) = self.find(one), self.find(other)
        if here == there:
            return left ^ right == differ
        self.parents[here] = (there, left ^ right ^ differ)
        return True
