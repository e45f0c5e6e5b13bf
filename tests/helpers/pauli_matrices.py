"""Pauli products as plain matrices: what everything about bits is held against here."""

from __future__ import annotations

from functools import reduce

import numpy as np

PAULI = {
    "I": np.eye(2),
    "Z": np.diag([1.0, -1.0]),
    "X": np.array([[0.0, 1.0], [1.0, 0.0]]),
    "Y": np.array([[0.0, -1.0j], [1.0j, 0.0]]),
}


def matrix(name):
    return reduce(np.kron, [PAULI[letter] for letter in name])


def product_sign(names):
    """s where the product is (-1)^s, None where it is not a sign."""
    total = reduce(np.matmul, [matrix(name) for name in names])
    unit = np.eye(len(total))
    return next((s for s in (0, 1) if np.allclose(total, (-1) ** s * unit)), None)


def commute(names):
    return all(np.allclose(matrix(a) @ matrix(b), matrix(b) @ matrix(a)) for a in names for b in names)
