"""Clifford unitaries act on Wigner functions as symplectic affine maps act on ontic states.

U A(m) = A(S m + a) U for every ontic state m says all: W of U rho U^dagger at S m + a is W of rho at m, for every
rho. Entries of U are 0 or powers of zeta (up to one factor), those of A(m) too, so both sides are compared
as exponents. Slide "Valid reversible transformations"; Gross, quant-ph/0602001, theorem 3.
"""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import Report, first_true, silent
from equivalence.engine.verdict import Check
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from toytheory.discrete.enumeration import symplectic_group, symplectic_order
from toytheory.discrete.transformations import SymplecticMap
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .routines import QUANTUM, TOY, OddQuantum, OddToy

CHUNK = 512
"""Unitaries made at a time; more of them no longer fit into a processor's cache."""


def acting_otherwise(unitaries: NDArray[Any], moved: NDArray[Any], operators: Monomial) -> NDArray[np.bool_]:
    """Whether U A(m) differs from A(m') U, for every U of a batch (B) and every m, (N, B).

    Parameters
    ----------
    unitaries : (B, D, D) exponents of the entries, -1 for zero.
    moved : (B, N) positions of the m' among the operators.
    operators : the A(m), batch (N).
    """
    from .intertwining import differ

    answer = np.zeros((len(operators.targets), len(unitaries)), dtype=np.bool_)
    targets, phases = operators.targets.astype(np.uintp), np.mod(operators.exponents, operators.order).astype(np.uintp)
    exponents, goals = unitaries.astype(np.int16, copy=False), moved.astype(np.int32, copy=False)
    differ(exponents, goals, targets, phases, operators.order, answer)
    return answer


def _witness(d: int, n: int, matrix: Matrix, shift: Matrix, point: Matrix, goal: Matrix) -> dict[str, Any]:
    return {
        "d": d,
        "n": n,
        "map": str(SymplecticMap(d, matrix, shift)),
        "ontic_state": point,
        "toy_image": goal,
        "quantum": "U A(m) is not A(image of m) U",
    }


def symplectic_group_action(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
    applied_every: int = 1,
) -> Check:
    """Every symplectic matrix: its unitary, made from operators, moves A(m) where the matrix moves m.

    Parameters
    ----------
    applied_every : apply also `toy.apply` to all ontic states, for one map in so many.
    """
    matrices, space = symplectic_group(d, n), PhaseSpace(d, n)
    expected, points = symplectic_order(d, n), space.points()
    still = np.zeros((CHUNK, 2 * n), dtype=np.int64)
    exponents, images = [], []
    for start in range(0, len(matrices), CHUNK):
        part = matrices[start : start + CHUNK]
        made = quantum.unitaries(part, still[: len(part)], d)
        exponents.append(made.exponents.astype(np.int16))
        images.append(space.index(toy.act(part, still[: len(part)], points, d)).astype(np.int32))
        report(start, 2 * expected)
    unitaries, moved = np.concatenate(exponents), np.concatenate(images)
    wrong = acting_otherwise(unitaries, moved, quantum.phase_points(points, d))
    index, witness = first_true(wrong), None
    if index is not None:
        m, b = index
        witness = _witness(d, n, matrices[b], still[0], points[m], points[moved[b, m]])
    elif len(matrices) != expected:
        witness = {"d": d, "n": n, "maps": len(matrices), "closed_formula": expected}
    applied = range(0, len(matrices), applied_every)
    for b in applied if witness is None else ():
        one_by_one = space.index(toy.apply(SymplecticMap(d, matrices[b], still[0]), points))
        m = int(np.argmax(one_by_one != moved[b]))
        if one_by_one[m] != moved[b, m]:
            witness = _witness(d, n, matrices[b], still[0], points[m], points[one_by_one[m]])
            break
    scope = (
        f"d = {d}, n = {n}: all {expected} symplectic maps, as the closed formula counts them, at all {len(points)} "
        f"ontic states ({len(applied)} of them also applied one by one)"
    )
    return Check("exhaustive", scope, len(matrices), "fails" if witness else "holds", "symplectic-maps", witness)


