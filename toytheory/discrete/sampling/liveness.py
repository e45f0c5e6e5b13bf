"""Operations that nothing asked for depends on: what a measurement does to a system that nobody looks at again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .philox import kernel
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SET, Ops, Program


def live(program: Program) -> Ops:
    """The operations that outputs or conditions depend on.

    >>> from .noise import collected
    >>> ops = np.array([[RANDOM, 0, 0, 0, -1], [RANDOM, 1, 0, 1, -1]])
    >>> live(Program(3, 2, ops, collected({}, [], [], []), ("a",), np.array([1]), ())).tolist()
    [[5, 1, 0, 1, -1]]
    """
    wanted = np.zeros(program.rows, dtype=np.bool_)
    wanted[program.outputs] = True
    for row, _ in program.conditions:
        wanted[row] = True
    sites = program.sites
    ends = np.append(sites.slots_at, len(sites.slots))
    kept: NDArray[np.bool_] = _kept(program.ops, wanted, ends, sites.slots)
    return program.ops[kept]


@kernel
def _kept(ops, wanted, slots_at, slots):  # type: ignore[no-untyped-def]
    keep = np.zeros(len(ops), dtype=np.bool_)
    for number in range(len(ops) - 1, -1, -1):
        kind, row, other, mask = ops[number, 0], ops[number, 1], ops[number, 2], ops[number, 4]
        if kind == NOISE:
            for slot in range(slots_at[row], slots_at[other]):
                if wanted[slots[slot]]:
                    keep[number] = True
                    break
        elif wanted[row]:
            keep[number] = True
            if kind in (SET, RANDOM, FILL, EQUAL) and mask < 0:
                wanted[row] = False
            if kind in (ADD, SET, EQUAL, BOTH):
                wanted[other] = True
        if keep[number] and mask >= 0:
            wanted[mask] = True
    return keep
