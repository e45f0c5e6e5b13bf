"""A block of runs for any d: one small whole number a run."""

from __future__ import annotations

import numpy as np

from .hits import advance, begin, log2
from .philox import fill, kernel
from .program import ADD, BOTH, EQUAL, FILL, NOISE, RANDOM, SCALE, SET, SHIFT
from .uniform import draw

_ONE, _THREE, _FOUR, _FORTY = np.uint64(1), np.uint64(3), np.uint64(4), np.uint64(40)

PIECE = 512
"""Numbers that are multiplied at once by larger factors."""


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
            _add(row, other, factor, modulus, words)
        elif m < 0 and kind == SET:
            _set(row, other, factor, modulus, words)
        elif m < 0 and kind == SCALE:
            _scale(row, factor, modulus, words)
        elif m < 0 and kind == FILL:
            for i in range(runs):
                row[i] = factor
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
def _add(row, other, factor, modulus, words):  # type: ignore[no-untyped-def]
    """row += factor other, two different rows. Small moduli stay within bytes, of which a processor adds many at once.

    A byte below zero wraps to one above 128, so that the least of two candidates is the right one, without a branch.
    """
    if modulus > np.uint64(128):
        for i in range(row.size):
            row[i] = (np.uint64(row[i]) + factor * np.uint64(other[i])) % modulus
        return
    d = np.uint8(modulus)
    if factor > modulus - factor:  # the compiler makes fast loops of constants alone
        _add_small(row, other, modulus - factor, True, d, words)
    else:
        _add_small(row, other, factor, False, d, words)


@kernel
def _add_small(row, other, factor, less, d, words):  # type: ignore[no-untyped-def]
    if factor > _FOUR:
        _add_large(row, other, factor, less, d, words.view(np.uint8)[:PIECE])
    elif factor == _ONE:
        _plus(row, other, d, less)
    elif factor:
        _plus_multiple(row, other, d, less, factor == _THREE, factor == _FOUR)


@kernel
def _plus(row, other, d, less):  # type: ignore[no-untyped-def]
    """row += other or row -= other."""
    if less:
        for i in range(row.size):
            x = np.uint8(row[i] - other[i])
            row[i] = min(x, np.uint8(x + d))
    else:
        for i in range(row.size):
            x = np.uint8(row[i] + other[i])
            row[i] = min(x, np.uint8(x - d))


@kernel
def _plus_multiple(row, other, d, less, three, four):  # type: ignore[no-untyped-def]
    """The same with 2, 3 or 4 other: -z is the complement of z and 1."""
    once, again = np.uint8(0xFF * three), np.uint8(0xFF * four)
    flip, one = np.uint8(0xFF * less), np.uint8(less)
    back = np.uint8((d ^ flip) + one)
    for i in range(row.size):
        twice = np.uint8(other[i] + other[i])
        reduced = min(twice, np.uint8(twice - d))
        more = np.uint8(reduced + (other[i] & once | reduced & again))
        z = min(more, np.uint8(more - d)) ^ flip
        x = np.uint8(row[i] + z + one)
        row[i] = min(x, np.uint8(x - back))


@kernel
def _double(row, d):  # type: ignore[no-untyped-def]
    """row += row. (Where two arrays are the same one, the compiler falls back to one byte at a time.)"""
    for i in range(row.size):
        x = np.uint8(row[i] << 1)
        row[i] = min(x, np.uint8(x - d))


@kernel
def _add_large(row, other, factor, less, d, piece):  # type: ignore[no-untyped-def]
    """A few numbers after the other, so that what is doubled again and again stays close."""
    for first in range(0, row.size, piece.size):
        target, doubled = row[first : first + piece.size], piece[: min(piece.size, row.size - first)]
        source = other[first : first + piece.size]
        for i in range(doubled.size):
            doubled[i] = source[i]
        left = factor
        while left:
            if left & _ONE:
                _plus(target, doubled, d, less)
            left >>= _ONE
            if left:
                _double(doubled, d)


@kernel
def _set(row, other, factor, modulus, words):  # type: ignore[no-untyped-def]
    """row = factor other, two different rows."""
    if factor == _ONE:
        for i in range(row.size):
            row[i] = other[i]
    else:
        row[:] = 0
        _add(row, other, factor, modulus, words)


@kernel
def _scale(row, factor, modulus, words):  # type: ignore[no-untyped-def]
    """row = factor row."""
    if modulus > np.uint64(128):
        for i in range(row.size):
            row[i] = factor * np.uint64(row[i]) % modulus
    elif factor == modulus - _ONE:
        small = np.uint8(modulus)
        for i in range(row.size):
            x = np.uint8(small - row[i])
            row[i] = min(x, np.uint8(x - small))
    elif factor != _ONE:
        _set(row, row.copy(), factor, modulus, words)


@kernel
def _uniform(key, stream, block, row, mask, masked, modulus, words):  # type: ignore[no-untyped-def]
    """Exactly uniform numbers, in the runs of the mask if there is one."""
    if modulus > np.uint64(256):
        _uniform_large(key, stream, block, row, mask, masked, modulus, words)
        return
    half = words.size // 2
    for first in range(0, row.size, 4 * half):
        part = row[first : first + 4 * half]
        start = (block * row.size + first) // 4
        if masked:
            numbers = words[half:].view(row.dtype)[: part.size]
            draw(key, stream, start, modulus, words[:half], numbers)
            for i in range(part.size):
                part[i] = numbers[i] if mask[first + i] else part[i]
        else:
            draw(key, stream, start, modulus, words, part)


@kernel
def _uniform_large(key, stream, block, row, mask, masked, modulus, words):  # type: ignore[no-untyped-def]
    top = np.uint64(0xFFFFFFFFFFFFFFFF)
    limit = top - (top % modulus + _ONE) % modulus  # the largest number that is taken
    for first in range(0, row.size, words.size):
        count = min(words.size, row.size - first)
        fill(key, stream, block * row.size + first, words[:count])
        for i in range(count):
            number, attempt = words[i], _ONE
            while number > limit:
                pair = np.empty(2, np.uint64)
                fill(key, stream | attempt << _FORTY, 2 * (block * row.size + first + i), pair)
                number = pair[0]
                attempt += _ONE
            if not masked or mask[first + i]:
                row[first + i] = number % modulus


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
