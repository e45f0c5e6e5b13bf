"""The affine engine: a program rewritten as what its asked rows depend on.

Nothing is left of maps and measurements. Drawn is what some asked row depends on: uniform numbers, and noise whose
displacements have been turned into what they add to asked rows. Noise that adds nothing is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .forms import Forms, forms_of
from .noise import Alternative, Kind, Sites, listed, summed
from .program import ADD, FILL, NOISE, RANDOM, SHIFT, WIDTH, Ops, Program
from .signatures import Signatures, alike, signatures
from .spanning import Sparse, thinner

ENTRIES = 2**22
"""Entries of signatures that are made at once, at most (but for one site)."""


LARGEST = 2**30
"""Operations times asked rows up to which it is found out by itself whether this engine is cheaper."""


def asked_rows(program: Program) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows of outputs and conditions, each once, and where each output and condition is among them."""
    rows = [*program.outputs.tolist(), *(row for row, _ in program.conditions)]
    asked, place = np.unique(np.array(rows, dtype=np.int64), return_inverse=True)
    return asked, place


def affine_program(program: Program) -> Program:
    r"""A program with the same law of outputs and conditions; CannotRun where there are branches.

    >>> from .lowering import compiled
    >>> from toytheory.language.reading import parse_experiment
    >>> known = compiled(parse_experiment("system 1 trit\nprepare X = 2\nfourier 1\nmeasure P as a"))
    >>> affine_program(known).ops.tolist()      # row 0 = 1: P = -X
    [[4, 0, 0, 1, -1]]
    """
    from .liveness import live

    return _rewritten(program, *_asked_forms(program, live(program)))


def cheaper_program(program: Program) -> Program:
    """The affine program where fewer operations do the same, or the program as it is."""
    from .liveness import live

    ops = live(program)
    count = len({*program.outputs.tolist()})
    if program.has_branches or len(ops) * count > LARGEST:
        return program
    asked, place, forms = _asked_forms(program, ops)
    return _rewritten(program, asked, place, forms) if forms.operations < len(ops) else program


def _asked_forms(program: Program, ops: Ops) -> tuple[NDArray[np.int64], NDArray[np.int64], Forms]:
    asked, place = asked_rows(program)
    forms = forms_of(program, ops, asked)
    return asked, place, replace(forms, uniform=thinner(forms.uniform, asked.size, program.d))


def _rewritten(program: Program, asked: NDArray[np.int64], place: NDArray[np.int64], forms: Forms) -> Program:
    sites = visible_sites(program.sites, program.d, forms.slots, asked.size)
    count = len(program.names)
    return Program(
        program.d,
        asked.size + 1,
        _drawn(forms, asked.size, len(sites.kind)),
        sites,
        program.names,
        place[:count],
        tuple((int(row), value) for row, (_, value) in zip(place[count:], program.conditions, strict=True)),
    )


def _drawn(forms: Forms, width: int, sites: int) -> Ops:
    """Constants, uniform numbers, and all noise at once.

    Where an asked row is the only one of its number, with factor 1, it is that number itself: its constant comes last.
    Other numbers are drawn one after the other in a row of their own.
    """
    ops: list[int] = []
    uniform = forms.uniform
    alone = (np.bincount(uniform.column, minlength=width) == 1)[uniform.column] & (uniform.value == 1)
    itself = {}
    for entry in np.flatnonzero(alone).tolist():
        itself[int(np.searchsorted(uniform.start, entry, side="right")) - 1] = entry
    drawn = {int(uniform.column[entry]) for entry in itself.values()}
    constants = [(row, int(forms.offset[row])) for row in np.flatnonzero(forms.offset).tolist()]
    for row, constant in constants:
        if row not in drawn:
            ops += (FILL, row, 0, constant, -1)
    start, column, value = (part.tolist() for part in (uniform.start, uniform.column, uniform.value))
    for number in np.flatnonzero(np.diff(uniform.start)).tolist():
        own = itself.get(number)
        source = width if own is None else column[own]
        ops += (RANDOM, source, 0, number, -1)
        for entry in range(start[number], start[number + 1]):
            if entry != own:
                ops += (ADD, column[entry], source, value[entry], -1)
    for row, constant in constants:
        if row in drawn:
            ops += (SHIFT, row, 0, constant, -1)
    if sites:
        ops += (NOISE, 0, sites, len(uniform), -1)
    return np.array(ops, dtype=np.int64).reshape(-1, WIDTH)


