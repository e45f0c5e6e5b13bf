"""A block of runs of trits: 64 runs in two words, (0, 0) for 0, (1, 0) for 1, (1, 1) for 2.

With this code a sum takes six operations on words and a sign one: Boothby and Bradshaw, "Bitslicing and the method
of four Russians over larger finite fields" (arXiv:0901.1413). A row is its first words, then its second words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .hits import advance, begin, log2
from .philox import kernel
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SCALE, SET, SHIFT
from .uniform import draw_long

_NONE, _ONE, _TWO, _ALL = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(0xFFFFFFFFFFFFFFFF)
_SIX, _LAST, _FORTY = np.uint64(6), np.uint64(63), np.uint64(40)
_BYTE, _HALF, _LOW = np.uint64(8), np.uint64(32), np.uint64(0xFFFFFFFF)

EIGHT = 3**8
"""Values of eight trits."""

TOGETHER = 64
"""Words of trits whose random numbers are drawn at once."""


def _eights() -> NDArray[np.uint64]:
    """The eight trits of a number below 3^8: bits 0 to 7 are those of the first words, 32 to 39 of the second words."""
    digits = np.arange(EIGHT)[:, None] // 3 ** np.arange(8) % 3
    codes = (digits > 0).astype(np.uint64) | (digits == 2).astype(np.uint64) << _HALF
    eights: NDArray[np.uint64] = (codes << np.arange(8, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    return eights


_EIGHTS = _eights()


@kernel
def run(rows, d, ops, noise, groups_of, key, block, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    """Do all operations on the rows, (R, 2 W) uint64, which are 0 at first."""
    width = rows.shape[1] // 2
    for number in range(len(ops)):
        kind, a, b, k, m = ops[number, 0], ops[number, 1], ops[number, 2], ops[number, 3], ops[number, 4]
        if kind == NOISE:
            for group in range(groups_of[number, 0], groups_of[number, 1]):
                stream = np.uint64(k) | np.uint64(group - groups_of[number, 0]) << _FORTY
                _noise(rows, noise, group, key, stream, block, m, state, words, hit, chosen, found)
            continue
        row, other = rows[a], rows[b]
        if m >= 0:
            _masked(row, other, rows[m], kind, k, key, block, words)
        elif kind == ADD:
            _add(row, other, k == 2)
        elif kind == SET:
            flip = _ALL if k == 2 else _NONE
            for w in range(width):
                row[w] = other[w]
                row[width + w] = other[width + w] ^ (other[w] & flip)
        elif kind == SCALE:
            for w in range(width):
                row[width + w] ^= row[w]
        elif kind == RANDOM:
            _uniform(key, np.uint64(k), block, row, words)
        elif kind == SHIFT:
            _shift(row, k)
        elif kind == FILL:
            row[:width] = _ALL if k else _NONE
            row[width:] = _ALL if k == 2 else _NONE
        elif kind == EQUAL:
            for w in range(width):
                row[w] = ~other[w] if k == 0 else (other[w] & ~other[width + w] if k == 1 else other[width + w])
        elif kind == BOTH:
            flip = _NONE if k else _ALL
            for w in range(width):
                row[w] &= other[w] ^ flip


@kernel
def _add(row, other, negative):  # type: ignore[no-untyped-def]
    width = row.size // 2
    flip = _ALL if negative else _NONE
    for w in range(width):
        x0, x1, y0 = row[w], row[width + w], other[w]
        y1 = other[width + w] ^ (y0 & flip)
        s, t = x0 ^ y1, x1 ^ y0
        row[w] = (x0 ^ y0) | (t ^ y1)
        row[width + w] = s & t


@kernel
def _shift(row, k):  # type: ignore[no-untyped-def]
    width = row.size // 2
    y1 = _ALL if k == 2 else _NONE
    for w in range(width):
        x0, x1 = row[w], row[width + w]
        s, t = x0 ^ y1, ~x1
        row[w] = ~x0 | (t ^ y1)
        row[width + w] = s & t


@kernel
def _uniform(key, stream, block, row, words):  # type: ignore[no-untyped-def]
    """Exactly uniform: numbers below 3^16 from 32 bits, each of which is sixteen trits."""
    width = row.size // 2
    numbers = words[2 * TOGETHER : 4 * TOGETHER].view(np.uint32)
    for first in range(0, width, TOGETHER):
        count = min(TOGETHER, width - first)
        draw_long(key, stream, 2 * (block * width + first), EIGHT * EIGHT, words[: 2 * TOGETHER], numbers[: 4 * count])
        for w in range(count):
            low, high = _thirty_two(numbers, 4 * w), _thirty_two(numbers, 4 * w + 2)
            row[first + w] = low & _LOW | high << _HALF
            row[width + first + w] = low >> _HALF | high & ~_LOW


@kernel
def _thirty_two(numbers, at):  # type: ignore[no-untyped-def]
    """The trits of two numbers, those of the first words in the lower half."""
    trits = _NONE
    for i in range(2):
        upper = numbers[at + i] // np.uint32(EIGHT)
        lower = numbers[at + i] - upper * np.uint32(EIGHT)
        shift = np.uint64(16 * i)
        trits |= _EIGHTS[lower] << shift | _EIGHTS[upper] << (shift + _BYTE)
    return trits


@kernel
def _masked(row, other, mask, kind, k, key, block, words):  # type: ignore[no-untyped-def]
    """An operation for the runs of a mask: done on a copy, then taken over."""
    width = row.size // 2
    copy = words[words.size - 2 * width :]
    for w in range(row.size):  # not a slice: its check of shapes takes seconds to compile
        copy[w] = row[w]
    if kind == ADD:
        _add(copy, other, k == 2)
    elif kind == SET:
        copy[:] = _NONE
        _add(copy, other, k == 2)
    elif kind == SCALE:
        for w in range(width):
            copy[width + w] ^= copy[w]
    elif kind == RANDOM:
        _uniform(key, np.uint64(k), block, copy, words)
    elif kind == SHIFT:
        _shift(copy, k)
    elif kind == FILL:
        copy[:width] = _ALL if k else _NONE
        copy[width:] = _ALL if k == 2 else _NONE
    for w in range(width):
        row[w] ^= (row[w] ^ copy[w]) & mask[w]
        row[width + w] ^= (row[width + w] ^ copy[width + w]) & mask[w]


@kernel
def _noise(rows, noise, group, key, stream, block, m, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    width = rows.shape[1] // 2
    log_runs = log2(64 * width)
    places = (noise.groups[group, 1] - noise.groups[group, 0]) << log_runs
    begin(state, places >> 64 - np.int64(noise.gap_tables[noise.groups[group, 2], 1]))
    while state[0] < places:
        count = advance(key, stream, block << 32, noise, group, log_runs, state, words, hit, chosen, found)
        for i in range(count):
            run = np.uint64(found[i, _ONE])
            w, bit = run >> _SIX, _ONE << (run & _LAST)
            if m < 0 or rows[m, w] & bit:
                row = rows[found[i, _NONE]]
                x0, x1 = row[w], row[width + w]
                y1 = bit if found[i, _TWO] == _TWO else _NONE
                s, t = x0 ^ y1, x1 ^ bit
                row[w] = (x0 ^ bit) | (t ^ y1)
                row[width + w] = s & t
