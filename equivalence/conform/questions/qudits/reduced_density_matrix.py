"""The density matrix of some qudits, in the order asked, the first most significant."""

from __future__ import annotations

from ..question import Question, some_systems
from .state import Numbers, Stabilized


def right(state: Stabilized, systems: tuple[int, ...]) -> Numbers:
    """(d^k, d^k)."""
    return state.of(systems).matrix()


QUESTION = Question("reduced-density-matrix", "density matrix of some qudits, in the order asked", some_systems, right)
