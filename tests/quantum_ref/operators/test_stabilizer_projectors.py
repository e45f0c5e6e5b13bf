"""Joint spectral projectors against plain floats, for prime and composite d, and their Wigner functions."""

from __future__ import annotations

import math

import numpy as np
import plain_quantum as plain
import pytest

from quantum_ref.conventions import root_order
from quantum_ref.operators.cyclotomic import constant, equal, integers, matmul, to_complex
from quantum_ref.operators.stabilizer import joint_eigenvectors, joint_projectors, joint_traces
from quantum_ref.operators.weyl import observable_operators
from quantum_ref.operators.wigner_functions import wigner_exact, wigner_scale
from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace

CASES = [
    (2, [[1, 0]]),
    (2, [[1, 1]]),
    (2, [[1, 0, 1, 0], [0, 1, 0, 1]]),
    (2, [[1, 1, 1, 1]]),
    (3, [[1, 2]]),
    (3, [[1, 0, 2, 0], [0, 1, 0, 1]]),
    (3, [[1, 1, 0, 2]]),
    (5, [[2, 3]]),
    (9, [[1, 4]]),
    (9, [[3, 0], [0, 3]]),
    (15, [[3, 5]]),
    (15, [[5, 0]]),
]


@pytest.mark.parametrize(("d", "generators"), CASES)
def test_projectors_are_products_of_spectral_projectors(d: int, generators: list[list[int]]) -> None:
    k, n = len(generators), len(generators[0]) // 2
    exact = joint_projectors(generators, d)
    assert exact.shape == (d**k, d**n, d**n, 4 if d == 2 else d)
    for index, values in enumerate(np.ndindex(*(d,) * k)):
        expected = np.eye(d**n)
        for vector, value in zip(generators, values, strict=True):
            expected = expected @ plain.projector(np.array(vector), value, d)
        assert np.allclose(to_complex(exact[index], d**k), expected)
        assert joint_traces(exact, d)[index] == round(d**k * np.trace(expected).real)


@pytest.mark.parametrize(("d", "generators"), [case for case in CASES if case[0] % 2])
def test_for_odd_d_the_wigner_function_is_uniform_on_the_solutions(d: int, generators: list[list[int]]) -> None:
    """The toy distribution, by brute force over phase space: also for composite d, where values may be impossible."""
    k, n = len(generators), len(generators[0]) // 2
    projectors, points = joint_projectors(generators, d), PhaseSpace(d, n).points()
    W, traces = integers(wigner_exact(projectors, d)), joint_traces(projectors, d)
    for index, values in enumerate(np.ndindex(*(d,) * k)):
        support = np.all(points @ np.array(generators).T % d == values, axis=1)
        assert bool(traces[index]) == bool(support.any())
        if support.any():  # W / (N Tr) = 1 / |support|
            assert np.array_equal(W[index] * int(support.sum()), support * wigner_scale(d, n) * traces[index])
        else:
            assert not W[index].any()


def test_a_module_without_free_basis_is_a_pure_state_at_nine() -> None:
    projectors = joint_projectors([[3, 0], [0, 3]], 9)
    assert sorted(set(joint_traces(projectors, 9).tolist())) == [0, 81]  # 81 times rank 0 or 1
    pure = projectors[joint_traces(projectors, 9) == 81]
    assert len(pure) == 9
    assert np.all(equal(matmul(pure, pure), 81 * pure))


def test_a_bell_pair_of_bits_has_a_negative_wigner_function() -> None:
    negative = integers(wigner_exact(joint_projectors([[1, 0, 1, 0], [0, 1, 0, 1]], 2), 2))
    assert negative.min() < 0
    one = integers(wigner_exact(joint_projectors([[1, 1]], 2), 2))
    assert one.min() == 0


def test_batches_and_empty_sets_of_generators() -> None:
    batch = np.array([[[1, 0, 0, 0]], [[0, 1, 0, 2]], [[1, 1, 1, 0]]])
    together = joint_projectors(batch, 3)
    for k in range(3):
        assert np.array_equal(together[k], joint_projectors(batch[k], 3))
    nothing = joint_projectors(np.zeros((2, 0, 4), dtype=int), 3)
    assert nothing.shape == (2, 1, 9, 9, 3)
    assert np.all(equal(nothing[1, 0, 4, 4], np.array([1, 0, 0])))


def test_generators_that_do_not_commute_are_refused() -> None:
    with pytest.raises(InputError, match="1 and 2 do not commute"):
        joint_projectors([[1, 0], [0, 1]], 3)
    with pytest.raises(InputError, match="generators"):
        joint_projectors([1, 0], 3)
    with pytest.raises(InputError, match="generators"):
        joint_projectors([[1, 0, 1]], 3)


@pytest.mark.parametrize(
    ("d", "generators"),
    [(2, [[1, 1]]), (2, [[1, 0, 1, 0], [0, 1, 0, 1]]), (3, [[1, 1, 0, 1], [0, 1, 1, 2]]), (9, [[1, 4]])],
)
def test_joint_eigenvectors_are_eigenvectors(d: int, generators: list[list[int]]) -> None:
    operators = observable_operators(generators, d)
    exponents, norm = joint_eigenvectors(operators, d)
    m = operators.order
    ket = np.where(exponents < 0, 0, np.exp(2j * np.pi * exponents / m)) / math.sqrt(norm)
    assert np.linalg.norm(ket) == pytest.approx(1)
    for matrix in operators.to_complex():
        assert np.allclose(matrix @ ket, ket)


def test_incomplete_sets_have_no_single_eigenvector() -> None:
    with pytest.raises(InputError, match="no single"):
        joint_eigenvectors(observable_operators([[1, 0, 0, 0]], 3), 3)
    with pytest.raises(InputError, match="no single"):
        joint_eigenvectors(observable_operators([[1, 0], [1, 0]], 2, [0, 1]), 2)  # Z = 1 and Z = -1


def test_operators_whose_power_d_is_not_one_are_refused() -> None:
    with pytest.raises(InputError, match="power 3"):
        joint_eigenvectors(observable_operators([[1, 0]], 9), 3)


def test_a_valuation_with_the_wrong_sign_is_noticed() -> None:
    """Must fail: projectors listed with values negated."""
    projectors = joint_projectors([[1, 2]], 3)
    wrong = projectors[[0, 2, 1]]
    assert np.allclose(to_complex(projectors[1], 3), plain.projector(np.array([1, 2]), 1, 3))
    assert not np.allclose(to_complex(wrong[1], 3), plain.projector(np.array([1, 2]), 1, 3))


@pytest.mark.parametrize("d", [2, 3])
def test_no_lists_at_all_have_no_projectors_and_empty_lists_one_each(d: int) -> None:
    assert joint_projectors(np.zeros((0, 1, 2), dtype=np.int64), d).shape == (0, d, d, d, root_order(d))
    (one,) = joint_projectors(np.zeros((0, 4), dtype=np.int64), d)
    assert equal(one, constant(np.eye(d * d, dtype=np.int64), root_order(d))).all()
