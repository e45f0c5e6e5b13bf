"""Entropies and correlations of states of qubits that are given by Pauli stabilizers: ranks over GF(2), any size.

The state is the even mixture of everything that the stabilizers allow. Entropies are in bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toytheory.errors import InputError

from .gf2 import Bits, echelon

if TYPE_CHECKING:
    import stim


def rank(bits: Bits) -> int:
    """Over GF(2).

    >>> rank(np.array([[1, 1], [1, 1]], dtype=bool))
    1
    """
    return len(echelon(bits).pivots) if bits.size else 0


def _cut(stabilizers: Sequence[stim.PauliString], systems: Sequence[int]) -> Bits:
    """Where each stabilizer acts with X or Y, then with Z or Y, on these qubits: (k, 2s)."""
    if not stabilizers:
        return np.zeros((0, 2 * len(systems)), dtype=np.bool_)
    n = len(stabilizers[0])
    if len(set(systems)) != len(systems) or not set(systems) <= set(range(n)):
        raise InputError(f"{list(systems)} is no list of different qubits", f"use qubits 0 to {n - 1}")
    xs, zs = (np.array(parts) for parts in zip(*(s.to_numpy() for s in stabilizers), strict=True))
    return np.hstack([xs[:, list(systems)], zs[:, list(systems)]])


def entropy(stabilizers: Sequence[stim.PauliString], n: int, systems: Sequence[int] | None = None) -> int:
    """Of some of n qubits, by default of all: their number less that of independent stabilizers on them alone.

    >>> import stim
    >>> bell = [stim.PauliString("XX"), stim.PauliString("ZZ")]
    >>> entropy(bell, 2), entropy(bell, 2, [0])
    (0, 1)
    """
    chosen = list(range(n)) if systems is None else list(systems)
    others = [k for k in range(n) if k not in chosen]
    own = rank(_cut(stabilizers, range(n))) - rank(_cut(stabilizers, others))
    return len(chosen) - own


def mutual_information(
    stabilizers: Sequence[stim.PauliString], n: int, left: Sequence[int], right: Sequence[int]
) -> int:
    """S(left) + S(right) - S(both), in bits."""
    return entropy(stabilizers, n, left) + entropy(stabilizers, n, right) - entropy(stabilizers, n, [*left, *right])


def entangled_pairs(stabilizers: Sequence[stim.PauliString], systems: Sequence[int]) -> int:
    """Bell pairs across the split between these qubits and the others: half the rank of which cut ones anticommute.

    (Fattal, Cubitt, Yamamoto, Bravyi, Chuang, quant-ph/0406168.)

    >>> import stim
    >>> entangled_pairs([stim.PauliString("XX"), stim.PauliString("ZZ")], [0])
    1
    """
    cut = _cut(stabilizers, systems)
    xs, zs = np.hsplit(cut.astype(np.int64), 2)
    return rank((xs @ zs.T + zs @ xs.T) % 2 == 1) // 2
