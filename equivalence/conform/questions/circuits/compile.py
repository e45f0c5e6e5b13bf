"""A circuit that the package rewrites into one that does the same: simplified, compiled, reordered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.language.steps import Transform

from .circuit_question import CircuitQuestion, Maps

WAYS = 60
"""Numbers that a package with several ways to rewrite a circuit chooses by; divisible by the most small numbers."""


def draw(rng: np.random.Generator, d: int) -> tuple[Any, ...]:
    """Which way."""
    return (int(rng.integers(WAYS)),)


def rewritten(maps: Sequence[Transform], d: int, way: int) -> Maps:
    """The maps themselves."""
    return list(maps)


QUESTION = CircuitQuestion(
    "compile",
    "a circuit that the package rewrites into one that does the same",
    rewritten,
    draw,
    part="circuit",
    cases=64,
)
