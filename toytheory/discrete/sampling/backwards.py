"""Operations on rows, transposed: what a row passes on when the program is run from its end to its beginning."""

from __future__ import annotations

import numpy as np

from .philox import kernel
from .program import ADD, FILL, NOISE, RANDOM, SCALE, SET, SHIFT, WIDTH


@kernel
def transposed(ops, slots_at, slots, constant, draws):  # type: ignore[no-untyped-def]
    """The transposed operations in reversed order.

    Parameters
    ----------
    slots_at : where the slots of each site begin, and where the last ones end.
    constant : the row that collects constants; rows after it keep what uniform numbers (so many as `draws`, in order)
        and slots of noise add.
    """
    made = np.empty((2 * len(ops) + slots.size, WIDTH), np.int64)
    count, latent, first_slot = 0, constant + draws, constant + 1 + draws
    for number in range(len(ops) - 1, -1, -1):
        kind, row, other, factor = ops[number, 0], ops[number, 1], ops[number, 2], ops[number, 3]
        if kind == NOISE:
            for slot in range(slots_at[row], slots_at[other]):
                _put(made, count, SET, first_slot + slot, slots[slot], 1)
                count += 1
            continue
        if kind in (ADD, SET):
            _put(made, count, ADD, other, row, factor)
            count += 1
        elif kind == SCALE:
            _put(made, count, SCALE, row, 0, factor)
            count += 1
        elif kind == RANDOM:
            _put(made, count, SET, latent, row, 1)
            latent -= 1
            count += 1
        elif kind in (SHIFT, FILL) and factor:
            _put(made, count, ADD, constant, row, factor)
            count += 1
        if kind in (SET, FILL, RANDOM):
            _put(made, count, FILL, row, 0, 0)
            count += 1
    return made[:count].copy()


@kernel
def _put(made, at, kind, row, other, factor):  # type: ignore[no-untyped-def]
    made[at, 0], made[at, 1], made[at, 2], made[at, 3], made[at, 4] = kind, row, other, factor, -1