def displacements(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
) -> Check:
    """Every displacement a: w(a) A(m) = A(m + a) w(a) at every m."""
    space = PhaseSpace(d, n)
    points = space.points()
    operators, weyl = quantum.phase_points(points, d), quantum.weyl(points, d)
    still = np.broadcast_to(np.eye(2 * n, dtype=np.int64), (len(points), 2 * n, 2 * n))
    moved = space.index(toy.act(still, points, points, d))
    witness: dict[str, Any] | None = None
    for a in range(len(points)):
        same = (weyl[a] @ operators).equals(operators[moved[a]] @ weyl[a])
        if not same.all():
            m = int(np.argmin(same))
            witness = _witness(d, n, still[a], points[a], points[m], points[moved[a, m]])
            break
    scope = f"d = {d}, n = {n}: all {len(points)} displacements at all {len(points)} ontic states"
    return Check("exhaustive", scope, len(points), "fails" if witness else "holds", "displacements", witness)


def named_cases(d: int, n: int) -> list[tuple[str, tuple[int, ...], int | None]]:
    """Every named map on every choice of its systems, with every multiplier: they generate the group.

    >>> len(named_cases(3, 1)), len(named_cases(3, 2))
    (4, 12)
    """
    units = [a for a in range(1, d) if math.gcd(a, d) == 1]
    cases: list[tuple[str, tuple[int, ...], int | None]] = []
    for named in NAMED_MAPS.values():
        choices = (
            combinations(range(n), 2) if named.name in ("cphase", "swap") else permutations(range(n), named.systems)
        )
        parameters = units if named.takes_parameter else [None]
        cases.extend((named.name, systems, a) for systems in choices for a in parameters)
    return cases


def named_unitaries(
    d: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    systems: int = 2,
) -> Check:
    """The named unitaries equal, up to a phase, what the general construction gives, and act as the named maps.

    Parameters
    ----------
    systems : maps of at most so many systems.
    """
    cases = [case for case in named_cases(d, systems) if case[1] in ((0,), (0, 1))]
    witness: dict[str, Any] | None = None
    for name, where, parameter in cases:
        step = named_transform(name, where, d, parameter)
        n = len(where)
        mine, points = quantum.named(name, d, parameter), PhaseSpace(d, n).points()
        general = quantum.unitaries(np.array(step.matrix), np.array(step.shift), d)
        shown = {"d": d, "map": name, "parameter": parameter}
        if not mine.same_up_to_phase(general):
            witness = shown | {"quantum": "not the unitary that the general construction gives"}
            break
        moved = PhaseSpace(d, n).index(toy.apply(SymplecticMap.from_step(step, d, n), points))
        operators = quantum.phase_points(points, d)
        wrong = acting_otherwise(mine.exponents[None], moved[None], operators)
        index = first_true(wrong)
        if index is not None:
            witness = shown | {"ontic_state": points[index[0]], "toy_image": points[moved[index[0]]]}
            break
    scope = f"d = {d}: every named map of {'one and two systems' if systems > 1 else 'one system'}, every multiplier"
    return Check("exhaustive", scope, len(cases), "fails" if witness else "holds", "named-maps", witness)


def generators(
    d: int,
    n: int,
    toy: OddToy = TOY,
    quantum: OddQuantum = QUANTUM,
    report: Report = silent,
) -> Check:
    """The named maps on every choice of systems, and unit displacements: the general unitaries act as they do."""
    space = PhaseSpace(d, n)
    points = space.points()
    operators = quantum.phase_points(points, d)
    maps = [SymplecticMap.named(name, systems, d, n, parameter) for name, systems, parameter in named_cases(d, n)]
    maps += [SymplecticMap.displacement(unit, d) for unit in np.eye(2 * n, dtype=np.int64)]
    witness: dict[str, Any] | None = None
    for k, symplectic in enumerate(maps):
        unitary = quantum.unitaries(symplectic.matrix, symplectic.shift, d)
        moved = space.index(toy.apply(symplectic, points))
        m = _first_not_intertwined(unitary, operators, moved)
        report(k + 1, len(maps))
        if m is not None:
            witness = _witness(d, n, symplectic.matrix, symplectic.shift, points[m], points[moved[m]])
            break
    scope = f"d = {d}, n = {n}: {len(maps)} maps that generate all, at all {len(points)} ontic states"
    return Check("exhaustive", scope, len(maps), "fails" if witness else "holds", "generators", witness)


def _first_not_intertwined(unitary: PhaseMatrix, operators: Monomial, moved: Matrix) -> int | None:
    """The first m at which U A(m) is not A(m') U, for one U; in pieces that fit into a processor's cache."""
    piece = max(1, 2**17 // unitary.dimension**2)
    for start in range(0, len(moved), piece):
        part = slice(start, start + piece)
        good = unitary[None].intertwines(operators[moved[part]], operators[part])
        if not good.all():
            return start + int(np.argmin(good))
    return None
