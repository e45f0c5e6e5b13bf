"""Operations, dilations and decompositions: each count fails where the restriction or a sign is taken out."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.comparison.run import chosen_backends
from equivalence.mutants import BROKEN, planted
from equivalence.theorems.phenomena.decompositions import (
    SQUARE,
    covers,
    one_step,
    polytope,
    six_states,
    supports,
    unknown_systems,
)
from equivalence.theorems.phenomena.dilations import (
    mixed_bases,
    one_ancilla,
    read_of_system,
    tables,
    two_ancillas,
    with_ancilla,
)
from equivalence.theorems.phenomena.operations import channel_count, one_to_one, one_to_one_on_qudits
from equivalence.theorems.phenomena.sign_defects import as_predicted
from toytheory.discrete.enumeration import isotropic_modules, symplectic_group


def test_measurements_without_disturbance_are_no_states_of_two_systems():
    check = one_to_one(2, disturbs=False)
    assert (check.status, check.name) == ("fails", "one-to-one")
    assert check.witness["operations"] > check.witness["states"]


def test_all_operations_of_one_system_in_both_theories():
    assert one_to_one(2).witness == {"operations": 91, "states": 91, "certain": 49, "reversible": 24}
    assert one_to_one_on_qudits(2).witness == {"operations": 91, "states": 91, "certain": 49}


def test_channels_of_two_systems_by_enumeration():
    found = [rows for rows in isotropic_modules(2, 3) if np.linalg.matrix_rank(rows) >= 0]  # one bit out, two in
    certain = sum(2 ** len(rows) for rows in found if _rank2(rows[:, :2]) == len(rows))
    lines, frames = 3 * 16 * 2, 15 * 8 * 4
    assert certain == 1 + lines + frames


def _rank2(rows):
    from toytheory.phase_space.modular import howell

    return len(howell(rows, 2)) if len(rows) else 0


@pytest.mark.parametrize(("d", "n", "count"), [(2, 1, 49), (3, 1, 325), (2, 2, 87361)])
def test_channel_counts(d, n, count):
    assert channel_count(d, n) == count


@pytest.mark.parametrize("fault", ["constants-dropped", "systems-permuted"])
def test_a_fault_is_no_sign_defect(fault):
    (mutant,) = (m for m in BROKEN if m.name == fault)
    sound = chosen_backends(("epistemic", "hilbert"))
    assert as_predicted("choi-bits.toy", sound).status == "holds"
    broken = as_predicted("choi-bits.toy", planted(mutant, "hilbert", sound))
    assert broken.status == ("fails" if fault != "constants-dropped" else "holds")


def test_without_a_quantum_backend_nothing_is_said():
    assert as_predicted("choi-bits.toy", chosen_backends(("epistemic",))).status == "skipped"


def test_one_ancilla_makes_all_channels_that_know_something():
    assert one_ancilla(2).status == "holds"
    reversible = tables(symplectic_group(2, 2), 2)
    assert {int(k) for k in (reversible >= 0).sum(axis=1)} == {2, 4}


@pytest.mark.parametrize("d", [2, 3])
def test_nothing_is_known_of_half_of_a_pair_alone(d):
    assert two_ancillas(d).status == "holds"
    check = two_ancillas(d, correlated=False)
    assert (check.status, check.name) == ("fails", "two-ancillas")


def test_an_ancilla_measured_in_x_reads_x():
    assert read_of_system(np.array([[1, 0, 2, 0], [0, 1, 0, 1]]), 3).tolist() == [[1, 0]]
    assert with_ancilla(2).status == "holds"


def test_a_module_with_x_and_p_would_read_both():
    check = mixed_bases(2, lambda d, n: [np.eye(2, dtype=np.int64)])
    assert (check.status, check.name) == ("fails", "mixed-bases")


def test_states_that_may_not_be_prepared_would_add_partitions():
    free = np.concatenate([supports(2, 1), np.eye(4, dtype=np.int64)])
    assert covers(supports(2, 1), np.ones(4, dtype=np.int64)) == 3
    assert covers(free, np.ones(4, dtype=np.int64)) > 3
    assert unknown_systems(2, 1, 4).status == "fails"


def test_counts_of_partitions():
    assert (one_step(2), one_step(3)) == (105, 2440)
    assert polytope(2, 1).witness["dimensions"] == 2


def test_six_states_with_a_sign_flipped_are_no_mixture_of_nothing():
    flipped = (*SQUARE[:5], ("X1 + X2 = 0", "P1 + P2 = 0"))
    check = six_states(flipped)
    assert (check.status, check.name) == ("fails", "six-states")
