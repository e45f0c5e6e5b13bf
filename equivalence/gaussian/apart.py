"""How far two answers about modes are apart, in units of the tolerances that they state."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from toytheory.densities import ContinuousDistribution, Floats, Moments, covariance_scale, mean_scale


def moments_apart(left: Moments, right: Moments, hbar: float) -> float:
    """The largest difference of means and covariances, relative to `mean_scale` and `covariance_scale`.

    Infinite where they differ in what is flat.

    >>> from toytheory.densities import Moments
    >>> moments_apart(Moments.of([0], [[1.0]]), Moments.of([0], [[1.5]]), 1.0)
    0.5
    """
    if left.size != right.size or not _same_span(left.flat, right.flat):
        return math.inf
    if not left.size:
        return 0.0
    means = np.abs(left.means - right.means) / mean_scale(left, hbar)
    covariances = np.abs(left.covariance - right.covariance) / covariance_scale(left, hbar)
    return float(max(means.max(), covariances.max()))


def _same_span(left: Floats, right: Floats) -> bool:
    if left.shape != right.shape:
        return False
    return not len(left) or bool(np.abs(left.T @ left - right.T @ right).max() < 1e-6)


def first_difference(left: ContinuousDistribution, right: ContinuousDistribution) -> dict[str, Any] | None:
    """What two answers disagree on beyond the sum of their tolerances; None where they agree."""
    allowed = left.tolerance + right.tolerance
    parts = [("outcomes", left.outcomes, right.outcomes), ("state", left.state, right.state)]
    if left.names != right.names or left.systems != right.systems:
        return {"what": "names or modes", "values": [[*left.names], [*right.names]]}
    if left.possible != right.possible:
        return {"what": "whether the conditions can be met", "values": [left.possible, right.possible]}
    if not left.possible:
        return None
    for what, mine, theirs in parts:
        apart = moments_apart(mine, theirs, left.hbar)
        if not apart <= allowed:
            return {
                "what": what,
                "apart": apart,
                "tolerance": allowed,
                "means": [mine.means.tolist(), theirs.means.tolist()],
                "covariances": [mine.covariance.tolist(), theirs.covariance.tolist()],
            }
    densities = left.condition_log_density, right.condition_log_density
    if None in densities:
        return None if densities[0] == densities[1] else {"what": "density of the conditions", "values": [*densities]}
    apart = abs((densities[0] or 0.0) - (densities[1] or 0.0))
    if not apart <= 10 * len(left.names) * allowed * (1 + abs(densities[0] or 0.0)):
        return {"what": "density of the conditions", "apart": apart, "tolerance": allowed, "values": [*densities]}
    return None
