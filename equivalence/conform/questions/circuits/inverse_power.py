"""The package's power of its inverse of a gate, or of a circuit of several."""

from __future__ import annotations

from collections.abc import Sequence

from toytheory.language.steps import Transform

from .circuit_question import CircuitQuestion, Maps
from .inverse import rewritten as inverted
from .power import draw


def rewritten(maps: Sequence[Transform], d: int, times: int) -> Maps:
    """The inverses, the last first, again and again."""
    return inverted(maps, d) * times


QUESTION = CircuitQuestion("inverse-power", "a power of the inverse of a gate, or of a circuit", rewritten, draw)
