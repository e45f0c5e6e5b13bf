"""The comparison of U A(m) with A(m') U as a compiled loop: 340 million entries for the maps of two trits.

This module needs Numba: import it where a comparison is made.
"""

from __future__ import annotations

from numba import njit


@njit(cache=True)
def differ(unitaries, moved, targets, phases, order, answer):  # type: ignore[no-untyped-def]
    """Note in answer (N, B) bool where U A(m) is not A(m') U.

    Parameters
    ----------
    unitaries : (B, D, D) int16 exponents of the entries, -1 for zero.
    moved : (B, N) int32 positions of the m'.
    targets, phases : (N, D) unsigned, and int16: A(m) takes column c to row targets[m, c], times zeta^phases[m, c].
    order : of zeta.
    """
    batch, size = unitaries.shape[:2]
    for b in range(batch):
        u = unitaries[b]
        for m in range(len(targets)):
            goal, wrong = moved[b, m], 0
            columns, turns = targets[m], phases[m]
            for r in range(size):
                mine, other, turn = u[targets[goal, r]], u[r], phases[goal, r]
                for c in range(size):
                    left, right = mine[columns[c]], other[c]
                    gap = left + turns[c] - right - turn  # between -2 order and 2 order
                    zeros = (left < 0) & (right < 0)
                    equal = ((left < 0) == (right < 0)) & ((gap == 0) | (gap == order) | (gap == -order))
                    wrong += (zeros | equal) ^ True
            answer[m, b] = wrong != 0
