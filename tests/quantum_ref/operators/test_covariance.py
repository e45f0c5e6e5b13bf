"""Covariance of the phase-point operators of odd d under many maps at once, and that wrong maps are noticed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from quantum_ref.operators import clifford_covariance as covariance
from quantum_ref.operators.clifford import displacement_unitary, named_unitary, symplectic_unitaries
from quantum_ref.operators.clifford_covariance import covariant
from quantum_ref.operators.phase_matrix import PhaseMatrix
from toytheory.errors import InputError
from toytheory.language.maps.discrete import named_transform

SL = {
    d: np.array([[[a, b], [c, e]] for a, b, c, e in itertools.product(range(d), repeat=4) if (a * e - b * c) % d == 1])
    for d in (3, 5)
}


@pytest.mark.parametrize(("d", "count"), [(3, 24), (5, 120)])
def test_every_map_of_one_system_moves_phase_points_as_ontic_states(d: int, count: int) -> None:
    assert len(SL[d]) == count
    for shift in ([0, 0], [1, 3]):
        assert covariant(symplectic_unitaries(SL[d], shift, d), SL[d], shift, d).all()


def test_portions_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    unitaries = symplectic_unitaries(SL[3], [0, 0], 3)
    monkeypatch.setattr(covariance, "_PORTION", 1)
    assert covariant(unitaries, SL[3], [0, 0], 3).all()


def test_composite_d_and_displacements_are_covariant_too() -> None:
    maps = np.array([[[1, 3], [0, 1]], [[2, 0], [0, 5]], [[0, 1], [8, 4]]])
    assert covariant(symplectic_unitaries(maps, [1, 2], 9), maps, [1, 2], 9).all()
    shifts = np.array(list(itertools.product(range(3), repeat=4)))
    assert covariant(displacement_unitary(shifts, 3), np.eye(4, dtype=int), shifts, 3).all()


def test_every_unitary_of_a_trit_belongs_to_its_own_map_only() -> None:
    unitaries = symplectic_unitaries(SL[3], [0, 0], 3)
    for k in range(24):
        assert np.flatnonzero(covariant(unitaries, SL[3][k], [0, 0], 3)).tolist() == [k]
    assert not covariant(unitaries, SL[3], [1, 0], 3).any()


@pytest.mark.parametrize("name", ["fourier", "phase"])
def test_a_planted_fault_is_noticed(name: str) -> None:
    right = named_unitary(name, 5)
    x = np.arange(5)
    triangular = np.where(right.exponents < 0, -1, np.diag(x * (x - 1) // 2 % 5))
    wrong = right.adjoint() if name == "fourier" else PhaseMatrix(triangular, right.norms, 5)
    matrix = named_transform(name, (0,), 5).matrix
    both = PhaseMatrix(np.stack([right.exponents, wrong.exponents]), np.stack([right.norms, wrong.norms]), 5)
    assert covariant(both, matrix, [0, 0], 5).tolist() == [True, False]


def test_bits_have_no_monomial_phase_points() -> None:
    with pytest.raises(InputError, match="parity of bits"):
        covariant(symplectic_unitaries(np.eye(2, dtype=int)[None], [0, 0], 2), np.eye(2, dtype=int), [0, 0], 2)
