"""Von Neumann entropy of some modes, in nats."""

from __future__ import annotations

import numpy as np

from ..question import Question, some_systems
from .state import State


def right(state: State, modes: tuple[int, ...]) -> float:
    """Sum of (m + 1) log(m + 1) - m log m, m + 1/2 the symplectic eigenvalues of V / hbar."""
    V = state.of(modes).covariance / state.hbar
    J = np.kron(np.eye(len(modes)), np.array([[0, 1], [-1, 0]]))
    found = np.sort(np.abs(np.linalg.eigvals(1j * J @ V)))[::2]
    m = np.maximum(found - 0.5, 1e-300)
    return float(np.sum((m + 1) * np.log1p(m) - m * np.log(m)))


QUESTION = Question(
    "entropy", "von Neumann entropy of some modes, in nats", some_systems, right, tolerance=1e-5, wide=True
)
