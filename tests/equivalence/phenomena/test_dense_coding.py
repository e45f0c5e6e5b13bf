"""Dense coding: counts by hand, and faults that must be caught."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena.dense_coding import PHENOMENON
from equivalence.theorems.phenomena import dense_coding
from equivalence.theorems.phenomena.dense_coding import capacity, every_state, messages_read
from equivalence.theorems.phenomena.monogamy import matrices_of_modules, supports
from tests.helpers.planted_in_phenomena import failing, sound, with_fault
from toytheory.discrete.enumeration import isotropic_modules


def test_maximally_correlated_modules_alone_carry_all_messages():
    # of the Lagrangian planes of Z_d^4 the graphs of symplectic maps with the other sign: |SL(2, d)| of them
    for d, expected in ((2, 6), (3, 24)):
        assert dense_coding.toy_messages(supports(d, 2), d).count(d * d) == expected


def test_the_theorem_and_the_capacity_hold():
    assert messages_read().status == capacity().status == "holds"
    assert messages_read(sign=-1).status == "fails"


@pytest.mark.parametrize("d", [2, 3])
def test_every_state_of_two_systems(d):
    assert every_state(d).status == "holds"


def test_correlations_dropped_on_one_side_are_caught():
    matrices = matrices_of_modules(2, 2).copy()
    pair = next(m for m, V in enumerate(isotropic_modules(2, 2)) if V.tolist() == [[1, 0, 1, 0], [0, 1, 0, 1]])
    matrices[pair] = np.eye(4) / 4
    check = every_state(2, matrices=matrices)
    assert (check.status, check.name, check.witness["quantum"]) == ("fails", "states-2", 1)


def test_supports_that_partly_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        dense_coding.most_disjoint(np.array([[True, True, False], [False, True, True]]))


@pytest.mark.parametrize(
    ("fault", "caught"),
    [("joint-order", "run-dense-coding-dits"), ("x-and-p-swapped", "run-dense-coding-trits-control")],
)
def test_faults_of_the_toy_theory_are_caught_by_name(fault, caught):
    assert caught in failing(PHENOMENON, with_fault(fault, sound()))
