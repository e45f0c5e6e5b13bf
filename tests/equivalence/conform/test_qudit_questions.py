"""Questions about qudits and circuits: formulas and matrices, a fault planted for each, silence on what is sound."""

from __future__ import annotations

import numpy as np
import pytest
from conform_backends import Few
from conform_qudits import Dense

from equivalence.conform import causes, search
from equivalence.conform.battery import Battery, checks, conform
from equivalence.conform.feature import Scope, features
from equivalence.conform.questions.qudits.state import Stabilized
from equivalence.conform.questions.qudits.state_vector import same
from equivalence.conform.questions.question import close, questions
from equivalence.engine.verdict import Context
from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.hilbert.unitaries import named_unitary
from toytheory.adapting import block_program, program_of, state_program
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.reading import parse_experiment

ABOUT_STATES = [question.name for question in questions("qudits")]
ABOUT_CIRCUITS = [question.name for question in questions("circuits")]
QUESTIONS = {question.name: question for kind in ("qudits", "circuits") for question in questions(kind)}


@pytest.fixture(autouse=True)
def what_is_found_need_not_be_small(monkeypatch):
    """How faults are shrunk is tested in `test_battery`; here it is asked which are found."""
    monkeypatch.setattr(search, "SHRINKING", 2)
    monkeypatch.setattr(causes, "BUDGET", 2)


@pytest.mark.parametrize("d", [2, 3, 5, 9])
@pytest.mark.parametrize("name", ABOUT_STATES)
def test_formulas_agree_with_density_matrices(name, d):
    question, hilbert, told = QUESTIONS[name], HilbertBackend(), set()
    drawn = features()[f"ask-{name}"].experiments(Scope(d, None, 3), 5)
    for number, experiment in zip(range(12), drawn, strict=False):
        state = Stabilized.after(experiment)
        arguments = question.draw(np.random.default_rng(number), state)
        right = question.right(state, *arguments)
        assert question.same(hilbert.answer(name, experiment, *arguments), right, 1e-9)
        told.add(repr(np.round(np.asarray(right, dtype=complex), 6)))
    assert len(told) > 1


@pytest.mark.parametrize("d", [2, 3, 5])
@pytest.mark.parametrize("name", NAMED_MAPS)
def test_the_inverse_of_each_named_map_is_its_matrix_inverted(name, d):
    named = NAMED_MAPS[name]
    parameter = d - 1 if named.takes_parameter else None
    step = named_transform(name, tuple(range(named.systems)), d, parameter)
    total = named_unitary(name, d, parameter)
    for back in QUESTIONS["inverse"].rewritten([step], d):
        assert back.systems == step.systems
        total = named_unitary(back.name, d, back.parameter) @ total
    assert np.allclose(total, np.eye(len(total)))


