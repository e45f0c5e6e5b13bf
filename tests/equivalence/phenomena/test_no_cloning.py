"""No-cloning: its numbers by hand, and faults that it must catch."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena.no_cloning import PHENOMENON
from equivalence.theorems.phenomena.all_states import all_states, density_matrices
from equivalence.theorems.phenomena.copied_sets import maximal_sets, sets
from equivalence.theorems.phenomena.mode_bounds import copies
from equivalence.theorems.phenomena.no_cloning import brackets_survive, maps, pairs, quantum_pairs, toy_pairs
from tests.helpers.planted_in_phenomena import failing, sound, with_fault


def test_pairs_of_one_system_are_as_counted_by_hand():
    # d + 1 variables with d values each, and nothing known; pairs of one variable are disjoint
    for d in (2, 3, 5):
        disjoint, commute = toy_pairs(all_states(d, 1))
        assert np.triu(disjoint, 1).sum() == (d + 1) * d * (d - 1) // 2
        assert np.triu(disjoint | commute, 1).sum() == (d + 1) * d * (d - 1) // 2 + d * (d + 1)


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 1), (2, 2)])
def test_the_checks_of_pairs_hold(d, n):
    assert {check.status for check in pairs(d, n)} == {"holds"}


def test_on_bits_the_smallest_pair_that_differs_is_the_one_of_the_experiment():
    states = all_states(2, 2)
    i, j = states.find("X1 + X2 = 0, P1 + P2 = 0"), states.find("X1 + P1 = 0, X2 + P2 = 0")
    assert not toy_pairs(states)[0][i, j]
    assert quantum_pairs(density_matrices(2, 2))[0][i, j]


def test_states_exchanged_on_one_side_are_caught_by_name():
    matrices = density_matrices(3, 1).copy()
    i, j = (all_states(3, 1).find(known) for known in ("X1 = 0", "P1 = 0"))
    matrices[[i, j]] = matrices[[j, i]]
    assert {c.name for c in pairs(3, 1, matrices=matrices) if c.status == "fails"} == {"cloned-3-1", "broadcast-3-1"}
    assert pairs(3, 1, matrices=matrices).__next__().witness["toy"] in (True, False)


def test_numbers_of_pairs_that_differ_on_bits_are_caught():
    matrices = density_matrices(2, 1).copy()
    matrices[-1] = matrices[1]
    assert {c.name for c in pairs(2, 1, matrices=matrices) if c.status == "fails"} == {"broadcast-2-1"}


def test_pointers_that_do_not_commute_break_the_identity():
    assert brackets_survive().status == "holds"
    assert brackets_survive(pointers_commute=False).witness["left over"]


def test_a_map_that_copies_ontic_states_would_broadcast_what_does_not_commute():
    assert maps(2).status == "holds"
    assert maps(2, free=True).status == "fails"


def test_a_set_with_a_pair_that_is_not_allowed_has_no_strategy():
    assert sets(2, 1, np.ones((7, 7), dtype=bool)).status == "fails"


def test_maximal_sets_are_those_of_a_drawn_graph():
    rng = np.random.default_rng(5)
    graph = np.triu(rng.random((9, 9)) < 0.6, 1)
    graph = graph | graph.T | np.eye(9, dtype=bool)
    cliques = [
        frozenset(np.flatnonzero([(k >> i) & 1 for i in range(9)]).tolist())
        for k in range(1, 2**9)
        if graph[np.ix_(*[[i for i in range(9) if (k >> i) & 1]] * 2)].all()
    ]
    assert {frozenset(c) for c in maximal_sets(graph)} == {
        c for c in cliques if not any(c < other for other in cliques)
    }


def test_copies_of_modes_and_another_gain():
    assert copies().status == "holds"
    assert copies(gain=3).status == "fails"


@pytest.mark.parametrize(
    ("fault", "caught"),
    [
        ("sum-reversed", "run-no-cloning-trits-control"),
        ("x-and-p-swapped", "run-no-cloning-trits"),
        ("valuation-dropped", "run-no-cloning-trits-control"),
    ],
)
def test_faults_of_the_toy_theory_are_caught_by_name(fault, caught):
    context = sound()
    assert not failing(PHENOMENON, context)
    assert caught in failing(PHENOMENON, with_fault(fault, context))
