"""Probabilities of the photon number of all modes together, of pure states."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question, nothing
from . import number_probability
from .state import State

LEVELS = 4
"""Numbers that are asked about, from 0."""


def right(state: State, *nobody: Any) -> Floats:
    """Of 0, 1, 2 and 3 photons: sums over how they are shared."""
    found = np.zeros(LEVELS)
    for numbers in product(range(LEVELS), repeat=state.n):
        if sum(numbers) < LEVELS:
            found[sum(numbers)] += number_probability.right(state, numbers)
    return found


QUESTION = Question(
    "distribution-of-total",
    "probabilities of 0 to 3 photons in all modes together, of a pure state",
    nothing,
    right,
    pure=True,
    most=2,
)
