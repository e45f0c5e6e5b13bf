"""Samples of the photon numbers of some modes, counted together."""

from __future__ import annotations

from itertools import product

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question
from . import number_probability
from .counts import draw, followed, shown
from .state import State

LEVELS = 3
"""Numbers whose frequencies are judged: 0, 1, 2."""


def right(state: State, modes: tuple[int, ...], shots: int) -> Floats:
    """The probabilities of up to two photons in each of these modes."""
    part = state.of(modes)
    return np.array([number_probability.right(part, numbers) for numbers in product(range(LEVELS), repeat=len(modes))])


QUESTION = Question(
    "photon-samples",
    "samples of the photon numbers of some modes, (shots, modes)",
    draw,
    right,
    calm=True,
    same=followed(LEVELS),
    told=shown(LEVELS),
)
