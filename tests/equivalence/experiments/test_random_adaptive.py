"""Random experiments of the whole language: valid, never refused when run, the same in two exact backends."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies_drawn import drawn, smallest

from equivalence.comparison.run import run_experiment
from equivalence.experiments.one_run import Run
from equivalence.experiments.random_adaptive import Shape, random_adaptive, random_adaptives
from equivalence.experiments.random_whole_modes import Shape as Modes
from equivalence.experiments.random_whole_modes import random_whole, random_wholes
from equivalence.experiments.strategies import adaptive_experiments, dimensions, mode_experiments
from toytheory.backend import load_backends
from toytheory.language.bookkeeping import (
    Detector,
    Flip,
    Let,
    Observable,
    Random,
    RandomNormal,
    Repeat,
    Report,
    When,
    flat,
)
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform

SHAPES = [Shape(d, n) for d, n in ((2, 1), (3, 2), (5, 1), (4, 2), (2, 3), (6, 1))]


def kinds(experiments):
    return {type(step) for e in experiments for step in flat(e.steps)}


def test_one_seed_gives_one_experiment():
    first, again = (random_adaptive(np.random.default_rng(7), Shape(3, 2)) for _ in range(2))
    assert first == again
    assert first != random_adaptive(np.random.default_rng(8), Shape(3, 2))


def test_everything_that_the_language_has_occurs_and_texts_give_experiments_back():
    experiments = list(random_adaptives(np.random.default_rng(0), SHAPES, 150))
    assert kinds(experiments) == {
        Prepare, Transform, Measure, Displace, Noise, Condition, Discard,
        Random, Let, Flip, Detector, Observable, When, Repeat, Report,
    }  # fmt: skip
    whens = [s for e in experiments for s in flat(e.steps) if isinstance(s, When)]
    assert any(s.makes for s in whens)
    assert any(isinstance(inner, When | Repeat) for s in whens for inner in s.inner)
    assert {len(s.branches) for s in whens} == {1, 2, 3}
    assert any("[-1]" in name for e in experiments for s in flat(e.steps) for name in s.uses)
    for experiment in experiments:
        assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)


def test_no_experiment_is_refused_and_what_the_run_has_seen_is_possible():
    pair = load_backends(["epistemic", "dense"])
    rng = np.random.default_rng(1)
    told = 0
    for experiment in random_adaptives(rng, SHAPES[:4], 30):
        report = run_experiment(experiment, pair, whole=False)  # an impossible condition, a random detector is refused
        assert report.comparison.sides["toy"] == "agree"
        run = Run(experiment.d, experiment.n, lambda count: int(rng.integers(count)))
        run.follow(s for s in experiment.steps if not isinstance(s, Report))
        seen = tuple(run.outcomes[name] for name in experiment.outcomes)
        free = not experiment.has_conditions  # another run than the one that conditions were written for
        probabilities = report.results[0].distribution.probabilities
        if free and probabilities is not None:
            assert probabilities[seen] > 0
            told += len(probabilities) > 1
    assert told > 5


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(dimensions(largest=6).flatmap(lambda d: adaptive_experiments(d)))
def test_drawn_experiments_are_valid_and_their_text_gives_them_back(experiment):
    assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)


@cache
def many():
    return drawn(adaptive_experiments(3), 150)


@pytest.mark.parametrize("kind", [Random, Let, Flip, Detector, Observable, When, Repeat, Report])
def test_every_statement_of_the_second_edition_is_reached(kind):
    assert kind in kinds(many())


def has(kind):
    return lambda e: kind in kinds([e])


@pytest.mark.parametrize(
    ("kind", "most"), [(Random, 2), (Flip, 2), (Let, 3), (Detector, 4), (When, 3), (Repeat, 4), (Report, 3)]
)
def test_what_is_found_is_small(kind, most):
    found = smallest(adaptive_experiments(3), has(kind))
    assert len(list(flat(found.steps))) <= most


# modes


def test_everything_that_modes_have_occurs():
    experiments = list(
        random_wholes(np.random.default_rng(0), [Modes(n, h) for n, h in ((1, 1.0), (2, 0.5), (3, 2.0))], 150)
    )
    names = {kind.__name__ for kind in kinds(experiments)}
    assert names == {
        "PrepareVacuum", "PrepareGaussian", "Transform", "Displace", "Loss", "ThermalLoss", "Amplify", "GaussianNoise",
        "GaussianChannel", "Measure", "Heterodyne", "GeneralDyne", "RandomNormal", "Let", "Condition", "Discard",
        "Repeat", "Report",
    }  # fmt: skip
    for experiment in experiments:
        assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)
    first, again = (random_whole(np.random.default_rng(7), Modes(2)) for _ in range(2))
    assert first == again


def test_modes_agree_with_a_simulator_of_gaussian_states():
    pair = load_backends(["liouville", "strawberryfields"])
    for experiment in random_wholes(np.random.default_rng(3), [Modes(1), Modes(2, 2.0)], 8):
        assert run_experiment(experiment, pair, whole=False).comparison.verdict == "agree"


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(mode_experiments())
def test_drawn_experiments_on_modes_are_valid_and_their_text_gives_them_back(experiment):
    assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)


def test_found_experiments_on_modes_are_small_and_their_numbers_plain():
    assert {RandomNormal, Repeat, Let} <= kinds(drawn(mode_experiments(), 100))
    found = smallest(mode_experiments(), has(RandomNormal))
    assert format_experiment(found) == "system 1 mode (hbar=1.0)\nprepare vacuum 1\nrandom a normal 0, 0\n"