def visible_sites(sites: Sites, d: int, slots: Sparse, width: int) -> Sites:
    """The sites that add something to the asked rows, as noise on these."""
    kinds: dict[Kind, int] = {}
    kind_of_site, lengths, columns = ([np.zeros(0, np.int64)] for _ in range(3))
    for chunk in _chunks(sites, d, slots, width):
        there = np.flatnonzero(chunk.found.found)
        first = chunk.alike()[there]
        number = np.zeros(len(chunk.kind), np.int64)
        different = np.unique(first)
        for site, kind, signature in zip(different, chunk.kind[different], chunk.signatures(different), strict=True):
            seen = _seen(sites.kinds[kind], *signature)
            number[site] = kinds.setdefault(seen, len(kinds))
        kind_of_site.append(number[first])
        lengths.append((chunk.entries_at[1:] - chunk.entries_at[:-1])[there])
        columns.append(chunk.found.column)
    length = np.concatenate(lengths)
    starts = np.cumsum(length) - length
    return Sites(tuple(kinds), np.concatenate(kind_of_site), starts, np.concatenate(columns))


@lru_cache(maxsize=4096)
def _seen(kind: Kind, *signature: bytes) -> Kind:
    """A kind as the asked rows see it: its slots are the entries of its signatures, one after the other.

    The signatures are the pattern, sizes and values of one site, int64. Codes of all sizes have the same few.
    """
    pattern, sizes, values = (np.frombuffer(part, dtype=np.int64).tolist() for part in signature)
    chances: dict[int, list[Fraction]] = {}
    for (_, p), number in zip(kind, pattern, strict=True):
        chances.setdefault(number, []).append(p)
    pairs = tuple(enumerate(values))
    seen: list[Alternative] = []
    first = 0
    for number, size in enumerate(sizes, start=1):
        seen.append((pairs[first : first + size], summed(chances[number])))
        first += size
    return Kind(seen)


@dataclass(frozen=True, eq=False)
class _Chunk:
    """Signatures of some sites.

    Attributes
    ----------
    found : of all of them, one after the other.
    kind : of each site.
    pattern_at, sizes_at, entries_at : where what belongs to each site begins, and the last one ends.
    """

    found: Signatures
    kind: NDArray[np.int64]
    pattern_at: NDArray[np.int64]
    sizes_at: NDArray[np.int64]
    entries_at: NDArray[np.int64]

    def alike(self) -> NDArray[np.int64]:
        """For each site the first one with the same signature."""
        found = self.found
        with np.errstate(over="ignore"):  # without the compiler NumPy tells of numbers that wrap on purpose
            first: NDArray[np.int64] = alike(
                self.kind, self.pattern_at, found.pattern, self.sizes_at, found.lengths, self.entries_at, found.value
            )
        return first

    def signatures(self, sites: NDArray[np.int64]) -> Iterator[tuple[bytes, ...]]:
        """Pattern, sizes and values of each of some sites."""
        found = self.found
        pairs = (found.pattern, self.pattern_at), (found.lengths, self.sizes_at), (found.value, self.entries_at)
        parts = []
        for numbers, at in pairs:
            whole = numbers.tobytes()
            bounds = zip((8 * at[sites]).tolist(), (8 * at[sites + 1]).tolist(), strict=True)
            parts.append([whole[a:b] for a, b in bounds])
        return zip(*parts, strict=True)


def _chunks(sites: Sites, d: int, slots: Sparse, width: int) -> Iterator[_Chunk]:
    alternatives, effects, slot, added = listed(sites.kinds)
    widest = int(np.diff(slots.start).max(initial=0))
    per_kind = np.array([len(kind.effects[1]) for kind in sites.kinds], dtype=np.int64)
    bounds = (per_kind[sites.kind] + 2) * widest
    counts = np.array([len(kind) for kind in sites.kinds], dtype=np.int64)
    first = 0
    while first < len(sites.kind):
        last = max(first + 1, first + int(np.searchsorted(np.cumsum(bounds[first:]), ENTRIES)))
        here = slice(first, last)
        found = Signatures(
            *signatures(d, width, sites.kind[here], sites.slots_at[here], slots.start, slots.column, slots.value,
                        alternatives, counts, effects, slot, added, int(bounds[here].sum()))
        )  # fmt: skip
        sizes_at, entries_at = _starts(found.found), _starts(found.lengths)
        yield _Chunk(found, sites.kind[here], _starts(counts[sites.kind[here]]), sizes_at, entries_at[sizes_at])
        first = last


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


Site = tuple[int, list[int], list[int], list[int], list[int]]


def each_site(sites: Sites, d: int, slots: Sparse, width: int) -> Iterator[Site]:
    """(kind, pattern, sizes, columns, values) of every site that adds something: see `Signatures`."""
    for chunk in _chunks(sites, d, slots, width):
        pattern, _, sizes, column, value = (part.tolist() for part in chunk.found)
        at, of, into = (starts.tolist() for starts in (chunk.pattern_at, chunk.sizes_at, chunk.entries_at))
        for site in np.flatnonzero(chunk.found.found).tolist():
            of_sizes, entries = slice(of[site], of[site + 1]), slice(into[site], into[site + 1])
            of_pattern = pattern[at[site] : at[site + 1]]
            yield int(chunk.kind[site]), of_pattern, sizes[of_sizes], column[entries], value[entries]
