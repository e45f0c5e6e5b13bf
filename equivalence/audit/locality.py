"""Why the restricted theory is local and noncontextual, for every number of systems: the ontic states are the model.

A run of an experiment is one ontic state: moved by the maps, read and kicked by the measurements (docs/nogo.md, "Local
and noncontextual"). The model is *local* if what is done to a system involves its coordinates alone: then outcomes at
distant systems depend on the ontic state, and on nothing that is chosen elsewhere. It is *noncontextual* if outcomes do
not depend on what is measured with them, and if procedures that no experiment tells apart have one description in it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import epistemic_states, symplectic_group
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows, flow
from toytheory.phase_space.variables import Variable

Kernel = Callable[[Measurement, list[int]], tuple[Matrix, int]]
Bracket = Callable[[Any, Any], Any]


def displayed(left: Any, right: Any) -> Any:
    """sum_i (a_i d_i - b_i c_i) of coefficients in the talk's order, numbers or symbols."""
    return sum(left[i] * right[i + 1] - left[i + 1] * right[i] for i in range(0, len(left), 2))


def kick(known: Any, bracket: Bracket = displayed) -> list[Any]:
    """The displacement by which measuring a variable kicks: coordinate G moves by [G, F]."""
    units = np.eye(len(known), dtype=int).tolist()
    return [bracket(unit, known) for unit in units]


def model_is_local(bracket: Bracket = displayed) -> Check:
    """Measuring variables of one system reads and kicks that system alone, whatever the other systems are.

    Two systems with symbols for all coefficients: F = a X1 + b P1 has no part in system 2, and the kick of F has none;
    the bracket is a sum over systems, so any number of other systems is like one. A map of system 1 moves its
    coordinates by definition; to prepare system 1 is to make its coordinates unknown, then to measure it and keep what
    is wanted.
    """
    import sympy

    a, b, x1, p1, x2, p2 = sympy.symbols("a b x1 p1 x2 p2")
    value = sum(c * m for c, m in zip((a, b, 0, 0), (x1, p1, x2, p2), strict=True))
    moved = kick((a, b, 0, 0), bracket)
    wrong: dict[str, Any] | None = None
    if any(sympy.expand(shift) != 0 for shift in moved[2:]) or value.free_symbols & {x2, p2}:
        wrong = {"F": "aX1 + bP1", "kick of system 2": [str(shift) for shift in moved[2:]]}
    for row in PhaseSpace(2, 2).points():
        if wrong is None and ((flow(row) - np.array(kick(row.tolist()))) % 2).any():
            wrong = {"F": row.tolist(), "the engine kicks by": flow(row).tolist()}
    scope = "every n, every d: coefficients as symbols, one system and any other"
    return decided("local-model", "theorem", scope, 2 + 16, wrong)


def values_are_fixed(bracket: Bracket = displayed) -> Check:
    """The ontic state fixes every value, whichever commuting variables are measured with or before it.

    F(m + t g) = F(m) + t [F, G], g the kick of G: with [F, G] = 0 measuring G leaves F(m) as it is, in any set and
    order. Two systems with symbols for everything; more systems add up.
    """
    import sympy

    F, G, m = (sympy.symbols(f"{name}1:5") for name in ("f", "g", "m"))
    t = sympy.Symbol("t")
    kicked = [coordinate + t * shift for coordinate, shift in zip(m, kick(G), strict=True)]
    apart = sum(c * (new - old) for c, new, old in zip(F, kicked, m, strict=True)) - t * bracket(F, G)
    wrong = None if sympy.expand(apart) == 0 else {"left over": str(sympy.expand(apart))}
    scope = "every n, every d: F(m + tg) = F(m) + t [F, G], coefficients and coordinates as symbols"
    return decided("fixed-values", "theorem", scope, 1, wrong)


Character = Callable[[int, int], int]


def character(a: int, k: int) -> int:
    """(-1)^(ak)."""
    return int((-1) ** (a * k))


