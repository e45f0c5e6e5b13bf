"""Unitaries of named and of arbitrary symplectic maps: definitions, Heisenberg pictures, and one against the other."""

from __future__ import annotations

import itertools

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref.operators import clifford
from quantum_ref.operators.clifford import (
    displacement_unitary,
    named_unitary,
    realises,
    symplectic_unitaries,
    transform_unitary,
)
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.wigner_functions import wigner_function
from toytheory.errors import InputError
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Transform
from toytheory.phase_space.space import PhaseSpace

DIMENSIONS = [2, 3, 5, 7, 9, 15]
ONE = ["fourier", "phase"]
TWO = ["sum", "cphase", "swap"]
ALL = [(name, None) for name in ONE + TWO] + [("multiply", a) for a in (2, 4)]


def maps(d: int) -> list[tuple[str, int | None]]:
    possible = [(name, a) for name, a in ALL if a is None or np.gcd(a, d) == 1]
    return [(name, a) for name, a in possible if name in ONE or name == "multiply" or d < 9]


def matrix_of(name: str, a: int | None, d: int) -> Transform:
    return named_transform(name, tuple(range(NAMED_MAPS[name].systems)), d, a)


CASES = [(d, name, a) for d in DIMENSIONS for name, a in maps(d)]


@pytest.mark.parametrize(("d", "name", "a"), CASES)
def test_named_definitions_have_the_heisenberg_picture_that_the_language_states(
    d: int, name: str, a: int | None
) -> None:
    U, step = named_unitary(name, d, a).to_complex(), matrix_of(name, a, d)
    assert np.allclose(U @ U.conj().T, np.eye(len(U)))
    for i, row in enumerate(step.matrix):
        old = plain.unitary_of(np.eye(len(step.matrix), dtype=int)[i], d)
        assert np.allclose(U.conj().T @ old @ U, plain.unitary_of(np.array(row), d))


@pytest.mark.parametrize(("d", "name", "a"), CASES)
def test_the_general_construction_finds_the_named_unitaries_up_to_phase(d: int, name: str, a: int | None) -> None:
    step = matrix_of(name, a, d)
    general = symplectic_unitaries(step.matrix, step.shift, d)
    assert general.is_unitary()
    assert general.same_up_to_phase(named_unitary(name, d, a))
    assert transform_unitary(step, d).same_up_to_phase(general)


@pytest.mark.parametrize("d", [2, 3, 9])
def test_displacements_agree_with_the_general_construction(d: int) -> None:
    shifts = np.array(plain.points(d, 1))
    general = symplectic_unitaries(np.broadcast_to(np.eye(2, dtype=int), (d * d, 2, 2)), shifts, d)
    assert general.same_up_to_phase(displacement_unitary(shifts, d)).all()


def test_bits_have_the_usual_gates() -> None:
    s = 1 / np.sqrt(2)
    assert np.allclose(named_unitary("fourier", 2).to_complex(), [[s, s], [s, -s]])
    assert np.allclose(named_unitary("phase", 2).to_complex(), np.diag([1, -1j]))
    assert np.allclose(named_unitary("sum", 2).to_complex(), np.eye(4)[[0, 1, 3, 2]])
    assert np.allclose(named_unitary("cphase", 2).to_complex(), np.diag([1, 1, 1, -1]))


def random_symplectic(d: int, n: int, rng: np.random.Generator, count: int = 12) -> np.ndarray:
    """A product of transvections m -> m + c [f, m] f, symplectic by construction."""
    J = np.kron(np.eye(n, dtype=int), [[0, 1], [-1, 0]])
    S = np.eye(2 * n, dtype=int)
    for _ in range(count):
        f = rng.integers(0, d, 2 * n)
        S = S @ (np.eye(2 * n, dtype=int) + int(rng.integers(1, d)) * np.outer(f, f @ J)) % d
    return S


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (5, 1), (9, 1)])
def test_arbitrary_maps_agree_with_an_average_over_the_group(d: int, n: int) -> None:
    rng = np.random.default_rng([d, n])
    matrices = np.array([random_symplectic(d, n, rng) for _ in range(6)])
    shifts = rng.integers(0, d, (6, 2 * n))
    found = symplectic_unitaries(matrices, shifts, d)
    for k in range(6):
        expected, U = plain.solve_unitary(matrices[k], shifts[k], d), found[k].to_complex()
        overlap = np.trace(expected.conj().T @ U) / d**n
        assert abs(overlap) == pytest.approx(1)
    assert found.is_unitary().all()


