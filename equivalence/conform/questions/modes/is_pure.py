"""Whether the state is pure: its purity is 1."""

from __future__ import annotations

from ..question import Question, nothing
from .purity import right as purity
from .state import State


def right(state: State) -> bool:
    """Whether; states that are drawn are pure or far from it."""
    return purity(state) > 1 - 1e-6


QUESTION = Question("is-pure", "whether the state is pure", nothing, right, most=8, wide=True)
