"""Whether unitaries move phase-point operators as the map moves ontic states, for many maps at once.

Clifford covariance, Gross, quant-ph/0602001, section III; slide "Valid reversible transformations".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.phase_space.space import PhaseSpace

from .phase_matrix import PhaseMatrix
from .phase_points import parity_phase_points

_PORTION = 2**21  # entries compared at once


def covariant(unitaries: PhaseMatrix, matrices: ArrayLike, shifts: ArrayLike, d: int) -> NDArray[np.bool_]:
    """Whether U A(m) U^dagger = A(S m + a) at every ontic state m, exactly, for each map of a batch; odd d.

    Parameters
    ----------
    unitaries : batch (B,).
    matrices, shifts : (B, 2n, 2n) and (B, 2n), broadcast.

    Every entry of every A(S m + a) U is compared with that of U A(m): B d^2n d^2n comparisons of small integers.

    >>> from quantum_ref.operators.clifford import symplectic_unitaries
    >>> S = [[[0, 1], [2, 0]], [[1, 0], [1, 1]]]
    >>> covariant(symplectic_unitaries(S, [0, 0], 3), S, [0, 0], 3).tolist()
    [True, True]
    """
    size, count, m = unitaries.dimension, len(unitaries.exponents), unitaries.order
    rows = np.broadcast_to(np.asarray(matrices, dtype=np.int64), (count, *np.shape(matrices)[-2:]))
    constants = np.broadcast_to(np.asarray(shifts, dtype=np.int64), (count, rows.shape[-1]))
    space = PhaseSpace(d, rows.shape[-1] // 2)
    points = space.points()
    A = parity_phase_points(points, d)
    # exponents are below m and their sums within 2m + 1: int16 does for m < 2^14, beyond which no matrix would fit
    targets, phases = A.targets.astype(np.int32), A.exponents.astype(np.int16)
    answer = np.ones(count, dtype=np.bool_)
    portion = max(1, _PORTION // (len(points) * size * size))
    for start in range(0, count, portion):
        part = slice(start, start + portion)
        entries = unitaries.exponents[part].astype(np.int16)
        goal = space.index(points @ rows[part].swapaxes(-1, -2) + constants[part, None, :])
        # (A' U)[t'(x), y] = e'(x) + U[x, y] and (U A)[x', y] = U[x', t(y)] + e(y), at x' = t'(x)
        first = np.arange(len(entries), dtype=np.int32)[:, None, None] * size + targets[goal]
        moved = entries.reshape(-1)[first[..., :, None] * size + targets[:, None, :]]
        still = entries[:, None]
        apart = moved + phases[:, None, :] - still - phases[goal][..., :, None]
        same = np.where(still < 0, moved < 0, (moved >= 0) & _multiples(m)[apart])
        answer[part] = same.all(axis=(1, 2, 3))
    return answer


def _multiples(m: int) -> NDArray[np.bool_]:
    """Whether k is a multiple of m, to be indexed with k from -2m - 1 to 2m."""
    table = np.zeros(4 * m + 2, dtype=np.bool_)
    table[[-2 * m, -m, 0, m, 2 * m]] = True
    return table
