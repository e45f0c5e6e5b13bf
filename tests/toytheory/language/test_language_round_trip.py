"""Writing an experiment and reading it gives it back; whatever the text, reading ends in one of two ways."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from language_generated import experiments, near_statements, near_texts
from round_trip import comes_back, fate

from toytheory.backend import DISCRETE_STEPS
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.maps.discrete import named_transform
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.statements.table import RECORDS
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.variables import Variable


@given(experiments())
def test_reading_what_was_written_gives_the_experiment_back(experiment: Experiment) -> None:
    assert comes_back(experiment)


@given(experiments())
def test_writing_is_deterministic_and_a_fixed_point(experiment: Experiment) -> None:
    text = format_experiment(experiment)
    assert format_experiment(parse_experiment(text)) == text
    assert text.endswith("\n")
    assert text.count("\n") == 1 + len(experiment.steps)


@given(experiments())
def test_experiments_in_normal_form_stay_as_they_are(experiment: Experiment) -> None:
    assert normal_form(experiment) == experiment


SECOND = experiments(second=True)


@given(SECOND)
def test_the_second_edition_comes_back(experiment: Experiment) -> None:
    text = format_experiment(experiment)
    assert normal_form(experiment) == experiment
    assert parse_experiment(text) == experiment
    assert format_experiment(parse_experiment(text)) == text


@given(SECOND)
def test_lowered_experiments_are_experiments_too(experiment: Experiment) -> None:
    try:
        lowered = lower(experiment, DISCRETE_STEPS)
    except CannotRun:
        assert any(isinstance(step, When) for step in flat(experiment.steps))
        return
    assert {type(step) for step in lowered.core.steps} <= DISCRETE_STEPS
    assert set(lowered.readout) >= set(experiment.made)
    assert {name for e in lowered.readout.values() for name in e.uses} <= set(lowered.core.outcomes)


@given(SECOND, st.data())
def test_systems_and_names_can_be_renamed_there_and_back(experiment: Experiment, data: st.DataObject) -> None:
    order = dict(enumerate(data.draw(st.permutations(range(experiment.n)))))
    back = {new: old for old, new in order.items()}
    bases = {name.partition("[")[0] for name in experiment.made}
    names = {base: f"{base}x" for base in bases}
    names |= {
        name: f"{base}x{bracket}{index}" for name in experiment.made for base, bracket, index in [name.partition("[")]
    }
    there = tuple(step.with_systems(order).with_names(names) for step in experiment.steps)
    renamed = Experiment(experiment.system, there)
    assert renamed.made == tuple(names[name] for name in experiment.made)
    returned = {new: old for old, new in names.items()}
    again = tuple(step.with_names(returned).with_systems(back) for step in renamed.steps)
    assert normal_form(Experiment(experiment.system, again)) == normal_form(experiment)


@given(experiments(), st.data())
def test_integers_need_not_be_reduced_nor_systems_sorted(experiment: Experiment, data: st.DataObject) -> None:
    d = experiment.d
    shift = data.draw(st.integers(-2, 2)) * d

    def disguised(step: Step) -> Step:
        match step:
            case Prepare():
                return replace(step, values=tuple(v + shift for v in step.values), systems=step.systems[::-1])
            case Transform(name=None):
                order = [i + side for i in range(len(step.matrix) - 2, -1, -2) for side in (0, 1)]
                matrix = tuple(tuple(step.matrix[i][j] + shift for j in order) for i in order)
                moved = tuple(step.shift[i] - shift for i in order)
                return replace(step, systems=step.systems[::-1], matrix=matrix, shift=moved)
            case Displace():
                shifts = []
                for index, e in step.shifts:
                    terms = [(name, c + shift) for name, c in e.terms] + [(name, -d) for name, _ in e.terms]
                    shifts.append((index, OutcomeExpression(tuple(terms), e.constant + shift)))
                return replace(step, shifts=tuple(shifts))
            case Noise():
                weights = tuple((tuple(s + shift for s in shifts), weight) for shifts, weight in step.weights)
                return replace(step, weights=weights)
            case Condition():
                return replace(step, value=step.value + shift)
        return step

    changed = replace(experiment, steps=tuple(disguised(step) for step in experiment.steps))
    assert normal_form(changed) == experiment
    assert parse_experiment(format_experiment(changed)) == experiment


def test_every_kind_of_step_is_written_as_a_person_would() -> None:
    text = """\
