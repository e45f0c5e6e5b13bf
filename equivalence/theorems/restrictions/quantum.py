"""What balance allows beyond complementarity is no state of any quantum system: the argument, and an exact check.

If [F, G] = k then omega^F omega^G = omega^(+-k) omega^G omega^F. A density matrix that is certain of F = f and G = g is
multiplied by omega^f and omega^g by the two unitaries, so (1 - omega^k) rho = 0, and rho = 0 where k is not 0. For
prime d more is true: with projectors p on values of F and q on values of G, p q p = p / d: whoever is certain of F
finds all values of G equally often. (For bits the sign of omega^F, which is a choice, changes nothing.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.conventions import root_order
from quantum_ref.operators.cyclotomic import Integers, equal, is_zero, matmul
from quantum_ref.operators.stabilizer import joint_projectors, joint_traces
from quantum_ref.operators.weyl import observable_operators
from toytheory.discrete.subspaces import subspaces
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import bracket_rows
from toytheory.restrictions import commuting

from .planes import excess, told

Projectors = Callable[[Matrix, int], Integers]


def no_common_state(rows: Matrix, d: int, projectors: Projectors = joint_projectors) -> dict[str, Any] | None:
    """None if no density matrix is certain of both rows (2, 2n), whatever their values; otherwise what went wrong.

    >>> no_common_state(np.array([[1, 0], [0, 1]]), 3) is None, no_common_state(np.array([[1, 0], [2, 0]]), 3)
    (True, {'bracket': 0})
    """
    bracket = int(bracket_rows(rows[:1], rows[1:])[0, 0]) % d
    if not bracket:
        return {"bracket": 0}
    turn = root_order(d) // d * bracket
    F, G = observable_operators(rows[0], d), observable_operators(rows[1], d)
    if not any((F @ G).equals((G @ F) * (sign * turn)) for sign in (1, -1)):
        return {"commutation": told(rows, d)}
    p, q = projectors(rows[:1], d)[:, None], projectors(rows[1:], d)[None]  # d times projectors
    if is_zero(p).all(axis=(-1, -2)).any():
        return {"impossible": told(rows[:1], d)}
    if not equal(matmul(matmul(p, q), p), np.broadcast_to(d * p, np.broadcast_shapes(p.shape, q.shape))).all():
        return {"projectors": told(rows, d)}
    return None


def _of_each_line(projectors: Projectors) -> Projectors:
    """The same projectors, made once for each of the lines, which many planes share."""
    made: dict[tuple[int, bytes], Integers] = {}

    def once(rows: Matrix, d: int) -> Integers:
        key = d, np.ascontiguousarray(rows).tobytes()
        if key not in made:
            made[key] = projectors(rows, d)
        return made[key]

    return once


def no_density_matrix(d: int, spaces: Matrix | None = None, projectors: Projectors = joint_projectors) -> Check:
    """Nothing in quantum theory for what balance allows in excess (or for the planes given), whatever the values."""
    planes = excess(d) if spaces is None else spaces
    wrong: dict[str, Any] | None = None
    once = _of_each_line(projectors)
    for plane in planes:
        found = no_common_state(plane, d, once)
        if wrong is None and found is not None:
            wrong = {"known": told(plane, d), **found}
    example = {"allowed by balance alone": [told(plane, d) for plane in planes]} if len(planes) <= 24 else None
    scope = (
        f"d = {d}, two systems: all {len(planes)} planes in excess with all {d * d} values each; no density matrix has "
        f"F = f and G = g, and p q p = p / {d}"
    )
    return decided("no-density-matrix", "exhaustive", scope, len(planes) * d * d, wrong, example)


def pure_states_of_the_rest(d: int, projectors: Projectors = joint_projectors) -> Check:
    """What complementarity allows has a quantum state for all values: each joint projector has rank one."""
    planes = subspaces(d, 4, 2)
    planes = planes[commuting(planes, d)]
    wrong, cases = None, 0
    for plane in planes:
        ranks = joint_traces(projectors(plane, d), d)
        cases += ranks.size
        if wrong is None and (ranks.shape != (d * d,) or (ranks != d * d).any()):
            wrong = {"known": told(plane, d), "ranks": (ranks // (d * d)).tolist()}
    scope = f"d = {d}, two systems: all {len(planes)} commuting planes with all values have one quantum state each"
    return decided("quantum-states", "exhaustive", scope, cases, wrong)
