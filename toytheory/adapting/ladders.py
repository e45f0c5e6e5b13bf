"""Maps of modes as packages of quantum optics have them: a -> U a + V a^dagger, with a = (x + ip)/sqrt(2 hbar)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toytheory.language.steps import Transform

Complexes = NDArray[np.complex128]

ORTHOGONAL = 1e-9
"""By how much the product of an orthogonal matrix and its transpose may be off."""


def passive_and_active(step: Transform) -> tuple[Complexes, Complexes]:
    """The matrices U and V of a map, (k, k) each, of the step's modes in its order; its constants are left out.

    >>> from toytheory.language.maps.modes import mode_transform
    >>> U, V = passive_and_active(mode_transform("squeeze", (0,), 0.5))
    >>> U.real.round(4).tolist(), V.real.round(4).tolist()  # cosh 0.5 and -sinh 0.5
    ([[1.1276]], [[-0.5211]])
    """
    matrix = np.array(step.matrix, dtype=np.complex128)
    xx, xp, px, pp = matrix[::2, ::2], matrix[::2, 1::2], matrix[1::2, ::2], matrix[1::2, 1::2]
    return (xx + pp + 1j * (px - xp)) / 2, (xx - pp + 1j * (px + xp)) / 2


def is_interferometer(step: Transform) -> bool:
    """Whether a map is orthogonal: beam splitters and phase shifts, which keep the number of photons.

    >>> from toytheory.language.maps.modes import mode_transform
    >>> [is_interferometer(mode_transform(name, (0,), 0.5)) for name in ("rotate", "squeeze")]
    [True, False]
    """
    matrix = np.array(step.matrix, dtype=np.float64)
    return bool(np.abs(matrix @ matrix.T - np.eye(len(matrix))).max() < ORTHOGONAL)
