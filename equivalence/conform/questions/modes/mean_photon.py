"""Mean and variance of the photon number of a mode."""

from __future__ import annotations

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question, one_system
from .state import State


def right(state: State, mode: int) -> Floats:
    """Mean (tr V + r r)/(2 hbar) - 1/2 and variance tr(V^2)/(2 hbar^2) + r V r / hbar^2 - 1/4."""
    part = state.of((mode,))
    V, r = part.covariance / state.hbar, part.means / np.sqrt(state.hbar)
    return np.array([(np.trace(V) + r @ r) / 2 - 0.5, np.trace(V @ V) / 2 + r @ V @ r - 0.25])


QUESTION = Question("mean-photon", "mean and variance of the photon number of a mode", one_system, right, wide=True)
