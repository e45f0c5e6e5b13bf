"""The talk's list of correlated pure states of two trits: each of its 24 entries, and whether all are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.language.notation import parse_variable
from toytheory.phase_space.modular import Matrix, howell
from toytheory.phase_space.space import bracket_rows
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .entry import Entry, Erratum
from .transcription import correlated_pairs

MISPRINTED = (14, 21)
"""Counted from 1."""

RIGHT = {14: ("X1+P1-X2=0", "X1-P1-X2+P2=0"), 21: ("X1+P1+X2=0", "P1-P2=0")}
"""One letter or sign changed in each."""

Pairs = Sequence[tuple[str, str]]


def rows_of(pair: tuple[str, str]) -> Matrix:
    """The coefficients of two relations "F=0", (2, 4).

    >>> rows_of(("X1+X2=0", "P1-P2=0")).tolist()
    [[1, 0, 1, 0], [0, 1, 0, 2]]
    """
    return coefficient_matrix([parse_variable(text.removesuffix("=0"), 3, 2) for text in pair], 2)


def span(rows: Matrix) -> bytes:
    """What is known, whatever variables it is told by."""
    return howell(rows, 3).tobytes()


def correlated_subspaces() -> dict[bytes, Matrix]:
    """All commuting subspaces of rank 2 in which no variable of a single trit is known: 24 of the 40.

    >>> len(correlated_subspaces())
    24
    """
    found = {}
    for V in lagrangian_modules(3, 2):
        combined = np.array([a * V[0] + b * V[1] for a, b in product(range(3), repeat=2) if a or b]) % 3
        if combined[:, :2].any(axis=1).all() and combined[:, 2:].any(axis=1).all():
            found[V.tobytes()] = V
    return found


def told(rows: Matrix) -> str:
    """Variables in notation."""
    return ", ".join(f"{Variable.from_vector(row, 3)} = 0" for row in rows)


def entries_hold(numbers: Sequence[int], pairs: Pairs | None = None, name: str = "entries") -> Check:
    """Entries of the list, by number: they commute, are correlated, and no two are the same knowledge."""
    listed = correlated_pairs() if pairs is None else pairs
    known = correlated_subspaces()
    wrong: list[dict[str, Any]] = []
    seen: dict[bytes, int] = {}
    for number in numbers:
        rows = rows_of(listed[number - 1])
        bracket = int(bracket_rows(rows[:1], rows[1:])[0, 0] % 3)
        told_of = {"entry": number, "printed": ", ".join(listed[number - 1])}
        if bracket:
            wrong.append({**told_of, "bracket": bracket})
        elif span(rows) not in known:
            wrong.append({**told_of, "but": "not a correlated state of maximal knowledge"})
        elif span(rows) in seen:
            wrong.append({**told_of, "same as": seen[span(rows)]})
        seen.setdefault(span(rows), number)
    witness: dict[str, Any] | None = None
    if len(wrong) == 1:
        witness = wrong[0]
    elif wrong:
        witness = {"entries": wrong}
    which = f"entry {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} entries"
    return decided(name, "exhaustive", f"{which} of the list of {len(listed)}", len(numbers), witness)


def complete(pairs: Pairs | None = None) -> Check:
    """Whether the list has every correlated subspace, and once."""
    listed = correlated_pairs() if pairs is None else pairs
    known = correlated_subspaces()
    found = [span(rows_of(pair)) for pair in listed]
    missing = [told(known[key]) for key in known if key not in found]
    wrong = {"missing": missing} if missing or len(found) != len(known) else None
    return decided(
        "complete", "exhaustive", f"the list against all {len(known)} correlated subspaces", len(known), wrong
    )


def with_corrections(replaced: Sequence[int] = MISPRINTED) -> list[tuple[str, str]]:
    """The list with entries corrected."""
    return [RIGHT[i] if i in replaced else pair for i, pair in enumerate(correlated_pairs(), 1)]


def single_changes(number: int) -> list[Matrix]:
    """What becomes of an entry when one coefficient that it has changes, or one of its variables is renamed."""
    rows = rows_of(correlated_pairs()[number - 1])
    found = []
    for r, c in product(range(2), range(4)):
        if rows[r, c]:
            for value in range(3):
                changed = rows.copy()
                changed[r, c] = value
                found.append(changed)
            for other in range(4):
                if not rows[r, other]:
                    renamed = rows.copy()
                    renamed[r, other], renamed[r, c] = rows[r, c], 0
                    found.append(renamed)
    return found


def correction_is_unique(number: int) -> Check:
    """The correction is a missing state, and the only missing one within a single change of the printed entry."""
    known = correlated_subspaces()
    listed = {span(rows_of(pair)) for pair in correlated_pairs()}
    near = {span(rows) for rows in single_changes(number)} & set(known) - listed
    right = span(rows_of(RIGHT[number]))
    wrong: dict[str, Any] | None = None
    if near != {right}:
        wrong = {"within a single change": [told(known[key]) for key in near]}
    whole = entries_hold(range(1, 25), with_corrections())
    if wrong is None and whole.status != "holds":
        wrong = {"with corrections": whole.witness}
    if wrong is None and complete(with_corrections()).status != "holds":
        wrong = {"with corrections": complete(with_corrections()).witness}
    scope = (
        f"entry {number}: {', '.join(RIGHT[number])}; all single changes of the printed entry; the whole corrected list"
    )
    return decided(f"correlated-{number}", "exhaustive", scope, len(single_changes(number)) + 24, wrong)


def _entry(number: int) -> Any:
    def check(ctx: Context) -> Iterator[Check]:
        yield entries_hold([number], name=f"entry-{number}")

    return check


def _rest(ctx: Context) -> Iterator[Check]:
    yield entries_hold([i for i in range(1, 25) if i not in MISPRINTED])


ENTRIES = (
    Entry(
        "correlated-rest",
        "correlated-list",
        "The entries of the list, 14 and 21 apart, are 22 different correlated pure states of two trits.",
        _rest,
        note="Each stands for the nine states with the same variables and other values.",
        parts=(theory("all 22 entries", "entries"),),
    ),
    Entry(
        "correlated-14",
        "correlated-list",
        "Entry 14 of the list is a correlated pure state of two trits.",
        _entry(14),
        erratum=Erratum(
            "X1+P1-X2=0, X1-P1-X2-P2=0",
            "The bracket of the two variables is 2 modulo 3: they cannot be known together. The state X1 - X2 - P2 = "
            "0, "
            "P1 + P2 = 0 is missing from the list.",
            "X1+P1-X2=0, X1-P1-X2+P2=0 (the sign of P2), which is that state; leaving P1 out of the second variable "
            "gives "
            "the same.",
            lambda: correction_is_unique(14),
        ),
        parts=(theory("the entry", "entry-14"),),
    ),
    Entry(
        "correlated-21",
        "correlated-list",
        "Entry 21 of the list is a correlated pure state of two trits.",
        _entry(21),
        erratum=Erratum(
            "X1+P1+P2=0, P1-P2=0",
            "The bracket of the two variables is 1: they cannot be known together. The state X1 + X2 + P2 = 0, "
            "P1 - P2 = 0 is missing from the list.",
            "X1+P1+X2=0, P1-P2=0 (X2 for P2), which is that state; X2 for P1 gives the same.",
            lambda: correction_is_unique(21),
        ),
        parts=(theory("the entry", "entry-21"),),
    ),
)
