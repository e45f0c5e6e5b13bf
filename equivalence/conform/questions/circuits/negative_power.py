"""The package's negative power of a gate, or of a circuit of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.language.steps import Transform

from .circuit_question import CircuitQuestion, Maps
from .inverse import rewritten as inverted


def draw(rng: np.random.Generator, d: int) -> tuple[Any, ...]:
    """From -1 to beyond the order of a gate, for small d."""
    return (-int(rng.integers(1, min(d, 5) + 2)),)


def rewritten(maps: Sequence[Transform], d: int, times: int) -> Maps:
    """The inverses, the last first, again and again."""
    return inverted(maps, d) * -times


QUESTION = CircuitQuestion("negative-power", "a negative power of a gate, or of a circuit", rewritten, draw)
