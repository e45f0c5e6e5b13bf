"""Whether the state joined with a basis state of one more qudit is the state of a circuit on all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import Stabilized


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """The basis state that is joined, and that in which the circuit leaves the last qudit: the same one, or another."""
    joined = int(rng.integers(state.d))
    return joined, joined if rng.random() < 0.5 else int(rng.integers(state.d))


def right(state: Stabilized, joined: int, left: int) -> bool:
    """Whether it is the same one."""
    return joined == left


QUESTION = Question("equal-when-joined", "whether a state joined with another is that of one circuit", draw, right)
