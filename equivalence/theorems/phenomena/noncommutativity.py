"""The order of two measurements: identities for every d and n, and every pair of variables of few systems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import lagrangian_modules, symplectic_group, valuations
from toytheory.phase_space.space import PhaseSpace, bracket_rows

from .small import Quantum, Toy, decided, differ, first, unitaries, variables

Maker = Callable[[int, int], Any]
"""Toy or Quantum, of d and n."""


def orders(disturbed: bool = True) -> Check:
    """What two orders of measuring F and G give, as functions of the ontic state and the kicks s along F, t along G.

    The final ontic state is the same; the values of G differ by s [G, F], those of F by t [F, G]. Where the bracket is
    0 the orders are the same instrument; where it is not, F = v is found for certain in one order and not in the other.
    One system is enough: values and brackets of n systems are sums over them.

    >>> orders().status, orders(disturbed=False).status
    ('holds', 'fails')
    """
    import sympy

    x, p, a, b, c, d, s, t = sympy.symbols("x p a b c d s t")
    kick = 1 if disturbed else 0

    def along(first: Any, second: Any, by: Any) -> tuple[Any, Any]:
        return kick * by * second, -kick * by * first

    f_kick, g_kick = along(a, b, s), along(c, d, t)
    bracket = a * d - b * c
    one = [x + f_kick[0] + g_kick[0], p + f_kick[1] + g_kick[1]]
    other = [x + g_kick[0] + f_kick[0], p + g_kick[1] + f_kick[1]]
    g_after_f = c * (x + f_kick[0]) + d * (p + f_kick[1])
    f_after_g = a * (x + g_kick[0]) + b * (p + g_kick[1])
    left = [
        one[0] - other[0],
        one[1] - other[1],
        g_after_f - (c * x + d * p) + s * bracket,
        f_after_g - (a * x + b * p) - t * bracket,
    ]
    left = [sympy.expand(form) for form in left]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    scope = "every d and n, prime or not, and modes: 4 identities in the ontic state, the variables and the kicks"
    return decided("theorem", "identities", scope, len(left), wrong)


def pairs(d: int, n: int, toy: Maker = Toy, quantum: Maker = Quantum, sides: str = "both") -> Check:
    """Every pair of variables on every pure state: the order matters, in either theory, where the bracket is not 0.

    Outcomes and final states count. Without a quantum counterpart (even d > 2), the toy theory alone.

    >>> pairs(3, 1).status, pairs(3, 1, toy=lambda d, n: Toy(d, n, disturbs=False)).status
    ('holds', 'fails')
    """
    theories = {"toy": toy(d, n)} if sides == "toy" else {"toy": toy(d, n), "quantum": quantum(d, n)}
    known = variables(d, n)
    brackets = bracket_rows(known, known) % d
    found = lagrangian_modules(d, n)
    listed = [(rows, values) for rows in found for values in valuations(rows, d)]
    states = {side: np.stack([theory.state(*each) for each in listed]) for side, theory in theories.items()}
    chosen = [(i, j) for i in range(len(known)) for j in range(i)]
    witness = first(
        _wrong(theory, states[side], known[i], known[j], bool(brackets[i, j]), side)
        for i, j in chosen
        for side, theory in theories.items()
    )
    who = "the toy theory" if sides == "toy" else "both theories"
    scope = f"d = {d}, n = {n}, {who}: all {len(chosen)} pairs of variables on all {len(listed)} pure states"
    return decided("exhaustive", f"pairs-{d}-{n}", scope, len(chosen), witness)


def _wrong(theory: Any, states: Any, f: Any, g: Any, noncommuting: bool, side: str) -> dict[str, Any] | None:
    one = theory.parts(theory.parts(states, f), g)
    other = np.swapaxes(theory.parts(theory.parts(states, g), f), 0, 1)
    if differ(one, other) == noncommuting:
        return None
    return {"theory": side, "variables": [f.tolist(), g.tolist()], "the order matters": not noncommuting}


def maps(d: int) -> Check:
    """Every pair of affine symplectic maps of one system commutes in the toy theory where the unitaries do.

    Unitaries count as equal up to a phase.

    >>> maps(2).status
    'holds'
    """
    matrices, shifts = affine_maps(d)
    matter, witness = order_matters(matrices, shifts, d), None
    operators = unitaries(matrices, shifts, d)
    for i in range(len(operators)):
        overlap = np.einsum("kij,kij->k", np.conj(operators[i] @ operators), operators @ operators[i])
        wrong = np.flatnonzero((np.abs(overlap) < d - 1e-9) != matter[i])
        if len(wrong):
            j = int(wrong[0])
            witness = {"maps": [[matrices[k].tolist(), shifts[k].tolist()] for k in (i, j)]}
            break
    scope = f"d = {d}, n = 1: all pairs of the {len(matrices)} maps, unitaries up to a phase"
    return decided("exhaustive", f"maps-{d}", scope, len(matter) ** 2, witness)


def affine_maps(d: int) -> tuple[Any, Any]:
    """All m -> S m + a of one system: (k, 2, 2) and (k, 2)."""
    group, points = symplectic_group(d, 1).astype(np.int64), PhaseSpace(d, 1).points()
    return np.repeat(group, len(points), axis=0), np.tile(points, (len(group), 1))


def order_matters(matrices: Any, shifts: Any, d: int) -> Any:
    """Whether two maps of ontic states in sequence depend on the order, (k, k)."""
    products = np.einsum("iab,jbc->ijac", matrices, matrices) % d
    moved = (np.einsum("iab,jb->ija", matrices, shifts) + shifts[:, None]) % d
    linear = np.any(products != np.swapaxes(products, 0, 1), axis=(2, 3))
    return linear | np.any(moved != np.swapaxes(moved, 0, 1), axis=2)


def maps_of_two_bits() -> Check:
    """All pairs of the 720 linear maps of two bits: some commute whose unitaries do not, none the other way round."""
    matrices = symplectic_group(2, 2).astype(np.int64)
    matter = order_matters(matrices, np.zeros(matrices.shape[:2], dtype=np.int64), 2)
    operators = unitaries(matrices, np.zeros(matrices.shape[:2], dtype=np.int64), 2)
    toy_alone = quantum_alone = 0
    for operator, of_toy in zip(operators, matter, strict=True):
        overlap = np.einsum("kij,kij->k", np.conj(operator @ operators), operators @ operator)
        of_qubits = np.abs(overlap) < 4 - 1e-9
        toy_alone += int((of_qubits & ~of_toy).sum())
        quantum_alone += int((of_toy & ~of_qubits).sum())
    witness = {"commute in the toy theory alone": toy_alone, "on qubits alone": quantum_alone}
    scope = (
        f"all {len(matrices)}^2 pairs: {toy_alone:,} commute in the toy theory alone, {quantum_alone} on qubits alone"
    )
    fails = quantum_alone or not toy_alone
    return decided("exhaustive", "maps-of-two-bits", scope, len(matrices) ** 2, witness if fails else None)
