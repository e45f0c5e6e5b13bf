"""The talk's tables of correlations: four Bell states, four correlated toy states, and their parity.

Slide "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory". Columns are the
bases {|0>, |1>}, {|+>, |->}, {|+i>, |-i>}, the eigenbases of the Pauli matrices Z, X, Y, which are the variables X, P,
X + P; the first vector of each has eigenvalue +1 and is outcome 0. C means that both systems, measured in this basis,
always give the same outcome (the product of the two Pauli matrices is +1), A that they never do (-1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.modular import Matrix

from .operators import variables, whole

BELL_ROWS: Mapping[str, str] = {"Phi+": "CCA", "Phi-": "CAC", "Psi+": "ACC", "Psi-": "AAA"}
"""The talk's first table."""

TOY_ROWS: tuple[str, ...] = ("CCC", "CAA", "ACA", "AAC")
"""The talk's second table, whose rows are pictures."""

TOY_COLUMNS: tuple[str, ...] = ("I I II II", "I II I II", "I II II I")
"""The second table's columns: for the ontic states 00, 01, 10, 11 of one bit, which of two outcomes is found."""

BELL_VECTORS: Mapping[str, tuple[int, int, int, int]] = {
    "Phi+": (1, 0, 0, 1),
    "Phi-": (1, 0, 0, -1),
    "Psi+": (0, 1, 1, 0),
    "Psi-": (0, 1, -1, 0),
}
"""Amplitudes on |00>, |01>, |10>, |11>, times the square root of 2."""

BASES: tuple[tuple[tuple[complex, complex], tuple[complex, complex]], ...] = (
    ((1, 0), (0, 1)),
    ((1, 1), (1, -1)),
    ((1, 1j), (1, -1j)),
)
"""The three bases, not normalised; outcome 0 first."""

FIRST_ROWS = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + X2, P1 + P2, X1 + P1 + X2 + P2 as z, x, y\n"
"""The first row of either table as an experiment: 0 is C, 1 is A; the toy theory finds CCC, quantum theory CCA."""

COLUMNS = np.array([[1, 0], [0, 1], [1, 1]])
"""The variables X, P, X + P of one bit, in the order of the columns."""

Vectors = NDArray[np.complex128]


def letters(correlations: Matrix) -> str:
    """C for +1, A for -1, - for anything else."""
    return "".join({1: "C", -1: "A"}.get(int(c), "-") for c in correlations)


def quantum_row(amplitudes: Vectors) -> str:
    """The correlations of a two-qubit vector in the three bases, from probabilities of joint outcomes.

    >>> quantum_row(np.array([1, 0, 0, 1]))
    'CCA'
    """
    state = np.asarray(amplitudes, dtype=np.complex128).reshape(2, 2)
    row = []
    for basis in BASES:
        bras = np.array(basis, dtype=np.complex128).conj()
        chances = np.abs(bras @ state @ bras.T) ** 2
        row.append(np.trace(chances) / chances.sum() * 2 - 1)
    return letters(whole(np.array(row)))


def toy_row(possible: Matrix) -> str:
    """The correlations of a toy state of two bits, given as possible ontic states (k, 4).

    >>> toy_row(np.array([[0, 0, 0, 0], [0, 1, 0, 1], [1, 0, 1, 0], [1, 1, 1, 1]]))
    'CCC'
    """
    first, second = possible[:, :2] @ COLUMNS.T % 2, possible[:, 2:] @ COLUMNS.T % 2
    same = (first == second).mean(axis=0)
    return letters(whole(2 * same - 1)) if np.isin(same, (0.0, 1.0)).all() else "---"


def bell_table(rows: Mapping[str, str] = BELL_ROWS, compute: Callable[[Vectors], str] = quantum_row) -> Check:
    """The talk's first table is what the four Bell states give; every row has an even number of correlations."""
    found = {name: compute(np.array(amplitudes)) for name, amplitudes in BELL_VECTORS.items()}
    wrong = next(({"state": n, "table": rows[n], "computed": r} for n, r in found.items() if rows[n] != r), None)
    odd = next(({"state": n, "row": r} for n, r in rows.items() if r.count("C") % 2), None)
    scope = "the talk's four Bell states in three bases, and the parity of each row"
    return decided("bell-table", "exhaustive", scope, 3 * len(found), wrong or odd, {"toy_file": FIRST_ROWS})


def toy_table(
    rows: tuple[str, ...] = TOY_ROWS,
    columns: tuple[str, ...] = TOY_COLUMNS,
    compute: Callable[[Matrix], str] = toy_row,
) -> Check:
    """The talk's second table: its columns are X, P, X + P; its rows the states X1 = X2 + a, P1 = P2 + b; all odd."""
    points = variables(1)
    drawn = [" ".join("II" if value else "I" for value in points @ variable % 2) for variable in COLUMNS]
    four = variables(2)
    sums = four[:, :2] ^ four[:, 2:]
    found = tuple(compute(four[(sums == shift).all(axis=1)]) for shift in points)
    wrong: dict[str, Any] | None = None
    if tuple(drawn) != tuple(columns):
        wrong = {"columns": list(columns), "computed": drawn}
    elif found != tuple(rows):
        wrong = {"rows": list(rows), "computed": list(found)}
    elif any(row.count("C") % 2 == 0 for row in rows):
        wrong = {"rows": list(rows), "parity": "even"}
    scope = "the talk's four correlated toy states and its three columns, and the parity of each row"
    return decided("toy-table", "exhaustive", scope, 3 * len(points), wrong)
