"""How many elements two groups of Weyl operators have in common; phases count, as in the Pauli group."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.phase_space.modular import inverse

from ..question import Question
from .state import Stabilized

Element = tuple[int, ...]
"""A number of fourths of a turn on qubits, of 1/d for odd d, and coefficients."""

Factors = tuple[tuple[int, tuple[int, ...]], ...]
"""(value, coefficients), omega^-value in front."""

PAIRS = 6


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Generators of two groups, one to three each, `PAIRS` times; where d is large, one, of operators of one system."""

    def group() -> Factors:
        count = int(rng.integers(1, 4)) if state.d < 4 else 1
        table = rng.integers(0, state.d, (count, 1 + 2 * state.n))
        table[:, 3:] *= state.d < 4
        return tuple((value, tuple(row)) for value, *row in table.tolist())

    return (tuple((group(), group()) for _ in range(PAIRS)),)


def turns(row: Element, x: tuple[int, ...], d: int) -> int:
    """The phase that T_F puts in front of |x>, for F = aX + bP of the coefficients."""
    a, b = row[::2], row[1::2]
    along, both = (sum(p * q for p, q in zip(a, other, strict=True)) for other in (x, b))
    return both + 2 * along if d == 2 else along - inverse(2, d) * both


def product(left: Element, right: Element, d: int) -> Element:
    """Of two elements: what they do to |0>, against what the sum of their variables does."""
    (k, *row), (m, *other) = left, right
    total = tuple((p + q) % d for p, q in zip(row, other, strict=True))
    zero = (0,) * (len(row) // 2)
    moved = tuple(-b % d for b in other[1::2])
    phase = k + m + turns(tuple(other), zero, d) + turns(tuple(row), moved, d) - turns(total, zero, d)
    return (phase % (4 if d == 2 else d), *total)


def group_of(factors: Factors, d: int) -> set[Element]:
    """All products of generators."""
    made = [((2 if d == 2 else d - 1) * value % (4 if d == 2 else d), *row) for value, row in factors]
    found = {(0,) * len(made[0])}
    fresh = list(found)
    while fresh:
        element = fresh.pop()
        more = {product(element, generator, d) for generator in made} - found
        found |= more
        fresh += more
    return found


def right(state: Stabilized, pairs: tuple[tuple[Factors, Factors], ...]) -> list[int]:
    """The sizes of the intersections."""
    return [len(group_of(one, state.d) & group_of(other, state.d)) for one, other in pairs]


QUESTION = Question("common-elements", "how many elements groups of Weyl operators share", draw, right, most=2)
