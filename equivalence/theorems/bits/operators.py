"""Pauli products, stabilizer states and Clifford maps as matrices: what the formulas of `pauli` are compared with.

Every number that is read off a matrix here is an integer after scaling; floats are rounded, and it is an error if
one is not within 1e-9 of an integer. Variables stand in the order of `PhaseSpace(2, n).points()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.operators.clifford import symplectic_unitaries
from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.weyl import observable
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.phase_space.modular import Matrix, elements, howell
from toytheory.phase_space.space import PhaseSpace

Operators = NDArray[np.complex128]

TOLERANCE = 1e-9


@lru_cache(maxsize=8)
def variables(n: int) -> Matrix:
    """All 4^n variables of n bits as rows, 0 first; read-only."""
    rows = PhaseSpace(2, n).points()
    rows.flags.writeable = False
    return rows


def positions(rows: Matrix) -> Matrix:
    """Where variables (..., 2n) stand among `variables(n)`."""
    return PhaseSpace(2, rows.shape[-1] // 2).index(rows)


@lru_cache(maxsize=8)
def pauli_products(n: int) -> Operators:
    """T_F of all variables, (4^n, 2^n, 2^n)."""
    return observable(variables(n), 2)


def whole(values: NDArray[Any]) -> Matrix:
    """Real parts as integers; ArithmeticError where a value is no integer within 1e-9.

    >>> whole(np.array([1 + 1e-12j, -2.0]))
    array([ 1, -2])
    """
    rounded = np.rint(values.real)
    if values.size and float(np.abs(values - rounded).max()) > TOLERANCE:
        raise ArithmeticError("a number that should be an integer is not one")
    integers: Matrix = rounded.astype(np.int64)
    return integers


def expectations(states: Operators) -> Matrix:
    """Tr(rho T_F) of density matrices that are stabilizer states, (..., D, D) -> (..., 4^n) of -1, 0, 1."""
    size = states.shape[-1]
    operators = pauli_products(size.bit_length() - 1)
    return whole(states.reshape(*states.shape[:-2], -1) @ operators.swapaxes(1, 2).reshape(len(operators), -1).T)


def prepared(generators: ArrayLike) -> Operators:
    """The states of all values of a list of independent commuting variables, (..., k, 2n) -> (..., 2^k, D, D).

    >>> prepared([[1, 0]]).real.tolist()
    [[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]
    """
    rows = np.asarray(generators, dtype=np.int64)
    return to_complex(joint_projectors(rows, 2), 2 ** (rows.shape[-1] // 2))


def unitaries(matrices: ArrayLike) -> Operators:
    """The Clifford counterparts of symplectic matrices, (..., 2n, 2n) -> (..., D, D)."""
    rows = np.asarray(matrices, dtype=np.int64)
    return symplectic_unitaries(rows, np.zeros(rows.shape[:-1], dtype=np.int64), 2).to_complex()


def heisenberg(maps: Operators) -> Matrix:
    """M with U^dagger T_G U = sum_F M[G, F] T_F, (..., D, D) -> (..., 4^n, 4^n) of -1, 0, 1."""
    size = maps.shape[-1]
    operators = pauli_products(size.bit_length() - 1)
    left, right = maps.conj().swapaxes(-1, -2)[..., None, :, :], maps[..., None, :, :]
    moved = left @ operators @ right
    flat = moved.reshape(*moved.shape[:-2], -1)
    return whole(flat @ operators.swapaxes(1, 2).reshape(len(operators), -1).T / size)


def generating_lists(n: int) -> Iterator[Matrix]:
    """Every list of independent commuting variables, up to its order: every basis of every isotropic subspace.

    >>> sum(1 for _ in generating_lists(1)), sum(1 for _ in generating_lists(2))
    (4, 61)
    """
    for form in isotropic_modules(2, n):
        inside = elements(form, 2)[1:]
        for chosen in combinations(range(len(inside)), len(form)):
            rows = inside[list(chosen)].reshape(len(form), 2 * n)
            if len(howell(rows, 2)) == len(form):
                yield rows


def all_values(k: int) -> Matrix:
    """All values of k bits, (2^k, k), in the order of the states of `prepared`."""
    count: Matrix = np.arange(2**k)[:, None] >> np.arange(k - 1, -1, -1) & 1
    return count


def toy_distributions(generators: Matrix, points: Matrix) -> NDArray[np.float64]:
    """Toy distributions over ontic states (N, 2n) of all values of a list (k, 2n), (2^k, N); exact in floats."""
    found = points @ generators.T % 2
    possible = (found[None, :, :] == all_values(len(generators))[:, None, :]).all(axis=-1)
    shares: NDArray[np.float64] = possible * (2.0 ** len(generators) / len(points))
    return shares


def characters(n: int) -> Matrix:
    """(-1)^F(m) for all ontic states m (rows) and all variables F (columns), (4^n, 4^n)."""
    points = variables(n)
    signs: Matrix = 1 - 2 * (points @ points.T % 2)
    return signs
