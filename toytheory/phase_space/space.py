"""Phase space: (Z_d)^(2n) or R^(2n) in the talk's order (x1, p1, x2, p2, ...), and its symplectic form.

This is the one module that states the order of coordinates; everything else imports it.
Slides "Continuous degrees of freedom", "Discrete degrees of freedom" and "Symplectic geometry".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError

from .modular import MAX_D, Matrix, check_dimension

ENUMERABLE = 2**24
"""The largest number of ontic states that is ever listed one by one."""


def x_index(system: int) -> int:
    """Position of x of a system (counted from 0) in the talk's order."""
    return 2 * system


def p_index(system: int) -> int:
    """Position of p of a system (counted from 0) in the talk's order."""
    return 2 * system + 1


def coordinate_name(index: int) -> str:
    """The name of a coordinate function.

    >>> [coordinate_name(i) for i in range(4)]
    ['X1', 'P1', 'X2', 'P2']
    """
    return f"{'XP'[index % 2]}{index // 2 + 1}"


_X_AND_P = np.array([0, 1], dtype=np.int64)


def coordinates_of(systems: ArrayLike) -> Matrix:
    """The coordinate positions of some systems, x and p of each in turn.

    >>> coordinates_of([0, 2]).tolist()
    [0, 1, 4, 5]
    """
    found: Matrix = 2 * np.asarray(systems, dtype=np.int64).reshape(-1, 1) + _X_AND_P
    return found.reshape(-1)


def symplectic_form(n: int) -> Matrix:
    """The matrix B with F^T B G = [F, G] = sum_i (a_i d_i - b_i c_i), shape (2n, 2n).

    The talk prints the matrix J with the opposite sign; the displayed sum is the convention here.

    >>> symplectic_form(1).tolist()
    [[0, 1], [-1, 0]]
    """
    form = np.zeros(4 * n * n, dtype=np.int64)
    form[1 :: 4 * n + 2], form[2 * n :: 4 * n + 2] = 1, -1  # two rows and two columns on
    return form.reshape(2 * n, 2 * n)


def bracket_rows(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """Brackets of all rows of two coefficient arrays, (k, 2n) and (l, 2n) -> (k, l), not reduced.

    >>> bracket_rows(np.array([[1, 0]]), np.array([[0, 1]])).tolist()
    [[1]]
    """
    product: NDArray[Any] = left[:, 0::2] @ right[:, 1::2].T - left[:, 1::2] @ right[:, 0::2].T
    return product


def flow(vectors: NDArray[Any]) -> NDArray[Any]:
    """The displacements that linear functionals generate, (..., 2n) -> (..., 2n).

    The flow of F moves m to m + t f with G(m + t f) = G(m) + t [G, F] for every linear G: what a
    reproducible measurement of F must randomise.

    >>> flow(np.array([1, 0])).tolist()      # X kicks P
    [0, -1]
    """
    moved = np.empty_like(vectors)
    moved[..., 0::2] = vectors[..., 1::2]
    moved[..., 1::2] = -vectors[..., 0::2]
    return moved


@dataclass(frozen=True, slots=True)
class PhaseSpace:
    """The ontic states of n systems with d values a coordinate.

    >>> PhaseSpace(3, 2).size
    81
    """

    d: int
    n: int

    def __post_init__(self) -> None:
        check_dimension(self.d)
        if self.n < 1:
            raise InputError(f"{self.n} systems make no phase space", "have at least one system")
        if self.d * self.d * 2 * self.n > 2**62:
            raise InputError(
                f"d = {self.d} with {self.n} systems is too large", f"keep d^2 n below 2^61 (d <= {MAX_D})"
            )

    @property
    def size(self) -> int:
        """Number of ontic states, d^(2n)."""
        return int(self.d ** (2 * self.n))

    def points(self) -> Matrix:
        """All ontic states, (d^(2n), 2n), in the order of `index`; InputError where there are too many.

        >>> PhaseSpace(2, 1).points().tolist()
        [[0, 0], [0, 1], [1, 0], [1, 1]]
        """
        if 2 * self.n * math.log2(self.d) > math.log2(ENUMERABLE):
            raise InputError(
                f"{self.d}^{2 * self.n} ontic states are too many to list", "use the (V, v) form, which lists none"
            )
        digits = self.d ** np.arange(2 * self.n - 1, -1, -1, dtype=np.int64)
        return np.arange(self.size, dtype=np.int64)[:, None] // digits % self.d

    def index(self, points: ArrayLike) -> Matrix:
        """The position of ontic states (..., 2n) in `points()`; x1 is the most significant digit.

        >>> PhaseSpace(3, 1).index([[1, 2], [0, 1]]).tolist()
        [5, 1]
        """
        digits = self.d ** np.arange(2 * self.n - 1, -1, -1, dtype=np.int64)
        result: Matrix = np.mod(np.asarray(points, dtype=np.int64), self.d) @ digits
        return result
