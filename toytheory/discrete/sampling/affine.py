"""The affine engine: a program rewritten as what its asked rows depend on.

Nothing is left of maps and measurements. Drawn is what some asked row depends on: uniform numbers, and noise whose
displacements have been turned into what they add to asked rows. Noise that adds nothing is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .forms import Forms, Sparse, forms_of
from .noise import Alternative, Kind, Sites, listed
from .program import ADD, FILL, NOISE, RANDOM, WIDTH, Ops, Program
from .signatures import Signatures, signatures

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
    """A program with the same law of outputs and conditions; CannotRun where there are branches.

    >>> from .lowering import compiled
    >>> from toytheory.language.reading import parse_experiment
    >>> known = compiled(parse_experiment("system 1 trit\\nprepare X = 2\\nfourier 1\\nmeasure P as a"))
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
    return asked, place, forms_of(program, ops, asked)


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
    """Constants, uniform numbers one after the other in a row of their own, and all noise at once."""
    ops: list[int] = []
    for row in np.flatnonzero(forms.offset).tolist():
        ops += (FILL, row, 0, int(forms.offset[row]), -1)
    start, column, value = (part.tolist() for part in (forms.uniform.start, forms.uniform.column, forms.uniform.value))
    for number in np.flatnonzero(np.diff(forms.uniform.start)).tolist():
        ops += (RANDOM, width, 0, number, -1)
        for entry in range(start[number], start[number + 1]):
            ops += (ADD, column[entry], width, value[entry], -1)
    if sites:
        ops += (NOISE, 0, sites, len(forms.uniform), -1)
    return np.array(ops, dtype=np.int64).reshape(-1, WIDTH)


def visible_sites(sites: Sites, d: int, slots: Sparse, width: int) -> Sites:
    """The sites that add something to the asked rows, as noise on these."""
    kinds: dict[Kind, int] = {}
    numbers: dict[tuple[int, bytes, bytes, bytes], int] = {}
    kind_of_site: list[int] = []
    lengths: list[int] = []
    columns: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for kind, pattern, sizes, column, value in each_site(sites, d, slots, width):
        key = (kind, pattern.tobytes(), sizes.tobytes(), value.tobytes())
        if key not in numbers:
            seen = _seen(sites.kinds[kind], pattern.tolist(), sizes.tolist(), value.tolist())
            numbers[key] = kinds.setdefault(seen, len(kinds))
        kind_of_site.append(numbers[key])
        lengths.append(column.size)
        columns.append(column)
    ends = np.cumsum(np.array(lengths, dtype=np.int64))
    return Sites(tuple(kinds), np.array(kind_of_site, np.int64), ends - np.array(lengths, np.int64), np.concatenate(columns))


def _seen(kind: Kind, pattern: list[int], sizes: list[int], values: list[int]) -> Kind:
    """A kind as the asked rows see it: its slots are the entries of its signatures, one after the other."""
    chances = [Fraction(0)] * len(sizes)
    for (_, p), number in zip(kind, pattern, strict=True):
        if number:
            chances[number - 1] += p
    seen: list[Alternative] = []
    first = 0
    for size, p in zip(sizes, chances, strict=True):
        seen.append((tuple((slot, values[slot]) for slot in range(first, first + size)), p))
        first += size
    return tuple(seen)


Site = tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def each_site(sites: Sites, d: int, slots: Sparse, width: int) -> Iterator[Site]:
    """(kind, pattern, sizes, columns, values) of every site that adds something: see `Signatures`."""
    alternatives, effects, slot, added = listed(sites.kinds)
    per_kind = [sum(len(moved) for moved, _ in kind) for kind in sites.kinds]
    nonzero = np.diff(slots.start)
    widest = int(nonzero.max(initial=0))
    bounds = np.array(per_kind, dtype=np.int64)[sites.kind] * widest + widest * 2
    counts_of = np.array([len(kind) for kind in sites.kinds], dtype=np.int64)
    counts = counts_of[sites.kind]
    first = 0
    while first < len(sites.kind):
        last = max(first + 1, first + int(np.searchsorted(np.cumsum(bounds[first:]), ENTRIES)))
        here = slice(first, last)
        bound = int(bounds[here].sum())
        found = Signatures(
            *signatures(d, width, sites.kind[here], sites.slots_at[here], slots.start, slots.column, slots.value,
                        alternatives, counts_of, effects, slot, added, bound)
        )  # fmt: skip
        pattern_at = np.append(0, np.cumsum(counts[here])).tolist()
        sizes_at = np.append(0, np.cumsum(found.found)).tolist()
        entries_at = np.append(0, np.cumsum(found.lengths))[sizes_at].tolist()
        kinds = sites.kind[here].tolist()
        for i in np.flatnonzero(found.found).tolist():
            entries = slice(entries_at[i], entries_at[i + 1])
            yield (
                kinds[i], found.pattern[pattern_at[i] : pattern_at[i + 1]], found.lengths[sizes_at[i] : sizes_at[i + 1]],
                found.column[entries], found.value[entries],
            )  # fmt: skip
        first = last
