"""Answers of which only parts are told: conditions, what is uniform and large, and parts that are no distributions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

import pytest

from equivalence.comparison.answers import ask_here
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.reading import parse_experiment

MANY_AND_NOISY = """\
system 1 dit d=11
measure X as a flip 1: 1/2, 3: 1/3
measure P as b flip 2: 1/5, 3: 1/3
measure X as c flip 1: 1/2, 5: 1/3
measure P as e flip 2: 1/5, 3: 1/3
"""


def answer(text, backend=None):
    return ask_here("epistemic", backend or EpistemicBackend(), parse_experiment(text), 1, 0)


def test_the_probability_of_the_conditions_is_told_with_parts_alone():
    found = answer(MANY_AND_NOISY)
    assert found.distribution is None
    assert found.record()["condition_probability"] == "1"
    given = answer(MANY_AND_NOISY + "random r\ncondition r = 3\n")
    assert given.distribution is None
    assert given.record()["condition_probability"] == "1/11"
    assert given.record()["marginals"]["r"] == {"3": "1"}


def test_what_is_reported_uniform_and_large_is_an_affine_set():
    found = answer("system 1 dit d=8191\nrandom a\nmeasure X as b\nlet c = 2b + 1\nreport b\n").record()
    assert found["affine"] == {"offset": [0], "directions": [[1]]}
    assert "probabilities" not in found
    branches = "random r\nwhen r = 0\n  fourier 1\nend\n"
    adaptive = f"system 13 bits\n{branches}measure X1..X13 as a1..a13\nreport a1"
    for last in range(2, 14):
        adaptive += f", a{last}"
    assert len(answer(adaptive).record()["affine"]["directions"]) == 13


class Planted(EpistemicBackend):
    """What `marginals` say is changed on the way."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def marginals(self, experiment, asked):
        return [self.change(each) for each in super().marginals(experiment, asked)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda p: replace(p, probabilities={k: float(v) for k, v in p.probabilities.items()}), "not exact"),
        (lambda p: replace(p, probabilities={k: v / 2 for k, v in p.probabilities.items()}), "add up to 1/2"),
        (lambda p: replace(p, condition_probability=Fraction(1, 2)), "nothing is conditioned on"),
        (lambda p: replace(p, names=("z",)), "for each group of names"),
        (lambda p: replace(p, d=5), "at d = 5, not 3"),
        (lambda p: None, "for each group of names"),
    ],
)
def test_parts_that_are_no_distributions_are_errors_of_the_backend(change, why):
    text = "system 1 trit\nmeasure X as a\nmeasure P as b\nreport a\n"
    assert answer(text, Planted(lambda p: p)).error is None
    found = answer(text, Planted(change))
    assert why in found.error


def test_few_outcomes_are_told_jointly_though_many_values_stand_behind_them():
    """Seven records of one X, each wrong by itself: 3^7 of them, 3^8 values of X and of what was added."""
    wrong = (Fraction(7, 10), Fraction(2, 10), Fraction(1, 10))
    found = answer("system 1 trit\n" + "".join(f"measure X as a{k} flip 1: 0.2, 2: 0.1\n" for k in range(7)))
    told = found.distribution.probabilities
    for records in ((0,) * 7, (1, 2, 0, 0, 1, 2, 0), (2, 2, 2, 2, 2, 2, 1)):
        right = sum(Fraction(1, 3) * prod(wrong[(record - x) % 3] for record in records) for x in range(3))
        assert told[records] == right
    assert sum(told.values()) == 1
