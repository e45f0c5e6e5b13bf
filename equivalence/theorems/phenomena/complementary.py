"""Complementary bases: how many maximal measurements are mutually unbiased, by a search over all of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import lagrangian_modules, valuations
from toytheory.phase_space.modular import Matrix, elements, is_prime, prime_factors

from .small import TOLERANCE, Quantum, Toy, decided

Maker = Callable[[int, int], Any]


def known_maximum(d: int, n: int) -> int:
    """d^n + 1 for prime d; for one system of composite d the smallest prime factor and one.

    >>> known_maximum(3, 2), known_maximum(6, 1), known_maximum(9, 1)
    (10, 3, 4)
    """
    return d**n + 1 if is_prime(d) else min(prime_factors(d)) + 1


def complementary(d: int, n: int, counted: bool = True) -> tuple[tuple[Matrix, ...], Any]:
    """All maximal sets of commuting variables, and which pairs have but 0 in common, (k, k)."""
    modules = lagrangian_modules(d, n)
    weights = d ** np.arange(2 * n)[::-1]
    sets = [frozenset((elements(rows, d) @ weights).tolist()) for rows in modules]
    table = np.array([[len(one & other) == 1 for other in sets] for one in sets])
    return modules, table if counted else np.ones_like(table)


def largest(table: Any, enough: int) -> tuple[int, ...]:
    """A largest set of mutually complementary ones; the search stops at `enough`, a bound that holds.

    >>> largest(np.array([[False, True, False], [True, False, True], [False, True, False]]), 3)
    (0, 1)
    """
    best: tuple[int, ...] = ()

    def grow(chosen: tuple[int, ...], free: tuple[int, ...]) -> None:
        nonlocal best
        if len(chosen) > len(best):
            best = chosen
        for at, each in enumerate(free):
            if len(best) >= enough or len(chosen) + len(free) - at <= len(best):
                return
            grow((*chosen, each), tuple(other for other in free[at + 1 :] if table[each, other]))

    grow((), tuple(range(len(table))))
    return best


def bases(d: int, n: int, toy: Maker = Toy, quantum: Maker | None = Quantum) -> Check:
    """The largest number of mutually unbiased maximal measurements, found by search and confirmed on all their states.

    On each pair of measurements that it has, every state of one gives every outcome of the other with probability d^-n,
    by counting ontic states and, where there is a counterpart, by overlaps of density matrices.

    >>> bases(3, 1).status
    'holds'
    """
    modules, table = complementary(d, n)
    wanted = known_maximum(d, n)
    enough = d**n + 1 if is_prime(d) else len(modules)
    found = [modules[i] for i in largest(table, enough)]
    witness: dict[str, Any] | None = None
    if len(found) != wanted:
        witness = {"found": len(found), "expected": wanted}
    theories: dict[str, Any] = {"toy": toy(d, n)} | ({} if quantum is None else {"quantum": quantum(d, n)})
    states = {
        side: [np.array([theory.state(rows, v) for v in valuations(rows, d)]) for rows in found]
        for side, theory in theories.items()
    }
    cases = 0
    for i, j in combinations(range(len(found)), 2):
        for side, sets in states.items():
            overlaps = _overlaps(side, sets[i], sets[j])
            cases += overlaps.size
            if (np.abs(overlaps - d**-n) > TOLERANCE).any():
                told = [found[i].tolist(), found[j].tolist()]
                witness = witness or {"theory": side, "sets": told, "overlaps": overlaps.reshape(-1).tolist()}
    who = "both theories" if quantum is not None else "the toy theory"
    scope = f"d = {d}, n = {n}, {who}: among all {len(modules)} maximal sets the most are {len(found)}"
    return decided("exhaustive", f"bases-{d}-{n}", scope, max(cases, 1), witness)


def _overlaps(side: str, states: Any, outcomes: Any) -> Any:
    """How probable each joint outcome of one set is in each state of the other, (states, outcomes)."""
    if side == "toy":
        return states @ (outcomes > 0).T / states.sum(axis=1, keepdims=True)
    return np.einsum("sab,oba->so", states, outcomes).real


def bound(counted: bool = True) -> Check:
    """Not more than d^n + 1 for prime d: maximal sets have d^n - 1 variables but 0 each, disjoint, of d^2n - 1 in all.

    >>> bound().status, bound(counted=False).status
    ('holds', 'fails')
    """
    import sympy

    q = sympy.symbols("q", positive=True)
    left = sympy.expand((q + 1) * (q - 1 if counted else q) - (q**2 - 1))
    wrong = {"left over": str(left)} if left else None
    return decided("theorem", "bound", "every prime d and every n, with q = d^n: 1 identity", 1, wrong)


def fields(d: int, n: int) -> Check:
    """d^n + 1 sets for prime d: X1, ..., Xn, and P = A X for the d^n matrices A of a field of symmetric matrices.

    Two of them have 0 alone in common, as differences of different A are invertible; the field is searched for among
    the powers of symmetric matrices.

    >>> fields(2, 3).status
    'holds'
    """
    found = _field(d, n)
    sets = [np.kron(np.eye(n, dtype=np.int64), [1, 0])]
    for a in found:
        rows = np.zeros((n, 2 * n), dtype=np.int64)
        rows[:, 1::2], rows[:, 0::2] = np.eye(n, dtype=np.int64), -a % d
        sets.append(rows)
    weights = d ** np.arange(2 * n)[::-1]
    listed = [set((elements(rows, d) @ weights).tolist()) for rows in sets]
    wrong = [(i, j) for i, j in combinations(range(len(sets)), 2) if len(listed[i] & listed[j]) != 1]
    isotropic = all(not np.any((r[:, 0::2] @ r[:, 1::2].T - r[:, 1::2] @ r[:, 0::2].T) % d) for r in sets)
    right = len(sets) == d**n + 1 and not wrong and isotropic
    scope = f"d = {d}, n = {n}: {len(sets)} sets, all {len(sets) * (len(sets) - 1) // 2} pairs"
    witness = None if right else {"sets": len(sets), "pairs with more in common": wrong[:3]}
    return decided("exhaustive", f"field-{d}-{n}", scope, len(sets) * (len(sets) - 1) // 2, witness)


def _field(d: int, n: int) -> list[Matrix]:
    """0 and the powers of a symmetric matrix whose powers are d^n - 1 different ones; with 0 they are a field."""
    places = [(i, j) for i in range(n) for j in range(i, n)]
    for number in range(1, d ** len(places)):
        a, rest = np.zeros((n, n), dtype=np.int64), number
        for i, j in places:
            a[i, j] = a[j, i] = rest % d
            rest //= d
        powers, power = [a], a @ a % d
        while not np.array_equal(power, a) and power.any() and len(powers) < d**n:
            powers.append(power)
            power = power @ a % d
        if len(powers) == d**n - 1 and any(np.array_equal(p, np.eye(n, dtype=np.int64)) for p in powers):
            return [np.zeros((n, n), dtype=np.int64), *powers]
    return []
