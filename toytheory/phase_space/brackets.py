"""Poisson brackets: of arbitrary functionals, as displayed on the talk's slides, and of linear ones.

Slides "Continuous degrees of freedom" (derivatives, symbolic), "Discrete degrees of freedom"
(differences), "A canonically conjugate pair".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError

from .modular import Matrix
from .space import PhaseSpace, bracket_rows, symplectic_form
from .variables import Variable

if TYPE_CHECKING:
    import sympy

TOLERANCE = 1e-9
"""Real brackets may be wrong by this, relative to the products that they are sums of: ten correct digits are enough."""

Functional = Callable[[Any], Any]
"""Ontic states (..., 2n) -> values (...), vectorised; every `Variable` is one."""


def bracket(left: Variable, right: Variable) -> Any:
    """[F, G] = sum_i (a_i d_i - b_i c_i) of two linear functionals, reduced modulo d; constants do not count.

    >>> X, P = Variable.from_vector([1, 0], 3), Variable.from_vector([0, 1], 3)
    >>> bracket(X, P), bracket(P, X)
    (1, 2)
    """
    if left.d != right.d:
        raise InputError(f"variables over different rings: d = {left.d} and d = {right.d}", "use one d")
    other = dict(right.terms)
    total: Any = 0
    for index, coefficient in left.terms:
        partner = other.get(index ^ 1, 0)
        total += coefficient * partner if index % 2 == 0 else -coefficient * partner
    return total if left.d is None else total % left.d


def commute(left: Variable, right: Variable) -> bool:
    """Whether the bracket vanishes (in floats over R: exactly)."""
    return bool(bracket(left, right) == 0)


def first_noncommuting_pair(variables: Sequence[Variable]) -> tuple[int, int, int] | None:
    """(i, j, [F_i, F_j]) of the first pair whose bracket is not 0 (by j, then i), or None.

    Cost: linear in the number of pairs of variables that share a system.

    >>> X, P = Variable.from_vector([1, 0], 3), Variable.from_vector([0, 1], 3)
    >>> first_noncommuting_pair([X, P])
    (0, 1, 1)
    """
    holders: dict[int, list[tuple[int, int]]] = {}  # coordinate -> (variable, coefficient) so far
    for j, variable in enumerate(variables):
        totals: dict[int, int] = {}
        for index, coefficient in variable.terms:
            sign = 1 if index % 2 else -1
            for i, other in holders.get(index ^ 1, ()):
                totals[i] = totals.get(i, 0) + sign * coefficient * other
        for i in sorted(totals):
            value = totals[i] if variable.d is None else totals[i] % variable.d
            if value:
                return i, j, value
        for index, coefficient in variable.terms:
            holders.setdefault(index, []).append((j, coefficient))
    return None


def first_real_noncommuting_pair(variables: Sequence[Variable]) -> tuple[int, int, float] | None:
    """(i, j, [F_i, F_j]) of the first pair (by j, then i) whose bracket is not 0 up to `TOLERANCE`, or None.

    >>> X, P = Variable.of({0: 1.0}, None), Variable.of({1: 2.0}, None)
    >>> first_real_noncommuting_pair([X, P])
    (0, 1, 2.0)
    """
    holders: dict[int, list[tuple[int, float]]] = {}  # coordinate -> (variable, coefficient) so far
    for j, variable in enumerate(variables):
        totals: dict[int, tuple[float, float]] = {}
        for index, coefficient in variable.terms:
            sign = 1.0 if index % 2 else -1.0
            for i, other in holders.get(index ^ 1, ()):
                value, size = totals.get(i, (0.0, 0.0))
                product = coefficient * other
                totals[i] = value + sign * product, size + abs(product)
        for i in sorted(totals):
            value, size = totals[i]
            if abs(value) > TOLERANCE * size:
                return i, j, value
        for index, coefficient in variable.terms:
            holders.setdefault(index, []).append((j, coefficient))
    return None


def symplectic_defects(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each bracket of the rows misses what it should be, relative to the products it is a sum of, (k, k)."""
    exact = symplectic_form(len(matrix) // 2)
    size = np.abs(matrix)
    products = size[:, 0::2] @ size[:, 1::2].T
    missed: NDArray[np.float64] = np.abs(bracket_rows(matrix, matrix) - exact) / np.maximum(products + products.T, 1.0)
    return missed


def difference_bracket(left: Functional, right: Functional, points: ArrayLike, space: PhaseSpace) -> Matrix:
    """The discrete Poisson bracket of arbitrary functionals at ontic states (..., 2n) -> (...).

    sum_i (F[m+e_xi] - F[m]) (G[m+e_pi] - G[m]) - (F[m+e_pi] - F[m]) (G[m+e_xi] - G[m]), modulo d.

    >>> space = PhaseSpace(3, 1)
    >>> square = lambda m: m[..., 0] ** 2
    >>> P = Variable.from_vector([0, 1], 3)
    >>> difference_bracket(square, P, space.points(), space).tolist()   # 2x + 1, not 2x
    [1, 1, 1, 0, 0, 0, 2, 2, 2]
    """
    states = np.mod(np.asarray(points, dtype=np.int64), space.d)
    if states.shape[-1] != 2 * space.n:
        raise InputError(f"points have {states.shape[-1]} coordinates", f"give {2 * space.n} of them")

    def differences(functional: Functional) -> list[Any]:
        base = functional(states)
        unit = np.eye(2 * space.n, dtype=np.int64)
        return [(functional((states + step) % space.d) - base) % space.d for step in unit]

    of_left, of_right = differences(left), differences(right)
    total: Any = np.zeros(states.shape[:-1], dtype=np.int64)
    for x in range(0, 2 * space.n, 2):
        total = (total + of_left[x] * of_right[x + 1] - of_left[x + 1] * of_right[x]) % space.d
    return np.asarray(total, dtype=np.int64)


def canonical_symbols(n: int) -> tuple[sympy.Symbol, ...]:
    """The real symbols (X1, P1, X2, P2, ...) that `symbolic_bracket` differentiates by."""
    import sympy

    from .space import coordinate_name

    return tuple(sympy.Symbol(coordinate_name(i), real=True) for i in range(2 * n))


def symbolic_bracket(left: Any, right: Any, symbols: Sequence[Any]) -> sympy.Expr:
    """The Poisson bracket of two SymPy expressions on R^(2n).

    Parameters
    ----------
    left, right : SymPy expressions in `symbols`.
    symbols : (X1, P1, X2, P2, ...), as from `canonical_symbols`.

    >>> X, P = canonical_symbols(1)
    >>> symbolic_bracket(X**2, P, (X, P))
    2*X1
    """
    import sympy

    if len(symbols) % 2:
        raise InputError(f"{len(symbols)} symbols are not pairs of X and P", "give X1, P1, X2, P2, ...")
    total = sympy.Integer(0)
    for x, p in zip(symbols[0::2], symbols[1::2], strict=True):
        total += sympy.diff(left, x) * sympy.diff(right, p) - sympy.diff(left, p) * sympy.diff(right, x)
    return sympy.expand(total)
