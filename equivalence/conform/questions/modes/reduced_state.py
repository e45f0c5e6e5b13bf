"""The reduced state of some modes, in the order asked: means and covariance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question, some_systems
from .state import State


def right(state: State, modes: tuple[int, ...]) -> Any:
    """Means, then the rows of the covariance, as one array."""
    part = state.of(modes)
    return np.concatenate([part.means, part.covariance.ravel()])


QUESTION = Question(
    "reduced-state", "means and covariance of some modes, in the order asked", some_systems, right, wide=True
)
