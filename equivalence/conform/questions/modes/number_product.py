"""Mean and variance of the product of photon numbers of one or two modes: by moments of normal numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Two modes where there are two, else one."""
    return (tuple(int(k) for k in rng.permutation(state.n)[:2]),)


def right(state: State, modes: tuple[int, ...]) -> float:
    """The mean: E n_j E n_k + [2 tr(C C^T) + 4 r_j C r_k] / (4 hbar^2), C the covariance between the two modes."""
    part = state.of(modes)
    V, r = part.covariance / state.hbar, part.means / np.sqrt(state.hbar)
    mean = [(np.trace(V[i : i + 2, i : i + 2]) + r[i : i + 2] @ r[i : i + 2]) / 2 - 0.5 for i in range(0, len(r), 2)]
    if len(modes) == 1:
        return float(mean[0])
    C = V[:2, 2:]
    return float(mean[0] * mean[1] + np.sum(C * C) / 2 + r[:2] @ C @ r[2:])


QUESTION = Question("number-product", "mean of the product of the photon numbers of modes", draw, right, wide=True)
