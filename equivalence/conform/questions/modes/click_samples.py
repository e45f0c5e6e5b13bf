"""Samples of detectors that tell some photons from none, in some modes."""

from __future__ import annotations

from itertools import product

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question
from . import clicks
from .counts import draw, followed, shown
from .state import State


def right(state: State, modes: tuple[int, ...], shots: int) -> Floats:
    """The probabilities of all patterns."""
    part = state.of(modes)
    return np.array([clicks.right(part, pattern) for pattern in product((0, 1), repeat=len(modes))])


QUESTION = Question(
    "click-samples",
    "samples of clicks (1) or none (0) of some modes, (shots, modes)",
    draw,
    right,
    calm=True,
    same=followed(2),
    told=shown(2),
)
