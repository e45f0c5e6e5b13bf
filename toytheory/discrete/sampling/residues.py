"""A block of runs for any d: one small whole number a run."""

from __future__ import annotations

import numpy as np

from .hits import advance, begin, log2
from .philox import fill, kernel
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SCALE, SET, SHIFT

_ONE, _FORTY = np.uint64(1), np.uint64(40)


@kernel
def run(rows, d, ops, noise, groups_of, key, block, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    """Do all operations on the rows, (R, runs) unsigned integers in which d (d - 1) fits, 0 at first."""
    runs = rows.shape[1]
    modulus = np.uint64(d)
    for number in range(len(ops)):
        kind, a, b, k, m = ops[number, 0], ops[number, 1], ops[number, 2], ops[number, 3], ops[number, 4]
        if kind == NOISE:
            for group in range(groups_of[number, 0], groups_of[number, 1]):
                stream = np.uint64(k) | np.uint64(group - groups_of[number, 0]) << _FORTY
                _noise(rows, modulus, noise, group, key, stream, block, m, state, words, hit, chosen, found)
            continue
        row, other, mask = rows[a], rows[b], rows[max(m, 0)]
        factor = np.uint64(k)
        if kind == RANDOM:
            _uniform(key, np.uint64(k), block, row, mask, m >= 0, modulus, words)
        elif m < 0 and kind == ADD:
            _add(row, other, factor, modulus)
        elif m < 0 and kind in (SET, SCALE):
            _multiple(row, other if kind == SET else row, factor, modulus)
        elif kind == EQUAL:
            for i in range(runs):
                row[i] = other[i] == factor
        elif kind == BOTH:
            for i in range(runs):
                row[i] = row[i] and other[i] == factor
        else:
            for i in range(runs):
                if m < 0 or mask[i]:
                    x, y = np.uint64(row[i]), np.uint64(other[i])
                    if kind == ADD:
                        x = (x + factor * y) % modulus
                    elif kind == SET:
                        x = factor * y % modulus
                    elif kind == SCALE:
                        x = factor * x % modulus
                    elif kind == SHIFT:
                        x = (x + factor) % modulus
                    elif kind == FILL:
                        x = factor
                    row[i] = x


@kernel
def _add(row, other, factor, modulus):  # type: ignore[no-untyped-def]
    """row += factor other. Small moduli stay within bytes, of which a processor adds many at once."""
    if modulus > np.uint64(128):
        for i in range(row.size):
            row[i] = (np.uint64(row[i]) + factor * np.uint64(other[i])) % modulus
        return
    less = factor > modulus - factor
    left = modulus - factor if less else factor
    _plus(row, other, np.uint8(modulus), less and left & _ONE, left & _ONE)
    if left < np.uint64(2):
        return
    doubled = other.copy()
    while left > _ONE:
        left >>= _ONE
        _double(doubled, np.uint8(modulus))
        _plus(row, doubled, np.uint8(modulus), less and left & _ONE, left & _ONE)


@kernel
def _double(row, small):  # type: ignore[no-untyped-def]
    """row += row. (Where two arrays are the same one, the compiler falls back to one byte at a time.)"""
    for i in range(row.size):
        x = np.uint8(row[i] << 1)
        row[i] = min(x, np.uint8(x - small))


@kernel
def _plus(row, other, small, less, wanted):  # type: ignore[no-untyped-def]
    """row += other or row -= other, if wanted.

    A byte below zero wraps to one above 128, so that the least of two candidates is the right one, without a branch.
    """
    if less:
        for i in range(row.size):
            x = np.uint8(row[i] - other[i])
            row[i] = min(x, np.uint8(x + small))
    elif wanted:
        for i in range(row.size):
            x = np.uint8(row[i] + other[i])
            row[i] = min(x, np.uint8(x - small))


@kernel
def _multiple(row, other, factor, modulus):  # type: ignore[no-untyped-def]
    """row = factor other."""
    if factor == np.uint64(1):
        row[:] = other
    elif factor == modulus - np.uint64(1) and modulus <= np.uint64(128):
        small = np.uint8(modulus)
        for i in range(row.size):
            x = np.uint8(small - other[i])
            row[i] = min(x, np.uint8(x - small))
    elif modulus <= np.uint64(128):
        copy = other.copy()
        row[:] = 0
        _add(row, copy, factor, modulus)
    else:
        for i in range(row.size):
            row[i] = factor * np.uint64(other[i]) % modulus


@kernel
def _uniform(key, stream, block, row, mask, masked, modulus, words):  # type: ignore[no-untyped-def]
    """Exactly uniform: numbers beyond the largest multiple of the modulus are rejected, and drawn again."""
    if modulus <= np.uint64(256):
        bits, lanes = np.uint64(16), 4
    else:
        bits, lanes = np.uint64(64), 1
    top = (np.uint64(1) << bits) - np.uint64(1) if bits < np.uint64(64) else np.uint64(0xFFFFFFFFFFFFFFFF)
    limit = top - (top % modulus + np.uint64(1)) % modulus  # the largest number that is taken
    per = words.size * lanes
    for first in range(0, row.size, per):
        fill(key, stream, block * (row.size // lanes) + first // lanes, words)
        for i in range(first, min(first + per, row.size)):
            if masked and not mask[i]:
                continue
            at = i - first
            number = words[at // lanes] >> (bits * np.uint64(at % lanes)) & top
            if number > limit:
                number = _again(key, stream, block * row.size + i, bits, top, limit)
            row[i] = number % modulus


@kernel
def _again(key, stream, place, bits, top, limit):  # type: ignore[no-untyped-def]
    pair = np.empty(2, np.uint64)
    attempt = np.uint64(1)
    while True:
        fill(key, stream | attempt << _FORTY, 2 * place, pair)
        number = pair[0] & top
        if number <= limit:
            return number
        attempt += np.uint64(1)


@kernel
def _noise(rows, modulus, noise, group, key, stream, block, m, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    log_runs = log2(rows.shape[1])
    places = (noise.groups[group, 1] - noise.groups[group, 0]) << log_runs
    begin(state, places >> 64 - np.int64(noise.gap_tables[noise.groups[group, 2], 1]))
    while state[0] < places:
        count = advance(key, stream, block << 32, noise, group, log_runs, state, words, hit, chosen, found)
        for i in range(count):
            run = found[i, 1]
            if m < 0 or rows[m, run]:
                row = rows[found[i, 0]]
                row[run] = (np.uint64(row[run]) + np.uint64(found[i, 2])) % modulus
