"""A typed question about the Gaussian state of some modes, and its right answer by a formula in the moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

Draw = Callable[[np.random.Generator, int, float], tuple[Any, ...]]
"""(generator, number of modes, hbar) -> arguments."""


@dataclass(frozen=True)
class State:
    """What is known of a Gaussian state.

    Attributes
    ----------
    means, covariance : (2n,) and (2n, 2n) in the talk's order x1, p1, x2, p2, ...
    hbar : their unit of action.
    """

    means: Floats
    covariance: Floats
    hbar: float

    @property
    def n(self) -> int:
        """Modes."""
        return len(self.means) // 2

    def of(self, modes: Any) -> State:
        """Of some modes, in the order given."""
        where = [2 * int(k) + side for k in modes for side in (0, 1)]
        return State(self.means[where], self.covariance[np.ix_(where, where)], self.hbar)


Formula = Callable[..., Any]
"""(state, *arguments) -> the right answer: a number, a truth value or an array."""


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes
    ----------
    name : by which a backend says that it answers it; hyphens.
    says : what is asked, in words.
    draw : its arguments.
    right : the formula.
    tolerance : allowed difference, relative to 1 or to the size of the answer where that is more.
    pure : whether it is asked of pure states only.
    most : modes of the states that it is asked about, at most.
    """

    name: str
    says: str
    draw: Draw
    right: Formula
    tolerance: float = 1e-6
    pure: bool = False
    most: int = 3


def nothing(rng: np.random.Generator, n: int, hbar: float) -> tuple[Any, ...]:
    """No arguments."""
    return ()


def one_mode(rng: np.random.Generator, n: int, hbar: float) -> tuple[Any, ...]:
    """A mode."""
    return (int(rng.integers(n)),)


def some_modes(rng: np.random.Generator, n: int, hbar: float) -> tuple[Any, ...]:
    """Some modes, in an order at random."""
    count = int(rng.integers(1, n + 1))
    return (tuple(int(k) for k in rng.permutation(n)[:count]),)


def overlap(state: State, means: Floats) -> float:
    """With the vacuum displaced to these means: hbar^n det(V + hbar/2)^(-1/2) exp(-r (V + hbar/2)^-1 r / 2)."""
    spread = state.covariance + np.eye(2 * state.n) * state.hbar / 2
    off = state.means - means
    size = state.hbar**state.n / np.sqrt(np.linalg.det(spread))
    return float(size * np.exp(-off @ np.linalg.solve(spread, off) / 2))
