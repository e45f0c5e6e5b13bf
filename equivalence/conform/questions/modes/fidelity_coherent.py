"""Fidelity with a product of coherent states |alpha>, of means sqrt(2 hbar) (Re alpha, Im alpha)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import State, overlap


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """An amplitude for each mode."""
    return (tuple(complex(round(a, 2), round(b, 2)) for a, b in rng.uniform(-1, 1, (state.n, 2)).tolist()),)


def right(state: State, amplitudes: tuple[complex, ...]) -> float:
    """The overlap with the coherent states."""
    means = np.array([[a.real, a.imag] for a in amplitudes]).ravel() * np.sqrt(2 * state.hbar)
    return overlap(state, means)


QUESTION = Question("fidelity-coherent", "fidelity with coherent states of these amplitudes", draw, right, wide=True)
