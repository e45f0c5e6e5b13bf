"""The state at the end of an experiment, against the dense backend asked for one variable after the other."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from equivalence.experiments.random_discrete import Shape, random_experiments
from toytheory import parse_experiment
from toytheory.discrete import final_state
from toytheory.discrete.backends.dense import DenseBackend
from toytheory.discrete.final_state import state_after
from toytheory.language.steps import Measure, Noise
from toytheory.phase_space.variables import Variable


def certain(experiment, kept):
    """The variables of these systems that a measurement at the end finds certain, with their values; and the rest."""
    d, n = experiment.d, experiment.n
    sure, spread = {}, set()
    for row in product(range(d), repeat=2 * len(kept)):
        terms = {2 * kept[k // 2] + k % 2: a for k, a in enumerate(row)}
        variable = Variable.of(terms, d)
        measured = replace(experiment, steps=(*experiment.steps, Measure((variable,), ("asked",))))
        found = DenseBackend().distribution(measured).marginal(["asked"]).probabilities
        vector = [0] * (2 * n)
        for c, a in terms.items():
            vector[c] = a
        if len(found) == 1:
            ((value,),) = found
            sure[tuple(vector)] = value
        spread.add(len(set(found.values())) == 1)
    return sure, spread


SHAPES = [Shape(d=d, n=n) for d, n in [(2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (6, 1), (9, 1)]]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_known_is_what_a_measurement_finds_certain(seed):
    told = 0
    for experiment in random_experiments(np.random.default_rng(seed), SHAPES, 21):
        found = state_after(experiment)
        if found is None:
            continue
        state, kept = found
        sure, spread = certain(experiment, kept)
        known = {tuple(F.vector(experiment.n)): v for F, v in zip(state.variables, state.values, strict=True)}
        assert all(sure[vector] == value for vector, value in known.items())
        assert len(sure) == state.knowledge
        assert spread == {True}, "all that is not known is uniform"
        told += 1
    assert told >= 5


def test_no_state_where_noise_leads_out_of_the_form():
    noisy = parse_experiment("system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 0.1")
    assert state_after(noisy) is None
    assert any(isinstance(step, Noise) for step in noisy.steps)
    harmless = parse_experiment("system 1 trit\nprepare X = 0\nnoise P by 0: 0.9, 1: 0.1")
    assert str(state_after(harmless)[0]) == "X1 = 0"
    biased = "system 2 trits\nprepare X1..X2 = 0\nnoise X1, X2 by 0,0: 0.4, 1,1: 0.4, 2,1: 0.2\nmeasure X2 as a\n"
    assert state_after(parse_experiment(f"{biased}condition a = 1")) is None


@pytest.mark.parametrize(
    ("steps", "known"),
    [
        ("prepare X1..X2 = 0\nnoise X1 by 0: 0.9, 1: 0.1\nmeasure X1 as a\ncondition a = 1", "X1 = 1, X2 = 0"),
        ("prepare X1..X2 = 0\nnoise X1 by 2: 1", "X1 = 2, X2 = 0"),
        ("prepare X1..X2 = 0\nnoise X1 by 0: 1/3, 1: 1/3, 2: 1/3", "X2 = 0"),
        ("prepare X1..X2 = 0\nnoise X1, X2 by 0,0: 1/3, 1,2: 1/3, 2,1: 1/3", "X1 + X2 = 0"),
        ("noise X1 by 0: 0.9, 1: 0.1\nmeasure X1 as a\ncondition a = 2\nprepare P1 = 1", "P1 = 1"),
        ("prepare X1..X2 = 0\nnoise X1 by 0: 0.9, 1: 0.1\ndiscard 1", "X2 = 0"),
        ("prepare X1..X2 = 0\nnoise X1, X2 by 1,0: 0.5, 2,0: 0.25, 0,1: 0.25\nmeasure X1 as a\ncondition a = 0",
         "X1 = 0, X2 = 1"),
        ("prepare X1..X2 = 0\nnoise X1, X2 by 0,0: 0.1, 0,1: 0.1, 0,2: 0.1, 1,0: 0.7\nmeasure X1 as a\n"
         "condition a = 0", "X1 = 0"),
    ],
)  # fmt: skip
def test_noise_may_leave_a_state_of_the_form(steps, known):
    state, _ = state_after(parse_experiment(f"system 2 trits\n{steps}"))
    assert str(state) == known


def test_noise_that_spreads_too_far_leaves_no_state(monkeypatch):
    monkeypatch.setattr(final_state, "LISTED", 2)
    noisy = "system 2 trits\nprepare X1..X2 = 0\nnoise each X of 1..2 by 0: 0.9, 1: 0.1"
    assert state_after(parse_experiment(noisy)) is None


def test_discarded_and_later_systems_are_left_out():
    steps = "system 3 bits\nprepare X1 + X2 = 0, P1 + P2 = 0, X3 = 1\ndiscard 1"
    state, kept = state_after(parse_experiment(steps))
    assert (str(state), kept, str(state.entropy(kept))) == ("X3 = 1", [1, 2], "1")
    state, kept = state_after(parse_experiment(steps + "\nprepare P1 = 1"), 2)
    assert (state.n, str(state), kept) == (2, "P1 = 1", [0, 1])


def test_conditions_that_cannot_be_met_leave_no_state():
    assert state_after(parse_experiment("system 1 trit\nprepare X = 0\nmeasure X as a\ncondition a = 1")) is None


def test_an_experiment_in_which_nothing_happens():
    state, kept = state_after(parse_experiment("system 1 dit d=6"))
    assert (state.record(kept), kept) == ({"known": [], "entropy": 1, "pure": False}, [0])
