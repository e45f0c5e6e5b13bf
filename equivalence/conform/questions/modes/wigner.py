"""The Wigner function of a mode on a grid of different numbers of x and p, (len(p), len(x))."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ..question import Question
from .state import State


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """A mode, three values of x and two of p; the first are the smaller."""
    x = np.sort(rng.uniform(-2, 2, 3)).round(2) * np.sqrt(state.hbar)
    p = np.sort(rng.uniform(-2, 2, 2)).round(2) * np.sqrt(state.hbar)
    return int(rng.integers(state.n)), tuple(x.tolist()), tuple(p.tolist())


def right(state: State, mode: int, xs: tuple[float, ...], ps: tuple[float, ...]) -> Floats:
    """The normal density with the moments of the mode."""
    part = state.of((mode,))
    size = 1 / (2 * np.pi * np.sqrt(np.linalg.det(part.covariance)))
    table = np.zeros((len(ps), len(xs)))
    for i, p in enumerate(ps):
        for j, x in enumerate(xs):
            off = np.array([x, p]) - part.means
            table[i, j] = size * np.exp(-off @ np.linalg.solve(part.covariance, off) / 2)
    return table


QUESTION = Question("wigner", "Wigner function of a mode on a grid", draw, right)
