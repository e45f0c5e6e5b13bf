"""Noise as a program keeps it: kinds, each a list of exclusive displacements, and sites where a kind acts.

A site of a kind has as many slots as the kind has coordinates; slot j of a site is a row of the program. Many sites
share few kinds. Displacements by zero are left out: with what is left of the probability nothing happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .skipping import Alias, gap_columns, shared, shares_of

Alternative = tuple[tuple[tuple[int, int], ...], Fraction]
"""((slot, added), ...) with nothing added left out, and a probability."""


class Kind(tuple[Alternative, ...]):
    """Exclusive displacements with their probabilities; looked up often, so that its hash is computed once."""

    _hash: int | None = None
    _shares: tuple[Fraction, tuple[int, ...]] | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash

    @cached_property
    def chance(self) -> Fraction:
        """The probability that anything happens."""
        return summed([p for _, p in self])

    @cached_property
    def effects(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many effects each alternative has, and at last that nothing happens; (slot, added) of each effect."""
        pairs = [pair for moved, _ in self for pair in moved]
        return np.array([*(len(moved) for moved, _ in self), 0]), np.array(pairs, dtype=np.int64).reshape(-1, 2)

    def shares(self, rate: Fraction) -> tuple[int, ...]:
        """Shares of 2^64 of the displacements, and of nothing, where something is looked at with this rate."""
        if self._shares is None or (self._shares[0] is not rate and self._shares[0] != rate):
            self._shares = rate, shares_of([p for _, p in self], rate)
        return self._shares[1]


def kind_of(weights: Sequence[tuple[Sequence[int], Fraction]], d: int) -> Kind:
    """The kind of noise with these displacements, equal ones put together.

    >>> kind_of([((0, 0), Fraction(9, 10)), ((3, 1), Fraction(1, 10))], 3)
    ((((1, 1),), Fraction(1, 10)),)
    """
    total: dict[tuple[tuple[int, int], ...], Fraction] = {}
    for shifts, weight in weights:
        moved = tuple((slot, by % d) for slot, by in enumerate(shifts) if by % d)
        if moved and weight:
            total[moved] = total[moved] + weight if moved in total else weight
    return Kind(total.items())


def summed(probabilities: Sequence[Fraction]) -> Fraction:
    """Their sum: fractions are added slowly, and these mostly have one denominator.

    >>> summed([Fraction(1, 6), Fraction(1, 6)])
    Fraction(1, 3)
    """
    if len(probabilities) == 1:
        return probabilities[0]
    common = {p.denominator for p in probabilities}
    if len(common) == 1:
        return Fraction(sum(p.numerator for p in probabilities), common.pop())
    return sum(probabilities, Fraction(0))


class NoiseArrays(NamedTuple):
    """What the kernels read.

    All are unsigned: Numba then looks for no negative indices.

    Attributes
    ----------
    groups : (g, 4) of each group that is drawn at once: sites from, to (excluded), the gap table, and whether a hit
        leaves no choice.
    site_kind, site_slots : (s,) the kind of a site, and where its slots begin in `slots`.
    slots : rows.
    effects : (a + 1,) where the effects of each alternative begin; the last alternative of a kind has none.
    slot, added : of each effect.
    gap_tables, gap_columns : an `Alias` of gaps, one table a probability.
    kind_tables, kind_columns : one of alternatives, one table a kind.
    """

    groups: NDArray[np.int64]
    site_kind: NDArray[np.uint32]
    site_slots: NDArray[np.uint64]
    slots: NDArray[np.uint32]
    effects: NDArray[np.uint64]
    slot: NDArray[np.uint32]
    added: NDArray[np.uint32]
    gap_tables: NDArray[np.uint64]
    gap_columns: NDArray[np.uint64]
    kind_tables: NDArray[np.uint64]
    kind_columns: NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Sites:
    """Sites of noise in the order of the program.

    Attributes
    ----------
    kinds : of noise; each has a probability above 0.
    kind : (s,) numbers of kinds.
    slots_at : (s,) where the slots of a site begin in `slots`.
    slots : rows.
    """

    kinds: tuple[Kind, ...]
    kind: NDArray[np.int64]
    slots_at: NDArray[np.int64]
    slots: NDArray[np.int64]

    def arrays(self, runs: Sequence[tuple[int, int]]) -> tuple[NoiseArrays, list[list[int]]]:
        """The arrays for kernels, and for each run of sites (from, to) the groups that draw it.

        The sites of a run commute, so those that share a gap table are drawn together.
        """
        return self._arrays(runs) if runs else (_no_noise(), [])

    def _arrays(self, runs: Sequence[tuple[int, int]]) -> tuple[NoiseArrays, list[list[int]]]:
        tables, table_of = shared([kind.chance for kind in self.kinds])
        certain = [len(k) == 1 and k.chance == tables[t] for k, t in zip(self.kinds, table_of, strict=True)]
        table = (2 * np.array(table_of, dtype=np.int64) + np.array(certain, dtype=np.int64))[self.kind]
        order = np.arange(len(self.kind))
        groups: list[tuple[int, int, int, int]] = []
        drawn: list[list[int]] = []
        for first, last in runs:
            here = table[first:last]
            order[first:last] = first + np.argsort(here, kind="stable")
            edges = np.searchsorted(np.sort(here), np.arange(2 * len(tables) + 1))
            drawn.append([])
            for number in np.flatnonzero(np.diff(edges)).tolist():
                drawn[-1].append(len(groups))
                groups.append((first + int(edges[number]), first + int(edges[number + 1]), number // 2, number % 2))
        alternatives, effects, slot, added = listed(self.kinds)
        gap = Alias.joined([gap_columns(p) for p in tables], [0] * len(tables))
        shares = [kind.shares(tables[number]) for kind, number in zip(self.kinds, table_of, strict=True)]
        choice = Alias.of(shares, alternatives.tolist())
        arrays = NoiseArrays(
            np.array(groups, dtype=np.int64).reshape(-1, 4), self.kind[order].astype(np.uint32),
            self.slots_at[order].astype(np.uint64), self.slots.astype(np.uint32), effects.astype(np.uint64),
            slot.astype(np.uint32), added.astype(np.uint32), gap.tables, gap.columns, choice.tables, choice.columns,
        )  # fmt: skip
        return arrays, drawn


@cache
def _no_noise() -> NoiseArrays:
    return collected({}, [], [], [])._arrays([])[0]


def listed(kinds: Sequence[Kind]) -> tuple[NDArray[np.int64], ...]:
    """The first alternative of each kind, where the effects of each alternative begin, and `slot`, `added` of these.

    After the alternatives of a kind comes one more: that nothing happens.
    """
    nothing = np.zeros(0, np.int64)
    lengths = np.concatenate([nothing, *(kind.effects[0] for kind in kinds)])
    pairs = np.concatenate([nothing.reshape(0, 2), *(kind.effects[1] for kind in kinds)])
    first = np.cumsum([0, *(len(kind) + 1 for kind in kinds)])[:-1]
    return first, np.append(0, np.cumsum(lengths)), np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def collected(kinds: Mapping[Kind, int], numbers: Sequence[int], widths: Sequence[int], rows: Sequence[int]) -> Sites:
    """Sites given by their kinds, how many rows each has, and the rows of all, one after the other."""
    wide = np.array(widths, dtype=np.int64)
    return Sites(
        tuple(kinds), np.array(numbers, dtype=np.int64), np.cumsum(wide) - wide, np.array(rows, dtype=np.int64)
    )
