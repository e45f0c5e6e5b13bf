"""Gross' Wigner function on bits: negative on stabilizer states of two systems, and not covariant on one.

His formula needs 1/2; for bits the choice here is A(0) = 2^-n times the sum of all Hermitian Pauli products, A(m) its
translations by Paulis, W(m) = 2^-n Tr(rho A(m)). For the state of a list with values v, W is 4^-n times the sum
over V of (-1)^(F(m) - v(F) - q(F)): the toy distribution where q, the sign of products, is 0 on V, and otherwise
somewhere negative, since its squares add up to the same (docs/bits.md, "Negativity").
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.cyclotomic import Integers, integers
from quantum_ref.operators.phase_points import phase_point
from quantum_ref.operators.stabilizer import joint_projectors
from quantum_ref.operators.wigner_functions import wigner_exact
from toytheory.discrete.enumeration import isotropic_count, isotropic_modules, state_count, symplectic_group
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import Matrix

from .notation import known_text
from .operators import TOLERANCE, Operators, all_values, positions, unitaries, variables
from .pauli import image_sign, list_signs
from .signs import ImageRule, ListRule

WignerFunction = Callable[[Integers, int], Integers]

NEGATIVE = {1: (0, 0), 2: (12, 12), 3: (648, 1008)}
"""How many states have a negative Wigner function: (pure ones, all)."""


def wigner_functions(rows: Matrix, wigner: WignerFunction = wigner_exact) -> Matrix:
    """8^n W(m) of the states of lists (B, k, 2n) with all values, (B, 2^k, 4^n), exactly.

    >>> wigner_functions(np.array([[[1, 0]]])).tolist()      # X = 0: 1/2 on two ontic states
    [[[4, 4, 0, 0], [0, 0, 4, 4]]]
    """
    return integers(wigner(joint_projectors(rows, 2), 2))


def negative_states(n: int, wigner: WignerFunction = wigner_exact, rule: ListRule = list_signs) -> Check:
    """W is the toy distribution exactly where q vanishes on V, and is negative somewhere for all other states."""
    points = variables(n)
    negative, cases, lowest = [0, 0], 0, Fraction(0)
    wrong: dict[str, Any] | None = None
    example: dict[str, Any] | None = None
    for rank in range(n + 1):
        rows = np.stack(isotropic_modules(2, n, rank))
        values = all_values(rank)
        found = wigner_functions(rows, wigner)
        possible = (points @ rows.swapaxes(1, 2) % 2)[:, None] == values[None, :, None]
        toy = possible.all(axis=-1) * 2 ** (rank + n)
        is_toy, is_negative = np.abs(found - toy).max(axis=2) == 0, found.min(axis=2) < 0
        curved = rule(rows[:, None], values)[1].sum(axis=1) > 0
        bad = (is_toy == curved[:, None]) | (is_negative != curved[:, None])
        cases += bad.size
        negative[1] += int(is_negative.sum())
        negative[0] += int(is_negative.sum()) if rank == n else 0
        if wrong is None and bad.any():
            b, v = (int(k) for k in np.argwhere(bad)[0])
            wrong = {"state": known_text(rows[b], values[v]), "negative": bool(is_negative[b, v])}
        if found.min() < lowest * 8**n:
            b, v, m = (int(k) for k in np.unravel_index(found.argmin(), found.shape))
            lowest = Fraction(int(found.min()), 8**n)
            example = {"state": known_text(rows[b], values[v]), "ontic_state": points[m].tolist(), "W": str(lowest)}
    pure = 2**n * isotropic_count(2, n, n)
    if wrong is None and (cases != state_count(2, n) or tuple(negative) != NEGATIVE[n]):
        wrong = {"negative": negative, "expected": list(NEGATIVE[n]), "states": cases}
    scope = f"n = {n}: all {cases} states; {negative[0]} of the {pure} pure ones are negative and {negative[1]} in all"
    return decided("negative-states", "exhaustive", scope, cases, wrong, example)


def covariant_maps(
    n: int,
    counterparts: Callable[[Matrix], Operators] = unitaries,
    phase_points: Callable[[Matrix, int], Operators] = phase_point,
    rule: ImageRule = image_sign,
) -> Check:
    """U A(m) U^dagger = A(S m) for all m where sigma vanishes; for other S, U A(m) U^dagger is no phase-point operator.

    On one system sigma vanishes for the three maps that permute X, P, X + P cyclically or not at all.
    """
    maps, points = symplectic_group(2, n).astype(np.int64), variables(n)
    operators = phase_points(points, 2)
    overlaps = np.empty((len(maps), len(points), len(points)))
    for b, unitary in enumerate(counterparts(maps)):
        moved = (unitary @ operators @ unitary.conj().T).reshape(len(points), -1)
        traces = moved @ operators.swapaxes(1, 2).reshape(len(points), -1).T
        overlaps[b] = traces.real / 2**n  # 1 for equal phase-point operators, 0 for different ones
    goal = positions(points @ maps.swapaxes(1, 2) % 2)
    at_goal = np.take_along_axis(overlaps, goal[..., None], 2)[..., 0]
    covariant = np.abs(at_goal - 1).max(axis=1) < TOLERANCE
    strays = np.abs(overlaps - 1).min(axis=(1, 2)) > TOLERANCE
    without_sign = rule(maps[:, None], points[None])[1].sum(axis=1) == 0
    bad = (covariant != without_sign) | (strays == without_sign)
    wrong = {"map": str(SymplecticMap(2, maps[int(bad.argmax())], points[0]))} if bad.any() else None
    b = int(strays.argmax())
    example = {
        "map": str(SymplecticMap(2, maps[b], points[0])),
        "ontic_state": points[0].tolist(),
        "overlaps": overlaps[b, 0].round(12).tolist(),
    }
    scope = (
        f"n = {n}: all {len(maps)} symplectic maps at all {len(points)} ontic states; "
        f"{np.count_nonzero(covariant)} are covariant"
    )
    return decided("covariance", "exhaustive", scope, len(maps) * len(points), wrong, example)
