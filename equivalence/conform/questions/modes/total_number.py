"""Mean and variance of the number of photons in some modes together."""

from __future__ import annotations

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question, some_systems
from .state import State


def right(state: State, modes: tuple[int, ...]) -> Floats:
    """Mean (tr V + r r)/(2 hbar) - k/2 and variance tr(V^2)/(2 hbar^2) + r V r/hbar^2 - k/4 of k modes."""
    part = state.of(modes)
    V, r, k = part.covariance / state.hbar, part.means / np.sqrt(state.hbar), len(modes)
    return np.array([(np.trace(V) + r @ r - k) / 2, np.trace(V @ V) / 2 + r @ V @ r - k / 4])


QUESTION = Question(
    "total-number", "mean and variance of the photon number of modes together", some_systems, right, wide=True
)
