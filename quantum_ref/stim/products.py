"""Many signed Pauli products that commute: packed in words, multiplied row by row, brought to echelon form.

A product is i^p X^x Z^z: of two, (x, z, p) and (x', z', p'), it is i^(p + p' + 2 z.x') X^(x + x') Z^(z + z').
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import stim
from numpy.typing import NDArray

from .gf2 import Bits, Words, pack

Keys = NDArray[np.int64]
"""Whether products have X (or Y) on a qubit, (0, qubit); or Z (or Y), (1, qubit): (k, 2)."""

FEW = 64
"""Products up to which the next key that any has is looked for, instead of each key in turn."""


@dataclass(eq=False)
class Products:
    """Products on the same qubits.

    Attributes
    ----------
    xs, zs : (r, words) bits, 64 qubits a word.
    phases : (r,) p modulo 4.
    """

    xs: Words
    zs: Words
    phases: NDArray[np.int64]

    @classmethod
    def signed(cls, xs: Bits, zs: Bits, negative: Bits) -> Products:
        """Hermitian products, (r, qubits), and which have the sign -1."""
        return cls(pack(xs), pack(zs), (2 * negative + np.count_nonzero(xs & zs, axis=1)) % 4)

    @classmethod
    def none(cls, qubits: int) -> Products:
        """No products."""
        nothing = np.zeros((0, qubits), dtype=np.bool_)
        return cls.signed(nothing, nothing, np.zeros(0, dtype=np.bool_))

    def __len__(self) -> int:
        return len(self.phases)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Products) and all(
            np.array_equal(mine, theirs)
            for mine, theirs in ((self.xs, other.xs), (self.zs, other.zs), (self.phases, other.phases))
        )

    def take(self, rows: Sequence[int] | NDArray[np.intp] | Bits | slice) -> Products:
        """Some of them."""
        return Products(self.xs[rows], self.zs[rows], self.phases[rows])

    def and_also(self, *others: Products) -> Products:
        """These and others on the same qubits."""
        every = (self, *others)
        return Products(
            np.vstack([each.xs for each in every]),
            np.vstack([each.zs for each in every]),
            np.concatenate([each.phases for each in every]),
        )

    def has(self, side: int, qubit: int) -> NDArray[np.intp]:
        """Which of them have X (side 0) or Z (side 1) there."""
        words = self.zs if side else self.xs
        return np.flatnonzero(words[:, qubit >> 6] & np.uint64(1 << (qubit & 63)))

    def bits(self, side: int, qubits: NDArray[np.int64]) -> Bits:
        """The same of all of them on some qubits, (r, qubits)."""
        words = self.zs if side else self.xs
        return (words[:, qubits >> 6] >> (qubits & 63).astype(np.uint64) & np.uint64(1)).astype(np.bool_)

    def first(self, qubits: int) -> Products:
        """Without whatever they have behind the first qubits; i^p stays."""
        words = -(-qubits // 64)
        xs, zs = self.xs[:, :words].copy(), self.zs[:, :words].copy()
        if qubits % 64:
            xs[:, -1] &= np.uint64((1 << qubits % 64) - 1)
            zs[:, -1] &= np.uint64((1 << qubits % 64) - 1)
        return Products(xs, zs, self.phases)

    def multiply(self, rows: NDArray[np.intp], by: int, other: Products | None = None) -> None:
        """Some of them times one, of these or of others, which may be on fewer qubits."""
        other = self if other is None else other
        words = other.xs.shape[1]
        crossed = np.bitwise_count(self.zs[rows, :words] & other.xs[by]).sum(axis=1, dtype=np.int64)
        self.phases[rows] = (self.phases[rows] + other.phases[by] + 2 * crossed) & 3
        self.xs[rows, :words] ^= other.xs[by]
        self.zs[rows, :words] ^= other.zs[by]

    def copy(self) -> Products:
        """As they are now."""
        return Products(self.xs.copy(), self.zs.copy(), self.phases.copy())

    def letters(self, qubits: int) -> tuple[Bits, Bits]:
        """Where there is X or Y, and where Z or Y, (r, qubits)."""
        return _unpacked(self.xs, qubits), _unpacked(self.zs, qubits)

    def negative(self) -> Bits:
        """Which have the sign -1, (r,)."""
        ys = np.bitwise_count(self.xs & self.zs).sum(axis=1, dtype=np.int64)
        return np.asarray((self.phases - ys) % 4 == 2)

    def strings(self, qubits: int) -> list[stim.PauliString]:
        """As Stim's."""
        rows = zip(*self.letters(qubits), self.negative().tolist(), strict=True)
        return [stim.PauliString.from_numpy(xs=xs, zs=zs, sign=-1 if sign else 1) for xs, zs, sign in rows]


