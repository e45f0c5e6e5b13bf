"""Phase-point operators A(m), one for every ontic state: what makes a Wigner function of an operator.

Odd d (Gross, quant-ph/0602001, section IV): A(0) is the parity |x> -> |-x>, and A(m) = w(m) A(0) w(m)^dagger.
Every d: A(m) = d^-n times the sum over all variables F of omega^(-F(m)) omega^F, the symplectic Fourier transform
of the Weyl operators; for odd d the two agree. Bits have no 1/2 and no parity operator; A(0) is 2^-n times the sum
of all Hermitian Pauli products with sign +, a choice (signs other than + give other Wigner functions), and A(m) its
translations by Paulis. In both cases Tr A(m) = 1, Tr A(m) A(m') = d^n if m = m' and 0 otherwise,
and the sum of A(m) over F(m) = f is d^n times the projector on F = f.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import basis_labels, hilbert_dimension, no_counterpart, place_values, root_order
from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace

from .cyclotomic import Integers, to_complex
from .monomial import Monomial
from .weyl import observable_operators, weyl_operators


def parity(d: int, n: int) -> Monomial:
    """The operator |x> -> |-x| on n systems, x modulo d.

    >>> parity(3, 1).targets.tolist()
    [0, 2, 1]
    """
    targets = np.mod(-basis_labels(d, n), d) @ place_values(d, n)
    return Monomial(targets, np.zeros_like(targets), root_order(d))


def parity_phase_points(points: ArrayLike, d: int) -> Monomial:
    """A(m) = w(m) A(0) w(m)^dagger with A(0) the parity, odd d, exactly: (..., 2n) -> batch (...).

    InputError for bits, whose A(m) are not monomial.
    """
    if d % 2 == 0:
        raise InputError(
            no_counterpart(d) or "the parity of bits is the identity: no phase-point operator", "use `phase_points`"
        )
    weyl = weyl_operators(points, d)
    return weyl @ parity(d, np.shape(points)[-1] // 2) @ weyl.adjoint()


def scale(d: int, n: int) -> int:
    """The least integer s for which s A(m) has entries in Z[zeta]: 1 for odd d, 2^n for bits.

    >>> scale(3, 2), scale(2, 2)
    (1, 4)
    """
    return 2**n if d == 2 else 1


def fourier_phase_points(points: ArrayLike, d: int) -> Integers:
    """d^n A(m) as the sum of omega^(-F(m)) omega^F over all variables F, exactly.

    Parameters
    ----------
    points : (..., 2n) ontic states.

    Returns
    -------
    (..., D, D, m) integers, elements of Z[zeta_m].
    """
    states = np.mod(np.asarray(points, dtype=np.int64), d)
    n, m = states.shape[-1] // 2, root_order(d)
    size = hilbert_dimension(d, n)
    variables = PhaseSpace(d, n).points()
    operators = observable_operators(variables, d)
    # position of every nonzero entry of every omega^F, and its exponent; all F of one row and column add up
    where = (operators.targets * size + np.arange(size)).reshape(-1)
    turned = operators.exponents - (m // d) * (states @ variables.T)[..., None]
    flat = (where * m + np.mod(turned, m).reshape(*states.shape[:-1], -1)).reshape(-1, where.size)
    total = np.zeros((flat.shape[0], size * size * m), dtype=np.int64)
    for row, positions in zip(total, flat, strict=True):
        row += np.bincount(positions, minlength=row.size)
    return total.reshape(*states.shape[:-1], size, size, m)


def phase_points(points: ArrayLike, d: int) -> Integers:
    """s A(m) exactly, s = `scale(d, n)`: (..., 2n) -> (..., D, D, m) elements of Z[zeta_m].

    >>> to_complex(phase_points([0, 0], 2)).tolist()      # twice (1 + X + Y + Z) / 2
    [[(2+0j), (1-1j)], [(1+1j), 0j]]
    """
    if d == 2:
        return fourier_phase_points(points, d)
    return parity_phase_points(points, d).to_cyclotomic()


def phase_point(point: ArrayLike, d: int) -> NDArray[np.complex128]:
    """A(m) in floats: (..., 2n) -> (..., D, D) complex128.

    >>> phase_point([0, 0], 3).real.tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    return to_complex(phase_points(point, d), scale(d, np.shape(point)[-1] // 2))
