"""Rows of residues modulo a prime, compiled: bit-packed planes for d = 2 and 3, plain integers beyond.

A row over Z_2 is one plane of 64-bit words, a row over Z_3 two (one plane says where the residue is 1, the other where
it is 2), (planes, words). Any other row is one integer a residue, (length,), of type uint16 or int64. The number of
dimensions decides when a function is compiled, so that one program serves all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

SMALL = 181
"""The largest d whose residues go into 16 bits such that a + b c stays below 2^15."""


def packed(d: int) -> bool:
    """Whether rows over Z_d are bit-packed."""
    return d <= 3


def table(rows: int, length: int, d: int) -> Any:
    """Zero rows that hold `length` residues each: (rows, planes, words), or (rows, length).

    >>> table(2, 65, 3).shape, table(2, 65, 5).shape
    ((2, 2, 2), (2, 65))
    """
    if packed(d):
        return np.zeros((rows, d - 1, -(-length // 64)), dtype=np.uint64)
    return np.zeros((rows, length), dtype=np.uint16 if d <= SMALL else np.int64)


def unpacked(filled: Any, length: int) -> Any:
    """The residues of a table as integers, (rows, length) int64.

    >>> filled = table(1, 3, 3)
    >>> put(filled[0], 1, 2)
    >>> unpacked(filled, 3).tolist()
    [[0, 2, 0]]
    """
    if filled.ndim == 2:
        return filled[:, :length].astype(np.int64)
    bits = np.unpackbits(np.ascontiguousarray(filled).view(np.uint8), axis=-1, bitorder="little", count=length)
    residues = bits[:, 0].astype(np.int64)
    for plane in range(1, bits.shape[1]):
        residues += (plane + 1) * bits[:, plane]
    return residues


def filled(residues: Any, length: int, d: int) -> Any:
    """A table of rows of at least this length that begin with these residues, (rows, k).

    >>> unpacked(filled(np.array([[0, 2], [1, 0]]), 70, 3), 3).tolist()
    [[0, 2, 0], [1, 0, 0]]
    """
    result = table(len(residues), length, d)
    count = residues.shape[1]
    if not packed(d):
        result[:, :count] = residues
        return result
    whole = np.zeros((len(residues), result.shape[2] * 64), dtype=np.int64)
    whole[:, :count] = residues
    for plane in range(d - 1):
        result[:, plane] = np.packbits(whole == plane + 1, axis=1, bitorder="little").view(np.uint64)
    return result


@njit(cache=True)
def width(row: Any, length: int) -> int:
    """How many words, or integers, of a row hold its first `length` residues."""
    if row.ndim == 2:
        return (length + 63) >> 6
    return length


@njit(cache=True)
def get(row: Any, place: int) -> int:
    """One residue."""
    if row.ndim == 2:
        word, bit = place >> 6, np.uint64(place & 63)
        value = np.int64((row[0, word] >> bit) & np.uint64(1))
        if row.shape[0] == 2:
            value += 2 * np.int64((row[1, word] >> bit) & np.uint64(1))
        return value
    return np.int64(row[place])


@njit(cache=True)
def put(row: Any, place: int, value: int) -> None:
    """Set one residue."""
    if row.ndim == 2:
        word, bit = place >> 6, np.uint64(1) << np.uint64(place & 63)
        for plane in range(row.shape[0]):
            if value == plane + 1:
                row[plane, word] |= bit
            else:
                row[plane, word] &= ~bit
    else:
        row[place] = value


@njit(cache=True)
def clear(row: Any, used: int) -> None:
    """Zero in the first `used` words."""
    if row.ndim == 2:
        row[:, :used] = np.uint64(0)
    else:
        row[:used] = 0


@njit(cache=True)
def copy(target: Any, source: Any, used: int) -> None:
    """The first `used` words."""
    if target.ndim == 2:
        for plane in range(target.shape[0]):
            for k in range(used):
                target[plane, k] = source[plane, k]
    else:
        for k in range(used):
            target[k] = source[k]


@njit(cache=True)
def is_zero(row: Any, used: int) -> bool:
    """Whether the first `used` words are zero."""
    if row.ndim == 2:
        for plane in range(row.shape[0]):
            for k in range(used):
                if row[plane, k] != 0:
                    return False
    else:
        for k in range(used):
            if row[k] != 0:
                return False
    return True


@njit(cache=True)
def first_nonzero(row: Any, used: int) -> int:
    """The first place with a residue that is not zero, or -1."""
    if row.ndim == 2:
        for k in range(used):
            word = row[0, k]
            if row.shape[0] == 2:
                word |= row[1, k]
            if word != 0:
                place = k << 6
                while word & np.uint64(1) == 0:
                    word >>= np.uint64(1)
                    place += 1
                return place
    else:
        for k in range(used):
            if row[k] != 0:
                return k
    return -1


@njit(cache=True)
def add(target: Any, source: Any, factor: int, d: int, used: int) -> None:
    """target += factor * source in the first `used` words; factor in [1, d)."""
    if target.ndim == 2:
        if target.shape[0] == 1:
            for k in range(used):
                target[0, k] ^= source[0, k]
        else:  # over Z_3: minus exchanges the planes
            plus, minus = source[factor - 1], source[2 - factor]
            ours, theirs = target[0], target[1]
            for k in range(used):
                a, b, p, m = ours[k], theirs[k], plus[k], minus[k]
                differ = (a | m) ^ (b | p)
                ours[k] = (b | m) ^ differ
                theirs[k] = (a | p) ^ differ
    elif d <= SMALL:
        # v // d for v < 2^15 as a product with 2^s / d, rounded up, s = 15 + the bits of d (Granlund, Montgomery 1994)
        bits = 15
        while (1 << (bits - 15)) < d:
            bits += 1
        magic, shift = np.uint32((1 << bits) // d + 1), np.uint32(bits)
        by, modulus = np.uint32(factor), np.uint32(d)
        for k in range(used):
            v = np.uint32(target[k]) + by * np.uint32(source[k])
            target[k] = np.uint16(v - (v * magic >> shift) * modulus)
    else:
        for k in range(used):
            target[k] = (target[k] + factor * source[k]) % d


@njit(cache=True)
def rescale(row: Any, factor: int, d: int, used: int) -> None:
    """row *= factor in the first `used` words; factor in [1, d)."""
    if factor == 1:
        return
    if row.ndim == 2:
        for k in range(used):  # only over Z_3 is there a factor other than 1
            row[0, k], row[1, k] = row[1, k], row[0, k]
    else:
        for k in range(used):
            row[k] = (np.int64(row[k]) * factor) % d
