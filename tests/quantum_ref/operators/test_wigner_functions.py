"""Wigner and characteristic functions against their definitions, on states that no symmetry can hide."""

from __future__ import annotations

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref.operators import wigner_functions as module
from quantum_ref.operators.cyclotomic import equal, integers, matmul, roots, to_complex
from quantum_ref.operators.phase_points import scale
from quantum_ref.operators.qutip_bridge import as_operator, is_qobj, to_qobj
from quantum_ref.operators.wigner_functions import (
    characteristic_exact,
    characteristic_transform,
    operator_exact,
    operator_from_wigner,
    wigner_exact,
    wigner_from_characteristic_exact,
    wigner_function,
    wigner_scale,
    wigner_transform,
)
from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace

SPACES = [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (5, 1), (7, 1), (9, 1), (15, 1)]


def random_operators(d: int, n: int, count: int = 2) -> np.ndarray:
    """Neither Hermitian nor symmetric: elements of Z[zeta], (count, D, D, m)."""
    m = 4 if d == 2 else d
    return np.random.default_rng([d, n]).integers(-3, 4, (count, d**n, d**n, m))


def momentum_ket(p: int, d: int) -> np.ndarray:
    return np.exp(2j * np.pi * p * np.arange(d) / d) / np.sqrt(d)


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_the_wigner_function_is_the_trace_with_the_phase_points(d: int, n: int) -> None:
    operators = random_operators(d, n)
    floats = to_complex(operators)
    some = slice(None, None, 1 if d ** (2 * n) < 50 else 11)
    A = [plain.phase_point(m, d) for m in plain.points(d, n)[some]]
    expected = np.einsum("bij,mji->bm", floats, A) / d**n
    assert np.allclose(to_complex(wigner_exact(operators, d), wigner_scale(d, n))[:, some], expected)
    assert np.allclose(wigner_transform(floats, d)[:, some], expected)


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (9, 1)])
def test_the_characteristic_function_is_the_trace_with_the_displacements(d: int, n: int) -> None:
    operators = random_operators(d, n)
    floats = to_complex(operators)
    for index, m in list(enumerate(plain.points(d, n)))[:: 1 if d < 9 else 5]:
        one = [plain.PAULI[p, q] if d == 2 else plain.weyl_one(q, p, d) for q, p in zip(m[0::2], m[1::2], strict=True)]
        expected = np.trace(floats @ plain.kron(*one).conj().T, axis1=-2, axis2=-1)
        assert np.allclose(to_complex(characteristic_exact(operators, d))[:, index], expected)
        assert np.allclose(characteristic_transform(floats, d)[:, index], expected)


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_the_symplectic_fourier_transform_of_the_characteristic_function_is_the_wigner_function(d: int, n: int) -> None:
    operators = random_operators(d, n)
    by_characteristic = wigner_from_characteristic_exact(characteristic_exact(operators, d), d)
    ratio = d ** (2 * n) // wigner_scale(d, n)
    assert np.all(equal(by_characteristic, ratio * wigner_exact(operators, d)))


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_the_operator_comes_back(d: int, n: int) -> None:
    operators = random_operators(d, n)
    back = operator_exact(wigner_exact(operators, d), d)
    assert np.all(equal(back, scale(d, n) * wigner_scale(d, n) * operators))
    floats = to_complex(operators)
    assert np.allclose(operator_from_wigner(wigner_transform(floats, d), d), floats)


@pytest.mark.parametrize("d", [2, 3, 5, 7, 9, 15])
def test_position_and_momentum_states_fill_their_lines(d: int) -> None:
    x, p = 1, d - 1
    for ket, vector, value in [(np.eye(d)[x], (1, 0), x), (momentum_ket(p, d), (0, 1), p)]:
        W = wigner_function(np.outer(ket, ket.conj()), d)
        line = PhaseSpace(d, 1).points() @ np.array(vector) == value
        assert np.allclose(W, line / d)


def product_state(d: int) -> np.ndarray:
    """P1 = 1 and X2 = 2: neither a reflection, nor x for p, nor another order of coordinates leaves it alone."""
    ket = np.kron(momentum_ket(1, d), np.eye(d)[2 % d])
    return np.outer(ket, ket.conj())


def check_product_state(W: np.ndarray, d: int) -> None:
    points = PhaseSpace(d, 2).points()
    expected = ((points[:, 1] == 1) & (points[:, 2] == 2 % d)) / d**2
    assert np.allclose(W, expected)


@pytest.mark.parametrize("d", [2, 3, 5])
def test_an_asymmetric_product_state_has_the_toy_distribution(d: int) -> None:
    check_product_state(wigner_function(product_state(d), d), d)


