"""What a unitary makes of phase-point operators, where it turns Weyl operators and parity into monomial matrices.

Whether it does is found out, exactly, from products of matrices; nothing is taken from phase space. Clifford unitaries
do for odd d. Then the images of all A(m) follow from those of a few: A(m) = w(m) A(0) w(m)^dagger, and w(m) is, up to
a phase that cancels, a product of Weyl operators of unit vectors (Gross, quant-ph/0602001, section IV).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quantum_ref.conventions import systems_of
from quantum_ref.operators.cyclotomic import adjoint, matmul, reduced, roots
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity
from quantum_ref.operators.weyl import weyl_operators
from toytheory.phase_space.modular import Matrix


def conjugated(unitary: PhaseMatrix, operators: Monomial) -> Monomial | None:
    """U L U^dagger for a batch of monomial L (B), if all of them are monomial; otherwise None.

    >>> from quantum_ref.operators.clifford import named_unitary
    >>> moved = conjugated(named_unitary("fourier", 3), weyl_operators([[1, 0]], 3))
    >>> (moved.targets.tolist(), moved.exponents.tolist())      # the shift becomes a clock
    ([[0, 1, 2]], [[0, 2, 1]])
    """
    dense, m = unitary.to_cyclotomic(), unitary.order  # sqrt(norm) U
    product = reduced(matmul(dense, operators.on_matrices(adjoint(dense))))
    entries = reduced(roots(np.arange(m), m)) * int(unitary.norms)
    is_root = (product[..., None, :] == entries).all(axis=-1)  # (B, row, column, exponent)
    found = is_root.any(axis=-1)
    one_each = (found.sum(axis=-1) == 1).all() and (found.sum(axis=-2) == 1).all()
    if not one_each or (product.any(axis=-1) != found).any():
        return None
    rows = found.argmax(axis=-2)
    exponents = np.take_along_axis(is_root.argmax(axis=-1), rows[..., None, :], -2)[..., 0, :]
    return Monomial(rows, exponents, m)


def conjugation(unitary: PhaseMatrix, d: int) -> Callable[[Matrix], Monomial] | None:
    """What gives U A(m) U^dagger of ontic states (N, 2k), a batch (N); None where not all are found to be monomial.

    Parameters
    ----------
    unitary : one, on k systems.
    d : odd.

    >>> from quantum_ref.operators.clifford import named_unitary
    >>> from quantum_ref.operators.phase_points import parity_phase_points
    >>> images = conjugation(named_unitary("fourier", 3), 3)
    >>> bool(images(np.array([[1, 2]])).equals(parity_phase_points([[2, 2]], 3)).all())      # (x, p) -> (p, -x)
    True
    """
    k = systems_of(unitary.dimension, d)
    weyl = conjugated(unitary, weyl_operators(np.eye(2 * k, dtype=np.int64), d))
    centre = conjugated(unitary, parity(d, k).reshape(1))
    if weyl is None or centre is None:
        return None
    powers = weyl.powers(d)

    def images(points: Matrix) -> Monomial:
        moved = powers[0, points[:, 0]]
        for g in range(1, points.shape[1]):
            moved = powers[g, points[:, g]] @ moved
        return moved @ centre[0] @ moved.adjoint()

    return images
