"""The package's power 0 of a gate, or of a circuit of several: nothing is done."""

from __future__ import annotations

from collections.abc import Sequence

from toytheory.language.steps import Transform

from .circuit_question import CircuitQuestion, Maps


def rewritten(maps: Sequence[Transform], d: int, times: int) -> Maps:
    """No map."""
    return []


QUESTION = CircuitQuestion("zero-power", "the power 0 of a gate, or of a circuit", rewritten, draw=lambda rng, d: (0,))
