"""The instructions of a program on blocks of points, compiled; a block stays in a cache.

Registers that are 0 at all points of a block are marked, and nothing is added for them: of trial points, for each of
which one number is 1, most registers are 0. This module needs Numba: import it where that is worth while.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix

if TYPE_CHECKING:
    from .instructions import Program

BLOCK = 32
"""Points at once."""

_kernel = njit(cache=True, nogil=True, error_model="numpy")


class CompiledProgram:
    """The same as a `Program`, row by row and without what is 0."""

    def __init__(self, program: Program) -> None:
        coordinates, self.m, self.count = program.sizes
        self.first = coordinates + self.m
        heights, widths = program.shapes.T
        wide = np.repeat(widths, heights)  # of each row
        row = np.repeat(np.arange(len(wide)), wide)  # of each factor
        begins = np.cumsum(widths) - widths
        source = np.repeat(np.repeat(begins, heights) - (np.cumsum(wide) - wide), wide) + np.arange(len(row))
        there = program.factors.any(axis=0)
        self.code = (
            _starts(heights), program.targets, _starts(np.bincount(row[there], minlength=len(wide))),
            program.sources[source[there]], program.constants.any(axis=0),
        )  # fmt: skip
        self.factors, self.constants = np.ascontiguousarray(program.factors[:, there]), program.constants
        self.highest = int(heights.max(initial=1))

    def _room(self, copies: int) -> tuple[Floats, Any, Floats, Any]:
        shape, highest = (self.first + self.count, copies, BLOCK), (self.highest, copies, BLOCK)
        return np.empty(shape), np.zeros(shape[0], dtype=np.bool_), np.empty(highest), np.zeros(highest[0], np.bool_)

    def outcomes(self, drawn: Floats) -> Floats:
        """(points, m) outcomes of points for which these numbers (points, k) are drawn."""
        found = np.zeros((len(drawn), self.m))
        _runs(self.code, self.factors[:1], self.constants[:1], drawn, self.first, found, self._room(1))
        return found

    def dependence(self) -> tuple[Floats, Floats]:
        """As `Program.dependence`."""
        base, linear = (np.zeros((len(self.factors), self.m, count)) for count in (1, self.count))
        _trial(self.code, self.factors, self.constants, self.first, base, linear, self._room(len(self.factors)))
        return base[:, :, 0], linear


def _starts(counts: Matrix) -> Matrix:
    starts: Matrix = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return starts


@_kernel
def _follow(code, factors, constants, unit, width, room):  # type: ignore[no-untyped-def]
    """All instructions, in all copies, on the first columns of registers (R, copies, BLOCK); those not live are 0."""
    (rows, targets, terms, sources, shifted), (registers, live, new, there) = code, room
    copies = len(factors)
    for number in range(len(rows) - 1):
        first = rows[number]
        for row in range(first, rows[number + 1]):
            put = row - first
            some = unit != 0 and shifted[row]
            if some:
                for copy in range(copies):
                    constant = constants[copy, row] * unit
                    for b in range(width):
                        new[put, copy, b] = constant
            for term in range(terms[row], terms[row + 1]):
                source = sources[term]
                if live[source]:
                    for copy in range(copies):
                        factor = factors[copy, term]
                        if some:
                            for b in range(width):
                                new[put, copy, b] += factor * registers[source, copy, b]
                        else:
                            for b in range(width):
                                new[put, copy, b] = factor * registers[source, copy, b]
                    some = True
            there[put] = some
        for row in range(first, rows[number + 1]):
            target, put = targets[row], row - first
            live[target] = there[put]
            if live[target]:
                for copy in range(copies):
                    for b in range(width):
                        registers[target, copy, b] = new[put, copy, b]


@_kernel
def _runs(code, factors, constants, drawn, first, found, room):  # type: ignore[no-untyped-def]
    """Outcomes into found, (points, m)."""
    registers, live, count, m = room[0], room[1], drawn.shape[1], found.shape[1]
    for start in range(0, len(drawn), BLOCK):
        width = min(BLOCK, len(drawn) - start)
        live[:first], live[first:] = False, True
        for b in range(width):
            for i in range(count):
                registers[first + i, 0, b] = drawn[start + b, i]
        _follow(code, factors, constants, 1.0, width, room)
        for i in range(m):
            for b in range(width):
                found[start + b, i] = registers[first - m + i, 0, b] if live[first - m + i] else 0.0


@_kernel
def _read(first, width, registers, live, start, found):  # type: ignore[no-untyped-def]
    """Outcomes of a block, as columns of found, (copies, m, points)."""
    copies, m = found.shape[:2]
    for i in range(m):
        if live[first - m + i]:
            for copy in range(copies):
                for b in range(width):
                    found[copy, i, start + b] = registers[first - m + i, copy, b]


@_kernel
def _trial(code, factors, constants, first, base, linear, room):  # type: ignore[no-untyped-def]
    """Outcomes if all numbers drawn are 0, and of each number that is then 1."""
    registers, live, count = room[0], room[1], linear.shape[2]
    live[:] = False
    _follow(code, factors, constants, 1.0, 1, room)
    _read(first, 1, registers, live, 0, base)
    for start in range(0, count, BLOCK):
        width = min(BLOCK, count - start)
        live[:] = False
        for b in range(width):
            registers[first + start + b, :, :width] = 0.0
            registers[first + start + b, :, b] = 1.0
            live[first + start + b] = True
        _follow(code, factors, constants, 0.0, width, room)
        _read(first, width, registers, live, start, linear)
