"""The slides on bits and qubits: negativity, the two tables of correlations, locality."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.bits.bell_table import bell_table, toy_table
from equivalence.theorems.bits.negativity import negative_states
from toytheory.discrete.measurements import Measurement
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows
from toytheory.phase_space.variables import Variable

from .entry import Entry
from .transcription import table, transcription

Kernel = Callable[[Measurement, list[int]], tuple[Matrix, int]]


def printed_bell_rows(text: str | None = None) -> dict[str, str]:
    r"""Rows of the first table, by the name of the Bell state.

    >>> printed_bell_rows()["Phi+"]
    'CCA'
    """
    rows = table(transcription()["bell-table"].text if text is None else text)[1:]
    return {re.sub(r"[^A-Za-z+-]|rangle", "", row[0]): "".join(row[1:]) for row in rows}


def printed_toy_rows() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rows and column heads of the second table."""
    head, *rows = table(transcription()["toy-table"].text)
    return tuple("".join(row[1:]) for row in rows), tuple(head[1:])


def bases_are_named(text: str | None = None) -> Check:
    """The columns of the first table are the bases of Z, X and Y, whose variables are X, P, X + P."""
    head = table(transcription()["bell-table"].text if text is None else text)[0][1:]
    names = [re.findall(r"([+-]?[01i]?)\\rangle", cell) for cell in head]
    wrong = None if names == [["0", "1"], ["+", "-"], ["+i", "-i"]] else {"columns": names}
    return decided("columns", "exhaustive", "the heads of the three columns", len(head), wrong)


def parities(counts: dict[str, str], even: bool, name: str) -> Check:
    """Every row of a table has an even, or an odd, number of correlations."""
    odd = {row: letters for row, letters in counts.items() if (letters.count("C") % 2 == 0) != even}
    scope = f"{len(counts)} rows with an {'even' if even else 'odd'} number of C"
    return decided(name, "exhaustive", scope, len(counts), {"rows": odd} if odd else None)


def local(kernel: Kernel = Measurement.kernel) -> Check:
    """Measuring a variable of one bit tells something of, and disturbs, that bit's ontic state alone."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for variable in PhaseSpace(2, 1).points()[1:]:
        alone = Measurement.of([Variable.from_vector(variable, 2)], 1)
        beside = Measurement.of([Variable.from_vector([*variable, 0, 0], 2)], 2)
        for value in (0, 1):
            cases += 1
            single, weight = kernel(alone, [value])
            both, other_weight = kernel(beside, [value])
            expected = np.kron(single, np.eye(4, dtype=np.int64))
            if wrong is None and (both * weight != expected * other_weight).any():
                wrong = {"variable": str(Variable.from_vector(variable, 2)), "value": value}
    return decided(
        "local", "exhaustive", "two bits: all variables of one, all outcomes, all ontic states", cases, wrong
    )


def noncontextual(kernel: Kernel = Measurement.kernel) -> Check:
    """The ontic state fixes the value of a variable, the same whichever commuting variable is measured with it."""
    points = PhaseSpace(2, 2).points()
    wrong: dict[str, Any] | None = None
    cases = 0
    for F in points[1:]:
        values = points @ F % 2
        for G in points[1:]:
            if bracket_rows(F[None], G[None])[0, 0] % 2:
                continue
            pair = Measurement.of([Variable.from_vector(row, 2) for row in (F, G)], 2)
            for value in (0, 1):
                chances = sum(kernel(pair, [value, g])[0].sum(axis=0) for g in (0, 1))
                weight = kernel(pair, [value, 0])[1]
                cases += 1
                if wrong is None and (chances != weight * (values == value)).any():
                    told = [str(Variable.from_vector(row, 2)) for row in (F, G)]
                    wrong = {"variable": told[0], "with": told[1], "value": value}
    return decided("noncontextual", "exhaustive", "two bits: all variables in all commuting pairs", cases, wrong)


def _negative(ctx: Context) -> Iterator[Check]:
    yield negative_states(1)
    yield negative_states(2)


def _bell(ctx: Context) -> Iterator[Check]:
    rows = printed_bell_rows()
    yield bell_table(rows)
    yield bases_are_named()
    yield parities(rows, True, "even")


def _toy(ctx: Context) -> Iterator[Check]:
    rows, columns = printed_toy_rows()
    yield toy_table(rows, columns)
    yield parities({str(i): row for i, row in enumerate(rows, 1)}, False, "odd")


def _local(ctx: Context) -> Iterator[Check]:
    yield local()
    yield noncontextual()


ENTRIES = (
    Entry(
        "qubit-wigner",
        "qubit-wigner",
        "A discrete Wigner function of qubits, after Gross', is negative on some stabilizer states.",
        _negative,
        reading="From two systems on, 12 of the 60 pure states; on one qubit none is. Gross' own formula needs 1/2, "
        "which Z_2 "
        "has not: the definition used, all Pauli products with sign +, is a choice.",
        elsewhere=("bits.wigner-negativity",),
    ),
    Entry(
        "qubit-close",
        "qubit-close",
        "The theory of bits is not equivalent to the stabilizer theory of qubits, but close to it.",
        elsewhere=("bits.closeness", "bits.experiments", "bits.exact-family", "bits.states"),
        note="How close is made precise by the claims named.",
    ),
    Entry(
        "bell-table",
        "bell-table",
        "The four Bell states have the printed correlations, an even number each.",
        _bell,
        note="C: always the same outcome in both systems, A: never. The bars of the kets are lost in the talk's text.",
        elsewhere=("bits.bell-parity",),
    ),
    Entry(
        "toy-table",
        "toy-table",
        "The four correlated states of two bits have the printed correlations, an odd number each.",
        _toy,
        note="The rows are pictures: the states X1 = X2 + a, P1 = P2 + b in the order ab = 00, 01, 10, 11. The "
        "columns are "
        "the partitions of the ontic states 00, 01, 10, 11 by X, P and X + P.",
        elsewhere=("bits.bell-parity",),
    ),
    Entry(
        "contextual",
        "contextual",
        "Qubit stabilizer theory is nonlocal and contextual.",
        elsewhere=("nogo.kochen-specker", "nogo.bell", "bits.local-model"),
        reading="Contextual from two qubits on, nonlocal from three on (GHZ); one qubit has a noncontextual model.",
    ),
    Entry(
        "local",
        "contextual",
        "The restricted statistical theory of bits is local and noncontextual.",
        _local,
    ),
)
