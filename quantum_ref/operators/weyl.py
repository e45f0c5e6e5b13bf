"""Weyl operators, and the unitary omega^F of a canonical variable F.

w(q, p) = omega^(-qp/2) Z^p X^q with the shift X|x> = |x+1>, the clock Z|x> = omega^x |x> and 1/2 taken
modulo d (Gross, quant-ph/0602001, eq. (6)); it displaces x by q and p by p. A variable F = aX + bP has the unitary
omega^F = w(-b, a), whose eigenvalue on the states with F = f is omega^f. For bits the unitary is the
Hermitian Pauli product with sign +: (1, 0) -> Z, (0, 1) -> X, (1, 1) -> Y.
Slide "Wigner representation of quantum mechanics".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import basis_labels, half, place_values, root_order
from toytheory.errors import InputError

from .cyclotomic import Integers
from .monomial import Monomial


def _coordinates(vectors: ArrayLike, d: int) -> tuple[Integers, Integers]:
    array = np.mod(np.asarray(vectors, dtype=np.int64), d)
    if array.ndim == 0 or array.shape[-1] == 0 or array.shape[-1] % 2:
        raise InputError("a vector without pairs of entries", "give 2n entries in the talk's order, n >= 1")
    return array[..., 0::2], array[..., 1::2]


def observable_operators(vectors: ArrayLike, d: int, constants: ArrayLike = 0) -> Monomial:
    """The unitaries omega^F of the variables F = sum_i a_i X_i + b_i P_i + c, exactly.

    Parameters
    ----------
    vectors : (..., 2n) coefficients (a1, b1, a2, b2, ...).
    constants : (...) the c, 0 by default; for bits they give the sign (-1)^c.

    Returns
    -------
    Monomial with batch (...), D = d^n and powers of exp(2 pi i / m), m = `root_order(d)`.

    >>> P = observable_operators([0, 1], 3)      # the inverse of the shift
    >>> P.targets.tolist(), P.exponents.tolist()
    ([2, 0, 1], [0, 0, 0])
    """
    m = root_order(d)
    a, b = _coordinates(vectors, d)
    labels = basis_labels(d, a.shape[-1])
    moved = np.mod(labels - b[..., None, :], d)
    if d == 2:  # on one bit |x> -> i^(ab) (-1)^(ax) |x+b>: Y|0> = i|1>
        phases = 2 * (a @ labels.T) + np.sum(a * b, axis=-1)[..., None]
    else:  # w(-b, a)|x> = omega^(ax - ab/2) |x-b>
        phases = a @ labels.T - half(d) * np.sum(a * b, axis=-1)[..., None]
    shifts = np.asarray(constants, dtype=np.int64)[..., None] * (m // d)
    targets = moved @ place_values(d, a.shape[-1])
    targets, phases = np.broadcast_arrays(targets, (phases + shifts) % m)
    return Monomial(targets, phases, m)


def weyl_operators(points: ArrayLike, d: int) -> Monomial:
    """The Weyl operators w(m) that displace by phase-space vectors m, (..., 2n) -> batch (...), exactly.

    For bits: the Hermitian Pauli products with sign +.

    >>> weyl_operators([1, 0], 3).targets.tolist()      # the shift
    [1, 2, 0]
    """
    q, p = _coordinates(points, d)
    return observable_operators(np.stack([p, -q], axis=-1).reshape(*q.shape[:-1], -1), d)


def observable(vector: ArrayLike, d: int) -> NDArray[np.complex128]:
    """The unitary omega^F of the variable with these coefficients, in floats.

    Parameters
    ----------
    vector : (..., 2n) coefficients (a1, b1, a2, b2, ...) of F = sum_i a_i X_i + b_i P_i, modulo d.
    d : 2 or odd.

    Returns
    -------
    (..., D, D) complex128, D = d^n, system 1 the most significant factor. For odd d a Weyl operator of
    order d; for d = 2 the Hermitian Pauli product with sign +.

    >>> observable([1, 1], 2).tolist()
    [[0j, (-0-1j)], [1j, 0j]]
    """
    return observable_operators(vector, d).to_complex()


def weyl(point: ArrayLike, d: int) -> NDArray[np.complex128]:
    """The Weyl operator w(q, p) of a phase-space vector, (..., 2n) -> (..., D, D) complex128.

    >>> weyl([1, 0], 2).real.tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return weyl_operators(point, d).to_complex()
