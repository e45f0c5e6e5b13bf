"""Key distribution: error rates by hand, and faults that must be caught by name."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from equivalence.phenomena.key_distribution import PHENOMENON
from equivalence.theorems.phenomena import key_distribution, shared_secrets
from equivalence.theorems.phenomena.all_states import all_states, density_matrices
from equivalence.theorems.phenomena.key_distribution import every_state, interception, overlap, quantum_error, toy_error
from equivalence.theorems.phenomena.mode_bounds import listeners
from equivalence.theorems.phenomena.monogamy import matrices_of_modules, supports
from equivalence.theorems.phenomena.shared_secrets import commitment, sharing
from tests.helpers.planted_in_phenomena import failing, sound, undisturbed, with_fault
from toytheory.discrete.enumeration import isotropic_modules

X, P = np.array([1, 0]), np.array([0, 1])


def test_one_reading_in_between():
    for error in (toy_error, quantum_error):
        assert error(X, X, 3) == 0
        assert error(X, P, 3) == Fraction(2, 3)


def test_the_checks_hold():
    checks = [overlap(), every_state(2), every_state(3, quantum=False), interception(), sharing(), commitment(2)]
    assert [check.status for check in checks] == ["holds"] * 6


def test_without_disturbance_interception_is_not_seen():
    check = interception(toy=lambda F, G, d: toy_error(F, G, d, disturbs=False))
    assert (check.status, check.name) == ("fails", "interception")
    assert check.witness == {"d": 2, "bases": 2, "formula": "1/4", "toy": "0", "quantum": "1/4"}


def test_variables_that_commute_have_no_bound():
    assert overlap(commuting=True).status == "fails"


def test_a_third_party_that_holds_a_copy_of_the_ontic_state_breaks_the_bound():
    possible = supports(2, 3).copy()
    points = np.arange(64)
    possible[-1] = (points >> 4 == points >> 2 & 3) & (points >> 2 & 3 == points & 3)
    check = every_state(2, quantum=False, possible=possible)
    assert check.witness["toy"] == [0, 0]


def test_correlations_dropped_on_one_side_are_caught():
    matrices = matrices_of_modules(2, 3).copy()
    at = next(m for m, V in enumerate(isotropic_modules(2, 3)) if V.tolist() == [[1, 0, 0, 0, 1, 0]])
    matrices[at] = np.eye(8) / 8
    assert every_state(2, matrices=matrices).witness["known"] == [[1, 0, 0, 0, 1, 0]]


def test_a_probability_that_is_no_multiple_is_an_error(monkeypatch):
    monkeypatch.setattr(key_distribution, "to_complex", lambda values, divisor=1: np.array([np.diag([0.9, 0.1])]))
    with pytest.raises(ArithmeticError, match="multiple"):
        quantum_error(X, P, 2)


def test_secrets_and_commitments_fail_with_faults_planted():
    assert sharing(both_needed=False).status == "fails"
    assert commitment(2, shifts=False).status == "fails"
    matrices = density_matrices(2, 2).copy()
    matrices[all_states(2, 2).find("X1 + X2 = 1, P1 + P2 = 0")] = np.eye(4) / 4
    assert commitment(2, matrices).name == "commitment-2"
    assert commitment(2, matrices).status == "fails"


def test_listeners_of_modes_and_the_other_sign():
    assert listeners().status == "holds"
    assert listeners(sign=-1).status == "fails"


def test_entangled_and_product_states_are_grouped_by_what_is_handed_over():
    sizes = sorted(len(members) for members in shared_secrets.groups(all_states(2, 2)).values())
    assert sizes == [6] * 6 + [24]


def test_the_toy_theory_without_disturbance_fails_by_name():
    found = failing(PHENOMENON, undisturbed(sound()))
    assert {"run-key-distribution-trits", "run-key-distribution-bits", "run-key-distribution-bits-three"} <= found


def test_preparations_with_x_for_p_fail_by_name():
    found = failing(PHENOMENON, with_fault("x-and-p-swapped", sound()))
    assert {"run-bit-commitment-trits-control", "run-secret-sharing-trits"} <= found
