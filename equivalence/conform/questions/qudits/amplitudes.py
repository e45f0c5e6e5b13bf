"""Amplitudes of some basis states of all qudits, in the order asked; a phase in front of all means nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import Numbers, Stabilized
from .state_vector import right as state_vector
from .state_vector import same

Strings = tuple[tuple[int, ...], ...]


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Basis states: all, or half of them, in an order at random."""
    size = state.d**state.n
    chosen = rng.permutation(size)[: size if rng.random() < 0.5 else -(-size // 2)]
    keys = np.array(np.unravel_index(chosen, (state.d,) * state.n)).T
    return (tuple(tuple(int(x) for x in key) for key in keys),)


def places(state: Stabilized, strings: Strings) -> Any:
    """Where basis states are in a state vector, the first qudit most significant."""
    return np.ravel_multi_index(tuple(np.array(strings).T), (state.d,) * state.n)


def right(state: Stabilized, strings: Strings) -> Numbers:
    """Entries of the state vector."""
    found: Numbers = state_vector(state)[places(state, strings)]
    return found


QUESTION = Question(
    "amplitudes", "amplitudes of basis states, in the order asked, but for a phase", draw, right, pure=True, same=same
)
