"""Philox4x32-10, a counter-based generator: word number i of a stream is a function of (key, stream, i) alone.

So samples do not depend on chunks, threads or the machine. Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
as easy as 1, 2, 3" (SC 2011). This module needs Numba: import it where samples are drawn.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)

kernel = numba.njit(cache=True, nogil=True, error_model="numpy")
"""Compiled once a machine; runs without the interpreter's lock."""


def key_of(seed: int) -> np.uint64:
    """The key of a seed of any size, by NumPy's SeedSequence.

    >>> bool(key_of(0) == key_of(1))
    False
    """
    return np.uint64(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0])


@numba.njit(inline="always")
def _round(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    left, right = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
    return (right >> _HALF) ^ c1 ^ k0, right & _LOW, (left >> _HALF) ^ c3 ^ k1, left & _LOW


@kernel
def fill(key, stream, start, out):  # type: ignore[no-untyped-def]
    """Words start, start + 1, ... of a stream into out, (n,) uint64; start and n are even.

    The counter is (word number / 2, stream), each 64 bits, low half first; it gives two words, low half first.
    """
    k0, k1 = key & _LOW, key >> _HALF
    s0, s1 = stream & _LOW, stream >> _HALF
    for i in range(out.size // 2):
        number = np.uint64(start // 2 + i)
        a, b, c, d = number & _LOW, number >> _HALF, s0, s1
        p, q = k0, k1
        for _ in range(10):
            a, b, c, d = _round(a, b, c, d, p, q)
            p, q = (p + _WEYL_0) & _LOW, (q + _WEYL_1) & _LOW
        out[2 * i] = a | (b << _HALF)
        out[2 * i + 1] = c | (d << _HALF)
