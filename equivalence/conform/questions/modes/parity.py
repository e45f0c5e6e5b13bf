"""Parity of the photon number of some modes: (pi hbar)^m times the Wigner function at the origin."""

from __future__ import annotations

import numpy as np

from ..question import Question, some_systems
from .state import State


def right(state: State, modes: tuple[int, ...]) -> float:
    """(hbar/2)^m det(V)^(-1/2) exp(-r V^-1 r / 2) of these modes."""
    part = state.of(modes)
    size = (part.hbar / 2) ** part.n / np.sqrt(np.linalg.det(part.covariance))
    return float(size * np.exp(-part.means @ np.linalg.solve(part.covariance, part.means) / 2))


QUESTION = Question("parity", "mean of (-1)^N, N the photon number of some modes", some_systems, right, wide=True)
