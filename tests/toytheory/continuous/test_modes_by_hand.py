"""The Liouville backend against experiments by hand with 60 digits, and its stated errors against true ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from mode_circuits import random_experiment
from modes_by_hand import by_hand, numbers
from modes_compared import compared

from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.outcomes.densities import (
    ContinuousDistribution,
    Moments,
    covariance_scale,
    mean_scale,
)


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
