"""Variance 1 - |mean|^2 of the unitary T_F of a variable F; on qubits of a Pauli product, the identity among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .expectation import draw as variable
from .state import Stabilized


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Coefficients (a1, b1, a2, b2, ...), now and then all 0."""
    return ((0,) * (2 * state.n),) if rng.random() < 0.25 else variable(rng, state)


def right(state: Stabilized, coefficients: tuple[int, ...]) -> float:
    """0 where the variable has a value, else 1."""
    return float(state.value_of(coefficients) is None)


QUESTION = Question("variance", "variance of the unitary of a variable: 1 - |mean|^2", draw, right, wide=True)
