"""Gaussian elimination on bits, 64 columns a word: thousands of frames in a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.bool_]
Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Echelon:
    """A reduced row-echelon form over Z_2.

    Attributes
    ----------
    rows : (rank, columns) bool, no zero rows.
    pivots : the column of the leading 1 of each row, ascending.
    """

    rows: Bits
    pivots: tuple[int, ...]


def pack(bits: Bits) -> Words:
    """Rows of bits as little-endian words, (r, m) bool -> (r, ceil(m / 64)) uint64.

    >>> pack(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    count, width = bits.shape
    padded = np.zeros((count, -(-width // 64) * 8), dtype=np.uint8)
    packed = np.packbits(bits, axis=1, bitorder="little")
    padded[:, : packed.shape[1]] = packed
    return padded.view("<u8").astype(np.uint64, copy=False)


def echelon(bits: Bits) -> Echelon:
    """The reduced row-echelon form of (r, m) bits. Cost O(r m rank / 64).

    >>> echelon(np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool)).rows.astype(int).tolist()
    [[1, 0, 1], [0, 1, 1]]
    """
    count, width = bits.shape
    words, rank, pivots = pack(bits), 0, []
    for column in range(width):
        if rank == count:
            break
        word, mask = column // 64, np.uint64(1 << (column % 64))
        held = np.flatnonzero(words[:, word] & mask)
        below = held[held >= rank]
        if not below.size:
            continue
        chosen = int(below[0])
        others = held[held != chosen]
        words[others] ^= words[chosen]
        if chosen != rank:
            words[[rank, chosen]] = words[[chosen, rank]]
        pivots.append(column)
        rank += 1
    octets = words[:rank].astype("<u8", copy=False).view(np.uint8).reshape(rank, 8 * words.shape[1])
    rows = np.unpackbits(octets, axis=1, bitorder="little", count=width).astype(np.bool_)
    return Echelon(rows, tuple(pivots))
