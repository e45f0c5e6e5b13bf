"""Means of sums of products of unitaries of single qudits: on qubits a Hamiltonian as its author writes it.

One sum is asked for again and again, each time with its terms, or the factors of its products, in another order;
factors may be the identity.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .expectation import draw as some_variable
from .state import Numbers, Stabilized

Factors = tuple[tuple[int, int, int], ...]
"""(system, a, b): omega^(aX + bP) of a system, each at most once; 0, 0 is the identity."""

Sum = tuple[tuple[float, Factors], ...]
"""Terms: a weight, and factors."""

WEIGHTS = (1.0, -2.0, 0.5)


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """A sum of two or three terms, the same with all factors the other way round, and with all terms."""
    terms = []
    for weight in WEIGHTS[: int(rng.integers(2, 4))]:
        (row,) = some_variable(rng, state)
        kept = [int(k) for k in rng.permutation(state.n) if any(row[2 * k : 2 * k + 2]) or rng.random() < 0.5]
        terms.append((weight, tuple((k, row[2 * k], row[2 * k + 1]) for k in kept or [0])))
    turned = tuple((weight, factors[::-1]) for weight, factors in terms)
    return ((tuple(terms), turned, tuple(terms[::-1])),)


def right(state: Stabilized, sums: tuple[Sum, ...]) -> Numbers:
    """(k,), a mean for each."""
    return np.array([sum(weight * _mean(state, factors) for weight, factors in terms) for terms in sums])


def _mean(state: Stabilized, factors: Factors) -> complex:
    row = [0] * (2 * state.n)
    for system, a, b in factors:
        row[2 * system : 2 * system + 2] = a, b
    return state.expectation(row)


QUESTION = Question(
    "sum-expectation",
    "means of a sum of products of unitaries of single qudits, written in several orders",
    draw,
    right,
    wide=True,
)
