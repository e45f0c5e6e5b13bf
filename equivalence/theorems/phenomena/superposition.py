"""Coherent superpositions: pure states whose statistics of X are those of a mixture, counted by support in X."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import lagrangian_modules, pure_state_count, valuations
from toytheory.discrete.subspaces import subspace_count

from .small import TOLERANCE, Quantum, Toy, decided, differ, variables

Maker = Callable[[int, int], Any]


def superposition_count(d: int, k: int) -> int:
    """Pure states with one support in X of d^k positions (an affine subspace), d prime: d^(k(k+3)/2).

    >>> [superposition_count(d, 1) for d in (2, 3, 5)], superposition_count(2, 2)
    ([4, 9, 25], 32)
    """
    exponent = k * (k + 3) // 2
    return int(d**exponent)


def supports(d: int, n: int, toy: Maker = Toy, quantum: Maker = Quantum) -> Check:
    """All pure states by their distribution over positions, in both theories: as many with each as the formula says.

    Distributions over positions are uniform on affine subspaces; where several states have one, each has other
    variables known, so that some other variable tells any two of them apart, as the mixture is told from each.

    >>> supports(3, 1).status
    'holds'
    """
    found: dict[str, Counter[bytes]] = {}
    theories: dict[str, Any] = {"toy": toy(d, n), "quantum": quantum(d, n)}
    for side, theory in theories.items():
        read = _positions_of_points if side == "toy" else _positions_of_operators
        found[side] = Counter(
            read(theory, theory.state(rows, values)).tobytes()
            for rows in lagrangian_modules(d, n)
            for values in valuations(rows, d)
        )
    # so many affine subspaces of dimension k, each with so many states
    expected = {(k, superposition_count(d, k)): d ** (n - k) * subspace_count(d, n, k) for k in range(n + 1)}
    witness: dict[str, Any] | None = None
    for side, counted in found.items():
        told = Counter((_dimension(key, d), number) for key, number in counted.items())
        if dict(told) != expected:
            witness = witness or {"theory": side, "supports": [[*each, number] for each, number in told.items()]}
    if found["toy"] != found["quantum"]:
        witness = witness or {"supports": "not the same in both theories"}
    scope = f"d = {d}, n = {n}, both theories: all {pure_state_count(d, n)} pure states"
    return decided("exhaustive", f"supports-{d}-{n}", scope, pure_state_count(d, n), witness)


def _dimension(key: bytes, d: int) -> int:
    """k of a uniform distribution on d^k positions."""
    return round(float(np.log(np.count_nonzero(np.frombuffer(key))) / np.log(d)))


def _positions_of_points(toy: Toy, state: Any) -> Any:
    """Probabilities of positions (x1, ..., xn) by counting ontic states, (d^n,), in units of 1/d^n."""
    weights = toy.d ** np.arange(toy.n)[::-1]
    counts = np.bincount(toy.points[:, 0::2] @ weights, weights=state, minlength=toy.d**toy.n)
    return np.round(counts / counts.sum() * toy.d**toy.n)


def _positions_of_operators(quantum: Quantum, state: Any) -> Any:
    """The same from the diagonal of the density matrix."""
    return np.round(np.diag(state).real * quantum.d**quantum.n, 6) + 0.0


def told_apart(d: int, toy: Maker = Toy, quantum: Maker = Quantum) -> Check:
    """One system: every pure state that is uniform in X has exactly one variable certain, which in the mixture is not.

    And on any two of them some variable has different statistics, as it has on each and on the mixture.

    >>> told_apart(2).status, told_apart(3).status
    ('holds', 'holds')
    """
    asked, witness, cases = variables(d, 1), None, 0
    for side, theory in {"toy": toy(d, 1), "quantum": quantum(d, 1)}.items():
        mixture = theory.state(np.zeros((0, 2), dtype=int), [])
        states = [
            theory.state(rows, values)
            for rows in lagrangian_modules(d, 1)
            for values in valuations(rows, d)
            if not differ(theory.joint(theory.state(rows, values), [(1, 0)]), 1 / d)
        ]
        told = [np.stack([theory.joint(state, [row]) for row in asked]) for state in (*states, mixture)]
        certain = [int((table.max(axis=1) > 1 - TOLERANCE).sum()) for table in told]
        same = [(i, j) for i in range(len(told)) for j in range(i) if not differ(told[i], told[j])]
        cases += len(told) * (len(told) - 1) // 2
        if certain != [1] * d * d + [0] or same:
            witness = witness or {"theory": side, "variables that are certain": certain, "the same": same}
    scope = f"d = {d}, both theories: {d * d} superpositions of all {d} positions and their mixture, pair by pair"
    return decided("exhaustive", f"told-apart-{d}", scope, cases, witness)


def sheared(mixed: bool = False) -> Check:
    """Modes: P + sX = v is known for every s and v, and X is flat: a continuum of superpositions, by identities.

    A shear P -> P + sX keeps X and makes the state P = v the state P - sX = v.

    >>> sheared().status, sheared(mixed=True).status
    ('holds', 'fails')
    """
    import sympy

    x, p, s, v, t = sympy.symbols("x p s v t")
    new_x, new_p = (x + t * p if mixed else x), p + s * x
    left = [sympy.expand(new_x - x), sympy.expand(new_p - s * new_x - p), sympy.expand((new_p - s * x).subs(p, v) - v)]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    scope = "one mode, and one system of any d: every shear s and value v, 3 identities"
    return decided("theorem", "sheared", scope, 3, wrong)


def no_partial_superposition(d: int) -> Check:
    """At prime d a pure state of one system is at one position or at all; at d = 4 some are at two.

    >>> no_partial_superposition(3).status
    'holds'
    """
    sizes = {}
    for number in (d, 4):
        theory = Toy(number, 1)
        sizes[number] = sorted(
            {
                int(np.count_nonzero(_positions_of_points(theory, theory.state(rows, values))))
                for rows in lagrangian_modules(number, 1)
                for values in valuations(rows, number)
            }
        )
    right = sizes[d] == [1, d] and sizes[4] == [1, 2, 4]
    scope = f"one system: how many positions are possible in pure states, d = {d} and d = 4, the toy theory"
    return decided("exhaustive", f"partial-{d}", scope, 2, None if right else {"positions": sizes})
