"""Interference and the bomb: rates by another route, and with the disturbance, the signs or the kick taken out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from equivalence.theorems.phenomena.elitzur_vaidman import bombs, counting, efficiency, found_unharmed, narrow_bombs
from equivalence.theorems.phenomena.interference import (
    _wrong,
    all_or_nothing,
    certain_by_brackets,
    phases,
    phases_of_a_qubit,
    splitters,
    visibilities,
)
from equivalence.theorems.phenomena.small import Quantum, Toy
from toytheory.phase_space.brackets import symplectic_defects


def undisturbed(d, n):
    return Toy(d, n, disturbs=False)


class Blind(Quantum):
    """A measurement of the path that leaves the coherence."""

    def parts(self, state, variable):
        return np.stack([state / self.d] * self.d)


class Fixed(Toy):
    """Maps do nothing to P."""

    def moved(self, state, matrix, shift):
        return super().moved(state, np.eye(2, dtype=int), shift)


@pytest.mark.parametrize("d", [2, 3])
def test_a_path_that_is_measured_without_a_kick_still_interferes(d):
    check = all_or_nothing(d, toy=undisturbed)
    assert (check.status, check.name) == ("fails", f"ports-{d}")
    assert "with the path measured" in check.witness
    assert all_or_nothing(d, quantum=Blind).witness["theory"] == "quantum"


def test_without_the_phase_or_with_maps_that_do_nothing_the_identities_and_ports_fail():
    assert certain_by_brackets(probed=False).status == "fails"
    assert bombs(2, toy=Fixed).status == "fails"


def test_signs_that_are_flipped_are_seen_where_theories_must_agree():
    class Flipped(Quantum):
        def state(self, rows, values):
            return super().state(rows, (np.asarray(values) + 1) % self.d)

    assert all_or_nothing(3, quantum=Flipped).status == "fails"


def test_ports_that_are_not_all_reached_and_phases_that_do_not_count_are_seen():
    flat = {"toy": np.full((1, 9, 3), 1 / 3)}
    sharp = {"toy": np.full((1, 9, 3), 1 / 3)}
    sharp["toy"][0, :3] = [1, 0, 0]
    assert "phases that make the output certain" in _wrong(flat, flat, 3)
    assert "ports that are reached" in _wrong(sharp, flat, 3)


def test_splitters_and_phases_are_what_they_are_called():
    for d, count in ((2, 4), (3, 18), (5, 100)):
        assert len(splitters(d)) == count == (d - 1) * d * d  # b a unit, then a and one of the second row are free
    matrices, shifts = phases(3)
    assert len({(tuple(m.ravel()), tuple(s)) for m, s in zip(matrices, shifts, strict=True)}) == 9
    assert not symplectic_defects(matrices[5].astype(float)).any()


def test_composite_dimensions_have_ports_in_between():
    assert visibilities(6).cases == 6
    assert phases_of_a_qubit().status == "holds"


@pytest.mark.parametrize("d", [2, 3])
def test_the_rate_by_counting_paths_and_ports_by_hand(d):
    outcomes = list(product(range(d), repeat=2))  # (path, port), uniform and independent
    rate = Fraction(sum(path != 1 and port != 0 for path, port in outcomes), len(outcomes))
    assert found_unharmed(d) == rate
    assert efficiency(d) == rate / (rate + Fraction(1, d))


def test_a_bomb_that_does_not_kick_is_never_found():
    check = bombs(2, toy=undisturbed)
    assert (check.status, check.witness["theory"], check.witness["found"]) == ("fails", "toy", 0.0)
    assert counting(kicked=False).status == "fails"


def test_narrow_bombs_are_as_rare_for_bits_and_rarer_beyond():
    assert narrow_bombs(2).status == narrow_bombs(5).status == "holds"
    assert Fraction(1, 4) == found_unharmed(2)
    assert Fraction(2, 9) < found_unharmed(3)
