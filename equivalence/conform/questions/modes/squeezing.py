"""Size r and angle phi of the squeezing of a pure mode: V = (hbar/2) R(phi/2) diag(e^-2r, e^2r) R(phi/2)^T."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..question import Question, one_system
from .state import State


def right(state: State, mode: int) -> NDArray[np.complex128]:
    """r exp(i phi), as an array of one number: without squeezing there is no angle."""
    V = state.of((mode,)).covariance / (state.hbar / 2)
    size = np.arccosh(max(np.trace(V) / 2, 1.0)) / 2
    angle = np.arctan2(-V[0, 1] - V[1, 0], V[1, 1] - V[0, 0])
    return np.array([size * np.exp(1j * angle)])


QUESTION = Question("squeezing", "squeezing of a pure mode", one_system, right, tolerance=1e-5, pure=True, most=1)
