from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from equivalence.comparison.answers import Result, ask
from equivalence.experiments.strategies import experiments
from equivalence.theorems.bits.defect import SignLedger, sign_defect
from equivalence.theorems.bits.prediction import shifted_conditions, translated, translated_result
from equivalence.theorems.bits.search import tried
from equivalence.theorems.bits.wide import wide_experiment
from toytheory.backend import load_backends
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Step, System
from toytheory.outcomes.distributions import AffineSet, Distribution

BACKENDS = load_backends(["epistemic", "dense", "hilbert", "stim"])


def defect(text):
    return sign_defect(parse_experiment(text)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P", [1]),
        ("system 1 bit\nprepare X + P = 1\nfourier 1\nfourier 1\nmeasure X + P", [0]),
        ("system 1 bit\nprepare P = 0\nphase 1\nmeasure X + P", [1]),
        ("system 1 bit\nprepare X = 0\nphase 1\nmeasure X", [0]),
        ("system 1 bit\nmeasure X + P as a\nfourier 1\nmeasure X + P as b", [0, 1]),
        ("system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2", [1]),
        ("system 2 bits\nprepare X1 + X2 = 0, X1 + P1 + X2 + P2 = 0\nmeasure P1 + P2", [1]),
        ("system 2 bits\nmeasure X1 + X2, P1 + P2, X1 + P1 + X2 + P2", [0, 0, 1]),
        ("system 3 bits\nmeasure P1 + P2 + P3, X1 + X2, X2 + X3, X1 + P1 + X2 + P2 + P3", [0, 0, 0, 1]),
        # feed-forward of an outcome with a defect moves what it displaces
        ("system 2 bits\nprepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1 as a\nprepare X2 = 0\n"
         "displace X2 by a\nmeasure X2, P1 as b, c", [1, 1, 0]),
        # what is reset, discarded or disturbed carries no defect any more
        ("system 1 bit\nprepare X + P = 0\nfourier 1\nprepare X + P = 0\nmeasure X + P", [0]),
        ("system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\ndiscard 2\nprepare X2 = 0\nmeasure X1, X2", [0, 0]),
        ("system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X as a\nmeasure X + P as b", [0, 0]),
        # constants, noise and conditions change nothing
        ("system 1 bit\nprepare X + P = 0\nfourier 1\nnoise X by 0: 1/2, 1: 1/2\ndisplace P by 1\n"
         "measure X + P + 1, 0X as a, b\ncondition a = 0", [1, 0]),
        ("system 1 bit\nmeasure 0X1 + 1", [0]),
    ],
)  # fmt: skip
def test_the_defect_is_what_pauli_algebra_gives(text, expected):
    assert defect(text) == expected


def test_only_bits_have_a_defect():
    with pytest.raises(InputError, match="only experiments on bits"):
        defect("system 1 trit\nmeasure X")


def test_a_step_without_a_rule_is_refused():
    @dataclass(frozen=True, slots=True)
    class Later(Step):
        pass

    with pytest.raises(CannotRun, match="Later"):
        sign_defect(Experiment(System.of_dimension(2, 1), (Later(),)))


def test_a_copied_ledger_goes_its_own_way():
    ledger = SignLedger(1)
    ledger.know(np.array([[1, 1]]))
    other = ledger.copy()
    other.measure(np.array([1, 0]))
    assert ledger.rows.tolist() == [[1, 1]]
    assert other.rows.tolist() == [[1, 0]]


@settings(max_examples=80)
@given(experiments(2, most_steps=10))
def test_quantum_distributions_are_translated_toy_distributions(experiment):
    trial = tried(experiment, BACKENDS, 0)
    assert trial.translated.verdict == "agree"
    assert (trial.raw.verdict == "disagree") == trial.differs


@pytest.mark.parametrize("n", [65, 129])
def test_the_defect_is_right_beyond_a_machine_word(n):
    drawn = (wide_experiment(np.random.default_rng([n, k]), n, layers=1) for k in range(10))
    experiment = next(e for e in drawn if sign_defect(e).any())
    trial = tried(experiment, BACKENDS, 0)
    assert trial.translated.verdict == "agree"
    assert trial.raw.verdict == "disagree"


# translating


def test_conditions_are_shifted_and_others_left():
    experiment = parse_experiment("system 1 bit\nmeasure X as a\nmeasure X as b\ncondition b = 1")
    assert shifted_conditions(experiment, [1, 0]) is experiment
    assert shifted_conditions(experiment, [0, 1]).conditions == ((1, 0),)


def test_affine_sets_and_samples_are_translated():
    affine = Distribution(2, ("a", "b"), None, AffineSet.of([0, 0], [[1, 1]], 2))
    moved = translated(affine, [1, 0])
    assert [1, 0] in moved.affine
    assert [0, 0] not in moved.affine
    experiment = parse_experiment("system 1 bit\nprepare X = 0\nmeasure X")
    sampled = ask("ontic", load_backends(["ontic"])["ontic"], experiment, 10, 0)
    assert translated_result(sampled, [1]).samples.counts() == {(1,): 10}
    silent = Result("x", "toy", skipped="because")
    assert translated_result(silent, [1]) is silent


def test_a_condition_that_only_quantum_theory_cannot_meet_is_predicted():
    experiment = parse_experiment("system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P as a\ncondition a = 0")
    trial = tried(experiment, BACKENDS, 0)
    found = {r.backend: r.distribution.condition_probability for r in trial.results}
    assert found == {"epistemic": Fraction(1), "dense": Fraction(1), "hilbert": Fraction(0), "stim": Fraction(0)}
    assert trial.differs
    assert trial.translated.verdict == "agree"
