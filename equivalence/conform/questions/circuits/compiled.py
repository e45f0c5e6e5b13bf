"""What the package's compiler, or its passes that optimise, make of a circuit."""

from __future__ import annotations

from typing import Any

import numpy as np

from .circuit_question import CircuitQuestion, unchanged

WAYS = 60
"""Numbers by which a package with several ways to compile chooses one; divisible by the most small numbers."""


def draw(rng: np.random.Generator, d: int) -> tuple[Any, ...]:
    """Which way."""
    return (int(rng.integers(WAYS)),)


QUESTION = CircuitQuestion(
    "compiled", "a circuit that the package compiled or optimised", unchanged, draw, part="circuit", cases=64
)
