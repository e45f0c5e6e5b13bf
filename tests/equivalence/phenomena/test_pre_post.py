"""Pre- and post-selection: the rule of the answers by another route, and planted paradoxes."""

from __future__ import annotations

import numpy as np

from equivalence.phenomena.pre_post_selection import PHENOMENON
from equivalence.theorems.phenomena import pre_post
from equivalence.theorems.phenomena.small import Quantum, Toy
from toytheory.phase_space.space import PhaseSpace

PRE = ([[1, 0, 1, 0], [0, 1, 0, 1]], [0, 0])
POST = ([[0, 1, 0, 0], [0, 0, 1, 0]], [0, 0])
ASKED = {"X1": ([1, 0, 0, 0], 0), "P2": ([0, 0, 0, 1], 0), "X1 + P2": ([1, 0, 0, 1], 1)}


class Contextual(Toy):
    """Y Y has the other value: what qubits would need."""

    def parts(self, state, variable):
        parts = super().parts(state, variable)
        return parts[::-1] if np.asarray(variable).tolist() == [1, 1, 1, 1] else parts


def test_the_smallest_paradox_by_the_rule_written_out():
    toy, quantum = Toy(2, 2), Quantum(2, 2)
    for variable, value in ASKED.values():
        after = quantum.parts(quantum.state(*PRE), variable)
        weights = [float(np.trace(quantum.state(*POST) @ part).real) for part in after]
        assert np.argmax(weights) == value
        assert min(weights) < 1e-9
        counts = [int((toy.state(*POST) * part).sum()) for part in toy.parts(toy.state(*PRE), variable)]
        assert counts[1] == 0 < counts[0]


def test_answers_are_those_of_the_rule_for_every_pair_of_one_trit():
    listed = pre_post.selections(3, 1)
    quantum, points = Quantum(3, 1), PhaseSpace(3, 1).points()
    answers = pre_post.quantum_answers(3, 1, pre_post.state_vectors(3, 1, listed))
    for at, variable in enumerate(points[1:], 1):
        for pre, before in enumerate(listed):
            parts = quantum.parts(quantum.state(*before), variable)
            for post, after in enumerate(listed):
                weights = np.einsum("ij,fji->f", quantum.state(*after), parts).real
                possible = np.flatnonzero(weights > 1e-9)
                assert answers[at, post, pre] == (possible[0] if len(possible) == 1 else pre_post.NONE)


def test_the_number_in_the_statement_is_the_one_that_is_found():
    assert "1,920 have a paradox on qubits, 0 on bits" in pre_post.search(2).scope
    assert "1,920 of the 3,600 pairs" in PHENOMENON.statement
    assert "0 have a paradox on qubits" in pre_post.search(1).scope


class Forgetful(Toy):
    """The first system's X is never found with certainty."""

    def parts(self, state, variable):
        parts = super().parts(state, variable)
        return np.stack([parts.sum(axis=0)] * 2) if np.asarray(variable).tolist() == [1, 0, 0, 0] else parts


def test_certain_answers_that_leave_their_sum_open_are_seen():
    check = pre_post.search(2, toy=Forgetful)
    assert (check.status, check.witness["theory"]) == ("fails", "both")


def test_triples_are_the_lines_of_the_square_and_of_three_bits():
    assert [len(pre_post.triples(2, n)) for n in (1, 2, 3)] == [0, 15, 315]


def test_a_toy_theory_with_contextual_values_has_paradoxes():
    check = pre_post.search(2, toy=Contextual)
    assert (check.status, check.name, check.witness["theory"]) == ("fails", "search-2", "toy")


def test_without_the_signs_qubits_are_not_as_predicted():
    check = pre_post.search(2, signed=False)
    assert (check.status, check.witness["theory"]) == ("fails", "quantum")


def test_theories_that_answer_differently_at_odd_d_are_seen():
    class Other(Toy):
        def parts(self, state, variable):
            return np.roll(super().parts(state, variable), int(np.asarray(variable)[0]), axis=0)

    assert pre_post.odd(3, 1, toy=Other).status == "fails"
    assert pre_post.no_paradox(kicked=False).status == "fails"


def test_no_disturbance_leaves_no_paradox_but_more_is_certain():
    """What the argument needs is that one kick is none."""
    assert pre_post.search(2, toy=lambda d, n: Toy(d, n, disturbs=False)).status == "holds"
    listed = pre_post.selections(2, 1)
    kicked, still = (pre_post.toy_answers(Toy(2, 1, disturbs=kick), listed) for kick in (True, False))
    assert (still != pre_post.NONE).sum() > (kicked != pre_post.NONE).sum()


def test_three_boxes_with_a_state_from_outside():
    check = pre_post.three_boxes(pretend=True)
    assert check.status == "fails"
    assert check.witness["boxes for certain"] == check.witness["among stabilizer states"] == 2


def test_two_boxes_by_hand():
    before, after = np.array([1, 1, 1]) / 3**0.5, np.array([1, 1, -1]) / 3**0.5
    for box in range(3):
        kept = np.zeros(3)
        kept[box] = before[box]
        opened, rest = abs(after @ kept), abs(after @ (before - kept))
        assert (rest < 1e-9) == (box < 2)
        assert opened > 0
