"""Adaptive experiments on bits: translated record by record, and what a translation that is left out does."""

from __future__ import annotations

import numpy as np
import pytest
from second_edition import followed

from equivalence.comparison.whole import computed
from equivalence.experiments.random_adaptive import Shape, random_adaptives
from equivalence.theorems.bits import adaptive
from equivalence.theorems.bits.prediction import Translated
from toytheory.backend import load_backends
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.reading import format_experiment, normal_form, parse_experiment

SHAPES = [Shape(2, 1, steps=4, outcomes=2), Shape(2, 2, steps=4, outcomes=2)]


def drawn(count):
    rng = np.random.default_rng(5)
    return [adaptive.deciding_by_signs(e, rng) for e in random_adaptives(rng, SHAPES, count)]


def test_what_is_added_is_valid_and_signs_decide():
    experiments = drawn(30)
    for experiment in experiments:
        assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)
    assert sum("known" in e.made for e in experiments) > 15
    assert 3 < adaptive._differing(experiments, [Translated(EpistemicBackend())]) < 30


def test_the_prediction_is_that_of_density_matrices_followed_run_by_run():
    for experiment in drawn(8):
        told = followed(experiment, "quantum")
        found = computed(Translated(EpistemicBackend()), experiment).joint.probabilities
        law = told.of(experiment.outcomes)
        assert {k for k, p in law.items() if p > 1e-9} == set(found)
        assert all(abs(float(law[key]) - p) < 1e-9 for key, p in found.items())


@pytest.fixture(scope="module")
def some():
    return load_backends(["epistemic", "stim"])


def check(some, seed=0):
    return adaptive.adaptive_as_predicted(SHAPES, 8, some, np.random.default_rng(seed), seed)


def test_a_translation_that_is_left_out_is_caught(some, monkeypatch):
    assert check(some).status == "holds"
    monkeypatch.setattr(Translated, "distribution", lambda self, experiment: self.toy.distribution(experiment))
    found = check(some)
    assert found.status == "fails"
    assert found.witness["toy_file"].startswith("system")


def test_without_a_quantum_backend_nothing_is_decided(some):
    assert check({"epistemic": some["epistemic"], "none": "cannot be loaded"}).status == "skipped"


def test_where_every_system_is_discarded_nothing_is_added():
    text = "system 1 bit\nmeasure X as a\nwhen a = 0\n  discard 1\nend"
    experiment = parse_experiment(text)
    assert adaptive.deciding_by_signs(experiment, np.random.default_rng(0)) is experiment
