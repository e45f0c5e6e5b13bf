"""Purity: Tr rho^2 = (hbar/2)^n det(V)^(-1/2)."""

from __future__ import annotations

import numpy as np

from ..question import Question, nothing
from .state import State


def right(state: State) -> float:
    """The purity."""
    return float((state.hbar / 2) ** state.n / np.sqrt(np.linalg.det(state.covariance)))


QUESTION = Question("purity", "purity of the state", nothing, right, most=8, wide=True)
