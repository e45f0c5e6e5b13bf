"""Inequalities, programs, energies, exchange, weak values: checks fail when a sign or a kick is taken out."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena.bell import wins
from equivalence.theorems.phenomena.computation import (
    affine,
    choices,
    functions,
    not_affine,
    one_query,
    pushed_back,
    qubit_values,
    toy_values,
)
from equivalence.theorems.phenomena.energy import energies, liouville_energy, number_state_energy, star_square
from equivalence.theorems.phenomena.exchange import never_antisymmetric, singlet_of_bits, two_alike
from equivalence.theorems.phenomena.inequalities import all_chsh, all_mermin, chsh, mermin, quantum_means, toy_means
from equivalence.theorems.phenomena.simulation import a_map, a_measurement, one_run_counted
from equivalence.theorems.phenomena.weak_values import pointer, weak_values


def test_a_state_outside_of_the_theories_would_violate_chsh():
    tilted = np.zeros((1, 3, 3))
    tilted[0, :2, :2] = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    assert chsh(tilted)[0] == pytest.approx(2 * np.sqrt(2))
    check = all_chsh(quantum=lambda n, pure: tilted)
    assert (check.status, check.name) == ("fails", "chsh")


def test_without_signs_qubits_would_violate_nothing():
    check = all_mermin(quantum=toy_means)
    assert (check.status, check.name) == ("fails", "all-mermin")


def test_means_of_two_systems_are_those_of_distributions_and_of_density_matrices():
    assert toy_means(2, True).shape == quantum_means(2, True).shape == (60, 3, 3)
    assert mermin(toy_means(3, True)).max() == 2


def test_programs_with_the_signs_of_qubits_left_out_are_affine():
    check = functions((toy_values, toy_values))
    assert (check.status, check.name) == ("fails", "functions")


def test_a_toy_theory_with_the_signs_of_qubits_would_compute_or():
    check = functions((qubit_values, qubit_values))
    assert check.status == "fails"
    assert check.witness["toy, n = 3"][2] == 54


def test_choices_of_one_party():
    assert len(choices()) == 40
    assert len(choices(idle=False)) == 21
    assert not_affine(2, toy_values)[1] == 0


def test_a_kick_that_depends_on_choices_is_not_affine():
    assert affine().status == "holds"
    assert affine(kick=1).status == "fails"


@pytest.mark.parametrize(("d", "n"), [(2, 2), (3, 1), (5, 1)])
def test_one_query_tells_all(d, n):
    assert one_query(d, n).cases == d**n
    assert one_query(d, n).status == "holds"


def test_a_query_that_is_not_pushed_back_keeps_no_brackets():
    assert pushed_back().status == "holds"
    check = pushed_back(sign=1)
    assert (check.status, check.name) == ("fails", "query-of-the-theory")


@pytest.mark.parametrize("fault", [{"learns": False}, {"allowed": lambda n: 4 * n * n}])
def test_a_run_that_forgets_or_costs_more_is_seen(fault):
    assert one_run_counted(np.random.default_rng(1), (2, 4)).status == "holds"
    check = one_run_counted(np.random.default_rng(1), (2, 4), **fault)
    assert (check.status, check.name) == ("fails", "operations")


def test_a_step_of_a_run_costs_what_the_statement_says(monkeypatch):
    assert all(a_measurement(n) == 8 * n * n + 4 * n + 1 for n in (1, 2, 10))
    assert a_map(3) == 16 * 7
    monkeypatch.setattr("equivalence.theorems.phenomena.simulation.a_map", lambda n: 3)
    with pytest.raises(ArithmeticError, match="costs more"):
        one_run_counted(np.random.default_rng(0), (2,))


def test_energies_that_were_the_same_would_be_noticed():
    assert energies(apart=0.0).status == "fails"
    assert star_square(hbar=2).status == "fails"
    assert liouville_energy(np.zeros(2), np.eye(2) / 2) == (0.5, 0.25)
    assert number_state_energy(0.0, 0.0, 0.0) == pytest.approx((0.5, 0.0))


def test_exchange_of_other_ontic_states_is_not_the_operator():
    check = never_antisymmetric(3, lambda points: (points[:, :2] == -points[:, 2:] % 3).all(axis=1))
    assert (check.status, check.name) == ("fails", "never-antisymmetric")
    assert singlet_of_bits().witness["antisymmetric"] == ["X1 + X2 = 1, P1 + P2 = 1"]


def test_two_alike_are_found_in_a_symmetric_state_too():
    check = two_alike(apart=0)
    assert (check.status, check.name) == ("fails", "two-alike")


def test_without_the_kick_the_imaginary_part_is_lost():
    check = weak_values(disturbs=False)
    assert (check.status, check.name) == ("fails", "weak-values")


def test_a_pointer_of_finite_strength_moves_a_little_less():
    weak, strong = (
        pointer(0.001, 2, (1, 0), (1, 0.5, 0.5), 0.5)[0] / 0.001,
        pointer(1, 2, (1, 0), (1, 0.5, 0.5), 0.5)[0],
    )
    assert weak == pytest.approx(3, abs=1e-5)
    assert strong == pytest.approx(2)


def test_a_game_that_is_always_won():
    from fractions import Fraction

    from toytheory.outcomes.distributions import Distribution

    always = {(s, t, int(s or t)): Fraction(1, 4) for s in (0, 1) for t in (0, 1)}
    told = Distribution(2, ("s", "t", "total"), always)
    assert wins(Fraction(1))(told)
    assert not wins(Fraction(3, 4))(told)
