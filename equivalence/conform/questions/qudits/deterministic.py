"""Whether a qudit's outcome in the computational basis is certain."""

from __future__ import annotations

from ..question import Question, one_system
from .state import Stabilized


def right(state: Stabilized, system: int) -> bool:
    """Whether its X has a value."""
    row = [0] * (2 * state.n)
    row[2 * system] = 1
    return state.value_of(row) is not None


QUESTION = Question(
    "deterministic", "whether a qudit's outcome in the computational basis is certain", one_system, right, wide=True
)
