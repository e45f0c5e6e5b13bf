"""Whether drawn outcomes have the stated means and covariance: exact tests, with a stated chance of false alarm.

With outcomes whitened by the stated covariance, the sum of squares along any fixed direction is chi-squared with as
many degrees of freedom as there are runs, and the mean is normal. Tested are all coordinate directions and the
diagonals between two of them, which see every entry of the covariance; the chance of a false alarm is split evenly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.densities import FLAT, Floats, Moments

CERTAIN = 1e-7
"""Along directions with less variance than this, relative to the outcome's size, values are compared one by one."""


def sample_difference(rows: Floats, stated: Moments, false_alarm: float) -> dict[str, Any] | None:
    """How samples (shots, m) differ from moments without flat directions, or None where they pass.

    >>> rng = np.random.default_rng(0)
    >>> stated = Moments.of([1.0], [[4.0]])
    >>> sample_difference(rng.normal(1, 2, (1000, 1)), stated, 1e-9) is None
    True
    >>> sample_difference(rng.normal(1, 2.7, (1000, 1)), stated, 1e-9)["what"]
    'variance of samples'
    """
    from scipy.stats import chi2

    if len(stated.flat) > FLAT or not stated.size or not len(rows):
        return None
    size = np.sqrt(np.diagonal(stated.covariance)) + np.abs(stated.means) + 1e-300
    values, vectors = np.linalg.eigh(stated.covariance / np.outer(size, size))
    sharp = values <= CERTAIN**2
    centred = (rows - stated.means) / size
    if sharp.any() and np.abs(centred @ vectors[:, sharp]).max() > 1e3 * CERTAIN:
        return {"what": "values that are certain", "apart": float(np.abs(centred @ vectors[:, sharp]).max())}
    white = centred @ (vectors[:, ~sharp] / np.sqrt(values[~sharp]))
    directions = _directions(white.shape[1])
    if not len(directions):
        return None
    each = false_alarm / (4 * len(directions))
    along = white @ directions.T
    shots = len(rows)
    for what, statistic, freedom in (
        ("mean of samples", along.sum(axis=0) ** 2 / shots, 1),
        ("variance of samples", (along**2).sum(axis=0), shots),
    ):
        low, high = chi2.ppf(each, freedom), chi2.isf(each, freedom)
        wrong = np.flatnonzero((statistic > high) | ((statistic < low) & (freedom > 1)))
        if len(wrong):
            worst = int(wrong[0])
            return {"what": what, "statistic": float(statistic[worst]), "between": [float(low), float(high)]}
    return None


def _directions(m: int) -> Floats:
    """Unit vectors and the normalised sums of two."""
    i, j = np.triu_indices(m, 1)
    sums = (np.eye(m)[i] + np.eye(m)[j]) / np.sqrt(2)
    directions: Floats = np.vstack([np.eye(m), sums])
    return directions
