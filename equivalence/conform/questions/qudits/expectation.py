"""Mean of the unitary T_F of a variable F = aX + bP + ...: a Weyl operator, on qubits a Pauli product."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import Stabilized


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Coefficients (a1, b1, a2, b2, ...), mostly of a variable that has a value."""
    if len(state.rows) and rng.random() < 0.75:
        row = state.sums(rng.integers(0, state.d, (1, len(state.rows))))[0][0]
        row = row if row.any() else state.rows[0]
    else:
        row = rng.integers(0, state.d, 2 * state.n)
    return (tuple(int(c) for c in row),)


def right(state: Stabilized, coefficients: tuple[int, ...]) -> complex:
    """omega to the value; 0 where there is none."""
    return state.expectation(coefficients)


QUESTION = Question(
    "expectation", "mean of the unitary of a variable: a Weyl operator or Pauli product", draw, right, wide=True
)
