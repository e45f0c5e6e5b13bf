"""Phase-point operators: two definitions, and what makes them phase-point operators."""

from __future__ import annotations

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref.operators.cyclotomic import equal, integers, matmul, to_complex, trace
from quantum_ref.operators.phase_points import (
    fourier_phase_points,
    parity,
    parity_phase_points,
    phase_point,
    phase_points,
    scale,
)
from quantum_ref.operators.weyl import observable_operators
from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace

SPACES = [(3, 1), (3, 2), (5, 1), (7, 1), (9, 1), (15, 1)]


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_displaced_parity_is_the_fourier_transform_of_the_weyl_operators(d: int, n: int) -> None:
    points = PhaseSpace(d, n).points()[:: 1 if d < 15 else 7]
    by_parity = parity_phase_points(points, d).to_cyclotomic()
    assert np.all(equal(fourier_phase_points(points, d), d**n * by_parity))


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (9, 1)])
def test_phase_points_are_those_of_plain_floats(d: int, n: int) -> None:
    points = np.array(plain.points(d, n))[:: 1 if d < 9 else 5]
    expected = [plain.phase_point(m, d) for m in points]
    assert np.allclose(phase_point(points, d), expected)
    assert np.allclose(to_complex(phase_points(points, d)) / scale(d, n), expected)


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (9, 1)])
def test_phase_points_are_orthogonal_and_have_trace_one(d: int, n: int) -> None:
    A = phase_points(PhaseSpace(d, n).points()[:: 1 if d < 9 else 3], d)
    s = scale(d, n)
    assert np.all(integers(trace(A)) == s)
    products = integers(trace(matmul(A[:, None], A[None, :])))
    assert np.array_equal(products, s * s * d**n * np.eye(len(A), dtype=int))


@pytest.mark.parametrize("d", [2, 3, 5, 9])
def test_a_line_of_phase_points_adds_up_to_d_times_a_projector(d: int) -> None:
    points = PhaseSpace(d, 1).points()
    A = phase_point(points, d)
    for vector in [(1, 0), (0, 1), (1, 1), (1, d - 1)]:
        for value in range(d):
            line = A[points @ np.array(vector) % d == value].sum(axis=0)
            assert np.allclose(line, d * plain.projector(np.array(vector), value, d))


def test_the_zero_point_of_bits_is_the_sum_of_all_pauli_products_with_sign_plus() -> None:
    everything = sum(np.kron(a, b) for a in plain.PAULI.values() for b in plain.PAULI.values())
    assert np.allclose(phase_point([0, 0, 0, 0], 2), everything / 4)


def test_the_parity_reflects_every_label() -> None:
    assert parity(3, 2).to_complex()[5, 7] == 1  # |2, 1> to |1, 2>
    with pytest.raises(InputError, match="parity of bits"):
        parity_phase_points([0, 0], 2)
    with pytest.raises(InputError, match="even d > 2"):
        parity_phase_points([0, 0], 4)


def test_bits_are_not_covariant_under_every_clifford_map_and_trits_are() -> None:
    """The reason why bits are other: S^dagger does not permute the A(m) of bits; `phase` does those of trits."""
    S = np.diag([1, -1j])
    moved = [S @ A @ S.conj().T for A in phase_point(PhaseSpace(2, 1).points(), 2)]
    assert not any(np.allclose(moved[0], A) for A in phase_point(PhaseSpace(2, 1).points(), 2))
    T = np.diag([plain.omega(3) ** (2 * x * x) for x in range(3)])
    A = phase_point(PhaseSpace(3, 1).points(), 3)
    assert all(any(np.allclose(T @ a @ T.conj().T, b) for b in A) for a in A)


def test_operators_without_the_half_make_no_phase_points() -> None:
    """Must fail: Z^p X^q without its phase gives, by Fourier transform, something other than displaced parity."""
    total = sum(
        np.linalg.matrix_power(plain.clock(3), p) @ np.linalg.matrix_power(plain.shift(3), q)
        for q in range(3)
        for p in range(3)
    )
    right = sum(observable_operators(f, 3).to_complex() for f in PhaseSpace(3, 1).points())
    assert np.allclose(right / 3, phase_point([0, 0], 3))
    assert not np.allclose(total / 3, phase_point([0, 0], 3))
