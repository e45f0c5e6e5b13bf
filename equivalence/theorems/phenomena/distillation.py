"""Distillation by recurrence: the exact map of fidelities, its fixed points, and what no protocol does.

A noisy pair is a maximally correlated pair X1 - X2 = a, P1 + P2 = b with probability p(a, b) in the toy theory; on
qudits a mixture of the d^2 Bell states with the same weights. One round takes two pairs: both parties do `sum` from the
first pair to the second, measure X of the second and keep the first where they found the same. C. Bennett et al.,
Phys. Rev. Lett. 76, 722 (1996); for d > 2 M. Horodecki, P. Horodecki, Phys. Rev. A 59, 4206 (1999).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import named_unitary
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import howell, module_size

from .stabilizer_states import EXACT, Operators, densities

Weights = dict[tuple[int, int], Fraction]
Round = Callable[[Any, Any], tuple[Any, Any]]


def isotropic(fidelity: Fraction, d: int) -> Weights:
    """p(0, 0) = F, all others equal: what random local maps (S on one side, its mirror image on the other) make."""
    rest = (1 - fidelity) / (d * d - 1)
    return {(a, b): fidelity if a == b == 0 else rest for a in range(d) for b in range(d)}


def round_by_weights(weights: Weights, d: int) -> tuple[Weights, Fraction]:
    """The weights of a kept pair and the chance to keep it, by following every displacement of both pairs.

    Differences of positions add up to a1 + a2, which must be 0; sums of momenta become b1 - b2.
    """
    kept: Weights = dict.fromkeys(weights, Fraction(0))
    for (a1, b1), p1 in weights.items():
        for (a2, b2), p2 in weights.items():
            if (a1 + a2) % d == 0:
                kept[a1, (b1 - b2) % d] += p1 * p2
    chance = sum(kept.values(), Fraction(0))
    return {key: p / chance for key, p in kept.items()}, chance


def recurrence(fidelity: Any, d: Any) -> tuple[Any, Any]:
    """(F', chance to keep) of a round on isotropic pairs, by the closed formula.

    F' = (F^2 + (d - 1) q^2) / ((F + (d - 1) q)^2 + (d - 1) (d q)^2), q = (1 - F) / (d^2 - 1).

    >>> recurrence(Fraction(3, 4), 2)
    (Fraction(41, 52), Fraction(13, 18))
    """
    q = (1 - fidelity) / (d * d - 1)
    chance = (fidelity + (d - 1) * q) ** 2 + (d - 1) * (d * q) ** 2
    return (fidelity**2 + (d - 1) * q**2) / chance, chance


def formula_as_followed(d: int, one_round: Round = recurrence) -> Check:
    """The closed formula is what following the displacements gives, at more points than its degrees allow by accident.

    >>> formula_as_followed(3).status
    'holds'
    """
    wrong: dict[str, Any] | None = None
    points = [Fraction(k, 7) for k in range(8)]
    for fidelity in points:
        kept, chance = round_by_weights(isotropic(fidelity, d), d)
        if wrong is None and (kept[0, 0], chance) != one_round(fidelity, d):
            wrong = {"F": str(fidelity), "followed": [str(kept[0, 0]), str(chance)]}
    scope = f"d = {d}: F' and the chance, of degree 2 in F above and below, at {len(points)} points"
    return decided("recurrence-formula", "exhaustive", scope, len(points), wrong)


def round_by_operators(fidelity: Fraction, d: int) -> tuple[float, float]:
    """(F', chance) of a round from density matrices of four systems, in the order 1, 2 (kept), 3, 4 (measured)."""
    bell = _bell_states(d)
    weights = np.array([float(p) for p in isotropic(fidelity, d).values()])
    noisy = np.einsum("k,kij->ij", weights, bell)
    pair = noisy.reshape(d, d, d, d)
    both = np.einsum("abij,cdkl->abcdijkl", pair, pair).reshape(d**4, d**4)
    one = named_unitary("sum", d).to_complex().reshape(d, d, d, d)
    maps = np.einsum("acik,bdjl->abcdijkl", one, one).reshape(d**4, d**4)
    after = (maps @ both @ maps.conj().T).reshape((d,) * 8)
    kept = sum(after[:, :, x, x, :, :, x, x] for x in range(d)).reshape(d * d, d * d)
    chance = float(np.trace(kept).real)
    return float(np.real(np.trace(kept @ bell[0]))) / chance, chance


def _bell_states(d: int) -> Operators:
    return densities(np.array([[1, 0, d - 1, 0], [0, 1, 0, 1]]), d)


def quantum_round(d: int, one_round: Round = recurrence) -> Check:
    """Density matrices give the same round."""
    wrong = None
    points = [Fraction(k, 4) for k in range(5)]
    for fidelity in points:
        found, expected = round_by_operators(fidelity, d), tuple(float(x) for x in one_round(fidelity, d))
        if wrong is None and np.abs(np.subtract(found, expected)).max() > EXACT:
            wrong = {"F": str(fidelity), "density matrices": list(found), "formula": list(expected)}
    scope = f"d = {d}: a round on density matrices of four systems, at {len(points)} fidelities"
    return decided("quantum-round", "exhaustive", scope, len(points), wrong)


def fixed_points(one_round: Round = recurrence) -> Check:
    """For every d >= 2: (F' - F) chance = (1 - F)(dF - 1)(d^2 F - 1) / (d - 1)(d + 1)^2, as functions of F and d.

    So the fixed points are 1/d^2, 1/d and 1; F' > F exactly between 1/d and 1 and below 1/d^2. F' is continuous, and
    rises without leaving (1/d, 1], so repeated rounds lead from every F above 1/d to 1.
    """
    wrong: dict[str, Any] | None = None
    grid = [(Fraction(F), d) for F in range(6) for d in range(2, 10)]
    for F, d in grid:
        better, chance = one_round(F, d)
        over = (better - F) * chance * (d - 1) * (d + 1) ** 2 - (1 - F) * (d * F - 1) * (d**2 * F - 1)
        if wrong is None and over != 0:
            wrong = {"F": str(F), "d": d, "left over": str(over)}
    scope = "every d, every F: times (d - 1)(d + 1)^2 both sides are polynomials of degree 3 in F and in d; equal on a "
    scope += "grid of 6 x 8"
    return decided("fixed-points", "theorem", scope, len(grid), wrong)


def best_product(d: int) -> Check:
    """States without correlations have fidelity 1/d at most; and 1/d is reached: a threshold for every protocol.

    What two parties do by local operations and communication leads from mixtures of products to mixtures of products,
    so isotropic pairs with F <= 1/d, which are such mixtures, cannot be distilled at all: X1 - X2 = 0 known alone has
    F = 1/d, X1 - X2 = 1 has F = 0, both are mixtures of products, and random maps make them isotropic (prime d).
    """
    target = np.array([[1, 0, d - 1, 0], [0, 1, 0, 1]])
    sizes, wrong = set(), None
    products = [
        np.vstack([np.pad(left, ((0, 0), (0, 2))), np.pad(right, ((0, 0), (2, 0)))])
        for left in lagrangian_modules(d, 1)
        for right in lagrangian_modules(d, 1)
    ]
    bell = _bell_states(d)[0]
    for rows in products:
        together = module_size(howell(np.vstack([rows, target]), d), d)
        common = d**4 // together  # |V| |W| / |V + W|
        sizes.add(Fraction(common, d * d))
        quantum = float(np.einsum("sij,ji->s", densities(rows, d), bell).real.max())
        if wrong is None and abs(quantum - common / d**2) > EXACT:
            wrong = {"product": rows.tolist(), "toy": common / d**2, "quantum": quantum}
    if wrong is None and max(sizes) != Fraction(1, d):
        wrong = {"best": str(max(sizes))}
    scope = f"d = {d}: all {len(products)} pairs of pure modules, the largest over values, in both theories"
    return decided("best-product", "exhaustive", scope, len(products), wrong)
