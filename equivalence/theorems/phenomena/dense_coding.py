"""How many messages one system carries, with and without a partner: for every d, and for every state of two systems.

**Theorem.** For every d, displacements of system 1 of a maximally correlated pair make d^2 states that a joint
measurement of X1 - X2 and P1 + P2 tells apart (`messages_read`). Whatever is known and done, no more than d^n states
of n systems have disjoint supports: a valid state has at least d^n possible ontic states, as |V|^2 <= d^(2n), of
d^(2n) in all (`room`). So a pair carries d^2, one system without a partner d. Displacing system 1 of a state (V, v)
makes |R| states that differ, R the parts of known variables on system 1, and any two that differ have disjoint
supports.
"""

from __future__ import annotations

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.weyl import weyl
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.phase_space.space import PhaseSpace

from .all_states import Bools, Operators
from .monogamy import matrices_of_modules, supports


def messages_read(sign: int = 1) -> Check:
    """The displacement (q, p) of system 1 of a pair reads X1 - X2 = q, P1 + P2 = p, by identities over the integers.

    Parameters
    ----------
    sign : -1 is a planted fault, momenta that are equal and not opposite.
    """
    import sympy

    x2, p2, q, p, d, n = sympy.symbols("x2 p2 q p d n", positive=True)
    x1, p1 = x2, -sign * p2
    room = sympy.simplify(d ** (2 * n) / (d ** (2 * n) / d**n) - d**n)
    left = [sympy.expand((x1 + q) - x2 - q), sympy.expand((p1 + p) + p2 - p), room]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    scope = (
        "every d: d^2 messages are read, 2 identities over the integers; no more than d^n supports of d^n ontic states "
    )
    scope += "are disjoint among d^(2n)"
    return decided("messages", "theorem", scope, 3, wrong)


def most_disjoint(states: Bools) -> int:
    """How many of some states differ, and ValueError unless those that do have disjoint supports, (m, N)."""
    distinct = np.unique(states, axis=0)
    counts = distinct.astype(np.int64)
    if (counts @ counts.T)[~np.eye(len(distinct), dtype=bool)].any():
        raise ValueError("two displaced states overlap")
    return len(distinct)


def toy_messages(possible: Bools, d: int) -> list[int]:
    """How many displacements of system 1 are told apart, for every support of two systems, by moving ontic states."""
    space = PhaseSpace(d, 2)
    points = space.points()
    moves = [space.index(points - np.array([q, p, 0, 0])) for q in range(d) for p in range(d)]
    return [most_disjoint(np.array([support[move] for move in moves])) for support in possible]


def quantum_messages(matrices: Operators, d: int) -> list[int]:
    """The same by traces of products of displaced density matrices: classes of states that are not orthogonal."""
    moves = np.kron(weyl(PhaseSpace(d, 1).points(), d), np.eye(d))
    found = []
    for rho in matrices:
        flat = (moves @ rho @ moves.conj().swapaxes(1, 2)).reshape(d * d, -1)
        overlaps = np.abs(flat @ flat.conj().T)
        found.append(len(np.unique(overlaps > 1e-9, axis=0)))
    return found


def every_state(d: int, possible: Bools | None = None, matrices: Operators | None = None) -> Check:
    """Every state of two systems: as many messages in both theories; d^2 for maximally correlated pairs alone, d at
    most for products.

    Parameters
    ----------
    possible, matrices : what the two theories say, in place of what is computed here.
    """
    modules = isotropic_modules(d, 2)
    toy = toy_messages(supports(d, 2) if possible is None else possible, d)
    quantum = quantum_messages(matrices_of_modules(d, 2) if matrices is None else matrices, d)
    wrong = None
    for V, mine, theirs in zip(modules, toy, quantum, strict=True):
        of_one = [sum(not (row[2 * (1 - k) : 2 * (1 - k) + 2]).any() for row in V) for k in range(2)]
        maximal = len(V) == 2 and _unknown_alone(V, d)
        product = len(V) == sum(of_one)
        if (mine != theirs or (mine == d * d) != maximal or (product and mine > d)) and wrong is None:
            wrong = {"known": V.tolist(), "toy": mine, "quantum": theirs}
    counts = {messages: toy.count(messages) for messages in sorted(set(toy))}
    told = ", ".join(f"{messages} messages with {count}" for messages, count in counts.items())
    scope = f"d = {d}: the {len(modules)} sets of known variables of two systems, values displaced: {told}"
    return decided(f"states-{d}", "exhaustive", scope, len(modules), wrong)


def _unknown_alone(V: np.ndarray, d: int) -> bool:
    """Whether no variable of one system alone is known, by listing all combinations of two rows."""
    combinations = np.array([[a, b] for a in range(d) for b in range(d)][1:]) @ V % d
    return bool(combinations[:, :2].any(axis=1).all() and combinations[:, 2:].any(axis=1).all())


def capacity() -> Check:
    """Modes: with a pair squeezed by r the capacity is log(1 + n + n^2) at n quanta sent, more than one mode's for n
    > 1.

    Messages are Gaussian displacements of variance s = sinh r cosh r hbar of X and P (Braunstein and Kimble). The
    difference X1 - X2 has the noise hbar e^(-2r), so each quadrature carries log(1 + s / (hbar e^(-2r))) / 2, n = e^r
    sinh r quanta travel. One mode without a partner, squeezed as well as can be, carries log(1 + 2n).
    """
    import sympy

    q = sympy.symbols("q", positive=True)  # e^r
    n = sympy.symbols("n", positive=True)
    sinh, cosh = (q - 1 / q) / 2, (q + 1 / q) / 2
    quanta = q * sinh
    signal = sinh * cosh
    energy = sympy.cancel(sinh**2 + signal - quanta)  # of the mode that travels: thermal sinh^2 r, and the displacement
    gain = sympy.cancel(1 + signal * q**2 - (1 + quanta + quanta**2))
    better = sympy.factor((1 + n + n**2) - (1 + 2 * n))
    left = [energy, gain, sympy.expand(better - n * (n - 1))]
    wrong = {"left over": [str(form) for form in left]} if any(left) else None
    scope = (
        "modes, every r: 3 identities for the information of Gaussian messages and homodyne readings, for energy sent"
    )
    return decided("capacity", "theorem", scope, 3, wrong)
