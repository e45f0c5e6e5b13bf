"""Distillation: a wrong round, a measurement without noise and a kept correlation are caught."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from equivalence.theorems.phenomena.distillation import (
    fixed_points,
    formula_as_followed,
    isotropic,
    quantum_round,
    recurrence,
    round_by_weights,
)
from equivalence.theorems.phenomena.gaussian_distillation import (
    kept_pair,
    protocols,
    smallest_transposed,
    squeezed_pair,
)


def test_the_round_of_bits_is_that_of_the_literature():
    F = Fraction(7, 10)
    q = (1 - F) / 3
    assert recurrence(F, 2)[0] == (F**2 + q**2) / (F**2 + 2 * F * q + 5 * q**2)


@pytest.mark.parametrize("check", [formula_as_followed, quantum_round])
def test_a_round_that_forgets_an_error_fails(check):
    def forgetful(fidelity, d):
        kept, chance = recurrence(fidelity, d)
        return kept - (1 - fidelity) ** 2 / 100, chance

    assert check(2, forgetful).status == "fails"
    assert fixed_points(forgetful).status == "fails"


@pytest.mark.parametrize("d", [2, 3, 5])
def test_repeated_rounds_lead_to_one_from_above_the_threshold_and_away_below_it(d):
    above, below = Fraction(1, d) + Fraction(1, 100), Fraction(1, d) - Fraction(1, 100)
    for _ in range(40):
        above = recurrence(above.limit_denominator(10**9), d)[0]
        below = recurrence(below.limit_denominator(10**9), d)[0]
    assert above > Fraction(99, 100)
    assert abs(below - Fraction(1, d * d)) < Fraction(1, 100)


def test_weights_of_a_round_add_up():
    kept, _ = round_by_weights(isotropic(Fraction(2, 3), 3), 3)
    assert sum(kept.values()) == 1


def test_a_measurement_that_adds_no_noise_would_distil():
    check = protocols(np.random.default_rng(1), 20, lambda rng: np.zeros((2, 2)))
    assert (check.status, check.name) == ("fails", "gaussian-protocols")


def test_a_squeezed_pair_has_the_eigenvalue_that_protocols_are_measured_by():
    assert smallest_transposed(squeezed_pair(0.7)) == pytest.approx(np.exp(-1.4) / 2)
    assert kept_pair(0.7, 2, np.random.default_rng(0)).shape == (4, 4)
