"""Samples of x and p of some modes, measured together by heterodyne detection, each with hbar/2 of added variance."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question, some_systems
from .samples import SHOTS, follows, law, observed
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Modes in an order, and the number of runs."""
    return (*some_systems(rng, state), SHOTS)


def right(state: State, modes: tuple[int, ...], shots: int) -> Floats:
    """The law: means, and the covariance with that of the vacuum added."""
    part = state.of(modes)
    return law(part.means, part.covariance + state.hbar / 2 * np.eye(2 * part.n))


QUESTION = Question(
    "heterodyne-samples",
    "samples x1, p1, x2, ... of some modes, (shots, 2 modes)",
    draw,
    right,
    same=follows,
    told=observed,
)
