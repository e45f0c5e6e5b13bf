"""A block of runs of bits: 64 runs a word."""

from __future__ import annotations

import numpy as np

from .hits import advance, begin, log2
from .philox import fill, kernel
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SET, SHIFT

_NONE, _ONE, _ALL = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_SIX, _LAST, _FORTY = np.uint64(6), np.uint64(63), np.uint64(40)


@kernel
def run(rows, d, ops, noise, groups_of, key, block, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    """Do all operations on the rows, (R, W) uint64, which are 0 at first."""
    width = rows.shape[1]
    for number in range(len(ops)):
        kind, a, b, k, m = ops[number, 0], ops[number, 1], ops[number, 2], ops[number, 3], ops[number, 4]
        if kind == NOISE:
            for group in range(groups_of[number, 0], groups_of[number, 1]):
                stream = np.uint64(k) | np.uint64(group - groups_of[number, 0]) << _FORTY
                _noise(rows, noise, group, key, stream, block, m, state, words, hit, chosen, found)
            continue
        row, other = rows[a], rows[b]
        if m < 0:
            if kind == ADD:
                for w in range(width):
                    row[w] ^= other[w]
            elif kind == SET:
                for w in range(width):
                    row[w] = other[w]
            elif kind == RANDOM:
                fill(key, np.uint64(k), block * width, row)
            elif kind == SHIFT:
                for w in range(width):
                    row[w] = ~row[w]
            elif kind == FILL:
                row[:] = _ALL if k else np.uint64(0)
            elif kind == EQUAL:
                flip = np.uint64(0) if k else _ALL
                for w in range(width):
                    row[w] = other[w] ^ flip
            elif kind == BOTH:
                flip = np.uint64(0) if k else _ALL
                for w in range(width):
                    row[w] &= other[w] ^ flip
        else:
            mask = rows[m]
            if kind == ADD:
                for w in range(width):
                    row[w] ^= other[w] & mask[w]
            elif kind == SET:
                for w in range(width):
                    row[w] ^= (row[w] ^ other[w]) & mask[w]
            elif kind == RANDOM:
                fill(key, np.uint64(k), block * width, words[:width])
                for w in range(width):
                    row[w] ^= (row[w] ^ words[w]) & mask[w]
            elif kind == SHIFT:
                for w in range(width):
                    row[w] ^= mask[w]
            elif kind == FILL:
                for w in range(width):
                    row[w] = (row[w] | mask[w]) if k else (row[w] & ~mask[w])


@kernel
def _noise(rows, noise, group, key, stream, block, m, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    log_runs = log2(64 * rows.shape[1])
    places = (noise.groups[group, 1] - noise.groups[group, 0]) << log_runs
    begin(state, places >> 64 - np.int64(noise.gap_tables[noise.groups[group, 2], 1]))
    while state[0] < places:
        count = advance(key, stream, block << 32, noise, group, log_runs, state, words, hit, chosen, found)
        for i in range(count):
            run = np.uint64(found[i, _ONE])
            w, bit = run >> _SIX, _ONE << (run & _LAST)
            if m < 0 or rows[m, w] & bit:
                rows[found[i, _NONE], w] ^= bit
