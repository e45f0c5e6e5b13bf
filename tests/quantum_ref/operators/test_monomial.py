"""Monomial and phase matrices against their dense forms."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from quantum_ref.operators.clifford import named_unitary, symplectic_unitaries
from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.monomial import Monomial, tensor_all
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.weyl import observable_operators
from toytheory.errors import InputError


def random_monomials(batch: tuple[int, ...], size: int, order: int, seed: int = 0) -> Monomial:
    rng = np.random.default_rng([seed, size, order])
    targets = rng.permuted(np.broadcast_to(np.arange(size), (*batch, size)), axis=-1)
    return Monomial.of(targets, rng.integers(-20, 20, (*batch, size)), order)


@pytest.mark.parametrize("order", [3, 4, 9])
def test_products_adjoints_and_tensors_are_those_of_dense_matrices(order: int) -> None:
    a, b = random_monomials((2, 1), 4, order), random_monomials((3,), 4, order, seed=1)
    assert np.allclose((a @ b).to_complex(), a.to_complex() @ b.to_complex())
    assert np.allclose(a.adjoint().to_complex(), a.to_complex().conj().swapaxes(-1, -2))
    assert np.allclose((a * np.array([1, 2])[:, None]).to_complex()[1], a.to_complex()[1] * np.exp(4j * np.pi / order))
    one, other = random_monomials((), 3, order), random_monomials((), 2, order)
    assert np.allclose(one.tensor(other).to_complex(), np.kron(one.to_complex(), other.to_complex()))
    triple = tensor_all([one, other, other]).to_complex()
    assert np.allclose(triple, np.kron(np.kron(one.to_complex(), other.to_complex()), other.to_complex()))
    assert np.allclose(to_complex(a.to_cyclotomic()), a.to_complex())
    powers = b.powers(3).to_complex()
    for k in range(3):
        assert np.allclose(powers[:, k], np.linalg.matrix_power(b.to_complex(), k))


@pytest.mark.parametrize("batch", [(), (2, 1), (3,)])
def test_actions_on_exact_vectors_and_matrices_are_dense_products(batch: tuple[int, ...]) -> None:
    L = random_monomials(batch, 4, 9)
    values = np.random.default_rng(0).integers(-5, 6, (3, 4, 4, 9))
    dense, floats = L.to_complex(), to_complex(values)
    assert np.allclose(to_complex(L.on_matrices(values)), dense @ floats)
    assert np.allclose(to_complex(L.conjugating(values)), dense @ floats @ dense.conj().swapaxes(-1, -2))
    assert np.allclose(to_complex(L.on_vectors(values[:, 0])), (dense @ floats[:, 0, :, None])[..., 0])


def test_equality_is_exact_and_by_matrix() -> None:
    a = random_monomials((5,), 4, 3)
    assert a.equals(a).all()
    assert not a.equals(a * 1).any()
    assert (a @ a.adjoint()).equals(Monomial.identity(4, 3)).all()
    assert not Monomial.identity(4, 3).equals(Monomial.identity(4, 9)).any()
    assert a[1:3].reshape(2, 1).shape == (2, 1)


def test_malformed_and_mismatched_ones_are_refused() -> None:
    with pytest.raises(InputError, match="permutation"):
        Monomial.of([0, 0], [0, 0], 3)
    with pytest.raises(InputError, match="permutation"):
        Monomial.of(0, 0, 3)
    with pytest.raises(InputError, match="order 3 on 2"):
        Monomial.identity(2, 3) @ Monomial.identity(3, 3)
    with pytest.raises(InputError, match="orders 3 and 4"):
        Monomial.identity(2, 3).tensor(Monomial.identity(2, 4))
    with pytest.raises(InputError, match="order 3 on 3"):
        named_unitary("fourier", 3).intertwines(Monomial.identity(2, 3), Monomial.identity(2, 3))
    with pytest.raises(InputError, match="norm 1"):
        named_unitary("fourier", 3).to_monomial()


def test_phase_matrices_multiply_as_dense_ones_do() -> None:
    U = symplectic_unitaries([[[1, 1], [0, 1]], [[0, 1], [2, 0]]], [[1, 0], [2, 1]], 3)
    assert np.allclose(U.adjoint().to_complex(), U.to_complex().conj().swapaxes(-1, -2))
    assert np.allclose(to_complex(U.to_cyclotomic()) / np.sqrt(U.norms)[:, None, None], U.to_complex())
    assert U.is_unitary().all()
    assert U[0].shape == ()


def test_intertwining_is_equality_of_dense_products() -> None:
    U = symplectic_unitaries([[[1, 1], [0, 1]], [[0, 1], [2, 0]]], [[1, 0], [2, 1]], 3)
    points = np.array(list(itertools.product(range(3), repeat=2)))
    for a, b in itertools.product(points, points):
        left, right = observable_operators(a, 3), observable_operators(b, 3)
        expected = [np.allclose(left.to_complex() @ u, u @ right.to_complex()) for u in U.to_complex()]
        assert U.intertwines(left, right).tolist() == expected
    zeroed = PhaseMatrix(np.where(np.arange(9).reshape(3, 3) == 4, -1, U.exponents), U.norms, 3)
    assert not zeroed.intertwines(*[observable_operators([1, 0], 3)] * 2).any()


def test_monomials_survive_the_way_to_phase_matrices_and_back() -> None:
    a = random_monomials((3, 2), 4, 9)
    dense = PhaseMatrix.from_monomial(a)
    assert np.allclose(dense.to_complex(), a.to_complex())
    assert dense.to_monomial().equals(a).all()


def test_a_matrix_that_is_not_unitary_and_a_difference_beyond_phase_are_noticed() -> None:
    fourier = named_unitary("fourier", 3)
    bent = PhaseMatrix(np.where(np.arange(9).reshape(3, 3) == 4, 0, fourier.exponents), fourier.norms, 3)
    assert not bent.is_unitary()
    assert not bent.same_up_to_phase(fourier)
    assert not PhaseMatrix.from_monomial(Monomial.identity(3, 3)).same_up_to_phase(fourier)
    assert fourier.same_up_to_phase(PhaseMatrix((fourier.exponents + 1) % 3, fourier.norms, 3))
