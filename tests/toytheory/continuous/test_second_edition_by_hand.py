"""Modes of the second edition, lowered and computed, against experiments done by hand with 60 digits."""

from __future__ import annotations

import pytest
from mode_circuits import random_experiment
from modes_compared import compared

from toytheory.backend import MODE_STEPS
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.outcomes.densities import ContinuousDistribution


def answered(experiment: Experiment) -> ContinuousDistribution:
    core = lower(experiment, MODE_STEPS).core
    return LiouvilleBackend().distribution(core).restricted(experiment.outcomes, experiment.n)


@pytest.mark.parametrize("seed", range(300, 345))
def test_everything_that_the_second_edition_has_on_modes(seed: int) -> None:
    experiment = random_experiment(seed, n=1 + seed % 3, length=10, flat=seed % 2 == 0, second=True)
    assert compared(experiment, answered(experiment)) is None


@pytest.mark.parametrize("seed", range(300, 320))
def test_what_was_written_is_read(seed: int) -> None:
    experiment = random_experiment(seed, n=1 + seed % 3, length=10, second=True)
    assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)
