"""How close is "very close"? The pairs (V, W) of Lagrangian subspaces on which bits and qubits agree.

V is prepared by its reduced row-echelon generators with values v, then W is measured: (a) its reduced row-echelon
generators jointly, or (b) all its elements jointly. The pair is equal if both theories give the same distribution for
all v. A sign function s gives the Pauli products other signs, T'_F = (-1)^s(F) T_F, in both roles.

Criterion. Let t_V(F) be the sign of T'_F in the state of V with all values 0, for F in V. Then the pair is equal (a)
exactly when t_V = t_W on the intersection, and (b) exactly when t_W = 0 and t_V = 0 on the intersection (docs/bits.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import Matrix

from .operators import all_values, positions
from .pauli import list_signs

Table = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Bases:
    """All Lagrangian subspaces of n bits by their reduced row-echelon generators.

    Attributes
    ----------
    n : number of systems.
    generators : (N, n, 2n).
    elements : (N, 2^n) positions of all elements among the variables, in the order of `all_values(n)`.
    signs : (N, 2^n) the signs q of the elements when the generators have sign +.
    """

    n: int
    generators: Matrix
    elements: Matrix
    signs: Matrix

    @property
    def count(self) -> int:
        """N."""
        return len(self.generators)

    @property
    def pairs(self) -> int:
        """N^2."""
        return self.count**2


@lru_cache(maxsize=8)
def bases(n: int) -> Bases:
    """All Lagrangian subspaces of n bits.

    >>> [bases(n).count for n in (1, 2, 3)]
    [3, 15, 135]
    """
    generators = np.stack(lagrangian_modules(2, n))
    inside, signs = list_signs(generators[:, None], all_values(n))
    return Bases(n, generators, positions(inside), signs)


def signs_under(found: Bases, choice: Matrix) -> Matrix:
    """t_V(F) of all elements F of all V under sign functions (..., 4^n): (..., N, 2^n).

    `choice` has a 0 or 1 for each variable in the order of `variables(n)`.
    """
    units = found.elements[:, 2 ** np.arange(found.n - 1, -1, -1)]
    of_generators = np.asarray(choice)[..., units] @ all_values(found.n).T
    result: Matrix = (found.signs + np.asarray(choice)[..., found.elements] + of_generators) % 2
    return result


def _spread(found: Bases, values: Matrix) -> NDArray[np.float32]:
    """(..., N, 2^n) values of elements, as an incidence array over all variables (..., N, 4^n).

    In products of such arrays numbers are counts of elements, at most 2^n < 2^24: exact in float32.
    """
    table = np.zeros((*values.shape[:-1], 4**found.n), dtype=np.float32)
    where = np.broadcast_to(found.elements, values.shape)
    np.put_along_axis(table, where, values.astype(np.float32), -1)
    return table


def _inside(found: Bases) -> NDArray[np.float32]:
    return _spread(found, np.ones_like(found.elements))


def equal_by_generators(found: Bases, signs: Matrix) -> Table:
    """(a): which pairs (V, W) are equal when the generators of W are measured, (..., N, N), from t (..., N, 2^n)."""
    one = _spread(found, signs)
    apart = one @ (_inside(found) - one).swapaxes(-1, -2)
    return np.asarray(apart + apart.swapaxes(-1, -2) == 0)


def equal_by_elements(found: Bases, signs: Matrix) -> Table:
    """(b): which pairs (V, W) are equal when all elements of W are measured, (..., N, N), from t (..., N, 2^n)."""
    linear = np.asarray(~signs.any(axis=-1))
    return np.asarray((_spread(found, signs) @ _inside(found).T == 0) & linear[..., None, :])


def natural_signs(found: Bases) -> Matrix:
    """The sign function that is + everywhere."""
    return np.zeros(4**found.n, dtype=np.int64)
