"""Probability density of a quadrature x cos(phi) + p sin(phi) of a mode, at some values."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question
from .quadrature import right as moments
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """A mode, an angle and three values."""
    values = (np.sort(rng.uniform(-2, 2, 3)) * np.sqrt(state.hbar)).round(2)
    return int(rng.integers(state.n)), round(float(rng.uniform(-3, 3)), 2), tuple(values.tolist())


def right(state: State, mode: int, angle: float, values: tuple[float, ...]) -> Floats:
    """The normal density."""
    mean, variance = moments(state, mode, angle)
    return np.asarray(np.exp(-((np.array(values) - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance))


QUESTION = Question("marginal", "probability density of a quadrature of a mode", draw, right)
