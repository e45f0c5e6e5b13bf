"""The logarithmic negativity of a mode with the others, in nats."""

from __future__ import annotations

import numpy as np

from ..question import Question, one_system
from .state import State


def right(state: State, mode: int) -> float:
    """From the symplectic eigenvalues nu after p of the mode is reversed: the sum of max(0, -log(2 nu/hbar))."""
    reverse = np.ones(2 * state.n)
    reverse[2 * mode + 1] = -1
    partner = np.kron(np.eye(state.n), [[0.0, 1.0], [-1.0, 0.0]])
    numbers = np.abs(np.linalg.eigvals(1j * partner @ (state.covariance * np.outer(reverse, reverse))))
    nu = np.sort(numbers)[::2] * 2 / state.hbar
    return float(np.sum(np.maximum(0.0, -np.log(nu))))


QUESTION = Question("log-negativity", "logarithmic negativity of a mode with the others", one_system, right)
