"""The normal form of a state across a split: what maps of each side alone make of it.

Known variables, cut off at the split, have brackets on one side. Where these do not vanish there are maximally
correlated pairs; what is left commutes on each side: variables known of both sides only together, and variables known
of one side. So every state is, up to maps of the two sides, a product of pairs X - X' = 0, P + P' = 0, of shared values
X - X' = 0, of known X = 0, and of systems of which nothing is known (for stabilizer states: Fattal and others,
quant-ph/0406168; Bravyi, Fattal, Gottesman, quant-ph/0504208).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, howell, inverse, is_prime, kernel, solve
from toytheory.phase_space.space import bracket_rows, coordinates_of

from .entropy import checked
from .transformations import SymplecticMap

if TYPE_CHECKING:
    from .epistemic import EpistemicState


@dataclass(frozen=True)
class LocalForm:
    """A state across a split, up to maps of each side.

    Attributes
    ----------
    here, there : the systems (from 0) of the two sides.
    pairs : systems 1 to `pairs` of both sides are maximally correlated: X - X' = 0, P + P' = 0.
    shared : the next ones share a value: X - X' = 0.
    known : of how many of the systems behind these X = 0 is known, (here, there).
    left, right : the maps of the two sides that lead to this form; their systems are numbered from 0.
    """

    here: tuple[int, ...]
    there: tuple[int, ...]
    pairs: int
    shared: int
    known: tuple[int, int]
    left: SymplecticMap
    right: SymplecticMap

    def rows(self, n: int) -> Matrix:
        """What is known in the form, (k, 2n); all values are 0."""
        found: list[Matrix] = []
        for i in range(self.pairs + self.shared):
            a, b = 2 * self.here[i], 2 * self.there[i]
            found.append(_row({a: 1, b: -1}, n))
            if i < self.pairs:
                found.append(_row({a + 1: 1, b + 1: 1}, n))
        for side, number in zip((self.here, self.there), self.known, strict=True):
            found += [_row({2 * k: 1}, n) for k in side[self.pairs + self.shared :][:number]]
        return np.array(found, dtype=np.int64).reshape(-1, 2 * n)


def _row(terms: dict[int, int], n: int) -> Matrix:
    row = np.zeros(2 * n, dtype=np.int64)
    for index, factor in terms.items():
        row[index] = factor
    return row


def local_form(state: EpistemicState, systems: Sequence[int]) -> LocalForm:
    """The normal form across the split between these systems (from 0) and the others; for prime d.

    Modulo a composite d, variables cut off at the split can have brackets that are neither 0 nor invertible: of X1 - X2
    and pP1 + pP2, for a divisor p of d, the parts on system 1 have the bracket p, which maps of system 1 do not change.
    Where no square divides d there is a form for each prime (`local_forms`).
    Where p^2 divides d, pure states have no such form either: X1 + pP2 = 0, X2 + pP1 = 0 (docs/pairs.md).

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> form = local_form(EpistemicState.from_known("X1 + P2 = 1, P1 + X2 = 0, X3 = 2", 3, 3), [0])
    >>> form.pairs, form.shared, form.known
    (1, 0, (0, 1))
    """
    d = state.d
    if not is_prime(d):
        p = next(k for k in range(2, d) if d % k == 0)
        partly = f"X1 - X2 = 0, {p}P1 + {p}P2 = 0 is neither a pair nor a shared value"
        raise InputError(
            f"d = {d} is not prime, and not every state has such a form: {partly}", "use a prime d, or `local_forms`"
        )
    here = tuple(checked(state, systems))
    there = tuple(k for k in range(state.n) if k not in here)
    if not here or not there:
        raise InputError("a split needs systems on both sides", "name some, not all")
    at, beyond = coordinates_of(here), coordinates_of(there)
    left, right = state.known[:, at], state.known[:, beyond]
    pairs, rest = _pairs(bracket_rows(left, left) % d, d)
    both, only_left, only_right = _sorted(rest, left, right, d)
    along = [row for pair in pairs for row in pair]
    signs = np.tile([-1, 1], len(pairs))
    frames = (
        _frame([row @ left % d for row in along], [row @ left % d for row in (*both, *only_left)], len(here), d),
        _frame(
            [s * (row @ right) % d for s, row in zip(signs, along, strict=True)],
            [-sign * (row @ right) % d for sign, row in [*((1, r) for r in both), *((-1, r) for r in only_right)]],
            len(there),
            d,
        ),
    )
    shifts = np.zeros(2 * len(here), dtype=np.int64), np.zeros(2 * len(there), dtype=np.int64)
    for i, row in enumerate(along):  # what a pair adds up to is taken off its left half
        shifts[0][i] = -(row @ state.values)
    for i, row in enumerate(both, start=len(pairs)):
        shifts[0][2 * i] = -(row @ state.values)
    for side, rows in enumerate((only_left, only_right)):
        for i, row in enumerate(rows, start=len(pairs) + len(both)):
            shifts[side][2 * i] = -(row @ state.values)
    maps = [SymplecticMap(d, frame, shift % d) for frame, shift in zip(frames, shifts, strict=True)]
    return LocalForm(here, there, len(pairs), len(both), (len(only_left), len(only_right)), maps[0], maps[1])


def _pairs(brackets: Matrix, d: int) -> tuple[list[tuple[Matrix, Matrix]], Matrix]:
    """Combinations of rows in pairs with bracket 1, all others 0; and a basis of those whose brackets all vanish."""
    basis = list(np.eye(len(brackets), dtype=np.int64))
    pairs: list[tuple[Matrix, Matrix]] = []
    idle: list[Matrix] = []
    while basis:
        u = basis.pop(0)
        values = [int(u @ brackets @ w) % d for w in basis]
        partner = next((i for i, value in enumerate(values) if value), None)
        if partner is None:
            idle.append(u)
            continue
        w = basis.pop(partner) * inverse(values[partner], d) % d
        pairs.append((u, w))
        basis = [(v - int(v @ brackets @ w) * u + int(v @ brackets @ u) * w) % d for v in basis]
    return pairs, np.array(idle, dtype=np.int64).reshape(len(idle), len(brackets))


def _sorted(rest: Matrix, left: Matrix, right: Matrix, d: int) -> tuple[list[Matrix], list[Matrix], list[Matrix]]:
    """Of combinations that commute on each side: those about both sides, the left alone, the right alone."""
    if not len(rest):
        return [], [], []
    sides = [rest @ side % d for side in (left, right)]
    only = [kernel(side.T, d, columns=len(rest)) @ rest % d for side in reversed(sides)]  # nothing right, nothing left
    alone = np.vstack(only)
    both: list[Matrix] = []
    for row in rest:
        grown = np.vstack([alone, row])
        if len(howell(grown, d)) > len(howell(alone, d) if len(alone) else alone):
            both.append(row)
            alone = grown
    return both, list(only[0]), list(only[1])


def _frame(paired: list[Matrix], known: list[Matrix], n: int, d: int) -> Matrix:
    """A symplectic matrix (2n, 2n) whose first rows are these pairs, then these rows as X, each with a partner."""
    rows = list(paired)
    waiting = list(known)
    while len(rows) < 2 * n:
        x = waiting.pop(0) if waiting else _commuting(rows, n, d)[0]
        others = [*rows, *waiting]
        wanted = np.array([1, *[0] * len(others)], dtype=np.int64)  # [x, p] = 1, and p commutes with all others
        p = solve(_brackets_with(np.array([x, *others])) % d, wanted, d)
        assert p is not None  # the brackets are not degenerate, and x is independent of the others
        rows += [x % d, p % d]
    return np.array(rows, dtype=np.int64)


def _brackets_with(rows: Matrix) -> Matrix:
    """(k, 2n): what, multiplied by a variable's coefficients, gives its brackets with the rows."""
    return np.array(bracket_rows(rows, np.eye(rows.shape[1], dtype=np.int64)), dtype=np.int64)


def _commuting(rows: list[Matrix], n: int, d: int) -> Matrix:
    if not rows:
        return np.eye(2 * n, dtype=np.int64)
    return kernel(_brackets_with(np.array(rows)) % d, d, columns=2 * n)