@dataclass(frozen=True)
class Echelon:
    """Independent products, each with a key that no other has.

    Attributes
    ----------
    products : in the order of their keys.
    keys : the keys.
    pivots : their positions among all keys that were asked for, ascending.
    rest : what has none of the keys.
    """

    products: Products
    keys: Keys
    pivots: NDArray[np.intp]
    rest: Products

    def remainder(self, products: Products) -> Products:
        """Products times those of the echelon form by which they lose its keys."""
        left = products.copy()
        for row, (side, qubit) in enumerate(self.keys.tolist()):
            held = left.has(side, qubit)
            if held.size:
                left.multiply(held, row, self.products)
        return left


def echelon(products: Products, keys: Keys) -> Echelon:
    """Reduced echelon form by some keys in turn.

    >>> strings = [stim.PauliString(text) for text in ("XX", "ZZ")]
    >>> both = Products.signed(*map(np.array, zip(*(s.to_numpy() for s in strings))), np.zeros(2, dtype=bool))
    >>> found = echelon(both, np.array([[0, 1], [0, 0], [1, 0]]))
    >>> found.pivots.tolist(), found.products.strings(2)
    ([0, 2], [stim.PauliString("+XX"), stim.PauliString("+ZZ")])
    """
    work, free = products.copy(), np.ones(len(products), dtype=np.bool_)
    order: list[int] = []
    pivots: list[int] = []
    for number in range(len(keys)) if len(free) > FEW else _held(work, free, keys):
        if len(order) == len(free):
            break
        held = work.has(int(keys[number, 0]), int(keys[number, 1]))
        candidates = held[free[held]]
        if not candidates.size:
            continue
        chosen = int(candidates[0])
        others = held[held != chosen]
        if others.size:
            work.multiply(others, chosen)
        free[chosen] = False
        order.append(chosen)
        pivots.append(number)
    return Echelon(
        work.take(np.array(order, dtype=np.intp)),
        keys[pivots],
        np.array(pivots, dtype=np.intp),
        work.take(free),
    )


def _held(work: Products, free: Bits, keys: Keys) -> Iterator[int]:
    """Which keys the free products have, looked for anew each time since they are multiplied meanwhile."""
    at = 0
    while at < len(keys):
        merged = [np.bitwise_or.reduce(words[free], axis=0) for words in (work.xs, work.zs)]
        sides, qubits = keys[at:].T
        words = np.where(sides, merged[1][qubits >> 6], merged[0][qubits >> 6])
        held = words >> (qubits & 63).astype(np.uint64) & np.uint64(1)
        if not held.any():
            return
        at += int(held.argmax()) + 1
        yield at - 1


def without(products: Products, marks: Bits) -> Products:
    """Generators of the products of these that have no marks, (r, k), which are added where products are multiplied.

    >>> two = Products.signed(np.eye(2, dtype=bool), np.zeros((2, 2), dtype=bool), np.zeros(2, dtype=bool))
    >>> without(two, np.array([[True], [True]])).strings(2)
    [stim.PauliString("+XX")]
    """
    work, marks, free = products.copy(), marks.copy(), np.ones(len(products), dtype=np.bool_)
    for column in range(marks.shape[1]):
        held = np.flatnonzero(marks[:, column] & free)
        if held.size:
            chosen, others = int(held[0]), held[1:]
            work.multiply(others, chosen)
            marks[others] ^= marks[chosen]
            free[chosen] = False
    return work.take(free)


def _unpacked(words: Words, qubits: int) -> Bits:
    octets = words.astype("<u8", copy=False).view(np.uint8).reshape(len(words), 8 * words.shape[1])
    return np.unpackbits(octets, axis=1, bitorder="little", count=qubits).astype(np.bool_)
