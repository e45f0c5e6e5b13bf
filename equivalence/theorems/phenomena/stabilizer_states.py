"""Stabilizer states as dense matrices: the quantum side of what is counted about the talk's phenomena."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.stabilizer import joint_projectors
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import Matrix

Operators = NDArray[np.complex128]

EXACT = 1e-9
"""Traces of products of stabilizer states are powers of 1/d or 0; floats are this near to them."""


def densities(rows: Matrix, d: int) -> Operators:
    """The density matrices of all values of commuting independent variables (k, 2n), (d^k, D, D), d = 2 or odd prime.

    >>> densities(np.array([[1, 0]]), 2).real.tolist()
    [[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]
    """
    size = d ** (rows.shape[1] // 2)
    if not len(rows):
        return np.asarray(np.eye(size, dtype=np.complex128)[None] / size)
    found: Operators = to_complex(joint_projectors(rows, d), size)
    return found


@lru_cache(maxsize=16)
def pure_densities(d: int, n: int) -> Operators:
    """All pure stabilizer states of n systems, (states, D, D).

    >>> pure_densities(2, 1).shape, pure_densities(3, 1).shape
    ((6, 2, 2), (12, 3, 3))
    """
    return np.concatenate([densities(rows, d) for rows in lagrangian_modules(d, n)])


def overlaps(left: Operators, right: Operators) -> NDArray[np.float64]:
    """Tr(rho sigma) of all pairs, (a, D, D) and (b, D, D) -> (a, b)."""
    found: NDArray[np.float64] = np.real(left.reshape(len(left), -1) @ right.reshape(len(right), -1).conj().T)
    return found


def partial_trace(states: Operators, kept: int, traced: int) -> Operators:
    """Of states of two parties with these dimensions: what is left of the first, (..., D, D) -> (..., kept, kept).

    >>> partial_trace(np.eye(4, dtype=complex) / 4, 2, 2).real.tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """
    shaped = states.reshape(*states.shape[:-2], kept, traced, kept, traced)
    found: Operators = np.einsum("...ajbj->...ab", shaped)
    return found
