"""Metrology: the counts and the bound fail where the theory's restriction is taken out."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.theorems.phenomena.metrology import bound, modes_sampled, told_apart
from toytheory.discrete.enumeration import lagrangian_modules


def test_a_squeezed_momentum_that_stays_as_it_was_beats_the_bound():
    def unrestricted(n, rng):
        return np.diag([np.exp(-4) / 2, np.exp(2) / 2] * n)

    check = modes_sampled(np.random.default_rng(0), 6, unrestricted)
    assert (check.status, check.name) == ("fails", "modes-sampled")
    assert check.witness["variance"] < check.witness["bound"]


def test_the_bound_of_the_vacuum_is_half_hbar_over_n():
    assert bound(4, 0.0, hbar=2.0) == pytest.approx(0.25)
    assert bound(1, np.sinh(1) ** 2) == pytest.approx(np.exp(-2) / 2)


def test_states_without_correlations_tell_no_more_with_a_partner():
    def products(d, n):
        return [known for known in lagrangian_modules(d, n) if not known[0, 2:].any() or not known[1, :2].any()]

    assert told_apart(3, True, products).status == "fails"
