"""Sums over (Z_d)^n weighted with the characters omega^(p.x), exactly and in floats.

The step that projectors, characteristic functions and Wigner functions share.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quantum_ref.conventions import root_order, roots_of_unity

from .cyclotomic import Integers, exact_matmul, magnitude, require_below

_WIDTH = 128  # as many systems are summed over in one product as keep its matrix this small
_LARGEST = 1024  # beyond this width of a single system, sums run value by value


@lru_cache(maxsize=32)
def _exponents(d: int, n: int, sign: int) -> Integers:
    """(D, D): the exponent of zeta in omega^(sign p.x), rows x, columns p."""
    labels = np.arange(d**n)[:, None] // d ** np.arange(n - 1, -1, -1) % d
    result: Integers = sign * (root_order(d) // d) * (labels @ labels.T) % root_order(d)
    return result


@lru_cache(maxsize=16)
def _turning_matrix(d: int, n: int, sign: int) -> Integers:
    """(D m, D m): coefficient k at x goes to coefficient k + exponent(x, p) at p."""
    m, exponents = root_order(d), _exponents(d, n, sign)
    goal = (np.arange(m)[None, :, None] + exponents[:, None, :]) % m  # [x, k, p]
    one_hot = goal[..., None] == np.arange(m)
    matrix: Integers = one_hot.reshape(d**n * m, d**n * m).astype(np.int64)
    return matrix


def character_sum(values: Integers, d: int, n: int, sign: int = 1) -> Integers:
    """out[..., p, :] = sum over x in (Z_d)^n of omega^(sign p.x) values[..., x, :], exactly.

    Parameters
    ----------
    values : (..., d^n, m) elements of Z[zeta_m], m = `root_order(d)`; x_1 is the most significant digit.
    d, n : of the sum; n = 0 leaves the values as they are.
    sign : +1 or -1.

    Returns
    -------
    (..., d^n, m) int64, p in the same order. CannotRun where exactness is not certain.

    >>> values = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0]])
    >>> character_sum(values, 3, 1).tolist()        # 3 at p = 0, the sum of all roots elsewhere
    [[3, 0, 0], [1, 1, 1], [1, 1, 1]]
    """
    m, batch = root_order(d), values.shape[:-2]
    count = int(np.prod(batch, dtype=np.int64))
    result = values.reshape(count, d**n, m)
    done = 0
    while done < n:
        group = 1
        while done + group < n and d ** (group + 1) * m <= _WIDTH:
            group += 1
        rest = d ** (n - group)  # digits still to do, then digits done: a full cycle restores the order
        block = result.reshape(count, d**group, rest, m).swapaxes(1, 2).reshape(count * rest, d**group, m)
        result = _group_sum(block, d, group, sign).reshape(count, d**n, m)
        done += group
    return result.reshape(*batch, d**n, m)


def _group_sum(block: Integers, d: int, group: int, sign: int) -> Integers:
    """(B, d^group, m) -> (B, d^group, m)."""
    size, m = block.shape[1:]
    if size * m <= _LARGEST:
        return exact_matmul(block.reshape(-1, size * m), _turning_matrix(d, group, sign)).reshape(block.shape)
    require_below(magnitude(block) * size, 63)
    block = block.astype(np.int64, copy=False)  # from here on no float
    result = np.empty_like(block)
    for p in range(size):
        source = (np.arange(m) - _exponents(d, group, sign)[:, p, None]) % m
        result[:, p] = block[:, np.arange(size)[:, None], source].sum(axis=1)
    return result


def character_transform(values: NDArray[np.complex128], d: int, n: int, sign: int = 1) -> NDArray[np.complex128]:
    """The same sum in floats, (..., d^n) -> (..., d^n) complex128.

    >>> character_transform(np.array([1, 1j]), 2, 1).tolist()
    [(1+1j), (1-1j)]
    """
    table = roots_of_unity(root_order(d))[_exponents(d, 1, sign)]
    result: NDArray[np.complex128] = np.asarray(values, dtype=np.complex128)
    for _ in range(n):  # one digit after the other; a full cycle restores their order
        result = result.reshape(-1, d, d ** (n - 1)).swapaxes(1, 2) @ table
    return result.reshape(np.shape(values))
