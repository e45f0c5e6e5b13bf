"""Probability that detectors which tell some photons from none click in some modes and not in the others."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from ..question import Question
from .state import State, overlap


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Click (1) or none (0), of each mode."""
    return (tuple(int(k) for k in rng.integers(0, 2, state.n)),)


def right(state: State, pattern: tuple[int, ...]) -> float:
    """By inclusion and exclusion, of probabilities that some modes are in the vacuum."""
    total = 0.0
    for dark in product(*[(True,) if click == 0 else (False, True) for click in pattern]):
        modes = [k for k, empty in enumerate(dark) if empty]
        sign = (-1) ** sum(click for click, empty in zip(pattern, dark, strict=True) if empty)
        total += sign * (overlap(state.of(modes), np.zeros(2 * len(modes))) if modes else 1.0)
    return total


QUESTION = Question("clicks", "probability of a pattern of clicks", draw, right)