def everything_is_told_apart(of: Character = character) -> Check:
    """Different distributions, responses and stochastic maps give different statistics, so nothing has two
    descriptions.

    The indicator of one ontic state m is a combination of the indicators of F = v: with delta(k) = (1 + (-1)^k) / 2 for
    a coordinate k, 1[m' = m] is the product over the 2n coordinates, that is 4^-n times the sum over all F of
    (-1)^(F(m') - F(m)), and (-1)^F is the difference of two indicators. Each F = v is the support of a state and a
    response that can be measured. So statistics fix a distribution on ontic states, a response function, and between
    them a stochastic map. For bits; checked besides on all ontic states of one and two bits, with the supports of all
    states.
    """
    wrong: dict[str, Any] | None = None
    for k in (0, 1):
        if wrong is None and sum(of(a, k) for a in (0, 1)) != 2 * (k == 0):
            wrong = {"coordinate": k, "sum of characters": sum(of(a, k) for a in (0, 1))}
    for n in (1, 2):
        points = PhaseSpace(2, n).points()
        apart = points[:, None] - points[None]
        sums = np.array([[sum(of(1, int(F @ k) % 2) for F in points) for k in row] for row in apart])
        if wrong is None and (sums != 4**n * np.eye(len(points), dtype=np.int64)).any():
            wrong = {"n": n, "indicators": "are not reached"}
        supports = np.array([state.is_possible(points) for state in epistemic_states(2, n)], dtype=np.int64)
        if wrong is None and np.linalg.matrix_rank(supports) != len(points):
            wrong = {"n": n, "rank of all states": int(np.linalg.matrix_rank(supports)), "ontic states": len(points)}
    scope = "bits, every n: (1 + (-1)^k)/2 for one coordinate, a product for all; all states of one and two bits"
    return decided("told-apart", "theorem", scope, 2 + 2 * (4 + 16), wrong)


# The programs


def local(kernel: Kernel = Measurement.kernel) -> Check:
    """Measuring a variable of one bit tells something of, and disturbs, that bit's ontic state alone."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for variable in PhaseSpace(2, 1).points()[1:]:
        alone = Measurement.of([Variable.from_vector(variable, 2)], 1)
        beside = Measurement.of([Variable.from_vector([*variable, 0, 0], 2)], 2)
        for value in (0, 1):
            cases += 1
            single, weight = kernel(alone, [value])
            both, other_weight = kernel(beside, [value])
            expected = np.kron(single, np.eye(4, dtype=np.int64))
            if wrong is None and (both * weight != expected * other_weight).any():
                wrong = {"variable": str(Variable.from_vector(variable, 2)), "value": value}
    scope = "two bits: all variables of one, all outcomes, all ontic states"
    return decided("local", "exhaustive", scope, cases, wrong)


def local_maps(apply: Callable[[SymplecticMap, Matrix], Matrix] | None = None) -> Check:
    """A map of one bit of two moves that bit as it does alone, and not the other."""
    moved = apply or (lambda map_, points: (points @ map_.matrix.T + map_.shift) % 2)
    wrong: dict[str, Any] | None = None
    cases = 0
    points, alone = PhaseSpace(2, 2).points(), PhaseSpace(2, 1).points()
    for S, a in product(symplectic_group(2, 1).astype(np.int64), alone):
        wide = np.eye(4, dtype=np.int64)
        wide[:2, :2] = S
        found = moved(SymplecticMap(2, wide, np.array([*a, 0, 0])), points)
        single = moved(SymplecticMap(2, S, a), points[:, :2])
        cases += 1
        if wrong is None and ((found[:, 2:] != points[:, 2:]).any() or (found[:, :2] != single).any()):
            wrong = {"S": S.tolist(), "a": a.tolist()}
    return decided("local-maps", "exhaustive", "two bits: all 24 maps of one, all ontic states", cases, wrong)


def noncontextual(kernel: Kernel = Measurement.kernel) -> Check:
    """The ontic state fixes the value of a variable, the same whichever commuting variable is measured with it."""
    points = PhaseSpace(2, 2).points()
    wrong: dict[str, Any] | None = None
    cases = 0
    for F in points[1:]:
        values = points @ F % 2
        for G in points[1:]:
            if bracket_rows(F[None], G[None])[0, 0] % 2:
                continue
            pair = Measurement.of([Variable.from_vector(row, 2) for row in (F, G)], 2)
            for value in (0, 1):
                chances = sum(kernel(pair, [value, g])[0].sum(axis=0) for g in (0, 1))
                weight = kernel(pair, [value, 0])[1]
                cases += 1
                if wrong is None and (chances != weight * (values == value)).any():
                    told = [str(Variable.from_vector(row, 2)) for row in (F, G)]
                    wrong = {"variable": told[0], "with": told[1], "value": value}
    return decided("noncontextual", "exhaustive", "two bits: all variables in all commuting pairs", cases, wrong)
