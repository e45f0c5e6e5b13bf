"""The talk's table of correlations of the Bell states: no model with two bits a system and one fixed rule gives it.

A two-bit model has ontic states (x, p) of each system; measuring Z, X, Y gives x, p and y = x + p + c with one c a
system. The toy theory has c = 0. A Bell state with x1 + x2 = s and p1 + p2 = t for certain has y1 + y2 = s + t + c1 +
c2, and quantum theory has s + t + 1: so c1 + c2 = 1. Three systems cannot have that for each pair, nor one pair with
equal c. Slide "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory".
docs/nogo.md, "The Bell table".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check

from .equations import Equations
from .observables import BASES, eigenvalue, toy_value

STATES: Mapping[str, tuple[int, int, int, int]] = {
    "Phi+": (1, 0, 0, 1),
    "Phi-": (1, 0, 0, -1),
    "Psi+": (0, 1, 1, 0),
    "Psi-": (0, 1, -1, 0),
}
"""The Bell states, not normalised."""

TALK: Mapping[str, str] = {"Phi+": "CCA", "Phi-": "CAC", "Psi+": "ACC", "Psi-": "AAA"}
"""The slide's table, columns Z, X, Y: correlated or anticorrelated. Transcribed, not computed."""

PAIRS: tuple[tuple[int, int], ...] = ((0, 1), (1, 2), (0, 2))

Row = tuple[int, ...]
ParityRule = Callable[[str, Sequence[int]], int | None]


def table(parity: ParityRule = eigenvalue) -> dict[str, Row]:
    """The parity of the outcomes of each Bell state in each basis; ArithmeticError where it is not certain."""
    rows = {state: [parity(2 * basis, vector) for basis in BASES] for state, vector in STATES.items()}
    if any(entry is None for row in rows.values() for entry in row):
        raise ArithmeticError("a Bell state has outcomes whose parity is not certain")
    return {state: tuple(entry or 0 for entry in row) for state, row in rows.items()}


def offsets(pairs: Sequence[tuple[int, int]], parity: ParityRule = eigenvalue) -> Equations:
    """c_i + c_j = 1 for these pairs, as each row of the table demands it; ArithmeticError where rows differ."""
    demanded = {(x + p + y) % 2 for x, p, y in table(parity).values()}
    if len(demanded) != 1:
        raise ArithmeticError("the rows of the table demand different things")
    return Equations(tuple(pairs), tuple(demanded) * len(pairs))


def talk_table(parity: ParityRule = eigenvalue) -> Check:
    """The slide's table is that of the Bell states, with even numbers of correlations; the toy's rows have odd ones."""
    found = {state: "".join("CA"[entry] for entry in row) for state, row in table(parity).items()}
    wrong: dict[str, Any] | None = None if found == TALK else {"found": found, "slide": dict(TALK)}
    if wrong is None and any(row.count("C") % 2 for row in found.values()):
        wrong = {"odd number of correlations": found}
    toy = toy_rows()
    if wrong is None and any(row.count(0) % 2 == 0 for row in toy):
        wrong = {"toy rows": toy}
    return decided("table", "exhaustive", "n = 2: four Bell states, three bases", 12, wrong, found)


def toy_rows() -> list[Row]:
    """The toy theory's correlated states x1 + x2 = s, p1 + p2 = t, in the order of `STATES`: their parities.

    >>> toy_rows()[0]
    (0, 0, 0)
    """
    rows = []
    for x, p, _ in table().values():
        support = [m for m in product((0, 1), repeat=4) if (m[0] ^ m[2], m[1] ^ m[3]) == (x, p)]
        seen = {tuple(toy_value(2 * basis, m) for basis in BASES) for m in support}
        rows += sorted(seen)
    return rows


def three_systems(parity: ParityRule = eigenvalue) -> Check:
    """Each pair of three systems in a Bell state: the three equations add up to 0 = 1, for all 8 choices of c."""
    return _refuted("three-systems", PAIRS, 3, parity, "three systems, each pair in each Bell state")


def same_labels(parity: ParityRule = eigenvalue) -> Check:
    """One pair whose systems have the same rule: c + c = 1 says 0 = 1."""
    return _refuted("same-labels", ((0, 0),), 1, parity, "one pair whose systems use the same labelling")


def _refuted(name: str, pairs: Sequence[tuple[int, int]], count: int, parity: ParityRule, what: str) -> Check:
    system = offsets(pairs, parity)
    combination = system.refutation()
    left = [c for c in product((0, 1), repeat=count) if all(possible(c[i], c[j], parity) for i, j in pairs)]
    wrong = {"combination": combination, "c": left} if combination is None or left else None
    example = {"equations": [f"c{i + 1} + c{j + 1} = 1" for i, j in pairs], "combination": list(combination or ())}
    return decided(name, "exhaustive", f"{what}; all {2**count} choices of c", 2**count, wrong, example)


def possible(c1: int, c2: int, parity: ParityRule = eigenvalue) -> bool:
    """Whether two-bit models with these c have any pair of ontic states for every Bell state, by looking at all 16.

    >>> possible(0, 0), possible(0, 1)
    (False, True)
    """
    return all(bool(ontic_pairs(row, c1, c2)) for row in table(parity).values())


def ontic_pairs(row: Row, c1: int, c2: int) -> list[tuple[int, int, int, int]]:
    """The pairs of ontic states (x1, p1, x2, p2) with the parities of a row."""
    return [
        (x1, p1, x2, p2)
        for x1, p1, x2, p2 in product((0, 1), repeat=4)
        if (x1 ^ x2, p1 ^ p2, x1 ^ p1 ^ c1 ^ x2 ^ p2 ^ c2) == row
    ]


def toy_fails() -> Check:
    """The toy theory's four correlated states agree with the Bell states in Z and X and differ in Y, each of them."""
    rows = list(table().values())
    wrong = None
    for theirs, mine in zip(rows, toy_rows(), strict=True):
        differ = [basis for basis, a, b in zip(BASES, theirs, mine, strict=True) if a != b]
        if wrong is None and differ != ["Y"]:
            wrong = {"row": theirs, "toy": mine, "differ in": differ}
    example = {"ontic": [0, 0, 0, 0], "state": "X1 + X2 = 0, P1 + P2 = 0", "violated": "Y1 and Y2 anticorrelated"}
    return decided(
        "toy-table", "exhaustive", "n = 2: the four correlated states, all their ontic states", 4, wrong, example
    )
