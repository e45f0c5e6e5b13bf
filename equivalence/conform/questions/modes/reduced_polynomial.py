"""Mean of a polynomial of second degree in the coordinates of some modes, in the order asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question, some_systems
from . import polynomial
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Some modes, and a polynomial in their coordinates."""
    (modes,) = some_systems(rng, state)
    return modes, *polynomial.draw(rng, state.of(modes))


def right(state: State, modes: tuple[int, ...], *polynomial_of_these: Any) -> float:
    """Of the reduced state of these modes."""
    return polynomial.right(state.of(modes), *polynomial_of_these)


QUESTION = Question(
    "reduced-polynomial", "mean of a polynomial in the coordinates of some modes, in their order", draw, right
)