def reflect(W: np.ndarray, d: int) -> np.ndarray:
    return W[PhaseSpace(d, 2).index(-PhaseSpace(d, 2).points())]


PLANTED = {
    "the state transposed": lambda rho, d: wigner_function(rho.T, d),
    "x and p swapped": lambda rho, d: wigner_function(rho, d)[
        PhaseSpace(d, 2).index(PhaseSpace(d, 2).points()[:, [1, 0, 3, 2]])
    ],
    "the systems swapped": lambda rho, d: wigner_function(
        rho.reshape((d,) * 4).transpose(1, 0, 3, 2).reshape(rho.shape), d
    ),
    "phase space reflected": lambda rho, d: reflect(wigner_function(rho, d), d),
    "x and p in blocks": lambda rho, d: wigner_function(rho, d).reshape((d,) * 4).transpose(0, 2, 1, 3).reshape(-1),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_of_the_wigner_function_is_noticed(fault: str) -> None:
    with pytest.raises(AssertionError):
        check_product_state(PLANTED[fault](product_state(3), 3), 3)


def test_a_wrong_half_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    module._weyl_phases.cache_clear()
    monkeypatch.setattr(module, "half", lambda d: 1)
    try:
        with pytest.raises(AssertionError):
            test_the_symplectic_fourier_transform_of_the_characteristic_function_is_the_wigner_function(3, 1)
    finally:
        module._weyl_phases.cache_clear()


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (5, 1)])
def test_marginals_along_every_variable_are_born_probabilities(d: int, n: int) -> None:
    rng = np.random.default_rng([d, n])
    root = rng.normal(size=(d**n, d**n)) + 1j * rng.normal(size=(d**n, d**n))
    rho = root @ root.conj().T
    rho /= np.trace(rho)
    W, points = wigner_function(rho, d), PhaseSpace(d, n).points()
    assert W.sum() == pytest.approx(1)
    for vector in points[1:]:
        for value in range(d):
            born = np.trace(rho @ plain.projector(vector, value, d)).real
            assert W[points @ vector % d == value].sum() == pytest.approx(born)


def test_batches_of_every_shape_are_taken() -> None:
    rho = random_operators(3, 1, 6).reshape(2, 3, 3, 3, 3)
    assert wigner_exact(rho, 3).shape == (2, 3, 9, 3)
    assert np.array_equal(wigner_exact(rho, 3)[1, 2], wigner_exact(rho[1, 2], 3))
    assert operator_exact(wigner_exact(rho, 3), 3).shape == rho.shape
    assert wigner_transform(to_complex(rho), 3).shape == (2, 3, 9)


def test_products_of_exact_operators_have_real_wigner_functions_when_hermitian() -> None:
    a = random_operators(9, 1, 1)[0]
    hermitian = matmul(a, np.roll(a[..., ::-1], 1, axis=-1).swapaxes(0, 1))  # a times its adjoint
    W = wigner_exact(hermitian, 9)
    assert np.all(equal(W, W[..., -np.arange(9)]))
    with pytest.raises(InputError, match="not rational"):
        integers(W)


def test_what_is_no_operator_is_refused() -> None:
    with pytest.raises(InputError, match=r"\(\.\.\., D, D, 3\)"):
        wigner_exact(roots(np.zeros((3, 3), dtype=int), 4), 3)
    with pytest.raises(InputError, match="no power"):
        wigner_exact(np.zeros((4, 4, 3), dtype=int), 3)
    with pytest.raises(InputError, match="no power"):
        wigner_function(np.eye(1), 3)
    with pytest.raises(InputError, match="as operators"):
        wigner_function(np.ones(3), 3)
    with pytest.raises(InputError, match="Hermitian"):
        wigner_function(np.array([[0, 1], [0, 0]]), 2)


def test_qutip_objects_go_in_and_out() -> None:
    import qutip

    ket = qutip.tensor(qutip.Qobj(momentum_ket(1, 3)), qutip.basis(3, 2))
    for state in (ket, ket.dag(), ket.proj()):
        assert is_qobj(state)
        check_product_state(wigner_function(state, 3), 3)
    back = to_qobj(operator_from_wigner(wigner_function(ket, 3), 3), 3)
    assert back.dims == [[3, 3], [3, 3]]
    assert (back - ket.proj()).norm() < 1e-12
    assert to_qobj(ket.full().ravel(), 3) == ket
    with pytest.raises(InputError, match="levels"):
        as_operator(qutip.basis(9, 0), 3)
    with pytest.raises(InputError, match="ket, bra or operator"):
        as_operator(qutip.operator_to_vector(ket.proj()), 3)
    with pytest.raises(InputError, match="as a QuTiP object"):
        to_qobj(np.ones((3, 2)), 3)
    assert not is_qobj(np.eye(2))
