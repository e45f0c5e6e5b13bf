"""Mean of a polynomial r A r + b r + c in the quadratures r = (x1, p1, x2, p2, ...), ordered symmetrically."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """A symmetric matrix as rows, a vector and a number; of some modes only, now and then."""
    size = 2 * state.n
    A = rng.integers(-3, 4, (size, size)) / 4
    A, b = A + A.T, rng.integers(-3, 4, size) / 2
    if rng.random() < 0.4:
        k = 2 * int(rng.integers(state.n))
        A[k : k + 2], A[:, k : k + 2], b[k : k + 2] = 0, 0, 0
    return tuple(map(tuple, A.tolist())), tuple(b.tolist()), float(rng.integers(-2, 3))


def right(state: State, A: Any, b: Any, c: float) -> float:
    """tr(A V) + r A r + b r + c."""
    r = state.means
    return float(np.trace(np.array(A) @ state.covariance) + r @ np.array(A) @ r + np.array(b) @ r + c)


QUESTION = Question("polynomial", "mean of a quadratic polynomial in the quadratures", draw, right, wide=True)
