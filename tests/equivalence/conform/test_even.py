"""Even d > 2: where X and P stay apart the toy theory predicts what state vectors give; elsewhere nothing is asked."""

from __future__ import annotations

import pytest
from conform_backends import Few
from conform_even import Vectors

from equivalence.conform.battery import conform, scopes
from equivalence.conform.even import unsorted
from equivalence.conform.feature import Scope, features
from equivalence.conform.oracle import Oracle
from toytheory.backend import Capabilities
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

pytestmark = pytest.mark.usefixtures("not_shrunk")

EVEN = [name for name, feature in features().items() if feature.even]


@pytest.mark.parametrize("name", EVEN)
def test_a_sound_simulator_agrees_and_its_answers_are_compared(name):
    checks = conform(Vectors(), name)
    assert {check.status for check in checks} == {"holds"}, checks
    assert [check.scope[:5] for check in checks] == ["d = 4", "d = 6"]


@pytest.mark.parametrize("name", EVEN)
def test_every_experiment_drawn_is_sorted(name):
    for d in (4, 6):
        for _, experiment in zip(range(20), features()[name].experiments(Scope(d, None, 4), 3), strict=False):
            assert unsorted(experiment) is None


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ("x", "even-states"),
        ("z", "even-maps"),
        ("sum", "even-maps"),
        ("fourier", "even-maps"),
        ("read", "even-measure"),
        ("feed", "even-feed-forward"),
    ],
)
def test_a_planted_fault_is_caught_by_its_feature(wrong, name):
    assert "fails" in {check.status for check in conform(Vectors(wrong), name, size=0.5)}


def test_other_experiments_and_other_d_are_left_alone():
    (check,) = conform(Few(), "even-maps")
    assert check.reason == "does not do even d > 2"
    quantum = Capabilities(dimensions=frozenset({2, 3, 4}))
    assert [scope.d for scope in scopes(quantum, "quantum", False)] == [2, 3]
    assert [scope.d for scope in scopes(quantum, "quantum", False, True)] == [4]
    assert [scope.d for scope in scopes(quantum, "toy", False)] == [2, 3, 4]
    head = "system 2 dits d=4\nprepare X1 = 0, X2 = 0\n"
    for text in ("cphase 1 2", "transform P1 -> P1 + 2X1", "fourier 1\nsum 1 2", "fourier 1\nmeasure X1 + X2"):
        answer = Oracle("quantum").answer(parse_experiment(head + text))
        assert "no defined counterpart" in answer.skipped
    assert Oracle("quantum").answer(parse_experiment(head + "fourier 1\ncphase 1 2\nmeasure X2 + P1")).answered
    assert unsorted(parse_experiment(head + "measure X1 as a\nreport a")) == "nothing is said of the step Report"
    with pytest.raises(CannotRun, match="no phase"):
        Vectors().program(parse_experiment(head + "phase 1"))


def test_an_inverse_that_is_written_out_has_a_counterpart_and_another_written_map_has_none():
    head = "system 1 dit d=4\nprepare X = 1\n"
    assert unsorted(parse_experiment(f"{head}transform X -> -P, P -> X\nmeasure P")) is None
    assert unsorted(parse_experiment(f"{head}transform X -> -P, P -> X\nmeasure X + P")) == "X1 + P1 mixes X and P"
    assert "no counterpart" in unsorted(parse_experiment(f"{head}transform P -> P - X"))
