"""Questions about qudits and circuits: formulas and matrices, a fault planted for each, silence on what is sound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from conform_backends import Few
from conform_qudits import Dense

from equivalence.conform.battery import Battery, checks, conform
from equivalence.conform.feature import Scope, features
from equivalence.conform.questions.qudits.gates_are_diagonal import displaces, product
from equivalence.conform.questions.qudits.state import Stabilized
from equivalence.conform.questions.qudits.state_vector import same
from equivalence.conform.questions.question import close, questions
from equivalence.engine.verdict import Context
from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.hilbert.unitaries import named_unitary
from toytheory.adapting import Block, Gate, Shift, block_program, program_of, state_program
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import howell

pytestmark = pytest.mark.usefixtures("not_shrunk")

ABOUT_STATES = [question.name for question in questions("qudits")]
ABOUT_CIRCUITS = [question.name for question in questions("circuits")]
QUESTIONS = {question.name: question for kind in ("qudits", "circuits", "records") for question in questions(kind)}


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


@pytest.mark.parametrize("d", [2, 3, 5, 9])
def test_certain_sums_are_those_that_have_one_value_in_the_trace_rule(d):
    feature, hilbert, sizes = features()["ask-certain-sums"], HilbertBackend(), set()
    for _, experiment in zip(range(8), feature.experiments(Scope(d, None, 2), 3), strict=False):
        distribution = hilbert.distribution(experiment)
        occurring = np.array(list(distribution.probabilities))
        rows = np.array(list(itertools.product(range(d), repeat=occurring.shape[1])))
        values = occurring @ rows.T % d
        certain = (values == values[0]).all(axis=0)
        right = QUESTIONS["certain-sums"].right(distribution)
        assert np.array_equal(right, howell(np.column_stack([rows, values[0]])[certain], d))
        sizes.add(len(right))
    assert len(sizes) > 1


def test_sums_of_readings_are_asked_where_these_are_the_outcomes():
    text = "system 2 trits\nprepare X1 = 1, X2 = 1\nmeasure X1 + 2 as a\nmeasure 2X2 as b"
    program = program_of(parse_experiment(text), Dense().offers)
    assert np.array_equal(program.sums(np.array([[1, 0, 1], [0, 1, 1]])), [[1, 0, 0], [0, 1, 2]])
    for unfit in ("measure X1, X1 + X2 as a, b", "measure X1, 2X1 as a, b", "measure X1 as a\ncondition a = 0"):
        program = program_of(parse_experiment(f"system 2 trits\n{unfit}"), Dense().offers)
        with pytest.raises(CannotRun, match="no outcomes"):
            program.sums(np.zeros((0, len(program.reads) + 1), dtype=np.int64))


def test_a_block_that_is_moved_is_written_elsewhere_first():
    inside = Block((Gate("phase", (1,)), Shift(0, "X", 1)), "moved", 1)
    outside = Block((Gate("sum", (0, 2)), inside), "moved", 4)
    assert outside.elsewhere(3) == (
        Gate("sum", (2, 1)), Block((Gate("phase", (0,)), Shift(2, "X", 1)), "moved", 1),
    )  # fmt: skip


def test_a_permutation_moves_what_is_in_system_k_to_system_p_of_k():
    experiment = parse_experiment("system 3 trits\nprepare X1 = 1, X2 = 0, X3 = 2")
    state, question = Stabilized.after(experiment), QUESTIONS["permuted-mean"]
    omega = np.exp(2j * np.pi / 3)
    for system, value in ((1, 1), (2, 0), (0, 2)):
        row = np.eye(6, dtype=int)[2 * system]
        assert np.isclose(question.right(state, (1, 2, 0), tuple(row)), omega**value)


@pytest.mark.parametrize(
    ("gates", "d", "displaced"),
    [
        ([("X", (0,)), ("phase", (0,))], 2, True),
        ([("X", (1,)), ("cphase", (0, 1))], 3, True),
        ([("P", (0,)), ("phase", (0,))], 3, False),
        ([("X", (0,)), ("X", (0,))], 2, False),
        ([("sum", (0, 1))], 3, False),
        ([("X", (0,)), ("sum", (0, 1))], 2, False),
        ([("fourier", (0,))], 3, False),
    ],
)
def test_whether_gates_are_diagonal_is_not_asked_where_a_displacement_decides(gates, d, displaced):
    assert displaces(product("X", tuple(gates), 2, d), d) == displaced
    state, drawn = Stabilized.after(parse_experiment(f"system 2 dits d={d}")), QUESTIONS["gates-are-diagonal"].draw
    for seed in range(40):
        side, found = drawn(np.random.default_rng(seed), state)
        assert not displaces(product(side, found, 2, d), d)


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


SELDOM = {"permuted-mean": 0.5, "certain-sums": 0.4}
"""Questions of which few can be asked, or have an answer that the planted fault changes: how many are tried."""


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_wrong_answer_is_told_by_its_question_alone(name):
    wrong = conform(Dense(name), f"ask-{name}", size=0.1 if name in ABOUT_CIRCUITS else SELDOM.get(name, 0.2))
    assert "fails" in {check.status for check in wrong}
    witness = next(check.witness for check in wrong if check.witness)
    assert witness["question"] == name
    assert witness["expected"] != witness["found"]
    other = ABOUT_STATES[0] if name != ABOUT_STATES[0] else ABOUT_STATES[1]
    assert {check.status for check in conform(Dense(name), f"ask-{other}", size=0.1)} == {"holds"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_sound_simulator_is_right_and_one_that_is_not_asked_is_silent(name):
    assert {
        check.status
        for check in conform(Dense(), f"ask-{name}", size=0.1 if name in ABOUT_CIRCUITS else SELDOM.get(name, 0.2))
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