@pytest.mark.parametrize(("d", "n"), [(3, 3), (5, 2), (7, 1), (15, 1), (2, 3)])
def test_larger_maps_are_unitary_and_realised(d: int, n: int) -> None:
    rng = np.random.default_rng([d, n])
    matrices = np.array([random_symplectic(d, n, rng) for _ in range(4)])
    shifts = rng.integers(0, d, (4, 2 * n))
    found = symplectic_unitaries(matrices, shifts, d)
    assert realises(found, matrices, shifts, d).all()
    assert found.is_unitary().all()
    assert not realises(found, matrices, shifts + np.eye(2 * n, dtype=int)[1], d).any()


@pytest.mark.parametrize(("d", "name", "a"), [case for case in CASES if case[0] % 2 and case[0] < 9])
def test_for_odd_d_wigner_functions_move_as_ontic_states_do(d: int, name: str, a: int | None) -> None:
    step = matrix_of(name, a, d)
    n = len(step.systems)
    rng = np.random.default_rng(d)
    root = rng.normal(size=(d**n, d**n)) + 1j * rng.normal(size=(d**n, d**n))
    rho, U = root @ root.conj().T, named_unitary(name, d, a).to_complex()
    points = PhaseSpace(d, n).points()
    goal = PhaseSpace(d, n).index(points @ np.array(step.matrix).T)
    assert np.allclose(wigner_function(U @ rho @ U.conj().T, d)[goal], wigner_function(rho, d))


def test_all_maps_of_one_trit_compose_up_to_phase() -> None:
    everything = np.array([m for m in itertools.product(range(3), repeat=4) if (m[0] * m[3] - m[1] * m[2]) % 3 == 1])
    S = everything.reshape(-1, 2, 2)
    assert len(S) == 24
    U = symplectic_unitaries(S, [0, 0], 3).to_complex()
    for i, j in itertools.product(range(24), repeat=2):
        k = int(np.flatnonzero(np.all(S[j] @ S[i] % 3 == S, axis=(1, 2)))[0])
        assert abs(np.trace((U[j] @ U[i]).conj().T @ U[k])) == pytest.approx(3)


def test_bits_in_sequence_need_not_be_the_counterpart_of_their_composite() -> None:
    step = matrix_of("phase", None, 2)
    twice = named_unitary("phase", 2).to_complex() @ named_unitary("phase", 2).to_complex()
    identity = symplectic_unitaries(np.array(step.matrix) @ np.array(step.matrix) % 2, [0, 0], 2)
    assert abs(np.trace(twice.conj().T @ identity.to_complex())) == pytest.approx(0)  # Z is not 1


def test_what_is_not_symplectic_is_refused() -> None:
    for matrix in ([[1, 0], [0, 2]], [[1, 0], [1, 0]], [[0, 0], [0, 0]], [[3, 0], [0, 1]]):
        with pytest.raises(InputError, match="not symplectic"):
            symplectic_unitaries(matrix, [0, 0], 5)
    with pytest.raises(InputError, match="not symplectic"):  # the new X do not commute
        symplectic_unitaries([[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]], [0, 0, 0, 0], 3)
    with pytest.raises(InputError, match="shifts"):
        symplectic_unitaries([[1, 0], [0, 1]], [0, 0, 0], 3)
    with pytest.raises(InputError, match="no map named"):
        named_unitary("rotate", 3)
    with pytest.raises(InputError, match="multiplier"):
        named_unitary("multiply", 3)
    with pytest.raises(InputError, match="no inverse"):
        named_unitary("multiply", 9, 3)


def test_a_written_map_and_a_shifted_one_use_the_general_construction() -> None:
    written = Transform((0,), ((0, 1), (2, 0)), (1, 2))
    assert realises(transform_unitary(written, 3), written.matrix, written.shift, 3)
    named = Transform((0,), ((0, 1), (2, 0)), (1, 2), "fourier")
    assert realises(transform_unitary(named, 3), named.matrix, named.shift, 3)


def _inverse_fourier(d: int, _: int) -> PhaseMatrix:
    return named_unitary("fourier", d).adjoint()


def _triangular_phase(d: int, _: int) -> PhaseMatrix:
    x = np.arange(d)
    return clifford._diagonal(x * (x - 1) // 2 % d, d)


@pytest.mark.parametrize(("name", "fault"), [("fourier", _inverse_fourier), ("phase", _triangular_phase)])
def test_a_planted_fault_in_a_named_unitary_is_noticed(name: str, fault, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    wrong = fault(3, 1)
    monkeypatch.setitem(clifford.NAMED_UNITARIES, name, lambda d, a: wrong)
    with pytest.raises(AssertionError):
        test_named_definitions_have_the_heisenberg_picture_that_the_language_states(3, name, None)
    with pytest.raises(AssertionError):
        test_the_general_construction_finds_the_named_unitaries_up_to_phase(3, name, None)
    with pytest.raises(AssertionError):
        test_for_odd_d_wigner_functions_move_as_ontic_states_do(3, name, None)
