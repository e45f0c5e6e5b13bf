"""Probability of photon numbers in some modes, whatever the others hold, in the order asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question, some_systems
from . import number_probability
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Some modes, and a few photons in each."""
    (modes,) = some_systems(rng, state)
    return modes, tuple(int(k) for k in rng.integers(0, 4, len(modes)))


def right(state: State, modes: tuple[int, ...], numbers: tuple[int, ...]) -> float:
    """Of the reduced state of these modes."""
    return number_probability.right(state.of(modes), numbers)


QUESTION = Question(
    "reduced-number-probability", "probability of photon numbers in some modes, in the order asked", draw, right
)
