"""Variance of a polynomial r A r + b r + c in the quadratures r = (x1, p1, x2, p2, ...), ordered symmetrically."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .polynomial import draw
from .state import State


def right(state: State, A: Any, b: Any, c: float) -> float:
    """2 tr(A V A V) + g V g + hbar^2/2 tr(A J A J), g = 2 A r + b and J the symplectic form."""
    A, V = np.array(A), state.covariance
    g = 2 * A @ state.means + np.array(b)
    J = np.kron(np.eye(state.n), np.array([[0, 1], [-1, 0]]))
    return float(2 * np.trace(A @ V @ A @ V) + g @ V @ g + state.hbar**2 / 2 * np.trace(A @ J @ A @ J))


QUESTION = Question("polynomial-variance", "variance of a quadratic polynomial in the quadratures", draw, right)
