"""The state at the end as the quantum side tells it, from density operators, against the toy theory's."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.comparison.run import run_experiment
from equivalence.comparison.states import state_told
from equivalence.experiments.random_discrete import Shape, random_experiments
from quantum_ref.hilbert import backend as hilbert
from toytheory.backend import load_backends
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment


def states(text):
    report = run_experiment(parse_experiment(text), load_backends(["epistemic", "hilbert"]), whole=False)
    return {r.backend: r.record().get("state") for r in report.results}


@pytest.mark.parametrize("d", [3, 5, 9])
def test_for_odd_d_both_sides_tell_the_same_state(d):
    pair = load_backends(["epistemic", "hilbert"])
    drawn = random_experiments(np.random.default_rng(d), [Shape(d, 1), Shape(d, 2 if d < 9 else 1)], 24)
    told = 0
    for experiment in drawn:
        found = [state_told(backend, experiment) for backend in pair.values()]
        if None not in found:
            told += 1
            assert found[0] == found[1]
    assert told > 8


def test_on_bits_the_same_is_known_with_values_that_may_differ():
    pair = load_backends(["epistemic", "hilbert"])
    told, apart = 0, 0
    for experiment in random_experiments(np.random.default_rng(2), [Shape(2, 1), Shape(2, 3)], 40):
        found = [state_told(backend, experiment) for backend in pair.values()]
        if None not in found:
            told += 1
            variables = [[text.split(" = ")[0] for text in state["known"]] for state in found]
            assert variables[0] == variables[1]
            assert found[0]["entropy"] == found[1]["entropy"]
            apart += found[0] != found[1]
    assert told > 20
    assert apart


def test_discarded_systems_conditions_and_noise():
    text = "system 3 trits\nprepare X1 - X2 = 1, P1 + P2 = 0\nsum 2 3\nmeasure P3 as a\ndiscard 3\ncondition a = 1"
    wanted = {"known": ["X1 - X2 = 1", "P1 + P2 = 2"], "entropy": 0, "pure": True}
    assert states(text) == {"epistemic": wanted, "hilbert": wanted}
    noisy = "system 1 trit\nprepare X = 0\nnoise X by 0: 0.9, 1: 0.1"
    assert states(noisy) == {"epistemic": None, "hilbert": None}
    assert states("system 1 trit\nprepare X = 0\ndiscard 1")["hilbert"] is None
    with pytest.raises(InputError, match="neither theory"):
        states("system 1 bit\nprepare X = 0\nmeasure X as a\ncondition a = 1")


def test_too_many_runs_are_not_added_up(monkeypatch):
    monkeypatch.setattr(hilbert, "FOLLOWED_FOR_STATE", 2)
    text = "system 1 trit\nmeasure X as a\nmeasure P as b"
    assert states(text)["hilbert"] is None
    assert states("system 1 trit\nprepare X = 1")["hilbert"] == {"known": ["X1 = 1"], "entropy": 0, "pure": True}
