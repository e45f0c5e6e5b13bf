from __future__ import annotations

import numpy as np
import pytest
from by_hand import GATES, on_systems, pauli

from equivalence.theorems.bits.operators import generating_lists, prepared, variables, whole
from equivalence.theorems.bits.pauli import beta, image_sign, list_signs, ordered_product, phase
from toytheory.errors import InputError
from toytheory.language.maps.discrete import named_transform
from toytheory.phase_space.space import bracket_rows


@pytest.mark.parametrize("n", [1, 2])
def test_products_of_pauli_matrices_have_the_predicted_phase(n):
    for F in variables(n):
        for G in variables(n):
            assert np.allclose(pauli(F) @ pauli(G), 1j ** int(phase(F, G)) * pauli(F ^ G))


def test_beta_is_symmetric_and_a_cocycle_on_commuting_triples():
    rows = variables(2)
    commuting = bracket_rows(rows, rows) % 2 == 0
    triples = [
        (F, G, K)
        for i, F in enumerate(rows)
        for j, G in enumerate(rows)
        for k, K in enumerate(rows)
        if commuting[i, j] and commuting[i, k] and commuting[j, k]
    ]
    F, G, K = (np.array(column) for column in zip(*triples, strict=True))
    assert (beta(F, G) == beta(G, F)).all()
    assert ((beta(F, G) + beta(F ^ G, K)) % 2 == (beta(G, K) + beta(F, G ^ K)) % 2).all()


def test_beta_vanishes_for_variables_of_different_systems():
    assert not beta([1, 1, 0, 0], [0, 0, 1, 1]).any()


def test_variables_that_do_not_commute_have_no_sign():
    with pytest.raises(InputError, match="do not commute"):
        beta([1, 0], [0, 1])
    with pytest.raises(InputError, match="does not commute"):
        list_signs([[1, 0], [0, 1]], [1, 1])


def test_ordered_products_are_products_of_matrices():
    rng = np.random.default_rng(0)
    for _ in range(40):
        rows, chosen = rng.integers(0, 2, (4, 6)), rng.integers(0, 2, 4)
        total, exponent = ordered_product(rows, chosen)
        matrix = np.eye(8, dtype=complex)
        for row, c in zip(rows, chosen, strict=True):
            matrix = matrix @ (pauli(row) if c else np.eye(8))
        assert np.allclose(matrix, 1j ** int(exponent) * pauli(total))


def test_ordered_products_broadcast():
    rows = np.array([[1, 0, 1, 0], [0, 1, 0, 1]])
    total, signs = list_signs(rows[None], [[[0, 0]], [[1, 1]]])
    assert total.shape == (2, 1, 4)
    assert signs.tolist() == [[0], [1]]


@pytest.mark.parametrize("name", sorted(GATES))
def test_images_under_named_gates_have_the_predicted_sign(name):
    systems = (0, 1) if GATES[name].shape == (4, 4) else (0,)
    n = len(systems)
    step = named_transform(name, systems, 2, 1 if name == "multiply" else None)
    unitary = on_systems(GATES[name], systems, n)
    for G in variables(n):
        image, sign = image_sign(step.matrix, G)
        assert np.allclose(unitary.conj().T @ pauli(G) @ unitary, (-1) ** int(sign) * pauli(image))


# matrices


def test_numbers_that_should_be_whole_are_checked():
    assert whole(np.array([2.0 + 1e-12j])).tolist() == [2]
    with pytest.raises(ArithmeticError, match="integer"):
        whole(np.array([0.5]))


@pytest.mark.parametrize(("n", "count"), [(1, 4), (2, 1 + 15 + 45), (3, 1 + 63 + 945 + 3780)])
def test_all_lists_are_the_bases_of_all_isotropic_subspaces(n, count):
    assert sum(1 for _ in generating_lists(n)) == count


def test_prepared_states_are_products_of_projectors():
    rows = np.array([[1, 0, 1, 0], [0, 1, 0, 1]])
    for values, state in zip(((0, 0), (0, 1), (1, 0), (1, 1)), prepared(rows), strict=True):
        projectors = [(np.eye(4) + (-1) ** v * pauli(row)) / 2 for v, row in zip(values, rows, strict=True)]
        assert np.allclose(state, projectors[0] @ projectors[1])
