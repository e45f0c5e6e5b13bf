"""The signs of Pauli products: what the toy theory of bits does not have.

T_F is the Hermitian Pauli product of a variable F of bits with sign +: (1, 0) -> Z, (0, 1) -> X, (1, 1) -> Y.
On one system T_F = i^(ab) X^b Z^a, so T_F T_G = i^phase(F, G) T_(F+G) with phase(F, G) a sum over
systems, modulo 4. Where F and G commute it is even, and T_F T_G = (-1)^beta(F, G) T_(F+G). The toy theory has
v(F + G) = v(F) + v(G); quantum theory has beta in addition (docs/bits.md, "The sign function").

Variables are rows of 0 and 1 in the talk's order (a1, b1, a2, b2, ...), everything is vectorised.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix


def phase(left: ArrayLike, right: ArrayLike) -> Matrix:
    """The power of i in T_F T_G = i^phase T_(F+G), modulo 4: (..., 2n) and (..., 2n) -> (...).

    >>> int(phase([1, 0], [0, 1])), int(phase([0, 1], [1, 0]))       # Z X = i Y, X Z = -i Y
    (1, 3)
    """
    f, g = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    a, b, c, d = f[..., 0::2], f[..., 1::2], g[..., 0::2], g[..., 1::2]
    result: Matrix = (a * b + c * d + 2 * a * d - (a ^ c) * (b ^ d)).sum(axis=-1) % 4
    return result


def beta(left: ArrayLike, right: ArrayLike) -> Matrix:
    """The sign in T_F T_G = (-1)^beta T_(F+G) of commuting F and G: (..., 2n) and (..., 2n) -> (...).

    Raises
    ------
    InputError : where some pair does not commute.

    >>> int(beta([1, 0, 1, 0], [0, 1, 0, 1]))       # ZZ XX = -YY
    1
    """
    exponent = phase(left, right)
    if np.any(exponent % 2):
        raise InputError("variables that do not commute have no sign in common", "give pairs whose bracket vanishes")
    return exponent // 2


def ordered_product(rows: ArrayLike, coefficients: ArrayLike) -> tuple[Matrix, Matrix]:
    """(G, e) with T_1^c1 T_2^c2 ... T_k^ck = i^e T_G, the factors in the order of the rows.

    Parameters
    ----------
    rows : (..., k, 2n).
    coefficients : (..., k) of 0 and 1; leading axes broadcast.

    Returns
    -------
    (..., 2n) and (...).

    >>> [x.tolist() for x in ordered_product([[1, 0], [0, 1]], [1, 1])]
    [[1, 1], 1]
    """
    factors, chosen = np.asarray(rows, dtype=np.int64), np.asarray(coefficients, dtype=np.int64)
    # T_F = i^(ab) X^b Z^a: the powers of i, and a sign for every Z that is moved past an X behind it
    crossed = factors[..., 0::2] @ factors[..., 1::2].swapaxes(-1, -2) * _moves(factors.shape[-2])
    total = (chosen[..., None, :] @ factors)[..., 0, :] % 2
    exponent = (chosen[..., None, :] @ crossed @ chosen[..., None])[..., 0, 0]
    exponent = exponent - (total[..., None, 0::2] @ total[..., 1::2, None])[..., 0, 0]
    return total, exponent % 4


@lru_cache(maxsize=64)
def _moves(count: int) -> Matrix:
    ones = np.ones((count, count), dtype=np.int64)
    return np.triu(ones) + np.triu(ones, 1)


def list_signs(generators: ArrayLike, coefficients: ArrayLike) -> tuple[Matrix, Matrix]:
    """(F, q): the elements F of a commuting list's span, and the sign (-1)^q of T_F when the list has sign +.

    Parameters
    ----------
    generators : (..., k, 2n), commuting.
    coefficients : (..., k); leading axes broadcast.

    >>> F, q = list_signs([[1, 0, 1, 0], [0, 1, 0, 1]], [[1, 0], [1, 1]])
    >>> F.tolist(), q.tolist()
    ([[1, 0, 1, 0], [1, 1, 1, 1]], [0, 1])
    """
    total, exponent = ordered_product(generators, coefficients)
    if np.any(exponent % 2):
        raise InputError("a list that does not commute has no signs", "list variables whose brackets vanish")
    return total, exponent // 2


def image_sign(matrices: ArrayLike, variables: ArrayLike) -> tuple[Matrix, Matrix]:
    """(G S, sigma): U^dagger T_G U = (-1)^sigma T_(G S) for the counterpart U of a symplectic map S without constants.

    The counterpart sends T of X_i and P_i to T of row i of S, with sign +; any other product acquires the signs of
    two ordered products, its own and that of the rows.

    Parameters
    ----------
    matrices : (..., 2n, 2n).
    variables : (..., 2n); leading axes broadcast.

    >>> [x.tolist() for x in image_sign([[0, 1], [1, 0]], [1, 1])]      # H Y H = -Y
    [[1, 1], 1]
    """
    rows, chosen = np.asarray(matrices, dtype=np.int64), np.asarray(variables, dtype=np.int64)
    _, before = ordered_product(np.eye(rows.shape[-1], dtype=np.int64), chosen)
    image, after = ordered_product(rows, chosen)
    return image, (after - before) % 4 // 2
