"""From rows of the program, one word for 64 runs, to one row a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .philox import kernel

_SPREAD = np.array(
    [sum(((byte >> i) & 1) << (8 * i) for i in range(8)) for byte in range(256)], dtype=np.uint64
)  # bit i of a byte becomes byte i of a word
_BYTE, _EIGHT, _ONE = np.uint64(255), np.uint64(8), np.uint64(1)


@kernel
def _transpose(a):  # type: ignore[no-untyped-def]
    """Bit i of word k and bit k of word i change places, (64,) in place (Warren, Hacker's Delight, 7-3)."""
    j, m = 32, np.uint64(0xFFFFFFFF)
    while j:
        shift = np.uint64(j)
        for first in range(0, 64, 2 * j):
            for k in range(first, first + j):
                t = (a[k] >> shift ^ a[k + j]) & m
                a[k] ^= t << shift
                a[k + j] ^= t
        j >>= 1
        m ^= m << np.uint64(j)


@kernel
def packed_bits(rows, outputs, out):  # type: ignore[no-untyped-def]
    """Output j of a run becomes bit j of its bytes, least bit first: out (runs, ceil(m / 8)) uint8."""
    runs = len(out)
    tile = np.empty(64, np.uint64)
    for w in range((runs + 63) // 64):
        for first in range(0, outputs.size, 64):
            count = min(64, outputs.size - first)
            for j in range(count):
                tile[j] = rows[outputs[first + j], w]
            tile[count:] = np.uint64(0)
            _transpose(tile)
            for run in range(64 * w, min(64 * w + 64, runs)):
                word = tile[run - 64 * w]
                for byte in range(first // 8, min(first // 8 + 8, out.shape[1])):
                    out[run, byte] = word & _BYTE
                    word >>= _EIGHT


@kernel
def plane_values(rows, planes, outputs, line, octets, out):  # type: ignore[no-untyped-def]
    """The sum of the planes' bits, out (runs, m) uint8; line and octets are one buffer of 64 ceil(m / 64) bytes."""
    runs, width = len(out), rows.shape[1] // planes
    tile = np.empty(64, np.uint64)
    groups = (outputs.size + 63) // 64
    tiles = np.empty((planes, groups, 64), np.uint64)
    for w in range((runs + 63) // 64):
        for plane in range(planes):
            for group in range(groups):
                count = min(64, outputs.size - 64 * group)
                for j in range(count):
                    tile[j] = rows[outputs[64 * group + j], plane * width + w]
                tile[count:] = np.uint64(0)
                _transpose(tile)
                for j in range(64):  # not a slice: its check of shapes takes seconds to compile
                    tiles[plane, group, j] = tile[j]
        for run in range(64 * w, min(64 * w + 64, runs)):
            for group in range(groups):
                for i in range(8):
                    shift = _EIGHT * np.uint64(i)
                    total = _SPREAD[tiles[0, group, run - 64 * w] >> shift & _BYTE]
                    if planes == 2:
                        total += _SPREAD[tiles[1, group, run - 64 * w] >> shift & _BYTE]
                    line[8 * group + i] = total
            for j in range(outputs.size):
                out[run, j] = octets[j]


@kernel
def residue_values(rows, outputs, out):  # type: ignore[no-untyped-def]
    """out (runs, m)."""
    runs = len(out)
    for first in range(0, runs, 64):
        for j in range(outputs.size):
            row = rows[outputs[j]]
            for run in range(first, min(first + 64, runs)):
                out[run, j] = row[run]


@kernel
def plane_nonzero(rows, planes):  # type: ignore[no-untyped-def]
    """(row, run, value) of every number that is not zero, ascending."""
    width = rows.shape[1] // planes
    count = 0
    for number in range(len(rows)):
        for w in range(width):
            word = rows[number, w]
            while word:
                word &= word - _ONE
                count += 1
    row, run, value = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    at = 0
    for number in range(len(rows)):
        for w in range(width):
            word = rows[number, w]
            if word == np.uint64(0):
                continue
            for i in range(64):
                bit = _ONE << np.uint64(i)
                if word & bit:
                    row[at], run[at], value[at] = number, 64 * w + i, 1
                    if planes == 2 and rows[number, width + w] & bit:
                        value[at] = 2
                    at += 1
    return row, run, value


def line_buffer(outputs: int) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """One buffer, as words and as bytes (the least byte of a word first)."""
    line = np.zeros(8 * max(1, -(-outputs // 64)), dtype="<u8")
    return line, line.view(np.uint8)
