"""Conventions of the quantum side: order, endianness, phases, signs. Nothing else converts them.

docs/conventions.md gives the reasons. In short: phase-space vectors and coefficients stand in the
talk's order (x1, p1, x2, p2, ...); in Hilbert space system 1 is the most significant tensor factor
(as in QuTiP and `numpy.kron`; Stim's qubit k - 1 is system k); zeta = exp(2 pi i / m) with m = d for odd d
and m = 4 for bits, so that every phase met is a power of zeta.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, check_dimension, inverse


def no_counterpart(d: int) -> str | None:
    """Why d-valued coordinates have no quantum counterpart here, or None where they have one.

    >>> no_counterpart(3), no_counterpart(2)
    (None, None)
    >>> no_counterpart(4)
    'no quantum counterpart is defined for even d > 2, and d = 4'
    """
    if d % 2 == 0 and d != 2:
        return f"no quantum counterpart is defined for even d > 2, and d = {d}"
    return None


def root_order(d: int) -> int:
    """The m for which all phases are powers of zeta = exp(2 pi i / m); InputError for even d > 2.

    >>> root_order(9), root_order(2)
    (9, 4)
    """
    reason = no_counterpart(check_dimension(d))
    if reason is not None:
        raise InputError(reason, "use d = 2 or an odd d")
    return 4 if d == 2 else d


def half(d: int) -> int:
    """1/2 modulo an odd d; InputError for even d.

    >>> half(5)
    3
    """
    return inverse(2, d)


def hilbert_dimension(d: int, n: int) -> int:
    """D = d^n."""
    return int(d**n)


def systems_of(dimension: int, d: int) -> int:
    """The n with d^n = dimension; InputError where there is none.

    >>> systems_of(27, 3)
    3
    """
    n = round(math.log(dimension, d)) if dimension > 1 else 0
    if n < 1 or d**n != dimension:
        raise InputError(f"{dimension} is no power of d = {d}", "give operators on d^n dimensions, n >= 1")
    return n


@lru_cache(maxsize=64)
def basis_labels(d: int, n: int) -> Matrix:
    """The labels x of the computational basis, (D, n), in order; system 1 is most significant. Read-only.

    >>> basis_labels(2, 2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    labels: Matrix = np.arange(hilbert_dimension(d, n), dtype=np.int64)[:, None] // place_values(d, n) % d
    labels.flags.writeable = False
    return labels


def place_values(d: int, n: int) -> Matrix:
    """The weights with which labels (x_1, ..., x_n) become an index: d^(n-1), ..., 1.

    >>> place_values(3, 2).tolist()
    [3, 1]
    """
    return d ** np.arange(n - 1, -1, -1, dtype=np.int64)


@lru_cache(maxsize=64)
def talk_from_blocks(n: int) -> tuple[int, ...]:
    """Positions with which (x1, ..., xn, p1, ..., pn) is read off in the talk's order.

    >>> talk_from_blocks(2)      # block[..., positions] is x1, p1, x2, p2
    (0, 2, 1, 3)
    """
    return tuple(k // 2 + n * (k % 2) for k in range(2 * n))


def blocks_from_talk(n: int) -> tuple[int, ...]:
    """Positions with which the talk's order is read off as (x1, ..., xn, p1, ..., pn).

    >>> blocks_from_talk(2)
    (0, 2, 1, 3)
    >>> blocks_from_talk(3)
    (0, 2, 4, 1, 3, 5)
    """
    return (*range(0, 2 * n, 2), *range(1, 2 * n, 2))


def roots_of_unity(m: int) -> NDArray[np.complex128]:
    """(m,) the powers zeta^0, ..., zeta^(m-1); those on the axes are exact.

    >>> roots_of_unity(4)[1].item()
    1j
    """
    angles = 2 * np.pi * np.arange(m) / m
    roots: NDArray[np.complex128] = np.exp(1j * angles)
    for k in range(4):
        if k * m % 4 == 0:
            roots[k * m // 4] = (1, 1j, -1, -1j)[k]
    return roots


def hbar_scale(theirs: float, ours: float) -> float:
    """What x and p in units with one hbar are multiplied by for units with another; variances by its square.

    >>> hbar_scale(2.0, 0.5)      # a vacuum of deviation 1 has deviation 1/2
    0.5
    """
    return math.sqrt(ours / theirs)
