"""Mean and variance of a quadrature x cos(phi) + p sin(phi) of a mode."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """A mode and an angle."""
    return int(rng.integers(state.n)), round(float(rng.uniform(-3, 3)), 2)


def right(state: State, mode: int, angle: float) -> Floats:
    """Mean and variance."""
    part, f = state.of((mode,)), np.array([np.cos(angle), np.sin(angle)])
    return np.array([f @ part.means, f @ part.covariance @ f])


QUESTION = Question("quadrature", "mean and variance of a quadrature of a mode", draw, right, wide=True)
