"""The product of Weyl operators, each with a phase in front: on qubits of Pauli products with signs."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from ..question import Question
from .state import Numbers, Stabilized, weyl


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Two or three (value, coefficients); omega^-value is in front."""
    factors = rng.integers(0, state.d, (int(rng.integers(2, 4)), 1 + 2 * state.n)).tolist()
    return (tuple((value, tuple(row)) for value, *row in factors),)


def right(state: Stabilized, factors: tuple[tuple[int, tuple[int, ...]], ...]) -> Numbers:
    """The matrix, (d^n, d^n), the first system most significant."""
    return reduce(np.matmul, (weyl(row, state.d, value) for value, row in factors))


QUESTION = Question("weyl-product", "the matrix of a product of Weyl operators with phases", draw, right)
