"""Words of gates do what the map does, for prime and composite d; their signs on bits are those of matrices."""

from __future__ import annotations

import numpy as np
import pytest

from quantum_ref.operators.clifford import named_unitary
from toytheory.adapting import Gate, diagonalised, inverted, sign_of, word_of
from toytheory.discrete.random_objects import random_symplectic
from toytheory.errors import CannotRun
from toytheory.language.maps.discrete import NAMED_MAPS


def matrix_of(word, n, d):
    """The symplectic matrix of a word, gate by gate."""
    total = np.eye(2 * n, dtype=np.int64)
    for gate in word:
        where = [c for k in gate.wires for c in (2 * k, 2 * k + 1)]
        one = np.eye(2 * n, dtype=np.int64)
        one[np.ix_(where, where)] = NAMED_MAPS[gate.name].rows(d, 0)
        for _ in range(gate.times):
            total = one @ total % d
    return total


@pytest.mark.parametrize("d", [2, 3, 4, 5, 6, 9, 15])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_words_do_what_maps_do(d, n):
    rng = np.random.default_rng(d)
    for _ in range(15):
        S = random_symplectic(d, n, rng, affine=False).matrix
        word = word_of(S, d)
        assert np.array_equal(matrix_of(word, n, d), S)
        assert np.array_equal(matrix_of(inverted(word, d), n, d) @ S % d, np.eye(2 * n))
        rows = S[::2][: rng.integers(1, n + 1)]
        word, factors = diagonalised(rows, d)
        assert np.array_equal(factors @ matrix_of(word, n, d)[::2] % d, rows)


def test_multiples_and_matrices_that_are_not_symplectic_are_refused():
    with pytest.raises(CannotRun, match="multiple"):
        diagonalised(np.array([[3, 0]]), 9)
    with pytest.raises(ValueError, match="symplectic"):
        word_of(np.array([[1, 0], [0, 2]]), 5)


def test_other_gates_are_undone():
    word = (Gate("multiply", (0,), 1, 2), Gate("swap", (0, 1)))
    assert inverted(word, 5) == (Gate("swap", (0, 1)), Gate("multiply", (0,), 1, 3))


PAULIS = {
    (0, 0): np.eye(2),
    (1, 0): np.diag([1, -1]),
    (0, 1): np.array([[0, 1], [1, 0]]),
    (1, 1): np.array([[0, -1j], [1j, 0]]),
}


def test_signs_on_bits_are_those_of_matrices():
    rng = np.random.default_rng(1)
    for _ in range(40):
        S = random_symplectic(2, 2, rng, affine=False).matrix
        word = word_of(S, 2)
        U = np.eye(4)
        for gate in word:
            one = named_unitary(gate.name, 2).to_complex()
            if len(gate.wires) == 1:
                full = np.kron(one, np.eye(2)) if gate.wires[0] == 0 else np.kron(np.eye(2), one)
            else:
                swap = np.eye(4)[[0, 2, 1, 3]]
                full = one if gate.wires == (0, 1) else swap @ one @ swap
            U = np.linalg.matrix_power(full, gate.times) @ U
        row = rng.integers(0, 2, 4)
        before = np.kron(PAULIS[tuple(row[:2])], PAULIS[tuple(row[2:])])
        image = row @ S % 2
        after = np.kron(PAULIS[tuple(image[:2])], PAULIS[tuple(image[2:])])
        assert np.allclose(U.conj().T @ before @ U, (-1) ** sign_of(word, row) * after)
