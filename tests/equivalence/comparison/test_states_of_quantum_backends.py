"""The state at the end as the quantum side tells it, from density operators, against the toy theory's."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.comparison.run import chosen_backends, run_experiment
from equivalence.comparison.states import state_told
from equivalence.experiments.random_discrete import Shape, random_experiments
from quantum_ref.hilbert import backend as hilbert
from toytheory.backend import load_backends
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Noise


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


@pytest.mark.parametrize(("d", "shapes", "names"), [
    (2, [Shape(2, 1), Shape(2, 3)], ("hilbert", "stim", "wigner")),
    (3, [Shape(3, 1), Shape(3, 2)], ("hilbert", "wigner")),
    (9, [Shape(9, 1)], ("hilbert", "wigner")),
])  # fmt: skip
def test_tableaus_and_wigner_functions_tell_the_state_of_density_operators(d, shapes, names):
    asked = load_backends(names)
    told = 0
    for experiment in random_experiments(np.random.default_rng(d + 10), shapes, 30 if d < 9 else 10):
        found = {name: state_told(backend, experiment) for name, backend in asked.items()}
        if found.get("stim", True) is None and any(isinstance(step, Noise) for step in experiment.steps):
            del found["stim"]  # noise that happens to lead to a state (V, v) again is not followed there
        told += found["hilbert"] is not None
        assert all(other == found["hilbert"] for other in found.values()), experiment
    assert told > (15 if d < 9 else 4)


def test_tableaus_beyond_what_operators_hold_know_what_the_toy_theory_knows():
    pair = load_backends(["epistemic", "stim"])
    drawn = random_experiments(np.random.default_rng(4), [Shape(2, 12, steps=40, outcomes=6)], 10)
    told = 0
    for experiment in drawn:
        found = [state_told(backend, experiment) for backend in pair.values()]
        if None not in found:
            told += 1
            variables = [[text.split(" = ")[0] for text in state["known"]] for state in found]
            assert variables[0] == variables[1]
            assert found[0]["pure"] == found[1]["pure"]
    assert told > 2


@pytest.mark.parametrize("name", ["stim", "wigner"])
def test_a_backend_in_its_own_process_tells_its_state_too(name):
    text = "system 2 bits\nprepare X1 + X2 = 1, P1 + P2 = 0\nrandom a\nmeasure X1 as b\ncondition b = 1\n"
    here = state_told(load_backends([name])[name], parse_experiment(text))
    there = state_told(chosen_backends([name])[name], parse_experiment(text))
    assert here == there == {"known": ["X1 = 1", "X2 = 0"], "entropy": 0, "pure": True}


@pytest.mark.parametrize("name", ["stim", "wigner"])
def test_where_there_is_no_state_none_is_told(name):
    (backend,) = load_backends([name]).values()
    for text in (
        "prepare X = 0\nnoise X by 0: 3/4, 1: 1/4",
        "prepare X = 0\ndiscard 1",
        "prepare X = 0\nmeasure X as a\ncondition a = 1",
        "measure X as a\ncondition a = 1, a = 0",
    ):
        assert state_told(backend, parse_experiment(f"system 1 bit\n{text}")) is None
    harmless = "system 2 bits\nprepare X1 = 0, X2 = 1\nnoise X1, P2 by 0,0: 3/4, 1,1: 1/4\nprepare P1 = 1"
    assert state_told(backend, parse_experiment(harmless))["known"] == ["P1 = 1", "X2 = 1"]
    assert state_told(backend, parse_experiment("system 1 trit" if name == "stim" else "system 1 dit d=4")) is None
