"""The identities of one system from which the sign defect follows for every number of systems (docs/bits.md)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.modular import Matrix

from .notation import notation
from .pauli import phase
from .signs import PhaseRule

PAULI = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [0, -1]], [[0, -1j], [1j, 0]]])
"""1, X, Z, Y: T_F of the variables (0, 0), (0, 1), (1, 0), (1, 1), in this order; entries exact."""

VARIABLES = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def products_of_every_n(rule: PhaseRule = phase, operators: Callable[[], Any] = lambda: PAULI) -> Check:
    """T_F T_G = i^phase(F, G) T_(F+G) for all n: 16 products and 4 traces of one system, and phases that add up.

    T_F of n systems is the tensor product of its factors, products are taken factor by factor, and phase is a sum over
    systems; the trace of T_F is 0 unless F = 0. The theorem of docs/bits.md uses nothing else of the operators: its
    induction over the steps of an experiment is for every n.
    """
    T, wrong = operators(), None
    for i, j in product(range(4), repeat=2):
        exponent = int(rule(VARIABLES[i], VARIABLES[j]))
        total = VARIABLES[i] ^ VARIABLES[j]
        if wrong is None and not np.array_equal(T[i] @ T[j], 1j**exponent * T[2 * total[0] + total[1]]):
            wrong = {"F": notation(VARIABLES[i]), "G": notation(VARIABLES[j]), "phase": exponent}
    if wrong is None and [complex(np.trace(t)) for t in T] != [2, 0, 0, 0]:
        wrong = {"traces": [str(np.trace(t)) for t in T]}
    apart = _not_additive(rule)
    if wrong is None and apart is not None:
        wrong = apart
    scope = "every n: 16 products and 4 traces of Pauli matrices, and phases that add up over systems (docs/bits.md)"
    return decided("products-of-every-n", "theorem", scope, 16 + 4 + 256, wrong)


def _not_additive(rule: PhaseRule) -> dict[str, Any] | None:
    """Two systems whose phase is not the sum of those of each, or None."""
    pairs: Matrix = np.array([np.concatenate([f, g]) for f in VARIABLES for g in VARIABLES])
    left, right = pairs[:, None], pairs[None]
    joint = rule(left, right) % 4
    apart = (rule(left[..., :2], right[..., :2]) + rule(left[..., 2:], right[..., 2:])) % 4
    where = np.argwhere(joint != apart)
    return None if not len(where) else {"not additive": [notation(pairs[k]) for k in where[0]]}
