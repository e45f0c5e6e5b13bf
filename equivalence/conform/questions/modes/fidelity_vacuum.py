"""Fidelity with the vacuum of all modes."""

from __future__ import annotations

import numpy as np

from ..question import Question, nothing
from .state import State, overlap


def right(state: State) -> float:
    """The overlap with the vacuum."""
    return overlap(state, np.zeros(2 * state.n))


QUESTION = Question("fidelity-vacuum", "fidelity with the vacuum", nothing, right, wide=True)
