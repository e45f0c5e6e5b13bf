"""The Liouville backend against experiments by hand with 60 digits, and its stated errors against true ones."""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from mode_circuits import random_experiment
from modes_by_hand import Numbers, by_hand, numbers

from toytheory.continuous.backends.liouville import LiouvilleBackend
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


@pytest.mark.parametrize("seed", range(60))
def test_everything_that_the_language_has(seed: int) -> None:
    experiment = random_experiment(seed, n=1 + seed % 3, length=12)
    assert compared(experiment) is None


@pytest.mark.parametrize("seed", range(100, 120))
def test_what_can_be_sampled(seed: int) -> None:
    experiment = random_experiment(seed, n=3, length=14, flat=False)
    assert compared(experiment) is None


def tilted(found: ContinuousDistribution, change: Any) -> ContinuousDistribution:
    means, covariance = found.outcomes.means.copy(), found.outcomes.covariance.copy()
    change(means, covariance)
    return ContinuousDistribution(
        found.names, Moments(means, covariance, found.outcomes.flat), found.systems, found.state, found.hbar,
        found.tolerance, found.condition_log_density,
    )  # fmt: skip


@pytest.mark.parametrize(
    "change", [lambda m, c: m.__setitem__(0, m[0] + 1e-9), lambda m, c: c.__imul__(1 + 1e-9),
               lambda m, c: c.__setitem__((0, 0), 2 * c[0, 0])],
)  # fmt: skip
def test_a_wrong_answer_is_noticed(change: Any) -> None:
    experiment = random_experiment(104, n=3, length=14, flat=False, conditions=False)
    found = LiouvilleBackend().distribution(experiment)
    assert compared(experiment, found) is None
    assert "off by" in (compared(experiment, tilted(found, change)) or "")


def test_the_stated_error_is_neither_too_small_nor_vacuous() -> None:
    ratios = []
    for seed in range(200, 230):
        experiment = random_experiment(seed, n=3, length=25, flat=False, conditions=seed % 2 == 0, strength=2.0)
        found, hand = LiouvilleBackend().distribution(experiment), by_hand(experiment)
        assert math.isfinite(found.tolerance)
        if not experiment.outcomes or not found.possible:
            continue
        wanted = numbers([hand.outcomes[name] for name in experiment.outcomes])
        missed = np.abs(found.outcomes.covariance - wanted.covariance) / covariance_scale(found.outcomes, found.hbar)
        missed_means = np.abs(found.outcomes.means - wanted.means) / mean_scale(found.outcomes, found.hbar)
        ratios.append(max(missed.max(), missed_means.max()) / found.tolerance)
    assert max(ratios) < 1
    assert np.median(ratios) > 1e-4
