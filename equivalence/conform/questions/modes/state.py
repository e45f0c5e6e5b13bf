"""What is known of a Gaussian state, and its overlap with coherent states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

ROUNDINGS = 1000
"""By so many units in the last place of the largest moment a sound simulator may be wrong: it has done a few dozen
operations on numbers of this size, of which some took the differences of large ones.
"""

NEARBY = 8


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

    @property
    def pure(self) -> bool:
        """Whether det V = (hbar/2)^(2n), but for rounding."""
        return bool(np.linalg.det(self.covariance) < (self.hbar / 2) ** (2 * self.n) * (1 + 1e-6))

    few = 3
    """How many modes are asked about together, where there are more."""

    def nearby(self) -> Iterator[State]:
        """The same with moments that are wrong by `ROUNDINGS` roundings of the largest, each up or down."""
        rng = np.random.default_rng(self.n)
        size = ROUNDINGS * np.finfo(float).eps
        for _ in range(NEARBY):
            signs = rng.choice([-1.0, 1.0], self.covariance.shape)
            means = self.means + size * max(np.sqrt(self.hbar), np.abs(self.means).max()) * rng.choice(
                [-1, 1], 2 * self.n
            )
            covariance = self.covariance + size * np.abs(self.covariance).max() * (
                np.tril(signs) + np.tril(signs, -1).T
            )
            yield State(means, covariance, self.hbar)

    def of(self, modes: Any) -> State:
        """Of some modes, in the order given."""
        where = [2 * int(k) + side for k in modes for side in (0, 1)]
        return State(self.means[where], self.covariance[np.ix_(where, where)], self.hbar)


def overlap(state: State, means: Floats) -> float:
    """With the vacuum displaced to these means: hbar^n det(V + hbar/2)^(-1/2) exp(-r (V + hbar/2)^-1 r / 2)."""
    spread = state.covariance + np.eye(2 * state.n) * state.hbar / 2
    off = state.means - means
    size = state.hbar**state.n / np.sqrt(np.linalg.det(spread))
    return float(size * np.exp(-off @ np.linalg.solve(spread, off) / 2))
