"""Answers about modes beside those by hand: what is wrong with them, if anything."""

from __future__ import annotations

import mpmath as mp
import numpy as np
from modes_by_hand import Numbers, by_hand, numbers

from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import (
    ContinuousDistribution,
    Moments,
    covariance_scale,
    log_density_scale,
    mean_scale,
)


def fault(found: Moments, wanted: Numbers, hbar: float, tolerance: float) -> str | None:
    """What is wrong with moments; None where they are right within the tolerance."""
    known = ~np.isnan(wanted.means)
    if (found.unknown == known).any():
        return f"unknown: {found.unknown.tolist()}, not {(~known).tolist()}"
    if found.flat.shape != wanted.flat.shape:
        return f"{len(found.flat)} flat directions, not {len(wanted.flat)}"
    if np.abs(found.flat.T @ found.flat - wanted.flat.T @ wanted.flat).max(initial=0.0) > 1e-7:
        return "other flat directions"
    means = np.abs(found.means - wanted.means) / mean_scale(found, hbar)
    covariances = np.abs(found.covariance - wanted.covariance) / covariance_scale(found, hbar)
    worst = max(means[known].max(initial=0.0), covariances[np.ix_(known, known)].max(initial=0.0))
    return None if worst <= tolerance else f"off by {worst:.3g}, stated {tolerance:.3g}"


def compared(experiment: Experiment, found: ContinuousDistribution | None = None) -> str | None:
    """What is wrong with the answer to an experiment; None where nothing is."""
    found = LiouvilleBackend().distribution(experiment) if found is None else found
    hand = by_hand(experiment)
    if hand.log_density is not None and hand.log_density == -mp.inf:
        return None if not found.possible else "possible"
    outcomes = numbers([hand.outcomes[name] for name in experiment.outcomes])
    state = numbers([hand.coordinates[2 * s + side] for s in experiment.unmeasured for side in (0, 1)])
    wrong = fault(found.outcomes, outcomes, found.hbar, found.tolerance)
    wrong = wrong or fault(found.state, state, found.hbar, found.tolerance)
    if wrong:
        return wrong
    if (hand.log_density is None) != (found.condition_log_density is None):
        return f"density {found.condition_log_density}, not {hand.log_density}"
    if hand.log_density is None or found.condition_log_density is None:
        return None
    allowed = found.tolerance * log_density_scale(len(found.names), float(hand.log_density))
    apart = abs(found.condition_log_density - float(hand.log_density))
    return None if apart <= allowed else f"log density {found.condition_log_density}, not {float(hand.log_density)}"


def right_or_refused(experiment: Experiment) -> str:
    """ "right", "refused" for want of digits, or "" for a wrong answer."""
    try:
        return "" if compared(experiment) else "right"
    except CannotRun as reason:
        return "refused" if "no digits" in str(reason) else ""
