"""Experiments of great size: what a formula answers is answered, and the rest is a reason before it takes long."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.stim.backend import StimBackend
from toytheory.discrete.backends import dense, ontic
from toytheory.discrete.backends.blocks import without_idle_systems
from toytheory.discrete.backends.dense import DenseBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

MANY = parse_experiment("system 1048576 bits\n")
FEW_OF_MANY = parse_experiment(
    "system 100000 bits\nprepare X7 = 1\nsum 7 99999\nmeasure X7, X99999 as a, b\ndiscard 8\n"
)


def test_many_systems_to_which_nothing_is_done_are_no_work():
    assert EpistemicBackend().distribution(MANY).probabilities == {(): 1}
    assert OnticBackend().sample(MANY, 5, 0).shape == (5, 0)
    assert StimBackend().can_run(MANY) == "holds at most 16384 bits, and this has 1048576"


def test_idle_systems_are_left_out_of_runs():
    found = EpistemicBackend().distribution(FEW_OF_MANY).probabilities
    assert found == {(1, b): Fraction(1, 2) for b in range(2)}
    assert set(OnticBackend().sample(FEW_OF_MANY, 50, 0)[:, 0]) == {1}
    smaller, systems, numbers = without_idle_systems(FEW_OF_MANY)
    assert (smaller.n, systems, numbers) == (2, (6, 99998), (0, 1, 2))
    whole = parse_experiment("system 1 bit\nmeasure X\n")
    assert without_idle_systems(whole)[0] is whole


@pytest.mark.parametrize(
    ("text", "counts"),
    [  # at seed 0, as the first edition drew them
        ("system 4 bits\nphase 1\nprepare X4 + P4 = 0\nmeasure X1 + X3 as a1\n", {(0,): 5038, (1,): 4962}),
        ("system 70 bits\nmeasure X1 + X66 as a\ndiscard 2\nprepare P3 = 0\nmeasure X3 as b\n",
         {(0, 0): 2525, (0, 1): 2504, (1, 0): 2550, (1, 1): 2421}),
    ],
)  # fmt: skip
def test_leaving_them_out_changes_no_sample(text, counts):
    drawn = OnticBackend().sample(parse_experiment(text), 10_000, 0)
    assert Counter(map(tuple, drawn.tolist())) == counts


@pytest.mark.parametrize(("d", "steps"), [(509, "measure X"), (8191, "prepare X = 0\nmeasure P")])
def test_one_system_of_many_values_has_a_formula(d, steps):
    found = EpistemicBackend().distribution(parse_experiment(f"system 1 dit d={d}\n{steps}\n"))
    assert found.probabilities is not None or found.affine.size == d
    if found.probabilities is not None:
        assert set(found.probabilities.values()) == {Fraction(1, d)}


def test_hilbert_says_what_a_measurement_of_many_values_would_take():
    reason = HilbertBackend().can_run(parse_experiment("system 1 dit d=8191\nprepare X = 0\nmeasure P\n"))
    assert reason.startswith("8191 projectors for P1 would take 5.5e+11 multiplications")


def test_dense_says_so_before_or_while_it_adds_up_too_much(monkeypatch):
    twice = parse_experiment("system 2 trits\nnoise X1 by 0: 1/2, 1: 1/2\nmeasure X1\nmeasure P1\n")
    assert DenseBackend().can_run(twice) is True
    monkeypatch.setattr(dense, "LONGEST", 600)  # 81 states times 1 + 2 for noise, 3 + 3 for measurements
    assert DenseBackend().can_run(twice) == "would add up at least 6.5e+02 probabilities; at most 6e+02"
    monkeypatch.setattr(dense, "LONGEST", 800)
    assert DenseBackend().can_run(twice) is True
    with pytest.raises(CannotRun, match="sequences of outcomes add up more than 8e\\+02 probabilities"):
        DenseBackend().distribution(twice)


def test_ontic_says_what_a_run_would_take(monkeypatch):
    monkeypatch.setattr(ontic, "LONGEST", 5)
    experiment = parse_experiment("system 2 trits\nmeasure X1, X2\n")
    assert OnticBackend().can_run(experiment) is True
    assert OnticBackend().can_run(parse_experiment("system 2 trits\nsum 1 2\nmeasure X1\n")).startswith("a run is 6")
