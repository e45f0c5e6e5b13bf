"""Exchange of two systems: what symmetry and antisymmetry are in the toy theory.

For odd d the exchange operator has the Weyl symbol d on equal ontic states and 0 elsewhere, so its mean in a state is
d times the chance that both systems are in the same ontic state: never negative, and no state is antisymmetric. Two
qubits have one antisymmetric state, known by X1 + X2 = 1, P1 + P2 = 1; there the two numbers differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import named_unitary
from toytheory.discrete.enumeration import isotropic_modules, valuations
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .stabilizer_states import EXACT, densities

Same = Callable[[Matrix], Any]


def equal_systems(points: Matrix) -> Any:
    """Which ontic states of two systems have both in the same one."""
    return (points[:, :2] == points[:, 2:]).all(axis=1)


def exchange_means(d: int, same: Same = equal_systems) -> list[tuple[EpistemicState, float, float]]:
    """(state, d times the chance of equal ontic states, Tr(rho SWAP)) for all pure states of two systems."""
    points = PhaseSpace(d, 2).points()
    equal = points[same(points)]
    swap = named_unitary("swap", d).to_complex()
    found = []
    for rows in isotropic_modules(d, 2, 2):
        means = np.einsum("sab,ba->s", densities(rows, d), swap).real
        for values in valuations(rows, d):
            toy = float(((equal @ rows.T - values) % d == 0).all(axis=1).sum()) * d / (d**2)
            place = int(values @ d ** np.arange(len(values) - 1, -1, -1))
            found.append((EpistemicState(PhaseSpace(d, 2), rows, values), toy, float(means[place])))
    return found


def never_antisymmetric(d: int, same: Same = equal_systems) -> Check:
    """Odd d: Tr(rho SWAP) is d times the chance of equal ontic states, in every pure state; so it is never negative."""
    found = exchange_means(d, same)
    wrong = next(({"known": str(s), "toy": t, "quantum": q} for s, t, q in found if abs(t - q) > EXACT), None)
    if wrong is None and min(q for _, _, q in found) < -EXACT:
        wrong = {"quantum": min(q for _, _, q in found)}
    symmetric = sum(q > 1 - EXACT for _, _, q in found)
    scope = f"d = {d}: all {len(found)} pure states of two systems, {symmetric} of them symmetric"
    return decided("never-antisymmetric", "exhaustive", scope, len(found), wrong)


def singlet_of_bits() -> Check:
    """Qubits: one antisymmetric state; the toy number differs from Tr(rho SWAP) there and elsewhere (Howell lists)."""
    found = exchange_means(2)
    negative = [str(s) for s, _, q in found if q < -EXACT]
    differ = sum(abs(t - q) > EXACT for _, t, q in found)
    told = {"antisymmetric": negative, "numbers differ in": differ}
    right = negative == ["X1 + X2 = 1, P1 + P2 = 1"] and differ > 0
    return decided(
        "singlet", "exhaustive", f"d = 2: all {len(found)} pure states", len(found), None if right else told, told
    )


def two_alike(apart: int = 1) -> Check:
    """Two bits or qubits in the same pure state, found with X1 + X2 = 1, P1 + P2 = 1: never, but toy bits with X + P.

    Parameters
    ----------
    apart : the value of P1 + P2 that is asked for; 0 is a planted fault.

    >>> two_alike().witness
    {'toy': {'X': 0.0, 'P': 0.0, 'X + P': 0.5}, 'quantum': {'X': 0.0, 'P': 0.0, 'X + P': 0.0}}
    """
    points = PhaseSpace(2, 1).points()
    asked = np.array([[1, 0, 1, 0], [0, 1, 0, 1]])
    singlet = densities(asked, 2)[2 + apart]
    toy, quantum = dict[str, float](), dict[str, float]()
    for name, variable in (("X", [1, 0]), ("P", [0, 1]), ("X + P", [1, 1])):
        chances = []
        for value, state in enumerate(densities(np.array([variable]), 2)):
            support = points[points @ variable % 2 == value]
            both = np.array([[*m, *other] for m in support for other in support])
            hit = (both @ asked.T % 2 == [1, apart]).all(axis=1).mean()
            chances.append((float(hit), float(np.einsum("ab,ba->", np.kron(state, state), singlet).real)))
        toy[name], quantum[name] = (round(max(column), 9) for column in zip(*chances, strict=True))
    told = {"toy": toy, "quantum": {name: abs(chance) for name, chance in quantum.items()}}
    right = told == {"toy": {"X": 0.0, "P": 0.0, "X + P": 0.5}, "quantum": dict.fromkeys(toy, 0.0)}
    scope = "d = 2: all 6 pure states of one system, taken twice, in both theories"
    return decided("two-alike", "exhaustive", scope, 12, None if right else told, told)
