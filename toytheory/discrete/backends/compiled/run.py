"""The outcomes of a block as affine functions of chance, by the compiled register of what is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.phase_space.modular import Matrix, howell

from ..blocks import Block
from . import tableau
from .program import compiled
from .rows import filled, table, unpacked

Forms = tuple[Matrix, Matrix]


def forms(block: Block, d: int) -> Forms:
    """Outcomes (1 + t, m) by constant and latent variables, and which of the t are uniform; the others are noise, in order.

    d is prime.
    """
    program = compiled(block, d)
    latents = program.outcomes + program.noisy
    room = min(program.generators, 2 * program.n) + 1
    valuation = table(2 * program.n, 1 + latents, d)
    outcomes = table(program.outcomes, 1 + latents, d)
    long_scratch = table(program.widest + 1, 1 + latents, d)
    kinds = np.zeros(latents, dtype=np.int64)
    counts = np.zeros(5, dtype=np.int64)
    complement = table(2 * program.n, room, d)
    spare = np.zeros(room, dtype=np.int64)
    while True:
        scratch = table(program.widest + 1, room, d)
        state: tuple[Any, ...] = (complement, valuation, outcomes, scratch, long_scratch, spare, kinds, counts)
        if tableau.run(program.code, program.actions, d, *state):
            break
        complement, spare = with_room(complement, program.n, d, counts)
        room = spare.size
    used = int(counts[tableau.LATENTS])
    return unpacked(outcomes, 1 + used).T, np.flatnonzero(kinds[:used])


def with_room(complement: Any, n: int, d: int, counts: Any) -> tuple[Any, Any]:
    """The generators, reduced to independent ones where there are more than 2n, with columns to spare."""
    columns = unpacked(complement, int(counts[tableau.COLUMNS]))
    if columns.shape[1] > 2 * n:
        columns = howell(columns.T, d).T
    room = columns.shape[1] + n // 2 + 16
    counts[tableau.COLUMNS], counts[tableau.SPARE] = columns.shape[1], 0
    return filled(columns, room, d), np.zeros(room, dtype=np.int64)
