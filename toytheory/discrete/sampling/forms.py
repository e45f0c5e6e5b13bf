"""What the rows of a program depend on: every asked row as an affine function of chance.

The program is run backwards on transposed operations. A row then holds how much each asked row changes by the end if
this row is changed by 1 at this point: one column an asked row in place of one a run, so that the same kernels do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun

from .engine import Engine
from .noise import collected
from .program import RANDOM, Ops, Program
from .spanning import Sparse

MEMORY = 2**27
"""Bytes that the rows of one pass may take."""


@dataclass(frozen=True, eq=False)
class Forms:
    """Asked rows = offset + uniform latents + what noise adds to its slots.

    Attributes
    ----------
    offset : (m,).
    uniform : what each uniform number adds to the asked rows, in the order of the operations that draw them.
    slots : what 1 in each slot of the program's noise adds to the asked rows.
    drawn : positions in `ops` of the operations that draw the uniform numbers.
    """

    offset: NDArray[np.int64]
    uniform: Sparse
    slots: Sparse
    drawn: NDArray[np.int64]

    @property
    def operations(self) -> int:
        """How many operations on rows draw them, noise left aside."""
        return int(
            np.count_nonzero(self.offset) + np.count_nonzero(np.diff(self.uniform.start)) + self.uniform.column.size
        )


def forms_of(program: Program, ops: Ops, asked: NDArray[np.int64]) -> Forms:
    """The affine function, for a program without branches.

    Parameters
    ----------
    ops : of the program, or those of them that the asked rows depend on.
    """
    if program.has_branches:
        raise CannotRun("what happens depends on outcomes (`when`), so that outcomes are no affine function of chance")
    backward, rows, drawn = _transposed(program, ops)
    kept = replace(
        program, rows=rows, ops=backward, sites=collected({}, [], [], []), outputs=np.arange(rows), conditions=()
    )
    first = program.rows
    nothing = np.zeros((3, 0), dtype=np.int64)
    row, column, value = np.concatenate([nothing, *_passes(kept, asked)], axis=1)
    offset = np.zeros(asked.size, dtype=np.int64)
    here = row == first
    offset[column[here]] = value[here]
    at = first + 1 + drawn.size
    return Forms(
        offset, _sparse(row, column, value, first + 1, at), _sparse(row, column, value, at, rows), drawn
    )  # fmt: skip


def _transposed(program: Program, ops: Ops) -> tuple[Ops, int, NDArray[np.int64]]:
    """Operations that run backwards, the number of rows with the new ones, and which operations draw.

    New rows, in this order: the offset, one a uniform number, one a slot of noise.
    """
    from .backwards import transposed

    sites = program.sites
    drawn = np.flatnonzero(ops[:, 0] == RANDOM)
    first_slot = program.rows + 1 + drawn.size
    backward = transposed(ops, np.append(sites.slots_at, len(sites.slots)), sites.slots, program.rows, drawn.size)
    return backward, first_slot + len(sites.slots), drawn


def _passes(program: Program, asked: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Rows, columns and values of everything that is not zero, (3, k), some columns at a time."""
    engine = Engine(program, everything=True)
    words = max(
        2,
        min(
            -(-asked.size // 128) * 2,
            MEMORY // (program.rows * (8 * engine.planes or 64 * engine.kind.itemsize)) // 2 * 2,
        ),
    )
    engine.words, engine.runs = words, 64 * words
    worker = engine.worker(np.uint64(0))
    for first in range(0, asked.size, engine.runs):
        count = min(engine.runs, asked.size - first)
        worker.rows[:] = 0
        worker.set_one(asked[first : first + count])
        worker.execute(0)
        row, column, value = worker.nonzero()
        yield np.stack([row, column + first, value])


def _sparse(row: NDArray[Any], column: NDArray[Any], value: NDArray[Any], first: int, last: int) -> Sparse:
    here = (row >= first) & (row < last)
    row, column, value = row[here] - first, column[here], value[here]
    order = np.argsort(row, kind="stable")  # passes come one after the other, columns stay in order
    counts = np.bincount(row, minlength=last - first)
    return Sparse(np.append(0, np.cumsum(counts)), column[order], value[order])
