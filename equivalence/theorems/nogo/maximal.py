"""Two bits: the plain CSS family cannot be enlarged. Any other map, or any other variable, makes the theories differ.

The family has the maps X_i -> sums of X, P_i -> sums of P (made of `sum`), and measures products of X or of P. What can
be reached with it and one thing more is found on the 91 states of a sign ledger - known variables with their defects -
until nothing new appears; a reachable state in which a measurable variable has a defect is an experiment on which the
theories differ. docs/nogo.md, "How large the family is".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from equivalence.theorems.bits.defect import SignLedger
from equivalence.theorems.bits.operators import all_values, positions, variables
from equivalence.theorems.bits.pauli import image_sign
from toytheory.discrete.enumeration import isotropic_modules, symplectic_group
from toytheory.discrete.transformations import SymplecticMap
from toytheory.language.maps.discrete import NAMED_MAPS
from toytheory.phase_space.modular import Matrix

from .observables import notation, row_of

KINDS = ("ZI", "IZ", "ZZ", "XI", "IX", "XX")
"""What the family measures on two bits."""


class Ledgers:
    """All states of a sign ledger of two bits, numbered; 0 is that nothing is known.

    Attributes
    ----------
    defects : (91, 16) of -1 (not known), 0, 1, by `positions` of the variable.
    """

    def __init__(self) -> None:
        self._walks = [_walk(rows, defects) for rows in isotropic_modules(2, 2) for defects in all_values(len(rows))]
        self._walks.sort(key=lambda walk: len(walk.rows))
        self.defects = np.array([_spelled(walk) for walk in self._walks])

    @cached_property
    def _order(self) -> tuple[Matrix, Matrix]:
        codes = self._codes(self.defects)
        order = np.argsort(codes)
        return codes[order], order

    @staticmethod
    def _codes(defects: Matrix) -> Matrix:
        codes: Matrix = (defects + 1) @ 3 ** np.arange(16, dtype=np.int64)
        return codes

    def number(self, defects: Matrix) -> Matrix:
        """The numbers of states, (..., 16) -> (...)."""
        codes, order = self._order
        found: Matrix = order[np.searchsorted(codes, self._codes(defects))]
        return found

    def measured(self, row: Matrix) -> Matrix:
        """Where measuring a variable leads from each state, (91,)."""
        after = []
        for walk in self._walks:
            moved = walk.copy()
            moved.measure(row)
            after.append(_spelled(moved))
        return self.number(np.array(after))

    def mapped(self, matrices: Matrix) -> Matrix:
        """Where maps (B, 4, 4) lead from each state, (B, 91)."""
        images, signs = image_sign(matrices[:, None], variables(2)[None])
        before = self.defects[:, positions(images)].swapaxes(0, 1)  # [map, state, variable]
        return self.number(np.where(before < 0, -1, (before + signs[:, None]) % 2))


def _walk(rows: Matrix, defects: Matrix) -> SignLedger:
    walk = SignLedger(2)
    walk.rows, walk.defects = rows.astype(np.int64), defects.copy()
    return walk


def _spelled(walk: SignLedger) -> Matrix:
    known, defects = walk.products(all_values(len(walk.rows)))
    spelled = np.full(16, -1, dtype=np.int64)
    spelled[positions(known)] = defects
    return spelled


@lru_cache(maxsize=1)
def ledgers() -> Ledgers:
    """The states, made once."""
    return Ledgers()


def family_maps() -> Matrix:
    """The symplectic maps that take each kind of variables of two bits to itself or both to the other, (12, 4, 4).

    >>> len(family_maps())
    12
    """
    kinds = [set(KINDS[:3]), set(KINDS[3:])]
    rows = {name: row_of(name) for name in KINDS}
    found = []
    for matrix in symplectic_group(2, 2).astype(np.int64):
        images = [{tuple((rows[name] @ matrix % 2).tolist()) for name in kind} for kind in kinds]
        goals = [{tuple(rows[name].tolist()) for name in kind} for kind in kinds]
        if images in (goals, goals[::-1]):
            found.append(matrix)
    return np.array(found)


def additions() -> tuple[Matrix, Matrix]:
    """The two `sum` maps of two bits."""
    matrix = np.array(NAMED_MAPS["sum"].rows(2, 0), dtype=np.int64)
    swap = np.array(NAMED_MAPS["swap"].rows(2, 0), dtype=np.int64)
    return matrix, swap @ matrix @ swap % 2


def reachable(moves: Matrix) -> NDArray[np.bool_]:
    """States reached from nothing known, (B, L, 91) moves by L letters -> (B, 91)."""
    count, letters, states = moves.shape
    reached = np.zeros((count, states), dtype=np.bool_)
    reached[:, 0] = True
    every = np.arange(count)
    size = 0
    while size != (size := int(reached.sum())):
        for letter, state in product(range(letters), range(states)):
            reached[every, moves[:, letter, state]] |= reached[:, state]
    return reached


def maximal_maps(kinds: Sequence[str] = KINDS, members: Matrix | None = None) -> Check:
    """The family with one map more differs somewhere, for each of the 720 maps but the 12 that belong to it."""
    table, maps = ledgers(), symplectic_group(2, 2).astype(np.int64)
    family = {m.tobytes() for m in (family_maps() if members is None else members)}
    fixed = [table.measured(row_of(name)) for name in kinds] + list(table.mapped(np.array(additions())))
    moves = np.concatenate(
        [table.mapped(maps)[:, None], np.broadcast_to(np.array(fixed), (len(maps), len(fixed), len(table.defects)))],
        axis=1,
    )
    bad = (table.defects[:, positions(np.array([row_of(name) for name in kinds]))] == 1).any(axis=1)
    agrees = ~(reachable(moves) & bad).any(axis=1)
    wrong: dict[str, Any] | None = None
    for matrix, found in zip(maps, agrees, strict=True):
        if wrong is None and bool(found) != (matrix.tobytes() in family):
            wrong = {"map": str(SymplecticMap(2, matrix, np.zeros(4, dtype=np.int64))), "agrees": bool(found)}
    scope = (
        f"n = 2: the CSS family with each of all {len(maps)} maps; {int(agrees.sum())} keep the theories in agreement"
    )
    example = {"toy_file": differing({"fourier 1": on_first("fourier")})}
    return decided("maximal-maps", "exhaustive", scope, len(maps), wrong, example)


def maximal_variables(kinds: Sequence[str] = KINDS) -> Check:
    """The family with one variable more differs somewhere, for each of the nine others."""
    table = ledgers()
    rows = [row_of(name) for name in kinds]
    others = [row for row in variables(2)[1:] if not any(np.array_equal(row, own) for own in rows)]
    fixed = [table.measured(row) for row in rows] + list(table.mapped(np.array(additions())))
    extra = [fixed[0], *(table.measured(row) for row in others)]  # the family alone, then with each other variable
    reached = reachable(np.array([[*fixed, more] for more in extra]))
    wrong: dict[str, Any] | None = None
    for seen, row in zip(reached, [rows[0], *others], strict=True):
        bad = (table.defects[:, positions(np.array([*rows, row]))] == 1).any(axis=1)
        alone = row is rows[0]
        if wrong is None and bool((seen & bad).any()) == alone:
            wrong = {"variable": None if alone else row.tolist()}
    scope = f"n = 2: the CSS family alone, and with each of the {len(others)} other variables measured as well"
    return decided("maximal-variables", "exhaustive", scope, len(extra), wrong)


def differing(more: Mapping[str, Matrix]) -> str | None:
    """A shortest experiment of the family with more maps on which the theories differ, as a `.toy` text; or None.

    Parameters
    ----------
    more : statements with their maps, (4, 4) each.

    >>> print(differing({"phase 1": on_first("phase")}), end="")
    system 2 bits
    measure P1
    phase 1
    phase 1
    measure P1
    """
    table = ledgers()
    letters = {f"measure {notation(kind)}": table.measured(row_of(kind)) for kind in KINDS}
    sums = dict(zip(("sum 1 2", "sum 2 1"), additions(), strict=True))
    letters |= {text: table.mapped(matrix[None])[0] for text, matrix in (sums | dict(more)).items()}
    paths: dict[int, tuple[str, ...]] = {0: ()}
    todo = [0]
    for state in todo:
        for kind in KINDS:
            if table.defects[state, positions(row_of(kind))] == 1:
                return "\n".join(["system 2 bits", *paths[state], f"measure {notation(kind)}"]) + "\n"
        for text, moves in letters.items():
            if (after := int(moves[state])) not in paths:
                paths[after] = (*paths[state], text)
                todo.append(after)
    return None


def on_first(name: str) -> Matrix:
    """A named map of one system, on the first of two.

    >>> on_first("fourier").tolist()
    [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    """
    matrix = np.eye(4, dtype=np.int64)
    matrix[:2, :2] = np.array(NAMED_MAPS[name].rows(2, 0))
    return matrix
