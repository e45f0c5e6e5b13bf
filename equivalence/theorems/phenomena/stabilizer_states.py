"""Stabilizer states as dense matrices: the quantum side of what is counted about the talk's phenomena."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import observable
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

Operators = NDArray[np.complex128]

EXACT = 1e-9
"""Traces of products of stabilizer states are powers of 1/d or 0; floats are this near to them."""


def densities(rows: Matrix, d: int) -> Operators:
    """The density matrices of all values of commuting independent variables (k, 2n), (d^k, D, D), d = 2 or odd prime.

    Read-only: made once, since many checks ask for the same states.

    >>> densities(np.array([[1, 0]]), 2).real.tolist()
    [[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]
    """
    return _densities(tuple(map(tuple, rows.tolist())), rows.shape[1], d)


@lru_cache(maxsize=512)
def _densities(known: tuple[tuple[int, ...], ...], width: int, d: int) -> Operators:
    size = d ** (width // 2)
    found: Operators = np.eye(size, dtype=np.complex128)[None] / size
    if known:
        found = to_complex(joint_projectors(np.array(known), d), size)
    found.flags.writeable = False
    return found


@lru_cache(maxsize=16)
def all_observables(d: int, n: int) -> Operators:
    """The operators of all variables of n systems, (d^2n, D, D), in the order of `PhaseSpace.points`; read-only.

    >>> all_observables(2, 1)[1].real.tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    found = observable(PhaseSpace(d, n).points(), d)
    found.flags.writeable = False
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
