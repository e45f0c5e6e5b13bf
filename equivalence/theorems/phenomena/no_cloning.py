"""Which states can be cloned, which broadcast: for every d and n by brackets, for few systems all of them.

**Theorem.** An operation of the toy theory (ancillas, symplectic affine maps, measurements whose outcomes decide what
is done next, discarding) that gives two copies of (V, v), each with what is known of it, and two of (W, w), exists
exactly if the two supports are disjoint or all brackets [F, G] of F in V, G in W vanish. It clones exactly if the
supports are disjoint or the two states are the same.

*Proof.* Give every measurement a pointer of its own, X = 0, on which the outcome is added, so that a run is a
symplectic map of system, ancilla U and pointers, and a choice of pointer values. If the supports overlap, some run
happens in both states. In it F of copy B (or C) is certain, given V, U and the pointers, so pulled back it is F_B + u
+ m with F_B in V, u in U and m a combination of pointer variables, which commute with both copies and with each
other; likewise G. So [F_B, G_B] = [F, G] = [F_C, G_C] and [F_B, G_C] = 0 = [F_C, G_B] (`brackets_survive`). Let I be
the image of V in the dual of W under the bracket. The maps F -> F_B, F_C and G -> G_B, G_C put I + I inside I, so
|I|^2 <= |I|: all brackets vanish. Conversely, where they vanish, V + W is measured and prepared twice; where supports
are disjoint, a common variable that tells them apart is measured and what it tells prepared twice. Cloning is
broadcasting to independent systems: from p to p x p the Bhattacharyya coefficient of two states is squared, and no
stochastic map lowers it, so it is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided, first_true
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import symplectic_group
from toytheory.phase_space.space import PhaseSpace

from .all_states import AllStates, Bools, Operators, all_states, density_matrices, modules_commute

ZERO = 1e-9
"""Traces and commutators of these density matrices are 0 or at least 1/d^(2n)."""


def brackets_survive(pointers_commute: bool = True) -> Check:
    """The bracket of the parts on the system is that of what they become, by identities over the integers.

    >>> brackets_survive().status, brackets_survive(pointers_commute=False).status
    ('holds', 'fails')
    """
    import sympy

    f, g, m, k = (sympy.symbols(f"{letter}1 {letter}2") for letter in "fgmk")

    def bracket(left: Any, right: Any) -> Any:
        return left[0] * right[1] - left[1] * right[0]

    # pulled back, L_F = f + m and L_G = g + k: parts on system and ancilla, and on pointers
    whole = bracket([a + b for a, b in zip(f, m, strict=True)], [a + b for a, b in zip(g, k, strict=True)])
    # [L_F, k] = 0, [m, L_G] = 0 and [m, k] = 0, as pointers are neither copy and commute
    nothing = bracket(f, k) + bracket(m, k) + bracket(m, g) + bracket(m, k) - bracket(m, k) if pointers_commute else 0
    left = sympy.expand(whole - bracket(f, g) - nothing)
    wrong = None if left == 0 else {"left over": str(left)}
    scope = "every d, n, every operation with any ancilla: brackets of V with W survive in each copy, so |I|^2 <= |I|"
    return decided("brackets", "theorem", scope, 1, wrong)


def pairs(d: int, n: int, states: AllStates | None = None, matrices: Operators | None = None) -> Iterator[Check]:
    """All pairs of states: the theorem's two conditions, by supports and brackets, and by traces and commutators.

    For odd d pair by pair; on bits, where a pair's signs decide, the numbers of pairs are equal and the pairs are not.
    """
    states = all_states(d, n) if states is None else states
    matrices = density_matrices(d, n) if matrices is None else matrices
    disjoint, commute = toy_pairs(states)
    orthogonal, commutators = quantum_pairs(matrices)
    for name, toy, quantum in (("cloned", disjoint, orthogonal), ("broadcast", disjoint | commute, commutators)):
        at = first_true(toy != quantum)
        example = None if at is None else {"states": [states.name(i) for i in at], "toy": bool(toy[at])}
        same = toy.sum() == quantum.sum() if d == 2 else at is None
        differ = int((toy != quantum).sum()) // 2
        scope = f"d = {d}, n = {n}: all {len(states) * (len(states) - 1) // 2} pairs; {int(np.triu(toy, 1).sum())}"
        scope += " in the toy theory and in quantum theory"
        scope += f", but {differ} pairs in one of them only" if d == 2 and differ else ""
        wrong = None if same else example or {"pairs": [int(toy.sum()), int(quantum.sum())]}
        yield decided(f"{name}-{d}-{n}", "exhaustive", scope, len(states) ** 2, wrong, example)


def toy_pairs(states: AllStates) -> tuple[Bools, Bools]:
    """Which pairs have disjoint supports, and which known variables that all commute, (s, s) each."""
    counts = states.supports.astype(np.float32)
    return counts @ counts.T == 0, modules_commute(states)


def quantum_pairs(matrices: Operators) -> tuple[Bools, Bools]:
    """Which pairs of density matrices have product 0, and which commute, (s, s) each."""
    flat = matrices.reshape(len(matrices), -1)
    orthogonal = np.abs(flat @ flat.conj().T) < ZERO
    commute = np.zeros_like(orthogonal)
    for i, rho in enumerate(matrices):
        found = rho @ matrices[i:]
        commute[i, i:] = np.abs(found - found.conj().swapaxes(1, 2)).max(axis=(1, 2)) < ZERO
    return orthogonal, commute | commute.T


def maps(d: int, free: bool = False) -> Check:
    """What each affine map of one system and an ancilla with X = 0 copies: never two states that the theorem forbids.

    Parameters
    ----------
    free : a planted fault, all permutations that copy an ontic state allowed: x -> x, p -> p on both.
    """
    states = all_states(d, 1)
    disjoint, commute = toy_pairs(states)
    allowed = disjoint | commute
    found: set[frozenset[int]] = set()
    points = PhaseSpace(d, 1).points()
    before = np.array([[*m, 0, p] for m in points.tolist() for p in range(d)])  # X of the ancilla is 0
    matrices = symplectic_group(d, 2).astype(np.int64)
    shifts = PhaseSpace(d, 2).points() if d == 2 else np.zeros((1, 4), dtype=np.int64)
    if free:
        matrices = np.array([[[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0]]])
    moved = matrices @ before.T  # (B, 4, N)
    digits = np.array([d, 1])
    for shift in shifts:
        after = (moved + shift[None, :, None]) % d
        copied = np.ones((len(matrices), len(states)), dtype=bool)
        for where in (slice(0, 2), slice(2, 4)):
            index = np.einsum("k,bkn->bn", digits, after[:, where, :])
            for s, support in enumerate(states.supports):
                inside = np.repeat(support, d)  # ancilla's p is the last digit
                counts = np.zeros((len(matrices), d * d), dtype=np.int64)
                for column in np.flatnonzero(inside):
                    counts[np.arange(len(matrices)), index[:, column]] += 1
                share, rest = divmod(int(inside.sum()), int(support.sum()))
                copied[:, s] &= (counts == np.where(support, share, 0)).all(axis=1) & (rest == 0)
        found |= {frozenset(np.flatnonzero(row).tolist()) for row in np.unique(copied, axis=0)}
    wrong = None
    for chosen in sorted(found, key=sorted):
        forbidden = [(i, j) for i, j in product(chosen, repeat=2) if i < j and not allowed[i, j]]
        if forbidden and wrong is None:
            wrong = {"copied": [states.name(k) for k in forbidden[0]]}
    best = max(found, key=len)
    if wrong is None and len(best) != d + 1:
        wrong = {"largest set": [states.name(k) for k in sorted(best)]}
    count = len(matrices) * len(shifts)
    scope = (
        f"d = {d}: all {count} {'affine' if len(shifts) > 1 else 'linear'} maps of a system and an ancilla with X = 0"
    )
    example = {"largest set that one map broadcasts": [states.name(k) for k in sorted(best)]}
    return decided(f"maps-{d}", "exhaustive", scope, count * len(states), wrong, example)
