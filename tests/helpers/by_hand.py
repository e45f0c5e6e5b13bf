"""Qubits by hand, for expected values: Kronecker products of Pauli matrices, written-down gates, density matrices."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np

ONE = np.eye(2, dtype=complex)
Z = np.diag([1, -1]).astype(complex)
X = np.array([[0, 1], [1, 0]], dtype=complex)
Y = np.array([[0, -1j], [1j, 0]])
PAULI = {(0, 0): ONE, (1, 0): Z, (0, 1): X, (1, 1): Y}

H = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
S_DAGGER = np.diag([1, -1j])
CX = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]], dtype=complex)
CZ = np.diag([1, 1, 1, -1]).astype(complex)
SWAP = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=complex)
GATES = {"fourier": H, "phase": S_DAGGER, "sum": CX, "cphase": CZ, "swap": SWAP, "multiply": ONE}


def kron(*factors):
    result = np.eye(1, dtype=complex)
    for factor in factors:
        result = np.kron(result, factor)
    return result


def pauli(vector):
    """T_F of one variable as a matrix."""
    pairs = zip(vector[0::2], vector[1::2], strict=True)
    return kron(*(PAULI[(int(a), int(b))] for a, b in pairs))


def on_systems(gate, systems, n):
    """A gate of one or two systems as a matrix on n, by moving basis states."""
    size = 2**n
    result = np.zeros((size, size), dtype=complex)
    for column, bits in enumerate(product((0, 1), repeat=n)):
        inside = int("".join(str(bits[s]) for s in systems), 2)
        for new in range(2 ** len(systems)):
            moved = list(bits)
            for s, bit in zip(systems, format(new, f"0{len(systems)}b"), strict=True):
                moved[s] = int(bit)
            result[int("".join(map(str, moved)), 2), column] += gate[new, inside]
    return result


def measured_distribution(rho, variables):
    """Joint outcomes of commuting variables (rows) in a state, as fractions: outcome -> probability."""
    size = rho.shape[0]
    found = {}
    for outcome in product((0, 1), repeat=len(variables)):
        projector = np.eye(size, dtype=complex)
        for value, row in zip(outcome, variables, strict=True):
            projector = projector @ (np.eye(size) + (-1) ** value * pauli(row)) / 2
        p = np.trace(projector @ rho).real
        exact = Fraction(round(p * 2 ** len(variables)), 2 ** len(variables))
        assert abs(p - float(exact)) < 1e-9
        if exact:
            found[outcome] = exact
    return found
