"""Samples of quadratures against the normal law that they must have."""

from __future__ import annotations

from typing import Any

import numpy as np

from equivalence.comparison.draws import against_density
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples, Floats, Moments

from ...judging import ALARM

SHOTS = 1000
"""Runs that are asked for."""


def law(means: Floats, covariance: Floats) -> Floats:
    """Of k numbers: their means, then the covariance row by row."""
    return np.concatenate([means, covariance.ravel()])


def follows(found: Any, right: Floats, tolerance: float) -> bool:
    """Whether samples (SHOTS, k) are of this law; a false alarm has a chance of at most `ALARM`.

    >>> rng = np.random.default_rng(0)
    >>> wide, narrow = rng.normal(0, 1, (SHOTS, 1)), rng.normal(0, 0.7, (SHOTS, 1))
    >>> [follows(rows, law(np.zeros(1), np.eye(1)), 1e-9) for rows in (wide, narrow, wide[:10])]
    [True, False, False]
    """
    k = next(k for k in range(1, len(right)) if k + k * k == len(right))
    try:
        rows = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    if rows.shape != (SHOTS, k) or not np.isfinite(rows).all():
        return False
    names = tuple(f"m{i}" for i in range(k))
    moments, nothing = Moments.of(right[:k], right[k:].reshape(k, k)), Moments.of([], np.zeros((0, 0)))
    exact = ContinuousDistribution(names, moments, (), nothing, float(right[k:].max()), tolerance)
    return against_density(ContinuousSamples(names, rows, SHOTS, 0), exact, ALARM) is None


def observed(found: Any) -> Any:
    """Means and covariance of samples, which is what a report shows of them; what is no table is shown as it is."""
    try:
        rows = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError):
        return found
    if rows.ndim != 2 or len(rows) < 2:
        return found
    return law(rows.mean(axis=0), np.atleast_2d(np.cov(rows.T)))