system 3 dits d=5
prepare X1 - X2 = 0, P1 + P2 + 1 = 2
prepare 2X3 + 0X1 + 0X2 = 4
transform X1 -> P1 + 1, P1 -> -X1
transform X2 -> X2, X3 -> X3
transform X1 -> X3, P1 -> P3, X3 -> X1, P3 -> P1
multiply 2 by 3
sum 3 1
measure X1, 0X1 + 2 as a, b
displace X2 by a - 2b + 1, P2 by 2, X3 by 0, P3 by -a, P1 by 0b
noise X1, P1 by 0,0: 9/10, 1,4: 1/10, 2,2: 0
condition a = 4
discard 2, 1
"""
    experiment = parse_experiment(text)
    kinds = [type(step) for step in experiment.steps]
    assert kinds == [Prepare] * 2 + [Transform] * 5 + [Measure, Displace, Noise, Condition, Discard]
    assert format_experiment(experiment) == text


def test_modes_are_written_and_read_with_their_hbar() -> None:
    for hbar in (1, 0.5, 2.0, 1e-7, 1 / 3):
        experiment = Experiment(System("modes", 2, None, hbar))
        assert comes_back(experiment)
        assert normal_form(experiment) == experiment
    assert format_experiment(Experiment(System("modes", 1, None, 1))) == "system 1 mode (hbar=1.0)\n"


@pytest.mark.parametrize("system", [System("modes", 1, None, 1.0), System.of_dimension(3, 1)])
def test_what_the_language_cannot_say_is_not_written(system: System) -> None:
    step = Step()
    with pytest.raises(InputError, match="the language has no statement"):
        format_experiment(Experiment(system, (step,)))


def _forgetful(step: Prepare) -> str:
    return "prepare " + ", ".join(f"{f} = {v}" for f, v in zip(step.variables, step.values, strict=True))


RIGHT = {kind: record.write for kind, record in RECORDS.items()}
FAULTS = [
    (Prepare, lambda step, ring: _forgetful(step)),
    (Transform, lambda step, ring: RIGHT[Transform](replace(step, name=None, shift=(0,) * len(step.shift)), ring)),
    (Displace, lambda step, ring: RIGHT[Displace](step, ring).replace("-", "+")),
    (Noise, lambda step, ring: RIGHT[Noise](replace(step, weights=step.weights[::-1]), ring)),
    (Discard, lambda step, ring: "discard 1"),
]


@pytest.mark.parametrize(("kind", "wrong"), FAULTS)
def test_a_writer_with_a_fault_is_caught(kind: type[Step], wrong: object, monkeypatch: pytest.MonkeyPatch) -> None:
    d = 3
    X1, P1, X2 = (Variable.of([(i, 1)], d) for i in range(3))
    steps: dict[type[Step], Step] = {
        Prepare: Prepare((X1,), (1,), (0, 1)),
        Transform: Transform((0,), ((1, 0), (0, 1)), (1, 2)),
        Displace: Displace(((0, OutcomeExpression((("a", 2),), 0)),)),
        Noise: Noise((0,), (((0,), Fraction(1, 3)), ((2,), Fraction(2, 3)))),
        Discard: Discard((1,)),
    }
    experiment = Experiment(System.of_dimension(d, 2), (Measure((X2 + P1,), ("a",)), steps[kind]))
    assert comes_back(experiment)
    monkeypatch.setitem(RECORDS, kind, replace(RECORDS[kind], write=wrong))
    assert not comes_back(experiment)


def test_a_named_map_is_written_by_name_and_a_like_one_is_not() -> None:
    named = named_transform("fourier", (0,), 3)
    system = System.of_dimension(3, 1)
    assert "fourier 1" in format_experiment(Experiment(system, (named,)))
    assert "transform X1 -> P1, P1 -> -X1" in format_experiment(Experiment(system, (replace(named, name=None),)))


@given(near_texts)
@example("system 1 bit\nmeasure X\x00")
@example("system 1 trit\nmeasure \ud800")
@example("system 1 dits d=9\nmultiply 1 by 3")
def test_any_text_is_read_or_refused_with_place_and_mend(text: str) -> None:
    assert fate(text) is None


@given(
    st.sampled_from(
        "prepare transform measure noise displace condition random let when repeat detector observable report".split()
    ),
    near_statements,
)
def test_any_statement_is_read_or_refused(word: str, rest: str) -> None:
    assert fate(f"system 2 trits\nmeasure X1, X2 as a, b\n{word} {rest}") is None


def test_a_refusal_without_a_place_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        raise InputError("no", "yes")

    monkeypatch.setattr("round_trip.parse_experiment", refuse)
    assert fate("system 1 bit") == "refused without a place, a problem or a mend"
