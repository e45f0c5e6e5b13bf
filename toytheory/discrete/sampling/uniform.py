"""Numbers that are exactly uniform below d, from 16 or 32 random bits each."""

from __future__ import annotations

import numpy as np

from .philox import fill, kernel

_ONE, _FORTY = np.uint64(1), np.uint64(40)
_SIXTEEN, _LOWER = np.uint32(16), np.uint32(0xFFFF)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)

PIECE = 64
"""Numbers that are looked at together for one that is rejected."""


@kernel
def draw(key, stream, start, d, words, out):  # type: ignore[no-untyped-def]
    """Uniform numbers below d <= 256 into out, (n,) whole numbers of any kind.

    Of 16 bits times d the upper 16 are taken. Each number comes from 65,536 // d products if those are rejected whose
    lower 16 are below 65,536 mod d (Lemire, arXiv:1805.10941); rejected ones are drawn again.

    Parameters
    ----------
    start : of the words of the stream that are used, an even number.
    words : (at least n / 4 and an even number,) uint64, to work in.
    """
    factor, limit = np.uint32(d), np.uint32(np.uint64(65536) % np.uint64(d))
    fill(key, stream, start, words[: (out.size + 7) // 8 * 2])
    halves = words.view(np.uint16)
    for first in range(0, out.size, PIECE):
        made = out[first : first + PIECE]
        bits = halves[first : first + made.size]
        rejected = np.uint32(0)
        for i in range(made.size):
            product = np.uint32(bits[i]) * factor
            made[i] = product >> _SIXTEEN
            rejected += np.uint32((product & _LOWER) < limit)
        if rejected:
            for i in range(made.size):
                if (np.uint32(bits[i]) * factor & _LOWER) < limit:
                    made[i] = _again(key, stream, 4 * start + first + i, factor, limit)


@kernel
def _again(key, stream, place, factor, limit):  # type: ignore[no-untyped-def]
    """From bits that belong to this place alone."""
    pair = np.empty(2, np.uint64)
    attempt, product = _ONE, np.uint32(0)
    while product & _LOWER < limit:  # limit is 0 where nothing is ever rejected
        fill(key, stream | attempt << _FORTY, 2 * place, pair)
        product = np.uint32(pair[0] & np.uint64(0xFFFF)) * factor
        attempt += _ONE
    return product >> _SIXTEEN


@kernel
def draw_long(key, stream, start, d, words, out):  # type: ignore[no-untyped-def]
    """The same for d up to 2^32, from 32 bits each: uniform numbers below d into out, (n,) uint32.

    Parameters
    ----------
    start : of the words of the stream that are used, an even number.
    words : (at least n / 2 and an even number,) uint64, to work in.
    """
    factor = np.uint64(d)
    limit = (_LOW + _ONE) % factor
    fill(key, stream, start, words[: (out.size + 3) // 4 * 2])
    halves = words.view(np.uint32)
    for first in range(0, out.size, PIECE):
        made = out[first : first + PIECE]
        bits = halves[first : first + made.size]
        rejected = np.uint32(0)
        for i in range(made.size):
            product = np.uint64(bits[i]) * factor
            made[i] = product >> _HALF
            rejected += np.uint32((product & _LOW) < limit)
        if rejected:
            for i in range(made.size):
                if (np.uint64(bits[i]) * factor & _LOW) < limit:
                    made[i] = _again_long(key, stream, 2 * start + first + i, factor, limit)


@kernel
def _again_long(key, stream, place, factor, limit):  # type: ignore[no-untyped-def]
    """From bits that belong to this place alone."""
    pair = np.empty(2, np.uint64)
    attempt, product = _ONE, np.uint64(0)
    while product & _LOW < limit:
        fill(key, stream | attempt << _FORTY, 2 * place, pair)
        product = (pair[0] & _LOW) * factor
        attempt += _ONE
    return product >> _HALF
