"""The package's power of a gate, or of a circuit of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.language.steps import Transform

from .circuit_question import CircuitQuestion, Maps


def draw(rng: np.random.Generator, d: int) -> tuple[Any, ...]:
    """From 2 to beyond the order of a gate, for small d."""
    return (int(rng.integers(2, min(d, 5) + 3)),)


def rewritten(maps: Sequence[Transform], d: int, times: int) -> Maps:
    """The maps again and again."""
    return [*maps] * times


QUESTION = CircuitQuestion("power", "a power of a gate, or of a circuit", rewritten, draw)
