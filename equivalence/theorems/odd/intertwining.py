"""The comparison of U A(m) with A(m') U as a compiled loop: 340 million entries for the maps of two trits.

This module needs Numba: import it where a comparison is made.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def differ(unitaries, moved, targets, phases, order, answer):  # type: ignore[no-untyped-def]
    """Note in answer (N, B) bool where U A(m) is not A(m') U.

    Parameters
    ----------
    unitaries : (B, D, D) int16 exponents of the entries, -1 for zero.
    moved : (B, N) int32 positions of the m'.
    targets, phases : (N, D) unsigned, below D and order: A(m) takes column c to row targets[m, c], times zeta^phases.
    order : of zeta.
    """
    batch, size = unitaries.shape[:2]
    starts = phases * np.uintp(size)
    columns = starts + targets
    turned = np.empty((size, order * size), dtype=np.int16)  # U times each power of zeta, side by side
    for b in range(batch):
        for power in range(order):
            for r in range(size):
                for c in range(size):
                    entry = unitaries[b, r, c]
                    turned[r, power * size + c] = entry if entry < 0 else (entry + power) % order
        for m in range(len(targets)):
            goal, wrong = moved[b, m], 0
            for r in range(size):
                mine, other = turned[targets[goal, r]], turned[r, starts[goal, r] :]
                for c in range(size):
                    wrong += mine[columns[m, c]] != other[c]
            answer[m, b] = wrong != 0
