"""Ranks of stabilizers against eigenvalues of density matrices, and against the toy theory, which counts the same."""

from __future__ import annotations

import numpy as np
import pytest
import stim

from quantum_ref.operators import densities
from quantum_ref.stim import entropies as tableaus
from toytheory.discrete.epistemic import EpistemicState
from toytheory.errors import InputError


def random_stabilizers(seed, n):
    """Some of the stabilizers of a random pure state."""
    tableau = stim.Tableau.random(n)
    rng = np.random.default_rng(seed)
    return [tableau.z_output(int(k)) for k in rng.permutation(n)[: rng.integers(0, n + 1)]]


def density(stabilizers, n):
    rho = np.eye(2**n) / 2**n
    for s in stabilizers:
        rho = rho @ (np.eye(2**n) + s.to_unitary_matrix(endian="big"))
    return rho


@pytest.mark.parametrize("seed", range(6))
def test_entropies_and_pairs_are_those_of_density_matrices_and_of_the_toy_theory(seed):
    n = 4
    stabilizers = random_stabilizers(seed, n)
    rho = density(stabilizers, n)
    rows = np.zeros((len(stabilizers), 2 * n), dtype=np.int64)
    for row, s in zip(rows, stabilizers, strict=True):
        row[1::2], row[0::2] = s.to_numpy()  # X of a qubit is the variable P
    toy = EpistemicState.of(rows, np.zeros(len(rows)), 2, n)
    assert tableaus.entropy(stabilizers, n) == pytest.approx(densities.entropy(rho, 2), abs=1e-9)
    for part in ([0], [1, 3], [0, 1, 2]):
        entropy = tableaus.entropy(stabilizers, n, part)
        assert entropy == pytest.approx(densities.entropy(rho, 2, part), abs=1e-9)
        assert entropy == toy.entropy(part).units
        pairs = tableaus.entangled_pairs(stabilizers, part)
        assert pairs == pytest.approx(densities.logarithmic_negativity(rho, part, 2), abs=1e-8)
        assert pairs == toy.correlated_pairs(part).units
        others = [k for k in range(n) if k not in part]
        shared = tableaus.mutual_information(stabilizers, n, part, others)
        assert shared == pytest.approx(densities.mutual_information(rho, part, others, 2), abs=1e-9)
        assert shared == toy.mutual_information(part, others).units


def test_the_trivial_group_and_wrong_qubits():
    assert tableaus.entropy([], 3) == 3
    assert tableaus.entangled_pairs([], [0]) == 0
    with pytest.raises(InputError, match="no list"):
        tableaus.entangled_pairs([stim.PauliString("XX")], [2])


def test_hundreds_of_qubits():
    n = 300
    chain = [stim.PauliString("_" * k + "ZZ" + "_" * (n - 2 - k)) for k in range(n - 1)]
    chain.append(stim.PauliString("X" * n))
    assert tableaus.entropy(chain, n) == 0
    assert tableaus.entropy(chain, n, range(100)) == 1
    assert tableaus.entangled_pairs(chain, range(100)) == 1
