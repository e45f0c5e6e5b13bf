"""Faults by the gates that they need: one cause is told once, whatever statements lead to it, and two causes twice."""

from __future__ import annotations

from functools import cache

import pytest
from conform_gates import (
    Trits,
    WrongFourier,
    WrongInverseOfSum,
    WrongInversePhase,
    WrongInverses,
    WrongPhase,
    WrongPhaseAndSum,
    WrongSum,
    WrongVectors,
    WrongVectorsOfSum,
)

from equivalence.conform.battery import as_claim, conform, selected
from equivalence.conform.causes import by_gates_of, gates_needed, in_gates
from equivalence.conform.ingredients import contains, core, essence, ingredients
from equivalence.conform.judging import Subject
from equivalence.conform.oracle import Oracle
from equivalence.engine.verdict import Verdict
from equivalence.report.conformance.record import _known_as, _with_larger, counted, details, faults
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.reading import parse_experiment

FEATURES = ("map-phase", "map-sum", "measure-midway")


@cache
def told(wrong, names=FEATURES):
    """The faults that a report lists."""
    backend = wrong()
    verdicts = [
        Verdict(
            as_claim(backend.name, feature, lambda context: iter(())), tuple(conform(backend, feature.name, size=0.4))
        )
        for name in names
        for feature in selected([name])
    ]
    return faults(verdicts)


def test_a_sound_simulator_has_none():
    assert not told(Trits)


@pytest.mark.parametrize(("wrong", "gate"), [(WrongPhase, "phase"), (WrongSum, "sum"), (WrongFourier, "fourier")])
def test_one_cause_is_told_once(wrong, gate):
    (fault,) = told(wrong)
    assert f"map {gate}" in fault["gates"]
    assert len({*fault["features"], *(name for other in fault.get("larger", ()) for name in other["features"])}) > 1


def test_two_causes_are_told_both():
    found = told(WrongPhaseAndSum)
    gates = [set(fault["gates"]) for fault in found]
    assert len(found) == 2
    assert sum("map phase" in each and "map sum" not in each for each in gates) == 1
    assert sum("map sum" in each and "map phase" not in each for each in gates) == 1


def test_inverse_gates_are_told_by_their_names():
    (fault,) = told(WrongInversePhase)
    assert "inverse of phase" in fault["gates"]


ASKED = {WrongInverseOfSum: "ask-inverse", WrongVectorsOfSum: "ask-state-vector"}


@pytest.mark.parametrize("wrong", ASKED)
def test_one_cause_that_questions_show_is_told_once(wrong):
    (fault,) = told(wrong, (ASKED[wrong],))
    assert "map sum" in fault["gates"]
    assert "map phase" not in fault["gates"]
    assert f"ask-{fault['question']}" == ASKED[wrong]


@pytest.mark.parametrize(("wrong", "feature"), [(WrongInverses, "ask-inverse"), (WrongVectors, "ask-state-vector")])
def test_two_causes_that_questions_show_are_told_both(wrong, feature):
    found = told(wrong, (feature,))
    gates = [set(fault["gates"]) for fault in found]
    assert len(found) == 2
    assert sum("map phase" in each and "map sum" not in each for each in gates) == 1
    assert sum("map sum" in each and "map phase" not in each for each in gates) == 1


def test_questions_and_outcomes_are_told_apart_unless_the_same_gates_are_wrong():
    def witness(gates, **more):
        return {"how": "differs", "needs": [], "gates": gates, **more}

    state = _known_as(witness(["map sum"]), {})
    assert _known_as(witness(["map sum"], question="inverse"), {state}) == state
    assert _known_as(witness(["map phase"], question="inverse"), {state}) != _known_as(witness(["map phase"]), {state})
    assert _known_as(witness(["displace X at first", "map sum"]), {}) == state
    asked = witness(["map sum"], question="inverse")
    assert _with_larger([asked, witness(["map sum", "noise"])]) == [asked, witness(["map sum", "noise"])]
    assert len(_with_larger([dict(asked), witness(["map sum", "noise"], question="inverse")])) == 1


def test_what_all_faults_need_is_said():
    assert counted([]) == "0 distinct faults"
    assert counted([{"gates": ["map sum"]}]) == "1 distinct faults"
    assert counted([{"gates": ["map sum"]}, {}]) == counted([{"gates": ["a"]}, {"gates": ["b"]}]) == "2 distinct faults"
    assert counted([{"gates": ["a", "c"]}, {"gates": ["b", "c"]}]).endswith("all with c: they may have one cause")


def test_what_needs_more_than_another_is_listed_with_it():
    found = told(WrongFourier) + told(WrongSum)
    larger = [other for fault in found for other in fault.get("larger", ())]
    assert larger
    for fault in found:
        assert all(core(fault["gates"]) < core(other["gates"]) for other in fault.get("larger", ()))
        assert details(fault)["gates"] == ", ".join(fault["gates"])


def test_an_experiment_in_gates():
    subject = Subject(Trits(), Oracle("quantum"))
    experiment = parse_experiment("system 1 trit\nprepare P = 1\nmeasure X + P as a")
    found = in_gates(subject, experiment)
    assert {"map fourier", "map phase"} <= set(ingredients(found))
    keeps = by_gates_of(subject, experiment)
    assert keeps(parse_experiment("system 1 trit\nprepare X = 0\nphase 1\nmeasure X"))
    assert not keeps(parse_experiment("system 1 trit\nmeasure X"))  # half of a pair, which takes a sum
    assert gates_needed(subject, experiment, lambda each: False) is None
    toy = Subject(EpistemicBackend(), Oracle("toy"))
    assert in_gates(toy, experiment) is None
    assert by_gates_of(toy, experiment)(experiment)
    assert gates_needed(toy, experiment, lambda each: True) is None


def test_a_system_of_which_nothing_is_known_is_an_ingredient():
    unknown = ingredients(parse_experiment("system 1 trit\nmeasure X as a"))
    assert unknown["a system of which nothing is known"] == 1
    assert not contains(parse_experiment("system 1 trit\nprepare X = 0\nmeasure X as a"), [unknown])
    untouched = essence(parse_experiment("system 1 trit"))  # where a question about states is answered wrongly
    assert untouched
    assert not contains(parse_experiment("system 1 trit\nprepare X = 0\nphase 1"), [untouched])
