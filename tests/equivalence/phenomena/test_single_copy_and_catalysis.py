"""Pairs, diagrams and squeezings: each check fails when what it rests on is taken out."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from equivalence.theorems.phenomena.composite_pairs import cancellation, contains, diagram, order_of_modules
from equivalence.theorems.phenomena.majorization import flat_cancels, jonathan_plenio, leads_to
from equivalence.theorems.phenomena.mode_pairs import lowered, never_larger
from equivalence.theorems.phenomena.pairs import (
    flat_spectra,
    local_maps,
    measured,
    never_more,
    never_more_on_qudits,
    normal_forms,
    orbits,
    pairs_by_brackets,
    pairs_by_entropy,
)
from equivalence.theorems.phenomena.three_parties import counts, three_parties
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import howell


def test_without_disturbance_a_party_could_make_pairs_alone():
    check = never_more(2, 1, 1, update=lambda known, read, d: np.vstack([known, read]))
    assert (check.status, check.name) == ("fails", "never-more")
    assert check.witness["pairs"] == [0, 1]


def test_the_update_is_that_of_the_engine():
    from toytheory.discrete.epistemic import EpistemicState

    state = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
    read = EpistemicState.from_known("X1 = 0", 3, 2)
    assert np.array_equal(measured(state.known, read.known, 3), state.measured("X1", [0]).known)


def test_maps_of_one_party_alone_do_not_join_all_states():
    maps = local_maps((1, 1), 2)[:2]
    assert len(orbits(lagrangian_modules(2, 2), maps, 2)) > 2


def test_two_systems_on_one_side_have_one_pair_at_most():
    assert {pairs_by_entropy(rows, 1, 2) for rows in lagrangian_modules(2, 3)} == {0, 1}
    assert {pairs_by_brackets(rows, 1, 2) for rows in lagrangian_modules(2, 3)} == {0, 1}


def test_five_values_are_like_two_and_three():
    assert normal_forms(5, 1, 1).status == "holds"


@pytest.mark.parametrize("check", [flat_spectra, never_more_on_qudits])
def test_two_systems_at_one_place_are_like_one(check):
    assert check(2, 1, 2).status == "holds"


def test_an_order_by_numbers_of_pairs_alone_is_not_that_of_composite_d():
    check = order_of_modules(9, 3, 1, lambda large, small: len(large) >= len(small))
    assert (check.status, check.name) == ("fails", "diagrams")


def test_an_order_by_the_largest_pair_alone_would_have_catalysis():
    check = cancellation(2, 2, lambda large, small: max(large, default=0) >= max(small, default=0))
    assert (check.status, check.name) == ("fails", "cancellation")


def test_a_diagram_of_mixed_sizes():
    assert diagram(howell([[2, 0, 0, 0]], 4), 4, 2) == (2, 1)
    assert contains((2, 1), (1, 1))


def test_a_lent_state_that_does_not_help_is_noticed():
    assert jonathan_plenio((Fraction(1, 2), Fraction(1, 2))).status == "fails"
    assert flat_cancels(3).status == "holds"
    assert not leads_to([Fraction(3, 4), Fraction(1, 4)], [Fraction(1, 2)] * 2)


def test_measuring_without_noise_leaves_less_than_the_vacuum():
    check = never_larger(np.random.default_rng(0), 20, lambda rng: np.diag([-0.2, -0.2]))
    assert (check.status, check.name) == ("fails", "never-larger")


def test_three_systems_with_a_party_that_reads_without_disturbing():
    check = three_parties(2, lambda known, read, d: known)
    assert (check.status, check.name) == ("fails", "three-parties")
    assert sum(counts(2).values()) == 135


def test_half_of_a_mode_measured():
    nu, c = math.cosh(1), math.sinh(1)
    assert lowered(0.5, 0.5, math.cosh, math.sinh) == pytest.approx(nu * (nu - c**2 / (nu + 1)))
