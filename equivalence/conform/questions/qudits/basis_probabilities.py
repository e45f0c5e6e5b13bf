"""Probabilities of the computational basis of some qudits, in the order asked, the first most significant."""

from __future__ import annotations

import numpy as np

from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import kernel

from ..question import Question, some_systems
from .state import Stabilized


def right(state: Stabilized, systems: tuple[int, ...]) -> Floats:
    """(d^k,): equal where every known combination of X has its value, else 0."""
    part = state.of(systems)
    d, k = state.d, len(systems)
    keys = np.array(np.unravel_index(np.arange(d**k), (d,) * k)).T
    without_p = kernel(part.rows[:, 1::2].T, d, columns=len(part.rows))
    rows, values = part.sums(without_p)
    possible = ((keys @ rows[:, ::2].T - values) % d == 0).all(axis=1)
    return np.asarray(possible / possible.sum())


QUESTION = Question(
    "basis-probabilities",
    "probabilities of the basis states of some qudits, in the order asked",
    some_systems,
    right,
    wide=True,
)
