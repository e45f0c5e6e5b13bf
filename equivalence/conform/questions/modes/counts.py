"""Samples of small whole numbers against the probabilities that they must have."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from toytheory.outcomes.densities import Floats

from ...judging import ALARM
from ..question import some_systems
from .state import State

SHOTS = 200
"""Runs that are asked for."""

MOST = 2
"""Modes at most."""


def draw(rng: np.random.Generator, state: State) -> tuple[Any, ...]:
    """Modes in an order, and the number of runs."""
    (modes,) = some_systems(rng, state)
    return modes[:MOST], SHOTS


def frequencies(rows: Any, levels: int) -> Floats:
    """How often each pattern of numbers below `levels` is among samples (shots, modes), the last mode fastest.

    >>> frequencies([[0, 1], [0, 1], [1, 0], [5, 0]], 2).tolist()
    [0.0, 0.5, 0.25, 0.0]
    """
    table = np.asarray(rows)
    patterns = product(range(levels), repeat=table.shape[1])
    return np.array([float((table == np.array(pattern)).all(axis=1).mean()) for pattern in patterns])


def followed(levels: int) -> Callable[[Any, Floats, float], bool]:
    """Whether samples have these probabilities of patterns; a false alarm has a chance of at most `ALARM`.

    >>> rows = np.random.default_rng(0).integers(0, 2, (SHOTS, 1))
    >>> follows = followed(2)
    >>> [follows(rows, np.array(p), 0) for p in ([0.5, 0.5], [0.9, 0.1])], follows(rows[:9], np.array([0.5, 0.5]), 0)
    ([True, False], False)
    """

    def follows(found: Any, right: Floats, tolerance: float) -> bool:
        from scipy.stats import binomtest

        try:
            rows = np.asarray(found, dtype=np.float64)
        except (TypeError, ValueError):
            return False
        if rows.ndim != 2 or len(rows) != SHOTS or levels ** rows.shape[1] != len(right):
            return False
        if not (np.isfinite(rows).all() and (rows == np.floor(rows)).all() and (rows >= 0).all()):
            return False
        counts = np.rint(frequencies(rows, levels) * SHOTS).astype(int)
        chances = np.clip(right, 0, 1)
        tails = [binomtest(int(k), SHOTS, float(p)).pvalue for k, p in zip(counts, chances, strict=True)]
        return bool(min(tails) >= ALARM / len(right))

    return follows


def shown(levels: int) -> Callable[[Any], Any]:
    """What a report shows of samples: how often each pattern was found; what is no table is shown as it is."""

    def observed(found: Any) -> Any:
        try:
            rows = np.asarray(found, dtype=np.float64)
        except (TypeError, ValueError):
            return found
        return frequencies(rows, levels) if rows.ndim == 2 and len(rows) else found

    return observed
