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
    """The residues of a table as integers, (rows, length), of a small type.

    >>> filled = table(1, 3, 3)
    >>> put(filled, 0, 1, 2)
    >>> unpacked(filled, 3).tolist()
    [[0, 2, 0]]
    """
    if filled.ndim == 2:
        return filled[:, :length]
    bits = np.unpackbits(np.ascontiguousarray(filled).view(np.uint8), axis=-1, bitorder="little", count=length)
    return bits[:, 0] if bits.shape[1] == 1 else bits[:, 0] + 2 * bits[:, 1]


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
def width(table: Any, length: int) -> int:
    """How many words, or integers, of a row hold its first `length` residues."""
    if table.ndim == 3:
        return (length + 63) >> 6
    return length


@njit(cache=True)
def get(table: Any, row: int, place: int) -> Any:
    """One residue."""
    if table.ndim == 3:
        word, bit = place >> 6, np.uint64(place & 63)
        value = np.int64((table[row, 0, word] >> bit) & np.uint64(1))
        if table.shape[1] == 2:
            value += 2 * np.int64((table[row, 1, word] >> bit) & np.uint64(1))
        return value
    return np.int64(table[row, place])


@njit(cache=True)
def put(table: Any, row: int, place: int, value: int) -> None:
    """Set one residue."""
    if table.ndim == 3:
        word, bit = place >> 6, np.uint64(1) << np.uint64(place & 63)
        for plane in range(table.shape[1]):
            if value == plane + 1:
                table[row, plane, word] |= bit
            else:
                table[row, plane, word] &= ~bit
    else:
        table[row, place] = value


@njit(cache=True)
def clear(table: Any, row: int, used: int) -> None:
    """Zero in the first `used` words."""
    if table.ndim == 3:
        for plane in range(table.shape[1]):
            for k in range(used):
                table[row, plane, k] = 0
    else:
        for k in range(used):
            table[row, k] = 0


@njit(cache=True)
def copy(table: Any, target: int, source: int, used: int) -> None:
    """The first `used` words of another row."""
    to, by = np.uint64(target), np.uint64(source)
    if table.ndim == 3:
        for plane in range(np.uint64(table.shape[1])):
            for k in range(np.uint64(used)):
                table[to, plane, k] = table[by, plane, k]
    else:
        for k in range(np.uint64(used)):
            table[to, k] = table[by, k]


@njit(cache=True)
def is_zero(table: Any, row: int, used: int) -> Any:
    """Whether the first `used` words are zero."""
    return first_nonzero(table, row, used) < 0


@njit(cache=True)
def first_nonzero(table: Any, row: int, used: int) -> Any:
    """The first place with a residue that is not zero, or -1."""
    if table.ndim == 3:
        for k in range(used):
            word = table[row, 0, k]
            if table.shape[1] == 2:
                word |= table[row, 1, k]
            if word != 0:
                place = k << 6
                while word & np.uint64(1) == 0:
                    word >>= np.uint64(1)
                    place += 1
                return place
    else:
        for k in range(used):
            if table[row, k] != 0:
                return k
    return -1


@njit(cache=True)
def add(table: Any, target: int, source: int, factor: int, d: int, first: int, used: int) -> None:
    """target += factor * source in words `first` to `used`, of different rows; factor in [1, d)."""
    # unsigned numbers are no places counted from the end, so that these loops are vectorised
    to, by = np.uint64(target), np.uint64(source)
    if table.ndim == 3:
        if table.shape[1] == 1:
            for k in range(np.uint64(first), np.uint64(used)):
                table[to, 0, k] ^= table[by, 0, k]
        else:  # over Z_3: minus one exchanges the planes
            plus, minus = np.uint64(factor - 1), np.uint64(2 - factor)
            for k in range(np.uint64(first), np.uint64(used)):
                a, b = table[to, 0, k], table[to, 1, k]
                p, m = table[by, plus, k], table[by, minus, k]
                differ = (a | m) ^ (b | p)
                table[to, 0, k] = (b | m) ^ differ
                table[to, 1, k] = (a | p) ^ differ
    elif d <= SMALL:
        # v // d for v < 2^15 as a product with 2^s / d, rounded up, s = 15 + the bits of d (Granlund, Montgomery 1994)
        bits = 15
        while (1 << (bits - 15)) < d:
            bits += 1
        magic, shift = np.uint32((1 << bits) // d + 1), np.uint32(bits)
        times, modulus = np.uint32(factor), np.uint32(d)
        for k in range(np.uint64(first), np.uint64(used)):
            v = np.uint32(table[to, k]) + times * np.uint32(table[by, k])
            table[to, k] = v - (v * magic >> shift) * modulus
    else:
        for k in range(first, used):
            table[target, k] = (table[target, k] + factor * table[source, k]) % d


@njit(cache=True)
def mark(table: Any, target: int, source: int, used: int) -> None:
    """Make places of a row nonzero where another is."""
    if table.ndim == 3:
        for plane in range(table.shape[1]):
            for k in range(used):
                table[target, 0, k] |= table[source, plane, k]
    else:
        for k in range(used):
            table[target, k] |= table[source, k]
