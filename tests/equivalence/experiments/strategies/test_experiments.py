from __future__ import annotations

from dataclasses import fields
from functools import cache

import pytest
from hypothesis import given
from hypothesis.errors import NoSuchExample
from strategies_drawn import drawn, smallest

from equivalence.comparison.run import run_experiment
from equivalence.experiments.shrink import shrink
from equivalence.experiments.strategies import ALL_STEPS, dimensions, experiments
from toytheory.backend import load_backends
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform


@cache
def many():
    return drawn(experiments(3), 150)


def kinds(experiment):
    found = set()
    for step in experiment.steps:
        match step:
            case Transform():
                found.add("written" if step.name is None else "named")
            case Displace():
                found.add("feed-forward" if any(e.terms for _, e in step.shifts) else "displace")
            case _:
                found.add(type(step).__name__.lower())
    return found


@given(dimensions().flatmap(lambda d: experiments(d, largest_n=2, most_steps=8)))
def test_experiments_are_valid_and_their_text_gives_them_back(experiment):
    # constructing an Experiment has checked it; the text is the second opinion
    assert parse_experiment(format_experiment(experiment)) == normal_form(experiment)


@pytest.mark.parametrize("kind", ALL_STEPS)
def test_every_kind_of_step_is_reached_and_can_be_left_out(kind):
    assert any(kind in kinds(e) for e in many())
    others = [k for k in ALL_STEPS if k != kind]
    assert not any(kind in kinds(e) for e in drawn(experiments(3, steps=others), 30))


def test_everything_within_a_step_is_reached():
    steps = [step for e in many() for step in e.steps]
    assert any(len(s.variables) > 1 for s in steps if isinstance(s, Prepare))
    assert any(len(s.systems) > 1 for s in steps if isinstance(s, Prepare))
    assert any(v.constant for s in steps if isinstance(s, Prepare) for v in s.variables)
    assert any(len(s.names) > 1 for s in steps if isinstance(s, Measure))
    assert any(len(s.coordinates) > 1 for s in steps if isinstance(s, Noise))
    assert any(len(s.weights) > 1 for s in steps if isinstance(s, Noise))
    assert any(s.value for s in steps if isinstance(s, Condition))
    assert {len(s.systems) for s in steps if isinstance(s, Discard)} >= {1, 2}
    assert {e.n for e in many()} == {1, 2, 3}
    assert any(sum(isinstance(s, Prepare) for s in e.steps) > 1 for e in many())


def test_a_discarded_system_is_prepared_again():
    def revived(e):
        gone = set()
        for step in e.steps:
            if isinstance(step, Discard):
                gone.update(step.systems)
            elif isinstance(step, Prepare) and gone & set(step.systems):
                return True
        return False

    assert any(map(revived, many()))


def test_the_number_of_systems_and_steps_is_as_asked():
    for e in drawn(experiments(5, 2, most_steps=3), 40):
        assert (e.d, e.n) == (5, 2)
        assert len(e.steps) <= 3


def test_an_unknown_kind_of_step_is_refused():
    with pytest.raises(InputError, match="no steps of kind teleport"):
        experiments(3, steps=["teleport"])


def test_experiments_beyond_a_machine_word_can_be_drawn():
    assert {e.n for e in drawn(experiments(2, 65, most_steps=4), 5)} == {65}


# shrinking


def test_the_smallest_experiment_is_empty():
    assert smallest(experiments(3), lambda e: True) == Experiment(many()[0].system.of_dimension(3, 1))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (lambda e: any(isinstance(s, Prepare) for s in e.steps), "prepare X1 = 0"),
        (lambda e: "a" in e.outcomes, "measure X1 as a"),
        (lambda e: bool(e.conditions), "measure X1 as a\ncondition a = 0"),
        (lambda e: e.has_feedforward, "measure X1 as a\ndisplace X1 by a"),
        (lambda e: e.has_noise, "noise X1 by 0: 1"),
        (lambda e: any(isinstance(s, Discard) for s in e.steps), "discard 1"),
        (lambda e: any(getattr(s, "name", None) == "fourier" for s in e.steps), "fourier 1"),
    ],
)
def test_shrinking_reaches_the_shortest_text(wanted, text):
    found = smallest(experiments(3), wanted)
    assert format_experiment(found) == f"system 1 trit\n{text}\n"


def test_records_carry_no_fields_that_the_strategies_forget():
    # a new field of a step must be drawn too; this list is then to be extended
    own = {
        name
        for kind in (Prepare, Transform, Measure, Displace, Noise, Condition, Discard)
        for name in (f.name for f in fields(kind))
    }
    assert own - {"place", "columns"} == {
        "variables", "values", "systems", "matrix", "shift", "name", "parameter", "names", "shifts", "coordinates",
        "weights", "value",
    }  # fmt: skip


# search with the real backends


def disagree(*names):
    backends = load_backends(names)

    def found(experiment):
        try:
            return run_experiment(experiment, backends, whole=False).comparison.verdict == "disagree"
        except InputError:  # a condition that is impossible in both theories
            return False

    return found


SMALLEST = {  # of one bit: an odd map between two statements, one of them about X + P
    "prepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1 as a\n",
    "prepare P1 = 0\nphase 1\nmeasure X1 + P1 as a\n",
    "prepare X1 + P1 = 0\nphase 1\nmeasure P1 as a\n",
    "prepare X1 = 0\ntransform X1 -> X1 + P1\nmeasure X1 + P1 as a\n",
    "prepare X1 + P1 = 0\ntransform X1 -> X1 + P1\nmeasure X1 as a\n",
}


def test_the_search_for_a_mismatch_of_a_bit_and_a_qubit_ends_in_a_smallest_one():
    differ = disagree("epistemic", "stim")
    found = smallest(experiments(2, 1, most_steps=6), differ, 500)
    assert len(found.steps) <= 4
    text = format_experiment(shrink(found, differ))
    assert text.removeprefix("system 1 bit\n") in SMALLEST


def test_the_search_finds_no_mismatch_of_trits_and_qutrits():
    with pytest.raises(NoSuchExample):
        smallest(experiments(3, largest_n=2, most_steps=6), disagree("epistemic", "hilbert"), 60)