def test_inverses_come_in_reverse_and_powers_repeat():
    fourier, phase = (named_transform(name, (0,), 2) for name in ("fourier", "phase"))
    names = [step.name for step in QUESTIONS["inverse"].rewritten([fourier, phase], 2)]
    assert names == ["phase"] * 3 + ["fourier"] * 3
    assert [s.name for s in QUESTIONS["power"].rewritten([fourier, phase], 2, 2)] == ["fourier", "phase"] * 2
    assert QUESTIONS["reimport"].rewritten([fourier], 2) == [fourier]
    undone = [
        parse_experiment(f"system 1 trit\ntransform {text}").steps[0] for text in ("P1 -> P1 - X1", "X1 -> X1 + 1")
    ]
    assert [s.name for step in undone for s in QUESTIONS["inverse"].rewritten([step], 3)] == ["phase", None]
    (written,) = (s for s in parse_experiment("system 1 trit\ntransform X1 -> X1 + P1").steps)
    with pytest.raises(CannotRun, match="named ones"):
        QUESTIONS["inverse"].rewritten([written], 3)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_wrong_answer_is_told_by_its_question_alone(name):
    wrong = conform(Dense(name), f"ask-{name}", size=0.1 if name in ABOUT_CIRCUITS else 0.3)
    assert "fails" in {check.status for check in wrong}
    witness = next(check.witness for check in wrong if check.witness)
    assert witness["question"] == name
    assert witness["expected"] != witness["found"]
    other = ABOUT_STATES[0] if name != ABOUT_STATES[0] else ABOUT_STATES[1]
    assert {check.status for check in conform(Dense(name), f"ask-{other}", size=0.2)} == {"holds"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_sound_simulator_is_right_and_one_that_is_not_asked_is_silent(name):
    assert {
        check.status for check in conform(Dense(), f"ask-{name}", size=0.15 if name in ABOUT_CIRCUITS else 0.4)
    } == {"holds"}
    assert {check.status for check in conform(Few(), f"ask-{name}", size=0.1)} == {"skipped"}


class Refusing(Dense):
    """It raises where it is asked, or has a reason not to answer."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def answer(self, question, experiment, *arguments):
        raise self.error


@pytest.mark.parametrize("name", ["expectation", "inverse"])
@pytest.mark.parametrize(("error", "status"), [(CannotRun("no"), "skipped"), (ValueError("no"), "error")])
def test_a_refusal_is_told_as_such(name, error, status):
    assert {check.status for check in conform(Refusing(error), f"ask-{name}", size=0.1)} == {status}


def test_answers_of_another_form_are_wrong():
    assert not same("vector", [1, 0], 1e-6)
    assert not same([1, 0, 0], [1, 0], 1e-6)
    assert not same([0, 0], [1, 0], 1e-6)
    assert close(np.bool_(True), True, 0)


def test_what_is_no_state_of_known_variables_has_no_answer():
    noisy = parse_experiment("system 1 trit\nprepare X = 0\nnoise X by 0: 1/2, 1: 1/2")
    with pytest.raises(CannotRun, match="no state"):
        Stabilized.after(noisy)
    nothing = Stabilized.after(Experiment(parse_experiment("system 1 bit").system))
    assert (nothing.value_of([1, 0]), nothing.value_of([0, 0])) == (None, 0)
    with pytest.raises(CannotRun, match="no state vector"):
        HilbertBackend().answer("state-vector", Experiment(parse_experiment("system 1 bit").system))
    with pytest.raises(CannotRun, match="does not answer"):
        HilbertBackend().answer("parity", Experiment(parse_experiment("system 1 bit").system))


def test_a_block_is_what_the_maps_are_lowered_to():
    text = "system 2 bits\nprepare X1 = 1, X2 = 0\ncphase 1 2\nphase 2\nmeasure P1 as a"
    experiment, offers = parse_experiment(text), Dense().offers
    plain, block = program_of(experiment, offers), block_program(experiment, offers, "power", 2)
    inside = next(step for step in block.instructions if hasattr(step, "operation"))
    where = block.instructions.index(inside)
    flat = (*block.instructions[:where], *inside.instructions, *block.instructions[where + 1 :])
    assert flat == plain.instructions
    apart = parse_experiment("system 1 bit\nprepare X = 0\nphase 1\nmeasure X as a\nphase 1")
    for unfit in (apart, parse_experiment("system 1 bit\nprepare X = 0")):
        with pytest.raises(CannotRun, match="follow each other"):
            block_program(unfit, offers, "inverse")


def test_what_is_not_known_of_a_system_is_half_of_a_pair():
    program = state_program(parse_experiment("system 1 trit"))
    assert program.wires == 2
    assert [step.wires for step in program.instructions] == [(1,), (1, 0)]
    again = parse_experiment("system 1 trit\nprepare X = 0\nphase 1\nprepare X = 0")
    with pytest.raises(CannotRun, match="another wire"):
        state_program(again)


class IdleLast(Dense):
    """Wires that nothing happens to come last in its state vector."""

    def state_vector(self, state, program):
        steps = program.instructions
        used = {wire for step in steps for wire in getattr(step, "wires", None) or (step.wire,)}
        order = sorted(range(program.wires), key=lambda wire: (wire not in used, wire))
        return state.reshape((program.d,) * program.wires).transpose(order).ravel()


def test_systems_that_nothing_happens_to_are_asked_about():
    assert "fails" in {check.status for check in conform(IdleLast(), "ask-state-vector")}


@pytest.mark.parametrize("name", ["state-vector", "amplitudes", "string-probabilities"])
def test_what_is_asked_of_pure_states_is_not_asked_of_mixed_ones(name):
    feature = features()[f"ask-{name}"]
    for text, status in (("system 1 trit", "skipped"), ("system 1 trit\nprepare X = 1", "holds")):
        battery = Battery(names=("dense",), chosen=(feature.name,), replay=text)
        assert {check.status for check in checks(Dense(), feature, Context(0), battery)} == {status}


class Disturbed(Dense):
    """A question whether an outcome is certain measures it."""

    def answers(self, experiment, asked):
        self.certain = False
        return super().answers(experiment, asked)

    def _answer(self, name, state, *arguments):
        self.certain |= name == "deterministic"
        return super()._answer(name, state[::-1] if self.certain and name != "deterministic" else state, *arguments)


def test_a_query_that_changes_the_state_is_told():
    checks = conform(Disturbed(), "ask-together", size=0.5)
    assert "fails" in {check.status for check in checks}
    assert "deterministic" in next(check.witness for check in checks if check.witness)["after"]
    assert {check.status for check in conform(Dense(), "ask-together", size=0.5)} == {"holds"}
    assert {check.status for check in conform(Few(), "ask-together", size=0.2)} == {"skipped"}


class Together(Dense):
    """It answers one question at a time."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def answers(self, experiment, asked):
        if len(asked) > 1:
            raise self.error
        return super().answers(experiment, asked)


def test_several_questions_may_be_refused_and_wrong_ones_are_left_out():
    assert {check.status for check in conform(Together(CannotRun("one")), "ask-together", size=0.2)} == {"skipped"}
    assert {check.status for check in conform(Together(ValueError("no")), "ask-together", size=0.2)} == {"error"}
    assert {check.status for check in conform(Dense("expectation"), "ask-together", size=0.2)} == {"holds"}
