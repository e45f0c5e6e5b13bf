"""Mean of a Weyl operator after a diagonal gate on some systems, as it is or as the package writes it in others."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import Numbers, Stabilized, weyl

CANDIDATES = 40
"""Operators of which one is asked for."""


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Systems, quarters of a turn for each of their basis states, whether it is written in others, an operator.

    Of some operators it is the one whose mean depends most on the order of the systems.
    """
    count = state.n if rng.random() < 0.75 else int(rng.integers(1, state.n + 1))
    systems = tuple(int(k) for k in rng.permutation(state.n)[:count])
    quarters = tuple(int(q) for q in rng.integers(0, 4, state.d**count))
    after = turned(state, systems, quarters)
    others = [turned(state, (*systems[k:], *systems[:k]), quarters) for k in range(1, count)]
    rows = rng.integers(0, state.d, (CANDIDATES, 2 * state.n))

    def told(row: Any) -> float:
        operator = weyl(row, state.d).T
        return float(sum(abs(((after - other) * operator).sum()) for other in others) + abs((after * operator).sum()))

    best = max(rows[rows.any(axis=1)], key=told)
    return systems, quarters, bool(rng.random() < 0.7), tuple(int(c) for c in best)


def turned(state: Stabilized, systems: tuple[int, ...], quarters: tuple[int, ...]) -> Numbers:
    """D rho D^dagger, D = i^quarters of the digits of these systems, the first most significant."""
    digits = np.array(np.unravel_index(np.arange(state.d**state.n), (state.d,) * state.n))
    place = np.ravel_multi_index(tuple(digits[list(systems)]), (state.d,) * len(systems))
    phases = 1j ** np.array(quarters)[place]
    found: Numbers = phases[:, None] * state.matrix() * phases.conj()
    return found


def right(
    state: Stabilized, systems: tuple[int, ...], quarters: tuple[int, ...], written: bool, asked: tuple[int, ...]
) -> complex:
    """Tr(D rho D^dagger T_G)."""
    return complex(np.round(np.trace(turned(state, systems, quarters) @ weyl(asked, state.d)), 12))


QUESTION = Question(
    "diagonal-mean", "mean of a Weyl operator after a diagonal gate, also written in others", draw, right
)
