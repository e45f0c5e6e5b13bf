"""The slides on bits and qubits: negativity, the two tables of correlations, locality."""

from __future__ import annotations

import re
from collections.abc import Iterator

from equivalence.engine.checks import decided
from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.bits.bell_table import bell_table, toy_table
from equivalence.theorems.bits.negativity import negative_states

from .entry import Entry
from .locality import everything_is_told_apart, local, local_maps, model_is_local, noncontextual, values_are_fixed
from .transcription import table, transcription


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
    yield model_is_local()
    yield values_are_fixed()
    yield everything_is_told_apart()
    yield local()
    yield local_maps()
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
        parts=(theory("all states of one and two qubits", "negative-states"),),
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
        parts=(
            theory("the printed table", "bell-table"),
            theory("its columns are the bases of Z, X, Y", "columns"),
            theory("an even number in each row", "even"),
        ),
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
        parts=(
            theory("the printed table", "toy-table"),
            theory("an odd number in each row", "odd"),
        ),
    ),
    Entry(
        "contextual",
        "contextual",
        "Qubit stabilizer theory is nonlocal and contextual.",
        elsewhere=("nogo.kochen-specker", "nogo.bell", "bits.local-model"),
        reading="Contextual from two qubits on, nonlocal from three on (GHZ). One qubit has a model of its stabilizer "
        "states, Pauli measurements and Clifford maps that is noncontextual for preparations and measurements; for "
        "channels "
        "no model that is noncontextual for preparations and measurements is (Lillystone, Wallman and Emerson, Phys. "
        "Rev. "
        "Lett. 122, 140405; cited, and shown here of the model with eight ontic states).",
    ),
    Entry(
        "local",
        "contextual",
        "The restricted statistical theory of bits is local and noncontextual, for every number of systems.",
        _local,
        reading="Its ontic states are the model. Local: preparing, transforming and measuring a system involve its "
        "coordinates alone. Noncontextual: values do not depend on what is measured with them, and preparations, "
        "transformations and measurements that no experiment tells apart have one description.",
        parts=(
            theory("local: preparations, maps and measurements of a system", "local-model"),
            theory("values do not depend on what is measured with them", "fixed-values"),
            theory("what no experiment tells apart has one description", "told-apart"),
            code("measurements of one bit of two", "local"),
            code("maps of one bit of two", "local-maps"),
            code("values in all contexts of two bits", "noncontextual"),
        ),
    ),
)
