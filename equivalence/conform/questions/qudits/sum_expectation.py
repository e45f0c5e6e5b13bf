"""Mean of a sum of products of unitaries of single qudits: on qubits a Hamiltonian as its author writes it.

Factors come in any order, and the identity may be one of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .expectation import draw as some_variable
from .state import Stabilized

Factors = tuple[tuple[int, int, int], ...]
"""(system, a, b): omega^(aX + bP) of a system, each at most once; 0, 0 is the identity."""

WEIGHTS = (1.0, -2.0, 0.5)


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Terms (weight, factors), two or three."""
    terms = []
    for weight in WEIGHTS[: int(rng.integers(2, 4))]:
        (row,) = some_variable(rng, state)
        kept = [int(k) for k in rng.permutation(state.n) if any(row[2 * k : 2 * k + 2]) or rng.random() < 0.5]
        terms.append((weight, tuple((k, row[2 * k], row[2 * k + 1]) for k in kept or [0])))
    return (tuple(terms),)


def right(state: Stabilized, terms: tuple[tuple[float, Factors], ...]) -> complex:
    """The sum of the means."""
    total = 0j
    for weight, factors in terms:
        row = [0] * (2 * state.n)
        for system, a, b in factors:
            row[2 * system : 2 * system + 2] = a, b
        total += weight * state.expectation(row)
    return total


QUESTION = Question("sum-expectation", "mean of a weighted sum of products of unitaries of single qudits", draw, right)
