"""The package's inverse of a circuit that it moved to other wires."""

from __future__ import annotations

from collections.abc import Sequence

from toytheory.language.steps import Transform

from .circuit_question import CircuitQuestion, Maps
from .compiled import draw
from .inverse import rewritten as inverted


def rewritten(maps: Sequence[Transform], d: int, by: int) -> Maps:
    """The inverses, the last first."""
    return inverted(maps, d)


QUESTION = CircuitQuestion(
    "undone-when-moved", "the inverse of a circuit that was moved to other wires", rewritten, draw
)
