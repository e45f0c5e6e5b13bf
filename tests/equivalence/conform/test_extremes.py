"""Questions about extreme states: closed forms, faults that only extremes show, silence where rounding decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conform_backends import ModesChanged
from conform_qudits import Dense

from equivalence.conform import causes, mode_extremes, search
from equivalence.conform.asking import asked, settled
from equivalence.conform.battery import conform
from equivalence.conform.feature import Scope
from equivalence.conform.features import mode_questions, qudit_questions
from equivalence.conform.judging import Subject
from equivalence.conform.oracle import Oracle
from equivalence.conform.qudit_extremes import KINDS
from equivalence.conform.questions.modes.state import State
from equivalence.conform.questions.qudits.state import Stabilized
from equivalence.conform.questions.question import questions
from toytheory.backend import Capabilities
from toytheory.language.reading import parse_experiment

MODES = {question.name: question for question in questions("modes")}
QUDITS = {question.name: question for question in questions("qudits")}
R = mode_extremes.STRONG


@pytest.fixture(autouse=True)
def what_is_found_need_not_be_small(monkeypatch):
    monkeypatch.setattr(search, "SHRINKING", 30)
    monkeypatch.setattr(causes, "BUDGET", 10)


@pytest.mark.parametrize("hbar", [0.5, 2.0])
@pytest.mark.parametrize("r", [R, -R])
def test_formulas_of_a_strongly_squeezed_vacuum(r, hbar):
    """Amplitudes c_2k = (-tanh r)^k sqrt((2k)!) / (2^k k!) / sqrt(cosh r) of 2k photons."""
    state = State(np.zeros(2), hbar / 2 * np.diag(np.exp([-2 * r, 2 * r])), hbar)
    c, t, s2 = np.cosh(r), np.tanh(r), np.sinh(r) ** 2
    level = [1 / np.sqrt(c), 0, -t / np.sqrt(2 * c), 0]
    closed = {
        "purity": ((), 1.0), "is-pure": ((), True), "fidelity-vacuum": ((), 1 / c), "parity": (((0,),), 1.0),
        "mean-photon": ((0,), [s2, 2 * s2 * (s2 + 1)]), "number-probability": (((2,),), t**2 / (2 * c)),
        "density-matrix": ((0,), np.outer(level, level)), "squeezing": ((0,), [r]), "entropy": (((0,),), 0.0),
        "phase-shift": (((0.7,),), 1 / np.sqrt(c**2 - s2 * np.exp(1.4j))), "clicks": (((1,),), 1 - 1 / c),
        "distribution-of-total": ((), [1 / c, 0, t**2 / (2 * c), 0]),
    }  # fmt: skip
    for name, (arguments, wanted) in closed.items():
        right = MODES[name].right(state, *arguments)
        assert np.allclose(right, wanted, rtol=0, atol=MODES[name].tolerance), name
        assert settled(MODES[name], state, arguments, right), name


def test_formulas_of_two_strongly_entangled_modes():
    """sum_n tanh^n r |n, n> / cosh r: each mode is thermal with sinh^2 r photons."""
    c, t, s2 = np.cosh(R), np.tanh(R), np.sinh(R) ** 2
    half = np.array([[np.cosh(2 * R), np.sinh(2 * R)], [np.sinh(2 * R), np.cosh(2 * R)]]) / 2
    state = State(
        np.zeros(4), np.kron(half, np.diag([1.0, 0.0])) + np.kron(half * [[1, -1], [-1, 1]], np.diag([0, 1])), 1.0
    )
    thermal = s2 ** np.arange(4) / (s2 + 1) ** np.arange(1, 5)
    closed = {
        "purity": ((), 1.0), "log-negativity": ((0,), 2 * R), "number-probability": (((2, 2),), t**4 / c**2),
        "entropy": (((1,),), (s2 + 1) * np.log(s2 + 1) - s2 * np.log(s2)), "density-matrix": ((1,), np.diag(thermal)),
        "parity": (((0,),), 1 / (2 * s2 + 1)), "number-product": (((0, 1),), s2 * (2 * s2 + 1)),
        "phase-shift": (((0.4, -1.3),), 1 / (c**2 - s2 * np.exp(-0.9j))), "clicks": (((1, 0),), 0.0),
    }  # fmt: skip
    for name, (arguments, wanted) in closed.items():
        right = MODES[name].right(state, *arguments)
        assert np.allclose(right, wanted, rtol=MODES[name].tolerance, atol=MODES[name].tolerance), name
        assert settled(MODES[name], state, arguments, right), name


@pytest.mark.parametrize("name", MODES)
def test_each_question_is_asked_about_each_kind_of_extreme_state(name):
    """Of every state the answer is settled; those that must be pure are; of many modes only where that is cheap."""
    question = MODES[name]
    subject, draw = Subject(ModesChanged(), Oracle("quantum")), mode_questions.about(question)
    kinds, most = mode_extremes.kinds(question), 0
    judge = asked(question, mode_questions.state_of, rounded=True)
    for place in range(len(kinds)):
        number = mode_questions.ORDINARY + place
        hbar = (0.5, 1.0, 2.0)[place % 3]
        experiment = draw(np.random.default_rng(number), Scope(None, hbar, 50), number)
        assert judge(subject, experiment, number).how == "agrees"
        most = max(most, experiment.n)
    assert most >= 5 if question.wide else most <= 2


@pytest.mark.parametrize("d", [2, 3, 9])
@pytest.mark.parametrize("name", QUDITS)
def test_extreme_states_of_qudits_are_those_that_a_question_is_about(name, d):
    question, sizes, known = QUDITS[name], set(), set()
    draw = qudit_questions.about(question)
    for number in range(qudit_questions.ORDINARY, qudit_questions.ORDINARY + KINDS):
        experiment = draw(np.random.default_rng(number), Scope(d, None, 70), number)
        state = Stabilized.after(experiment)
        sizes.add(state.n)
        known.add(len(state.rows))
        assert state.pure or not question.pure
        assert np.isfinite(question.right(state, *question.draw(np.random.default_rng(1), state))).all()
    assert (0 in known) == (not question.pure)  # nothing at all
    assert (max(sizes) >= 8) == question.wide


def test_where_rounding_decides_nothing_is_asked():
    subject = Subject(ModesChanged(), Oracle("quantum"))
    much = parse_experiment("system 1 mode\nprepare vacuum 1\nsqueeze 1 by 8\nrotate 1 by 0.7")
    for name, how in (("purity", "silent"), ("mean-photon", "agrees"), ("quadrature", "agrees")):
        found = asked(MODES[name], mode_questions.state_of, rounded=True)(subject, much, 0)
        assert found.how == how, name
    assert found.told.get("reason") is None
    assert asked(MODES["purity"], mode_questions.state_of, rounded=True)(subject, much, 0).told == {
        "reason": "rounding may change the answer"
    }


class Distorted(ModesChanged):
    """Its state is another where it is asked a question.

    Parameters
    ----------
    distort : means, covariance and hbar -> others.
    """

    def __init__(self, distort):
        super().__init__()
        self.distort = distort

    def answer(self, name, experiment, *arguments):
        found = self.inner.distribution(experiment)
        means, covariance = self.distort(found.state.means, found.state.covariance, found.hbar)
        return MODES[name].right(State(means, covariance, found.hbar), *arguments)


def clipped(means, covariance, hbar):
    """Means end at 5."""
    return np.clip(means, -5, 5), covariance


def limited(means, covariance, hbar):
    """Variances end at that of 17 dB."""
    values, vectors = np.linalg.eigh(covariance)
    return means, (vectors * np.minimum(values, 50 * hbar / 2)) @ vectors.T


def short(means, covariance, hbar):
    """What is beyond the fourth mode repeats the first ones."""
    where = np.arange(len(means)) % 8
    return means[where], covariance[np.ix_(where, where)]


@pytest.mark.parametrize(
    ("distort", "name", "words"),
    [
        (clipped, "displacement", "displace"),
        (limited, "mean-photon", "squeeze"),
        (limited, "log-negativity", "squeeze"),
        (short, "quadrature", "system "),
    ],
)
def test_a_fault_of_extreme_states_is_found_among_them_alone(distort, name, words):
    ordinary = mode_questions.ORDINARY / (mode_questions.ORDINARY + len(mode_extremes.kinds(MODES[name])))
    feature = f"modes-ask-{name}"
    assert {check.status for check in conform(Distorted(distort), feature, size=ordinary)} == {"holds"}
    found = [check for check in conform(Distorted(distort), feature) if check.status == "fails"]
    assert found
    assert all(words in check.witness["toy_file"] for check in found)


class Formulas:
    """It answers questions about many trits by the formulas.

    Parameters
    ----------
    distort : a state -> the state that is told of.
    """

    name, side = "formulas", "quantum"
    capabilities = Capabilities(kinds=frozenset({"trits"}), largest_n=70)

    def __init__(self, distort=lambda state: state):
        self.distort = distort

    def can_run(self, experiment):
        return "is asked questions"

    def questions(self):
        return tuple(QUDITS)

    def answer(self, name, experiment, *arguments):
        return QUDITS[name].right(self.distort(Stabilized.after(experiment)), *arguments)


def one_word(state):
    """Of more systems than 62 nothing is known."""
    return state if state.n < 63 else replace(state, rows=state.rows[:0], values=state.values[:0])


def something(state):
    """Where nothing is known, X1 = 0 is."""
    if len(state.rows):
        return state
    return replace(state, rows=np.eye(1, 2 * state.n, dtype=np.int64), values=np.zeros(1, dtype=np.int64))


@pytest.mark.parametrize(
    ("distort", "name"), [(one_word, "expectation"), (something, "deterministic"), (something, "basis-probabilities")]
)
def test_a_fault_of_many_qudits_or_of_none_known_is_found_among_extremes_alone(distort, name):
    feature = f"ask-{name}"
    ordinary = qudit_questions.ORDINARY / (qudit_questions.ORDINARY + KINDS)
    assert {check.status for check in conform(Formulas(distort), feature, size=ordinary)} == {"holds"}
    wrong = [check for check in conform(Formulas(distort), feature) if check.status == "fails"]
    assert wrong
    needs = "n >= 63" if distort is one_word else "a system of which nothing is known"
    assert all(needs in check.witness["needs"] for check in wrong)
    assert {check.status for check in conform(Formulas(), feature)} == {"holds"}


def test_a_sound_simulator_of_few_systems_is_right_about_extremes():
    for name in ("reduced-density-matrix", "expectation", "state-vector"):
        assert {check.status for check in conform(Dense(), f"ask-{name}")} == {"holds"}
