"""Bell inequalities over all states and settings: CHSH with two systems, Mermin's with three, in both theories.

The toy theory obeys every Bell inequality, as its ontic states are a local model (docs/nogo.md); what is enumerated
here is what the two theories have in each state, from distributions over ontic states and from density matrices.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.weyl import observable
from toytheory.discrete.enumeration import epistemic_states, isotropic_modules
from toytheory.phase_space.space import PhaseSpace

from .stabilizer_states import EXACT, densities

Floats = NDArray[np.float64]
Means = Callable[[int, bool], Floats]

LOCAL = np.array([[1, 0], [0, 1], [1, 1]])
"""The variables of one bit: X, P, X + P."""


def products(n: int) -> NDArray[np.int64]:
    """One variable of each system, all choices, (3^n, 2n), the first system slowest."""
    return np.array([np.concatenate(choice) for choice in product(LOCAL, repeat=n)])


def toy_means(n: int, pure: bool) -> Floats:
    """Mean of (-1)^F for all states of the toy theory and all products of one variable each, (states, 3, ..., 3)."""
    points = PhaseSpace(2, n).points()
    signs = 1.0 - 2.0 * (points @ products(n).T % 2)
    rows = [s.is_possible(points) / s.size @ signs for s in epistemic_states(2, n, pure=pure)]
    return np.asarray(rows).reshape((-1,) + (3,) * n)


def quantum_means(n: int, pure: bool) -> Floats:
    """Tr(rho T_F) for all stabilizer states, pure ones or all, in the same form."""
    operators = observable(products(n), 2)
    found = []
    for rows in isotropic_modules(2, n, n) if pure else isotropic_modules(2, n):
        found.append(np.einsum("sab,fba->sf", densities(rows, 2), operators, optimize=True).real)
    means = np.concatenate(found)
    if np.abs(means - np.rint(means)).max() > EXACT:
        raise ArithmeticError("a mean of a stabilizer state that is not -1, 0 or 1")
    found_means: Floats = np.rint(means).reshape((-1,) + (3,) * n)
    return found_means


def chsh(means: Floats) -> Floats:
    """The largest |E(AB) + E(AB') + E(A'B) - E(A'B')| of each state, over all settings."""
    a, a2, b, b2 = (grid.reshape(-1) for grid in np.indices((3,) * 4))
    sums = means[:, a, b] + means[:, a, b2] + means[:, a2, b] - means[:, a2, b2]
    return np.asarray(np.abs(sums).max(axis=1))


def mermin(means: Floats) -> Floats:
    """The largest |E(ABC) - E(AB'C') - E(A'BC') - E(A'B'C)| of each state, over all settings."""
    a, a2, b, b2, c, c2 = (grid.reshape(-1) for grid in np.indices((3,) * 6))
    sums = means[:, a, b, c] - means[:, a, b2, c2] - means[:, a2, b, c2] - means[:, a2, b2, c]
    return np.asarray(np.abs(sums).max(axis=1))


def all_chsh(toy: Means = toy_means, quantum: Means = quantum_means) -> Check:
    """Two systems: no state and no settings exceed 2, in either theory. Mixed states and signs of settings included."""
    found = {"toy": chsh(toy(2, False)), "quantum": chsh(quantum(2, False))}
    told = {side: float(values.max()) for side, values in found.items()}
    wrong = None if set(told.values()) == {2.0} else told
    states = [len(values) for values in found.values()]
    scope = f"n = 2: all {states[0]} toy and {states[1]} stabilizer states, all 81 choices of settings"
    return decided("chsh", "exhaustive", scope, sum(states) * 81, wrong, told)


def all_mermin(toy: Means = toy_means, quantum: Means = quantum_means) -> Check:
    """Three systems: 2 at most in the toy theory; on qubits 4 in the 432 states that are no products, 2 in all others.

    Of the 1080 pure states 6^3 are products of three, 3 x 6 x 24 of a system and a correlated pair.
    """
    found = {"toy": mermin(toy(3, True)), "quantum": mermin(quantum(3, True))}
    told: dict[str, Any] = {
        side: {str(v): int((values == v).sum()) for v in np.unique(values)} for side, values in found.items()
    }
    beyond = 1080 - 6**3 - 3 * 6 * 24
    right = found["toy"].max() <= 2 and told["quantum"].get("4.0") == beyond and found["quantum"].max() == 4
    scope = "n = 3: all 1080 pure states of either theory, all 729 choices of settings"
    return decided("all-mermin", "exhaustive", scope, 2 * 1080 * 729, None if right else told, told)
