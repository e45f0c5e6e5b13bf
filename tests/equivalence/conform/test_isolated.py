"""Backends in processes of their own: death and silence are results, with an experiment that causes them."""

from __future__ import annotations

import os

import pytest
from conform_backends import Sampling

from equivalence.comparison.calls import Call, call_here
from equivalence.comparison.isolated import Isolated
from equivalence.conform.backends import candidate
from equivalence.conform.battery import Battery, checks, conform, selected
from equivalence.engine.verdict import Context
from toytheory.errors import CannotRun, InputError

pytestmark = pytest.mark.usefixtures("not_shrunk")


def asked(place, feature, limit=30.0):
    """The checks of one feature of an isolated backend."""
    backend = Isolated(place, place, limit)
    (chosen,) = selected([feature])
    battery = Battery(names=(place,), chosen=(feature,), size=0.2)
    return list(checks(backend, chosen, Context(0), battery))


def test_a_process_that_dies_is_a_result():
    (check,) = asked("conform_backends:Dying", "map-swap")
    assert check.status == "error"
    assert "exit code 3" in check.reason
    assert "swap" in check.witness["toy_file"]


def test_seeds_that_depend_on_the_number_of_threads_are_told():
    before = dict(os.environ)
    assert {check.status for check in asked("conform_backends:Sampling", "seeds-threads")} == {"holds"}
    (check,) = asked("conform_backends:ByThreads", "seeds-threads")
    assert (check.status, check.witness["reason"][-22:]) == ("fails", "one thread and under two"[-22:])
    assert dict(os.environ) == before
    (check,) = conform(Sampling(), "seeds-threads")
    assert check.status == "skipped"
    (check,) = asked("conform_backends:DyingSampler", "seeds-threads")
    assert check.status == "error"


def test_a_backend_that_does_not_load_is_not_offered():
    (check,) = asked("conform_backends:Nobody", "map-swap")
    assert check.status == "skipped"
    assert "cannot be loaded" in check.reason


def test_a_method_is_called_in_the_process_of_the_backend():
    backend = Isolated("x", "conform_backends:ModesChanged", 30.0)
    assert "purity" in backend.call(Call("questions")).value
    assert backend.call(Call("nobody")).fate == "raised"
    nobody = Isolated("x", "conform_backends:Nobody", 30.0)
    assert nobody.call(Call("questions")).fate == "died"


def test_what_is_returned_is_plain():
    class Odd:
        def values(self):
            return {"a": (1, [2.0, None]), "b": {3}}

        def reason(self):
            raise CannotRun("no")

    assert call_here(Odd(), Call("values")).value["a"] == (1, [2.0, None])
    assert call_here(Odd(), Call("reason")).skipped == "no"


@pytest.mark.parametrize(
    ("name", "problem"), [("hilbrt", "no backend"), ("a b:C", "does not name"), (":C", "does not")]
)
def test_names_of_backends(name, problem):
    with pytest.raises(InputError, match=problem):
        candidate(name)


def test_the_same_object_can_be_asked_here():
    from conform_backends import Few

    assert {check.status for check in conform(Few(), "prepare-x", size=0.1)} == {"holds"}


def test_seeds_that_mean_something_else_in_each_process_are_seen():
    assert {check.status for check in asked("conform_backends:ByProcess", "seeds-equal")} == {"fails"}
    assert {check.status for check in asked("conform_backends:Sampling", "seeds-equal")} == {"holds"}
