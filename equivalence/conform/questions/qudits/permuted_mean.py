"""Mean of a Weyl operator after systems changed places: what was in system k is in system p(k)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .expectation import draw as variable
from .state import Stabilized


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """A permutation, and coefficients that mostly had a value before it."""
    permutation = tuple(int(k) for k in rng.permutation(state.n))
    (before,) = variable(rng, state)
    asked = np.zeros((state.n, 2), dtype=np.int64)
    asked[list(permutation)] = np.reshape(before, (state.n, 2))
    return permutation, tuple(int(c) for c in asked.ravel())


def right(state: Stabilized, permutation: tuple[int, ...], coefficients: tuple[int, ...]) -> complex:
    """Mean, before, of the operator whose factor on system k is the one on system p(k)."""
    return state.expectation(np.reshape(coefficients, (state.n, 2))[list(permutation)].ravel())


QUESTION = Question("permuted-mean", "mean of a Weyl operator after a permutation of the systems", draw, right)
