"""The two principles for what is known of linear variables, prime d: which subspaces of variables may be known.

Knowledge of a subspace V of rank k, and of nothing else, is the uniform distribution on an affine set. Of systems A one
knows then V intersected with the variables of A; after F_s was found for systems s of B, (V + <F_s>) intersected with
the variables of A. In these terms knowledge balance is about sizes alone, and many subspaces are decided at once; the
tests compare with `balance`, which looks at distributions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from toytheory.discrete.subspaces import combinations_of, subspaces
from toytheory.phase_space.modular import Matrix

Mask = NDArray[np.bool_]


def commuting(spaces: Matrix, d: int, scales: Sequence[int] | None = None) -> Mask:
    """Which subspaces (K, k, 2n) consist of commuting variables: classical complementarity.

    Parameters
    ----------
    scales : by which the bracket of each system is multiplied; 1 by default.

    >>> talk = np.array([[[1, 0, 2, 0], [0, 1, 0, 1]], [[1, 0, 2, 0], [0, 1, 0, 2]]])    # X1-X2 with P1+P2, with P1-P2
    >>> commuting(talk, 3).tolist(), commuting(talk, 3, scales=(1, 2)).tolist()
    ([True, False], [False, True])
    """
    weight = 1 if scales is None else np.asarray(scales)
    brackets = (spaces[..., 0::2] * weight) @ spaces[..., 1::2].swapaxes(1, 2)
    return np.asarray(~((brackets - brackets.swapaxes(1, 2)) % d).any(axis=(1, 2)))


class _Sizes:
    """Sizes of (V + W) intersected with the variables of A, of many V, by counting elements of V."""

    def __init__(self, spaces: Matrix, d: int) -> None:
        self.d, self.n = d, spaces.shape[-1] // 2
        elements = np.moveaxis(combinations_of(spaces, d), 0, -1)  # (d^k, 2n, K): sums over elements run along rows
        self.parts = [elements[:, 2 * s] * d + elements[:, 2 * s + 1] for s in range(self.n)]  # (d^k, K) each
        self.zero = [part == 0 for part in self.parts]

    def within(self, systems: Sequence[int], members: Matrix) -> Mask:
        """(d^k, K): whether the part of each element on some systems is one of the members (w, 2 |systems|)."""
        space = self.d * self.d
        table = np.zeros(space ** len(systems), dtype=bool)
        code = np.zeros(len(members), dtype=np.int64)
        position = np.zeros_like(self.parts[0])
        for i, s in enumerate(systems):
            code = code * space + members[:, 2 * i] * self.d + members[:, 2 * i + 1]
            position = position * space + self.parts[s]
        table[code] = True
        return np.asarray(table[position])

    def seen(self, systems: Sequence[int], apart: Sequence[int], inside: Mask) -> Matrix:
        """(K,): |(V + W) intersected with A|, where `inside` says whose part on B = `apart` lies in W."""
        kept = inside.copy()
        for s in range(self.n):
            if s not in systems and s not in apart:
                kept &= self.zero[s]
        blind = kept.copy()
        for s in systems:
            blind &= self.zero[s]
        return np.asarray(_count(kept) // _count(blind))


def _count(chosen: Mask) -> Matrix:
    """How many of each column, (d^k, K) -> (K,), added up in the smallest type that holds it."""
    kind = np.uint8 if len(chosen) < 2**8 else np.int64
    counts: Matrix = np.add.reduce(chosen.view(np.uint8), axis=0, dtype=kind)
    return counts.astype(np.int64)


def balanced(spaces: Matrix, d: int) -> Mapping[str, Mask]:
    """Which subspaces (K, k, 2n) satisfy each premise of knowledge balance.

    Two premises: "marginal", the whole included; "locality", for measurements of one variable of each of some systems.

    >>> talk = np.array([[[1, 0, 2, 0], [0, 1, 0, 2]], [[0, 0, 1, 0], [1, 0, 0, 1]]])   # X1-X2, P1-P2; X2, X1+P2
    >>> {premise: mask.tolist() for premise, mask in balanced(talk, 3).items()}
    {'marginal': [True, True], 'locality': [True, False]}
    """
    sizes = _Sizes(spaces, d)
    everything = tuple(range(sizes.n))
    whole = np.ones(sizes.parts[0].shape, dtype=bool)
    found = {premise: np.ones(len(spaces), dtype=bool) for premise in ("marginal", "locality")}
    for part in _parts(everything):
        found["marginal"] &= sizes.seen(part, (), whole) <= d ** len(part)
    lines = [combinations_of(line, d) for line in subspaces(d, 2, 1)]
    inside = [[sizes.within((s,), line) for line in lines] for s in everything]
    for apart in _parts(everything):
        rest = tuple(s for s in everything if s not in apart)
        for chosen in product(range(len(lines)), repeat=len(apart)):
            measured = reduce(np.logical_and, [inside[s][i] for s, i in zip(apart, chosen, strict=True)])
            for part in _parts(rest):
                found["locality"] &= sizes.seen(part, apart, measured) <= d ** len(part)
    return found


def balanced_after(spaces: Matrix, d: int, apart: Sequence[int], measured: Matrix) -> Mask:
    """Which subspaces (K, k, 2n) keep the balance of all other systems when systems `apart` are measured jointly.

    Parameters
    ----------
    measured : (M, r, 2 |apart|) sets of variables of those systems, each measured jointly.
    """
    sizes = _Sizes(spaces, d)
    rest = tuple(s for s in range(sizes.n) if s not in apart)
    found = np.ones(len(spaces), dtype=bool)
    for known in measured:
        inside = sizes.within(apart, combinations_of(known, d))
        for part in _parts(rest):
            found &= sizes.seen(part, apart, inside) <= d ** len(part)
    return found


def _parts(systems: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for size in range(1, len(systems) + 1):
        yield from combinations(systems, size)
