"""Secrets shared and bits committed: the first arises, the second does not.

**Secret sharing**, every d: with X1 - X2 = X2 - X3 = 0 and P1 + P2 + P3 = 0 known (these commute), P1 follows from P2
+ P3, and of P1 nothing is known together with system 2 alone or 3 alone: cP1 + F with F of system 2 would have to be
a combination of known variables, and those with P have it of all three.

**Bit commitment**: what is handed over must not tell the bit, so the two states have the same marginal there; then
who committed turns one state into the other at home. That there is a map is shown here for all pure states of one
system each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import symplectic_unitaries
from toytheory.discrete.enumeration import symplectic_group
from toytheory.phase_space.space import PhaseSpace

from .all_states import AllStates, Operators, all_states, density_matrices


def sharing(both_needed: bool = True) -> Check:
    """The secret follows from two shares and from neither alone, by identities over the integers.

    Parameters
    ----------
    both_needed : False is a planted fault: P1 + P2 known instead of P1 + P2 + P3.
    """
    import sympy

    a, b, c, e, f, k = sympy.symbols("a b c e f k")
    third = 1 if both_needed else 0

    def bracket(u: Any, v: Any) -> Any:
        return sum(u[2 * i] * v[2 * i + 1] - u[2 * i + 1] * v[2 * i] for i in range(3))

    equal, same, total = [1, 0, -1, 0, 0, 0], [0, 0, 1, 0, -1, 0], [0, 1, 0, 1, 0, third]
    commute = [bracket(equal, same), bracket(equal, total), bracket(same, total)]
    known = [a * x + b * y + c * z for x, y, z in zip(equal, same, total, strict=True)]
    # on systems 1 and 2 alone, kP1 + (e X2 + f P2) is known only with c = 0, so k = 0; likewise on systems 1 and 3
    coefficients = [known[5], known[1] - k, known[3] - f, known[4], known[0], known[2] - e]
    solved = sympy.solve(coefficients, [k, e, f, a, b, c], dict=True)
    alone = [] if solved == [{k: 0, e: 0, f: 0, a: 0, b: 0, c: 0}] else [str(solved)]
    wrong = {"left over": [str(form) for form in commute], "alone": alone} if any(commute) or alone else None
    return decided(
        "sharing", "theorem", "every d: 3 brackets, and 6 linear equations with coefficients 1 and -1", 9, wrong
    )


def groups(states: AllStates) -> dict[bytes, list[int]]:
    """Pure states of two systems by what is possible on the second."""
    d = states.d
    found: dict[bytes, list[int]] = {}
    for i, rows in enumerate(states.rows):
        if len(rows) == 2:
            marginal = states.supports[i].reshape(d * d, d * d).any(axis=0)
            found.setdefault(marginal.tobytes(), []).append(i)
    return found


def commitment(d: int, matrices: Operators | None = None, shifts: bool = True) -> Check:
    """All pure states of two systems with equal marginals on the second: maps of the first take each into each.

    Parameters
    ----------
    matrices : density matrices, in place of those computed here.
    shifts : False is a planted fault: no displacements.
    """
    states = all_states(d, 2)
    rho = density_matrices(d, 2) if matrices is None else matrices
    space, points = PhaseSpace(d, 2), PhaseSpace(d, 2).points()
    linear = symplectic_group(d, 1).astype(np.int64)
    moves = PhaseSpace(d, 1).points() if shifts else np.zeros((1, 2), dtype=np.int64)
    S, a = np.repeat(linear, len(moves), axis=0), np.tile(moves, (len(linear), 1))
    unitaries = np.kron(symplectic_unitaries(S, a, d).to_complex(), np.eye(d))
    wrong, count = None, 0
    for members in groups(states).values():
        count += len(members)
        first = members[0]
        start = points[states.supports[first]]
        reached = set()
        for matrix, shift in zip(S, a, strict=True):
            moved = np.hstack([start[:, :2] @ matrix.T + shift, start[:, 2:]])
            reached.add(frozenset(space.index(moved).tolist()))
        wanted = {frozenset(np.flatnonzero(states.supports[i]).tolist()) for i in members}
        turned = (unitaries @ rho[first] @ unitaries.conj().swapaxes(1, 2)).reshape(len(unitaries), -1)
        marginal = np.trace(rho[first].reshape(d, d, d, d), axis1=0, axis2=2)
        theirs = [
            i
            for i, rows in enumerate(states.rows)
            if len(rows) == 2 and np.allclose(np.trace(rho[i].reshape(d, d, d, d), axis1=0, axis2=2), marginal)
        ]
        near = np.abs(turned.conj() @ rho[theirs].reshape(len(theirs), -1).T) > 1 - 1e-9
        if (reached != wanted or not near.any(axis=0).all() or not near.any(axis=1).all()) and wrong is None:
            wrong = {"state": states.name(first), "toy": [len(reached), len(wanted)]}
    scope = (
        f"d = {d}: all {count} pure states of two systems, {len(groups(states))} marginals, all {len(S)} maps at home"
    )
    return decided(f"commitment-{d}", "exhaustive", scope, count * len(S), wrong)
