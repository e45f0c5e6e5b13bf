"""Kernels on Wigner functions against Tr(A(m') E(A(m))) / D in plain floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref.operators.clifford import named_unitary, symplectic_unitaries
from quantum_ref.operators.cyclotomic import adjoint, integers, matmul
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity_phase_points
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import weyl_operators
from quantum_ref.operators.wigner_functions import wigner_exact
from quantum_ref.wigner import kernels
from quantum_ref.wigner.conjugation import conjugated, conjugation
from quantum_ref.wigner.kernels import Kernel, measurement_kernels, operator_kernel, reset_kernel, unitary_kernel
from toytheory.discrete.random_objects import random_symplectic
from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace


def plain_kernel(kraus: list[np.ndarray], d: int, n: int) -> np.ndarray:
    A = np.array([plain.phase_point(m, d) for m in plain.points(d, n)])
    images = sum(K @ A @ K.conj().T for K in kraus)
    return np.einsum("rij,cji->rc", A, images) / d**n


def floats(kernel: Kernel) -> np.ndarray:
    return kernel.to_array().astype(float)


@pytest.mark.parametrize("d", [2, 3, 5, 9])
@pytest.mark.parametrize("name", ["fourier", "phase", "sum", "cphase"])
def test_kernels_of_unitaries_are_the_traces(d: int, name: str) -> None:
    U = named_unitary(name, d)
    n = 1 if U.dimension == d else 2
    if n == 2 and d > 3:
        return
    assert np.allclose(floats(unitary_kernel(U, d)), plain_kernel([U.to_complex()], d, n))


def test_the_dense_and_the_monomial_way_give_the_same_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    U = named_unitary("cphase", 3)
    monomial = unitary_kernel(U, 3).to_array()
    scaled = symplectic_unitaries([[0, 1], [2, 0]], [1, 2], 3)  # entries in every place: no monomial way
    monkeypatch.setattr(kernels, "_STACK", 1)  # and in the smallest portions
    assert np.array_equal(unitary_kernel(U, 3).to_array(), monomial)
    assert np.allclose(floats(unitary_kernel(scaled, 3)), plain_kernel([scaled.to_complex()], 3, 1))


@pytest.mark.parametrize(("d", "n"), [(3, 1), (3, 2), (5, 1), (9, 1), (15, 1)])
def test_images_of_phase_points_under_clifford_unitaries_are_the_products(d: int, n: int) -> None:
    rng, points = np.random.default_rng(d + n), PhaseSpace(d, n).points()
    some = points[rng.permutation(len(points))[:20]]
    dense = parity_phase_points(some, d).to_complex()
    for _ in range(3):
        drawn = random_symplectic(d, n, rng)
        U = symplectic_unitaries(drawn.matrix, drawn.shift, d)
        images = conjugation(U, d)
        assert images is not None
        expected = U.to_complex() @ dense @ U.to_complex().conj().T
        assert np.allclose(images(some).to_complex(), expected)


def test_a_unitary_that_leaves_no_monomial_images_is_followed_the_dense_way() -> None:
    fourier = named_unitary("fourier", 5)
    bent = PhaseMatrix((fourier.exponents + (np.arange(5) == 4)) % 5, fourier.norms, 5)  # after one phase more
    assert bent.is_unitary()
    assert conjugation(bent, 5) is None
    assert conjugated(bent, weyl_operators([[1, 0], [0, 1]], 5)) is None
    with pytest.raises(InputError, match="rational"):  # as its dense kernel is not
        unitary_kernel(bent, 5)


def test_operators_that_phase_points_do_not_invert_are_noticed() -> None:
    points = parity_phase_points(PhaseSpace(3, 1).points(), 3)
    crooked = Monomial.of([0, 1, 2], [0, 1, 0], 3).powers(3)
    with pytest.raises(RuntimeError, match="do not invert"):
        kernels._by_powers(crooked, points, 3)


@pytest.mark.parametrize("name", ["fourier", "phase", "sum", "cphase", "swap"])
def test_for_trits_kernels_permute_ontic_states(name: str) -> None:
    kernel = unitary_kernel(named_unitary(name, 3), 3)
    assert kernel.denominator == 1
    assert np.all(kernel.numerators == 1)
    assert np.array_equal(np.sort(kernel.columns), np.arange(kernel.size))


def test_for_bits_a_kernel_is_no_permutation_and_has_negative_entries() -> None:
    phase = unitary_kernel(named_unitary("phase", 2), 2)
    assert sorted({Fraction(int(v), phase.denominator) for v in phase.numerators}) == [Fraction(-1, 2), Fraction(1, 2)]


@pytest.mark.parametrize(
    ("d", "vector"),
    [
        (2, (1, 1)),
        (2, (1, 0, 0, 1)),
        (2, (1, 1, 1, 0)),
        (3, (1, 2)),
        (3, (1, 0, 1, 2)),
        (5, (2, 1)),
        (9, (3, 0)),
        (9, (2, 6)),
    ],
)
def test_measurement_kernels_are_the_traces(d: int, vector: tuple[int, ...]) -> None:
    n = len(vector) // 2
    for value, kernel in enumerate(measurement_kernels(vector, d)):
        assert np.allclose(floats(kernel), plain_kernel([plain.projector(np.array(vector), value, d)], d, n))


@pytest.mark.parametrize(
    ("d", "generators"), [(2, [[1, 0, 1, 0], [0, 1, 0, 1]]), (3, [[1, 1, 0, 2]]), (9, [[3, 0], [0, 3]])]
)
def test_the_kernel_of_a_joint_projection_is_the_product_of_single_ones(d: int, generators: list[list[int]]) -> None:
    projectors = joint_projectors(generators, d)
    k = len(generators)
    for values in [(0,) * k, (3 % d,) * k]:
        index = int(np.ravel_multi_index(values, (d,) * k))
        product, denominator = np.eye(d ** len(generators[0]), dtype=np.int64), 1
        for vector, value in zip(generators, values, strict=True):
            single = measurement_kernels(tuple(vector), d)[value]
            product, denominator = single(product), denominator * single.denominator
        joint = operator_kernel(projectors[index], d, d ** (2 * k))
        assert np.array_equal(joint.dense() * denominator, product * joint.denominator)


def test_a_kernel_applied_to_a_wigner_function_is_the_wigner_function_of_the_image() -> None:
    Pi, state = joint_projectors([[1, 0, 2, 0]], 3)[1], joint_projectors([[0, 1, 1, 1], [1, 0, 0, 1]], 3)
    kernel = operator_kernel(Pi, 3)
    before = integers(wigner_exact(state, 3))
    after = integers(wigner_exact(matmul(matmul(Pi, state), adjoint(Pi)), 3))
    assert np.array_equal(before @ kernel.dense().T, after * kernel.denominator)


@pytest.mark.parametrize(("d", "vector"), [(3, (1, 0, 1, 2)), (5, (1, 3)), (9, (3, 6))])
def test_for_odd_d_a_measurement_keeps_its_variable_and_randomises_along_its_flow(
    d: int, vector: tuple[int, ...]
) -> None:
    """The update of the toy theory, by brute force: m goes to m + t f, f the displacement that F generates."""
    F = np.array(vector)
    flow = np.empty_like(F)
    flow[0::2], flow[1::2] = F[1::2], -F[0::2]
    space = PhaseSpace(d, len(vector) // 2)
    points = space.points()
    for value, kernel in enumerate(measurement_kernels(vector, d)):
        expected = np.full((space.size, space.size), Fraction(0), dtype=object)
        for column, m in enumerate(points):
            if F @ m % d == value:
                for t in range(d):
                    expected[space.index(m + t * flow), column] += Fraction(1, d)
        assert np.array_equal(kernel.to_array(), expected)


@pytest.mark.parametrize("d", [2, 3, 9])
def test_a_reset_leaves_nothing_known(d: int) -> None:
    kernel = reset_kernel(d).to_array()
    assert np.all(kernel == Fraction(1, d * d))


def test_application_is_matrix_multiplication_also_beyond_64_bits() -> None:
    kernel = measurement_kernels((1, 1), 2)[1]
    values = np.random.default_rng(0).integers(-9, 10, (4, 3))
    matrix = kernel.to_array()
    assert np.array_equal(kernel(values), matrix.dot(values.astype(object)) * kernel.denominator)
    huge = values.astype(object) * 2**70
    assert np.array_equal(kernel(huge), matrix.dot(huge) * kernel.denominator)
    wide = values * 2**58
    assert np.array_equal(kernel(wide), matrix.dot(wide.astype(object)) * kernel.denominator)


def test_an_impossible_outcome_has_an_empty_kernel() -> None:
    kernel = measurement_kernels((3, 0), 9)[1]
    assert kernel.rows.size == 0
    assert not kernel(np.ones((81, 2), dtype=np.int64)).any()


def test_a_kernel_that_does_not_disturb_is_noticed() -> None:
    """Must fail: conditioning the Wigner function on the value, without randomising the conjugate."""
    points = np.array(plain.points(3, 1))
    keep = np.diag((points[:, 0] == 0).astype(float))
    assert not np.allclose(keep, plain_kernel([plain.projector(np.array([1, 0]), 0, 3)], 3, 1))
    assert not np.allclose(keep, floats(measurement_kernels((1, 0), 3)[0]))
