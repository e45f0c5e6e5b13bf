"""Into which pure states a mixed state can be decomposed: all ways, in both theories.

A pure state in a mixture has its ontic states among those of the mixture, so it knows all that the mixture knows and
more: what is decomposed is the part of which nothing is known, m = n - dim V systems of it. *All* decompositions are
the weights w >= 0 on pure states with sum w p = p_V: a polytope. Those of equal weights on states that exclude each
other are its *partitions*, sets of pure states that share no ontic state and cover all (orthonormal bases on qudits).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from equivalence.theorems.nogo.kochen_specker import SQUARE as CONTEXTS
from equivalence.theorems.nogo.kochen_specker import equations
from toytheory.discrete.enumeration import (
    epistemic_states,
    isotropic_count,
    isotropic_modules,
    pure_state_count,
    valuations,
)
from toytheory.discrete.epistemic import EpistemicState
from toytheory.language.notation import parse_known
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .stabilizer_states import EXACT, Operators, densities, overlaps, pure_densities


def supports(d: int, n: int) -> NDArray[np.int64]:
    """The pure states of the toy theory as rows of 0 and 1, (states, d^(2n))."""
    space = PhaseSpace(d, n)
    table = np.zeros((pure_state_count(d, n), space.size), dtype=np.int64)
    for row, state in enumerate(epistemic_states(d, n, pure=True)):
        table[row, space.index(state.support())] = 1
    return table


def covers(table: NDArray[np.int64], target: NDArray[np.int64]) -> int:
    """In how many ways disjoint rows make up the target: by the lowest place not yet covered."""
    rows = [sum(1 << int(i) for i in np.flatnonzero(row)) for row in table]
    whole = sum(1 << int(i) for i in np.flatnonzero(target))
    at: dict[int, list[int]] = {}
    for row in rows:
        if row & ~whole == 0:
            at.setdefault(row & -row, []).append(row)
    memory: dict[int, int] = {0: 1}

    def count(left: int) -> int:
        if left not in memory:
            memory[left] = sum(count(left & ~row) for row in at.get(left & -left, ()) if row & ~left == 0)
        return memory[left]

    return count(whole)


def orthonormal(states: Operators, rank: int) -> int:
    """In how many ways as many of these pure states as the rank are orthogonal to each other."""
    apart = np.abs(overlaps(states, states)) < EXACT
    later = [sum(1 << int(j) for j in np.flatnonzero(row) if j > i) for i, row in enumerate(apart)]

    def count(candidates: int, missing: int) -> int:
        if missing == 0:
            return 1
        found = 0
        while candidates:
            low = candidates & -candidates
            candidates ^= low
            found += count(candidates & later[low.bit_length() - 1], missing - 1)
        return found

    return count((1 << len(states)) - 1, rank)


def one_step(d: int) -> int:
    """Partitions of two systems made by measuring a variable, then, depending on its value, another: a closed formula.

    A variable F up to multiples, and for each value one of the d + 1 modules with F; a module chosen for all values
    alike comes from each of its d + 1 variables.

    >>> one_step(2), one_step(3)
    (105, 2440)
    """
    lines, modules = isotropic_count(d, 2, 1), isotropic_count(d, 2, 2)
    return int(lines * ((d + 1) ** d - (d + 1)) + modules)


def unknown_systems(d: int, n: int, expected: int, *, quantum: bool = True) -> Check:
    """All partitions of n systems of which nothing is known, and all orthonormal bases of pure states.

    >>> unknown_systems(2, 1, 3).status
    'holds'
    """
    table = supports(d, n)
    found = {"toy": covers(table, np.ones(table.shape[1], dtype=np.int64))}
    if quantum:
        found["quantum"] = orthonormal(pure_densities(d, n), d**n)
    wrong = None if set(found.values()) == {expected} else {**found, "expected": expected}
    scope = f"d = {d}, n = {n}: all sets of {d**n} of the {len(table)} pure states, {' and '.join(found)}"
    return decided("unknown-systems", "exhaustive", scope, found["toy"], wrong, found)


def partly_known(d: int) -> Check:
    """Every state of two systems that knows one variable: d (d + 1) pure states inside, d + 1 partitions, no others."""
    table, states = supports(d, 2), pure_densities(d, 2)
    space = PhaseSpace(d, 2)
    wrong: dict[str, Any] | None = None
    cases = 0
    for rows in isotropic_modules(d, 2, 1):
        mixed = densities(rows, d)
        for values in valuations(rows, d):
            cases += 1
            target = np.zeros(space.size, dtype=np.int64)
            target[space.index(EpistemicState.of(rows, values, d, 2).support())] = 1
            inside = table[(table <= target).all(axis=1)]
            chances = d * overlaps(states, mixed[[int(values[0])]])[:, 0]
            within = states[chances > 1 - EXACT]
            found = [len(inside), len(within), covers(inside, target)]
            found += [orthonormal(within, d)] if cases % (d * 8) == 1 else []
            if (wrong is None and found[:3] != [d * (d + 1), d * (d + 1), d + 1]) or set(found[3:]) - {d + 1}:
                wrong = wrong or {"known": rows.tolist(), "value": values.tolist(), "found": found}
    scope = f"d = {d}: all {cases} states of two systems that know one variable"
    return decided("partly-known", "exhaustive", scope, cases, wrong)


def polytope(d: int, n: int) -> Check:
    """The weights of all decompositions of n unknown systems: as many dimensions as pure states less d^(2n), in both.

    So states are no simplex, where the weights would be unique. For one system (prime d) it is d: weights are equal
    within each of the d + 1 variables, so the decompositions are the mixtures of d + 1 bases, and no others.
    """
    table, states = supports(d, n), pure_densities(d, n)
    flat = states.reshape(len(states), -1)
    ranks = [int(np.linalg.matrix_rank(m)) for m in (table, np.concatenate([flat.real, flat.imag], axis=1))]
    found = {"pure states": len(table), "ranks": ranks, "dimensions": len(table) - d ** (2 * n)}
    wrong = None if ranks == [d ** (2 * n)] * 2 else found
    scope = f"d = {d}, n = {n}: ranks of all {len(table)} distributions and density matrices"
    return decided("polytope", "exhaustive", scope, len(table), wrong, found)


SQUARE: Sequence[tuple[str, str]] = (
    ("X1 = 0", "X2 = 0"),
    ("P1 = 0", "P2 = 0"),
    ("X1 + P2 = 1", "P1 + X2 = 1"),
    ("X1 = 1", "P2 = 1"),
    ("X2 = 1", "P1 = 1"),
    ("X1 + X2 = 1", "P1 + P2 = 1"),
)
"""Six states, one for each context of the Peres-Mermin square; the two that know a variable disagree on it."""


def six_states(known: Sequence[tuple[str, str]] = SQUARE) -> Check:
    """Two qubits: nothing known is an even mixture of six states, which the toy theory has not for any six.

    Each ontic state would have to be possible in 6/4 of them. For the contexts of a square it is the contradiction of
    Peres and Mermin: nine pairs of opposite values, with an odd number of products with sign -.
    """
    lists = [parse_known(", ".join(pair), 2, 2) for pair in known]
    states = [EpistemicState.from_known(pairs, 2, 2) for pairs in lists]
    quantum = sum((_counterpart(pairs) for pairs in lists), start=np.zeros((4, 4), dtype=np.complex128)) / 6
    points = PhaseSpace(2, 2).points()
    shares = sum(
        (np.asarray(s.is_possible(points), dtype=np.int64) for s in states), start=np.zeros(16, dtype=np.int64)
    )
    apart = float(np.abs(quantum - np.eye(4) / 4).max())
    minus = sum(equations(CONTEXTS).right)
    told: dict[str, Any] = {
        "possible in": sorted(set(shares.tolist())),
        "needed": str(Fraction(6, 4)),
        "contexts with sign -": minus,
    }
    wrong = None if apart < EXACT and len(told["possible in"]) > 1 and minus % 2 else {**told, "off by": apart}
    return decided("six-states", "exhaustive", "n = 2: one state for each context of the square", 6, wrong, told)


def _counterpart(known: Sequence[tuple[Variable, int]]) -> Operators:
    """The state of two qubits that a list prepares, signs as the list is written."""
    rows = coefficient_matrix((variable for variable, _ in known), 2)
    first, second = (value for _, value in known)
    return np.asarray(densities(rows, 2)[2 * first + second])
