"""Samples of the quadratures x cos(phi) + p sin(phi) of some modes, all of one angle, measured together."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question, some_systems
from .samples import SHOTS, follows, law, observed
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Modes in an order, an angle and the number of runs."""
    return (*some_systems(rng, state), round(float(rng.uniform(-3, 3)), 2), SHOTS)


def right(state: State, modes: tuple[int, ...], angle: float, shots: int) -> Floats:
    """The law: means and covariance of these quadratures."""
    part = state.of(modes)
    form = np.kron(np.eye(part.n), [np.cos(angle), np.sin(angle)])
    return law(form @ part.means, form @ part.covariance @ form.T)


QUESTION = Question(
    "homodyne-samples",
    "samples of a quadrature of some modes, (shots, modes)",
    draw,
    right,
    same=follows,
    told=observed,
)
