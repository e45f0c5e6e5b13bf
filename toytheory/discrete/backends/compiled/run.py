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
    """Outcomes by constant and latent variables, (1 + t, m), and which of the t are uniform, d prime.

    The other latent variables are noise, in order.
    """
    program = compiled(block, d)
    latents, size = program.outcomes + program.noisy, 2 * program.n
    room, free = min(program.generators, size) + 1, program.widest + 2
    known, spare = table(size + free, room, d), np.zeros(room, dtype=np.int64)
    values = table(size + free + program.outcomes, 1 + latents, d)
    kinds = np.zeros(latents, dtype=np.int64)
    counts = np.zeros(7, dtype=np.int64)
    counts[tableau.ROWS], counts[tableau.FIRST] = size, size + free
    until = np.full(size, -1, dtype=np.int64)
    tableau.last_uses(program.code, program.actions, until)
    while not tableau.run(program.code, program.actions, d, until, known, values, spare, kinds, counts):
        partners = until.reshape(-1, 2)[:, ::-1].reshape(-1)
        known[:size][partners < counts[tableau.POSITION]] = 0  # rows that are not kept up any more
        known, spare = with_room(known, size, d, counts)
    used = int(counts[tableau.LATENTS])
    return unpacked(values[size + free :], 1 + used).T.astype(np.int64, order="C"), np.flatnonzero(kinds[:used])


def with_room(known: Any, size: int, d: int, counts: Any) -> tuple[Any, Any]:
    """The generators, reduced to independent ones where there are more than 2n, with columns to spare."""
    generators = unpacked(known[:size], int(counts[tableau.COLUMNS])).T.astype(np.int64)
    if len(generators) > size:
        generators = howell(generators, d)
    room = len(generators) + size // 4 + 16
    counts[tableau.COLUMNS], counts[tableau.SPARE] = len(generators), 0
    larger = table(len(known), room, d)
    larger[:size] = filled(generators.T, room, d)
    return larger, np.zeros(room, dtype=np.int64)
