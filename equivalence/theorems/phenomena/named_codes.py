"""Codes with a name: five systems for every d, repetition, Shor and Steane.

**Five systems** (Bennett et al., Laflamme et al. for qubits): X_k + P_(k+1) - P_(k+2) - X_(k+3), k = 1..4 around a
ring of five. On any two systems the four checks are a matrix with determinant 1 or -1, so for every d they are
independent there: whatever acts on two systems changes some check. Hence the distance is 3 (a displacement of three
systems goes undetected, and does not commute with another one), every displacement of one system is corrected and any
two systems can be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, bracket_rows, coordinates_of


def ring(signs: tuple[int, int, int, int] = (1, 1, -1, -1)) -> Matrix:
    """The four checks of five systems as integers, (4, 10)."""
    rows = np.zeros((4, 10), dtype=np.int64)
    for k in range(4):
        for step, (offset, sign) in enumerate(zip((0, 1, 1, 0), signs, strict=True)):
            rows[k, 2 * ((k + step) % 5) + offset] += sign
    return rows


UNDETECTED = np.array([[1, 0, 1, 1, 1, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 0, 0, 0]])
"""Two variables of three systems that commute with the checks of the ring, and have the bracket 1."""


def five_systems(checks: Matrix | None = None) -> Check:
    """The checks commute over the integers, all ten minors are 1 or -1, and three systems have an undetected pair.

    Parameters
    ----------
    checks : (4, 10) integers, by default those of the ring.
    """
    import sympy

    rows = ring() if checks is None else checks
    wrong = None
    if bracket_rows(rows, rows).any():
        wrong = {"brackets": bracket_rows(rows, rows).tolist()}
    for pair in combinations(range(5), 2):
        minor = sympy.Matrix(rows[:, coordinates_of(pair)].tolist()).det()
        if abs(minor) != 1 and wrong is None:
            wrong = {"systems": [k + 1 for k in pair], "minor": int(minor)}
    pair_bracket = int(bracket_rows(UNDETECTED, UNDETECTED)[0, 1])
    if wrong is None and (bracket_rows(rows, UNDETECTED).any() or abs(pair_bracket) != 1):
        wrong = {"undetected": bracket_rows(rows, UNDETECTED).tolist()}
    scope = "every d: 6 brackets, 10 minors and 9 more brackets, all over the integers"
    return decided("five-systems", "theorem", scope, 25, wrong)


def single_errors(d: int, checks: Matrix | None = None) -> Check:
    """All displacements of one of five systems, by moving ontic states: each is told from all others by its
    syndrome.
    """
    rows = ring() if checks is None else checks
    one = PhaseSpace(d, 1).points()[1:]
    errors = np.zeros((5, len(one), 10), dtype=np.int64)
    for k in range(5):
        errors[k, :, 2 * k : 2 * k + 2] = one
    syndromes = errors.reshape(-1, 10) @ rows.T % d
    distinct = {tuple(s) for s in syndromes.tolist()} - {(0, 0, 0, 0)}
    wrong = None if len(distinct) == len(syndromes) else {"errors": len(syndromes), "syndromes": len(distinct)}
    scope = f"d = {d}: {len(syndromes)} displacements of one of five systems, {d**4 - 1} syndromes that are not 0"
    return decided(f"single-errors-{d}", "exhaustive", scope, len(syndromes), wrong)


SHOR = ", ".join(
    [f"X{k} - X{k + 1} = 0" for k in (1, 2, 4, 5, 7, 8)]
    + [f"P{k} + P{k + 1} + P{k + 2} - P{k + 3} - P{k + 4} - P{k + 5} = 0" for k in (1, 4)]
)
STEANE = ", ".join(
    " + ".join(f"{letter}{k}" for k in range(1, 8) if k >> bit & 1) + " = 0" for letter in "XP" for bit in range(3)
)

NAMED: Mapping[str, tuple[str, int, tuple[int, ...], tuple[int, int, int]]] = {
    "repetition, three systems": ("X1 - X2 = 0, X2 - X3 = 0", 3, (2, 3, 5, 6), (1, 3, 1)),
    "Shor": (SHOR, 9, (2, 3), (3, 3, 3)),
    "Steane": (STEANE, 7, (2,), (3, 3, 3)),
    "three systems": ("X1 + X2 + X3 = 0, P1 + P2 + P3 = 0", 3, (3,), (2, 2, 2)),
}
"""Name -> checks, number of systems, the d for which it is asked, and distances: of all displacements, of X and of P
alone."""


def named_codes(codes: Mapping[str, tuple[str, int, tuple[int, ...], tuple[int, int, int]]] = NAMED) -> Check:
    """Each holds one system, with the distances that are told."""
    wrong, told, count = None, [], 0
    for name, (checks, n, dimensions, expected) in codes.items():
        for d in dimensions:
            count += 1
            found = EpistemicState.from_known(checks, d, n).code_parameters()
            distances = (found.distance, found.distance_x, found.distance_p)
            if (str(found.k), distances) != ("1", expected) and wrong is None:
                wrong = {
                    "code": name,
                    "d": d,
                    "k": str(found.k),
                    "distances": list(distances),
                    "expected": list(expected),
                }
        told.append(f"{name} (d = {', '.join(map(str, dimensions))})")
    return decided("named", "exhaustive", "; ".join(told), count, wrong)
