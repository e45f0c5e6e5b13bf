"""Samples of experiments with branches, run by run, against exact distributions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from equivalence.comparison.answers import ask
from equivalence.comparison.compare import compare
from equivalence.comparison.whole import drawn
from equivalence.experiments.random_adaptive import Shape, random_adaptives
from toytheory.backend import BOOKKEEPING, DISCRETE_STEPS, Capabilities, load_backends
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.discrete.sampling import compile_sampler
from toytheory.language.bookkeeping import Branch, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Step, System

SHOTS = 3000


def adaptive(count):
    drawn = random_adaptives(np.random.default_rng(11), [Shape(d, n) for d, n in ((2, 2), (3, 1), (3, 2), (5, 1))], 60)
    return [e for e in drawn if any(isinstance(s, When) for s in flat(e.steps))][:count]


def test_samples_agree_with_the_exact_answer():
    backends = load_backends(["epistemic", "ontic"])
    told = 0
    for seed, experiment in enumerate(adaptive(14)):
        results = [ask(name, backend, experiment, SHOTS, seed) for name, backend in backends.items()]
        assert [r.error or r.skipped for r in results] == [None, None]
        assert results[1].samples.names == experiment.outcomes
        assert set(results[1].parts.detectors) == set(experiment.detectors)
        comparison = compare(results)  # a false alarm in one of 10^9 commands
        assert comparison.sides["toy"] == "agree", comparison.witness
        told += len(results[0].distribution.probabilities or {}) > 1
    assert told > 5


class Careless(OnticBackend):
    """It does the steps of the first branch, whatever the outcomes."""

    def sample(self, experiment, shots, seed):
        steps = (When((Branch((), s.branches[0].steps),)) if isinstance(s, When) else s for s in experiment.steps)
        return super().sample(replace(experiment, steps=tuple(steps)), shots, seed)


def test_a_sampler_that_takes_the_wrong_branch_is_caught():
    text = "system 1 bit\nrandom a\nwhen a = 0\n  prepare X = 0\notherwise\n  prepare X = 1\nend\nmeasure X as b"
    exact = ask("epistemic", load_backends(["epistemic"])["epistemic"], parse_experiment(text), SHOTS, 0)
    for backend, verdict in ((OnticBackend(), "agree"), (Careless(), "disagree")):
        found = compare([exact, ask("ontic", backend, parse_experiment(text), SHOTS, 0)])
        assert found.sides["toy"] == verdict


def test_runs_are_those_of_the_compiled_sampler_and_told_as_the_experiment_asks():
    text = (
        "system 1 trit\nprepare X = 1\nmeasure X as a\nmeasure P as b\nwhen b = 1\n  displace X by 1\nend\n"
        "repeat 2\n  measure P as s\nend\ndetector a - 1 as d\nobservable a as l\nlet c = s[2] - b\nreport c, b\n"
    )
    experiment = parse_experiment(text)
    rows = OnticBackend().sample(experiment, 50, 3)
    assert np.array_equal(rows, compile_sampler(experiment, "frames").sample(50, 3))
    found = drawn(OnticBackend(), experiment, 50, 3)
    assert found.joint.names == ("c", "b")
    assert set(found.joint.outcomes[:, 0]) == {0}
    assert found.parts.detectors["d"].counts() == {(0,): 50}
    assert found.parts.observables["l"].counts() == {(1,): 50}
    assert found.lowered == {}


def test_what_it_declares():
    declared = Capabilities(branches=True)
    text = "system 1 trit\nmeasure X as a\nlet b = a\n"
    with_branches = parse_experiment(f"{text}when a = 0\n  random c\notherwise\n  random c\nend")
    assert declared.reason_against(with_branches) is None
    assert Capabilities().reason_against(with_branches) == "does not know the step Let, Random, When"
    assert (
        declared.reason_against(parse_experiment(text)) == "does not know the step Let"
    )  # lowered, where no run parts
    assert not BOOKKEEPING & DISCRETE_STEPS


class Teleport(Step):
    """A step that nobody knows."""


@pytest.mark.parametrize("name", ["ontic", "epistemic", "dense", "hilbert", "wigner"])
def test_a_step_that_nobody_knows_is_a_reason_inside_of_a_branch_too(name):
    random = parse_experiment("system 1 trit\nrandom a").steps[0]
    when = When((Branch((("a", 0),), (Teleport(),)),))
    experiment = Experiment(System.of_dimension(3, 1), (random, when))
    found = ask(name, load_backends([name])[name], experiment, 10, 0)
    assert found.skipped == "does not know the step Teleport"
