"""Amplitudes (x + ip) / sqrt(2 hbar) of some modes, in the order asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..question import Question, some_systems
from .state import State


def right(state: State, modes: tuple[int, ...]) -> NDArray[np.complex128]:
    """An amplitude a mode."""
    part = state.of(modes)
    return np.asarray((part.means[::2] + 1j * part.means[1::2]) / np.sqrt(2 * state.hbar))


QUESTION = Question("displacement", "amplitudes of modes, in the order asked", some_systems, right, wide=True)
