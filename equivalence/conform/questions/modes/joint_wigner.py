"""The Wigner function of all modes together at a point."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """An x for each mode, and a p; not far from where the state is."""
    off = rng.uniform(-1, 1, 2 * state.n) * np.sqrt(state.hbar)
    point = (state.means + off).round(2)
    return tuple(point[0::2].tolist()), tuple(point[1::2].tolist())


def right(state: State, xs: tuple[float, ...], ps: tuple[float, ...]) -> float:
    """The normal density with the moments of all modes."""
    off = np.stack([xs, ps], axis=1).reshape(-1) - state.means
    size = np.sqrt(np.linalg.det(2 * np.pi * state.covariance))
    return float(np.exp(-off @ np.linalg.solve(state.covariance, off) / 2) / size)


QUESTION = Question("joint-wigner", "Wigner function of all modes at a point", draw, right, wide=True)
