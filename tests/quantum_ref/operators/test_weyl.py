"""Weyl operators and observables against their definitions on eigenstates, in plain floats."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from quantum_ref.operators import weyl as weyl_module
from quantum_ref.operators.weyl import observable, observable_operators, weyl, weyl_operators
from toytheory.errors import InputError

ODD = [3, 5, 7, 9, 15]


def omega(d: int) -> complex:
    return complex(np.exp(2j * np.pi / d))


def x_state(x: int, d: int) -> np.ndarray:
    return np.eye(d, dtype=complex)[x]


def p_state(p: int, d: int) -> np.ndarray:
    return np.array([omega(d) ** (p * x) for x in range(d)]) / np.sqrt(d)


def shift(d: int) -> np.ndarray:
    return np.roll(np.eye(d, dtype=complex), 1, axis=0)


def clock(d: int) -> np.ndarray:
    return np.diag([omega(d) ** x for x in range(d)])


@pytest.mark.parametrize("d", ODD)
def test_the_unitary_of_X_has_eigenvalue_omega_to_the_x_on_basis_states(d: int) -> None:
    for x in range(d):
        assert np.allclose(observable([1, 0], d) @ x_state(x, d), omega(d) ** x * x_state(x, d))


@pytest.mark.parametrize("d", ODD)
def test_the_unitary_of_P_has_eigenvalue_omega_to_the_p_on_momentum_states(d: int) -> None:
    for p in range(d):
        assert np.allclose(observable([0, 1], d) @ p_state(p, d), omega(d) ** p * p_state(p, d))


@pytest.mark.parametrize("d", ODD)
def test_weyl_operators_are_the_phased_product_of_clock_and_shift(d: int) -> None:
    half = (d + 1) // 2
    for q, p in itertools.product(range(d), repeat=2):
        product = np.linalg.matrix_power(clock(d), p) @ np.linalg.matrix_power(shift(d), q)
        assert np.allclose(weyl([q, p], d), omega(d) ** (-half * q * p % d) * product)


@pytest.mark.parametrize("d", ODD)
def test_displacements_move_position_and_momentum_by_their_own_amounts(d: int) -> None:
    for q, p in [(1, 0), (0, 1), (2, 1)]:
        w = weyl([q, p], d)
        assert abs(np.vdot(x_state((1 + q) % d, d), w @ x_state(1, d))) == pytest.approx(1)
        assert abs(np.vdot(p_state((2 + p) % d, d), w @ p_state(2 % d, d))) == pytest.approx(1)


@pytest.mark.parametrize("d", [3, 5, 9])
def test_observables_are_powers_and_half_phased_products(d: int) -> None:
    for a, b in itertools.product(range(d), repeat=2):
        direct = np.linalg.matrix_power(observable([1, 0], d), a) @ np.linalg.matrix_power(observable([0, 1], d), b)
        # Z X^-1 |x> = omega^(x-1) |x-1>, which lacks half a turn of the symmetric omega^(x-1/2) |x-1>
        assert np.allclose(direct, omega(d) ** (-(d + 1) // 2 * a * b) * observable([a, b], d))
        assert np.allclose(np.linalg.matrix_power(observable([a, b], d), 2), observable([2 * a, 2 * b], d))
        assert np.allclose(np.linalg.matrix_power(observable([a, b], d), d), np.eye(d))


@pytest.mark.parametrize("d", [3, 5, 9])
def test_weyl_operators_multiply_with_half_their_bracket(d: int) -> None:
    rng = np.random.default_rng(d)
    a, b = rng.integers(0, d, (2, 40, 4))
    bracket = np.sum(a[:, 0::2] * b[:, 1::2] - a[:, 1::2] * b[:, 0::2], axis=-1)
    product = weyl_operators(a, d) @ weyl_operators(b, d)
    assert product.equals(weyl_operators(a + b, d) * (-(d + 1) // 2 * bracket)).all()


def test_bits_have_the_pauli_matrices_with_sign_plus() -> None:
    assert np.array_equal(observable([1, 0], 2), np.diag([1, -1]))
    assert np.array_equal(observable([0, 1], 2), [[0, 1], [1, 0]])
    assert np.array_equal(observable([1, 1], 2), [[0, -1j], [1j, 0]])
    assert np.array_equal(observable([1, 1, 1, 1], 2), np.kron([[0, -1j], [1j, 0]], [[0, -1j], [1j, 0]]))


@pytest.mark.parametrize("d", [2, 3, 5])
def test_system_one_is_the_most_significant_factor(d: int) -> None:
    vector = [1, 1, 1, d - 1]
    assert np.allclose(observable(vector, d), np.kron(observable([1, 1], d), observable([1, d - 1], d)))
    assert not np.allclose(observable([1, 0, 0, 0], d), np.kron(np.eye(d), observable([1, 0], d)))


@pytest.mark.parametrize("d", [2, 3])
def test_constants_multiply_by_omega(d: int) -> None:
    with_constant = observable_operators([[1, 1], [0, 1]], d, [1, 2]).to_complex()
    for k, (vector, c) in enumerate([([1, 1], 1), ([0, 1], 2)]):
        assert np.allclose(with_constant[k], omega(d) ** c * observable(vector, d))


def test_batches_have_the_shape_of_the_vectors() -> None:
    vectors = np.arange(24).reshape(2, 3, 4)
    assert weyl_operators(vectors, 3).shape == (2, 3)
    assert np.allclose(weyl(vectors, 3)[1, 2], weyl(vectors[1, 2], 3))


def test_even_d_above_two_and_odd_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="even d > 2"):
        observable([1, 0], 4)
    with pytest.raises(InputError, match="pairs"):
        observable([1, 0, 1], 3)
    with pytest.raises(InputError, match="pairs"):
        observable(1, 3)


def test_a_wrong_half_in_the_phase_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weyl_module, "half", lambda d: 1)
    with pytest.raises(AssertionError):
        test_weyl_operators_are_the_phased_product_of_clock_and_shift(3)
    with pytest.raises(AssertionError):
        test_observables_are_powers_and_half_phased_products(3)
