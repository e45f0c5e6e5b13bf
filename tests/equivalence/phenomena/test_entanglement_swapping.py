"""Entanglement swapping with faults planted."""

from __future__ import annotations

import pytest

from equivalence.phenomena.entanglement_swapping import PHENOMENON, swapped
from equivalence.theorems.phenomena.bell_signs import table
from tests.helpers.planted_in_phenomena import failing, sound, with_fault


def test_seven_of_the_ways_are_right_on_qubits():
    ways = list(table(teleported=False))
    assert len(ways) == 27
    assert sum(quantum == {(0, 0)} for _, _, quantum in ways) == 7


def test_without_the_second_pair_the_identities_fail():
    assert swapped().status == "holds"
    assert swapped(second=False).witness["left over"]


@pytest.mark.parametrize(
    ("fault", "caught"),
    [
        ("feed-forward-ignored", "run-entanglement-swapping-trits"),
        ("joint-order", "run-entanglement-swapping-trits"),
        ("x-and-p-swapped", "run-entanglement-swapping-trits-control"),
    ],
)
def test_faults_of_the_toy_theory_are_caught_by_name(fault, caught):
    assert caught in failing(PHENOMENON, with_fault(fault, sound()))
