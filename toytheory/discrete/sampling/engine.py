"""Blocks of runs: which representation a modulus has, and one block after the other through its kernel.

A block has a fixed number of runs that depends on the program alone, and its random numbers on the seed, the block and
the place in the program: whoever runs which block, the samples are the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .noise import NoiseArrays
from .program import NOISE, Program

CACHE = 2**21
"""Bytes that the rows of a block may take before the block is made smaller."""

MEMORY = 2**27
"""Bytes that they may take where no small block stays in the cache."""

WIDEST, NARROWEST = 64, 4
"""Words of 64 runs in a block."""


def _most(bytes_a_word: int, room: int) -> int:
    """So many words, a power of two, that they have room."""
    words = WIDEST
    while words > NARROWEST and words * bytes_a_word > room:
        words //= 2
    return words


class Engine:
    """A program made ready to run.

    Attributes
    ----------
    program : what is run.
    runs : in a block.
    dtype : of the values.

    Parameters
    ----------
    everything : keep operations that outputs do not depend on.
    """

    def __init__(self, program: Program, everything: bool = False) -> None:
        from .liveness import live

        self.program, d = program, program.d
        self.planes = {2: 1, 3: 2}.get(d, 0)
        self.ops = program.ops if everything else live(program)
        noisy = np.flatnonzero(self.ops[:, 0] == NOISE)
        self.noise, drawn = program.sites.arrays([tuple(pair) for pair in self.ops[noisy, 1:3].tolist()])
        self.groups = np.zeros((len(self.ops), 2), dtype=np.int64)
        for number, groups in zip(noisy, drawn, strict=True):
            self.groups[number] = (groups[0], groups[-1] + 1) if groups else (0, 0)
        self.dtype = np.dtype(np.uint8 if d <= 256 else np.uint64)
        self.kind = np.dtype(np.uint64 if self.planes or d > 256 else np.uint8 if d <= 128 else np.uint16)
        used = np.zeros(program.rows, dtype=np.bool_)
        used[self.ops[self.ops[:, 0] != NOISE, 1]] = used[program.outputs] = True
        touched = int(np.count_nonzero(used))
        row = touched * (8 * self.planes or 64 * self.kind.itemsize)
        self.words = _most(row, CACHE)
        if (
            self.words * row > CACHE
        ):  # every operation waits for memory: then long rows cost little more than short ones
            self.words = _most(row, MEMORY)
        self.runs = 64 * self.words

    def words_for(self, runs: int) -> int:
        """Words that hold the first runs of a block.

        A uniform number is the same however wide the rows are; noise walks over whole blocks.
        """
        if self.noise.groups.size:
            return self.words
        words = NARROWEST
        while words < self.words and 64 * words < runs:
            words *= 2
        return min(words, self.words)

    def largest(self) -> int:
        """Effects of the largest alternative of any noise."""
        return int(np.diff(self.noise.effects).max(initial=0))

    def worker(self, key: Any) -> Worker:
        """Somebody with rows of their own."""
        return Worker(self, key)


class Worker:
    """Runs blocks, one at a time, on rows that are used again."""

    def __init__(self, engine: Engine, key: Any) -> None:
        from .hits import scratch
        from .transpose import line_buffer

        self.engine, self.key = engine, key
        width = engine.words * engine.planes or engine.runs
        self.rows = np.zeros((engine.program.rows, width), dtype=engine.kind)
        self.scratch = scratch(engine.largest())
        self.line = line_buffer(max(engine.program.outputs.size, len(engine.program.conditions)))

    def run(self, block: int, runs: int) -> None:
        """Fill the rows with the runs of a block, at least with so many of them."""
        words = self.engine.words_for(runs)
        width = words * self.engine.planes or 64 * words
        if width == self.rows.shape[1]:
            self.rows[:] = 0
        else:
            self.rows = np.zeros((len(self.rows), width), dtype=self.rows.dtype)
        self.execute(block * (self.engine.words // words))

    def execute(self, block: int) -> None:
        """Do the operations on the rows as they are."""
        from . import bits, residues, trits

        engine = self.engine
        execute = {1: bits.run, 2: trits.run}.get(engine.planes, residues.run)
        with np.errstate(over="ignore"):  # without the compiler NumPy tells of numbers that wrap on purpose
            execute(
                self.rows, engine.program.d, engine.ops, engine.noise, engine.groups, self.key, block, *self.scratch
            )

    def set_one(self, rows: NDArray[np.int64]) -> None:
        """Set row rows[i] to 1 in run i; the rows are zero."""
        runs = np.arange(rows.size)
        if self.engine.planes:
            np.bitwise_or.at(self.rows, (rows, runs // 64), np.uint64(1) << (runs % 64).astype(np.uint64))
        else:
            self.rows[rows, runs] = 1

    def nonzero(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """(rows, runs, values) of what is not zero, ascending."""
        from .transpose import plane_nonzero

        if self.engine.planes:
            row, run, value = plane_nonzero(self.rows, self.engine.planes)
            return row, run, value
        row, run = np.nonzero(self.rows)
        return row, run, self.rows[row, run].astype(np.int64)

    def values(self, outputs: NDArray[np.int64], out: NDArray[Any]) -> None:
        """The values of some rows in the first runs of the block into out, (runs, m)."""
        from .transpose import plane_values, residue_values

        if self.engine.planes:
            plane_values(self.rows, self.engine.planes, outputs, *self.line, out)
        else:
            residue_values(self.rows, outputs, out)

    def packed(self, outputs: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
        """The same for bits, 8 to a byte: (runs, ceil(m / 8))."""
        from .transpose import packed_bits

        packed_bits(self.rows, outputs, out)


__all__ = ["Engine", "NoiseArrays", "Worker"]
