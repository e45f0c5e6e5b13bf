"""Remote steering: decompositions counted by hand, and faults that must be caught."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena.remote_steering import PHENOMENON
from equivalence.theorems.phenomena import steering
from equivalence.theorems.phenomena.steering import (
    all_decompositions,
    conditional_modes,
    larger_modules,
    lossy_modes,
    mirrored,
)
from tests.helpers.planted_in_phenomena import failing, sound, with_fault


def test_an_unknown_system_has_d_plus_one_decompositions():
    for d in (2, 3, 5):
        assert len(larger_modules(np.zeros((0, 2), dtype=np.int64), d, 1)) == d + 1


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 1), (2, 2)])
def test_every_decomposition_is_reached(d, n):
    assert all_decompositions(d, n).status == "holds"


def test_without_the_mirror_the_theorem_and_the_decompositions_fail():
    assert mirrored(sign=1).status == "fails"
    check = all_decompositions(3, 1, turned=1)
    assert (check.status, check.name) == ("fails", "decompositions-3-1")


def test_members_of_different_probability_are_an_error(monkeypatch):
    state = steering.EpistemicState.from_known("X1 + X2 = 0, P1 + P2 = 0", 2, 2)
    monkeypatch.setattr(steering, "to_complex", lambda values: np.diag([1.0, 0, 0, 0.5]))
    monkeypatch.setattr(steering, "densities", lambda rows, d: np.array([np.diag([1.0, 0.0]), np.diag([0.0, 1.0])]))
    with pytest.raises(ArithmeticError, match="different probability"):
        steering.steered_quantum(state, np.array([[1, 0]]))


def test_modes_and_their_planted_fault():
    assert conditional_modes().status == "holds"
    assert conditional_modes(sign=-1).status == "fails"
    assert lossy_modes().status == "holds"
    assert lossy_modes(noise=0).status == "fails"


@pytest.mark.parametrize("fault", ["x-and-p-swapped", "systems-permuted"])
def test_faults_of_the_toy_theory_are_caught(fault):
    assert failing(PHENOMENON, with_fault(fault, sound()))


@pytest.mark.parametrize("name", ["decompositions-2-2", "decompositions-5-1", "decompositions-3-2"])
def test_each_size_of_both_forms_belongs_to_one_part_of_the_statement(name):
    """Of two trits only the long form asks; a check that no part names is an error."""
    assert [part.about for part in PHENOMENON.claim().parts_of(name)] == ["theory"]
