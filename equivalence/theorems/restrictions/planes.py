"""Two and three systems, prime d: both principles asked about every subspace of linear variables.

Slide "What about applying knowledge-balance to trits?"; proofs in docs/restrictions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_count
from toytheory.discrete.subspaces import combinations_of, subspace_count, subspaces
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable
from toytheory.restrictions import (
    allowed_distributions,
    balanced,
    balanced_after,
    commuting,
    complementary_distributions,
)

from .formulas import joint_counts, linear_order, product_count, special_order, three_pure, three_rank_two

Mask = NDArray[np.bool_]
Balanced = Callable[[Matrix, int], Mapping[str, Mask]]
Commuting = Callable[[Matrix, int], Mask]
After = Callable[[Matrix, int, tuple[int, int], Matrix], Mask]


def allowed(spaces: Matrix, d: int, balance: Balanced = balanced) -> Mask:
    """Both premises of knowledge balance."""
    masks = balance(spaces, d)
    return np.asarray(masks["marginal"] & masks["locality"])


@lru_cache(maxsize=16)
def all_allowed(d: int, n: int, rank: int, balance: Balanced) -> Mask:
    """What balance allows of `subspaces(d, 2n, rank)`; read-only, since several checks ask for it.

    >>> int(all_allowed(3, 2, 2, balanced).sum())
    64
    """
    mask = allowed(subspaces(d, 2 * n, rank), d, balance)
    mask.flags.writeable = False
    return mask


def excess(d: int, balance: Balanced = balanced) -> Matrix:
    """The subspaces of two systems of rank 2 that knowledge balance allows and complementarity forbids, (K, 2, 4).

    >>> len(excess(3)), len(excess(2))
    (24, 0)
    """
    planes = subspaces(d, 4, 2)
    return planes[all_allowed(d, 2, 2, balance) & ~commuting(planes, d)]


def shape_of(planes: Matrix, d: int) -> tuple[Mask, Mask, Matrix]:
    """Products, graphs of invertible maps, and the determinants of these (0 for the others), of planes in echelon form.

    A plane (1 0 | a b), (0 1 | c e) is the graph of X1 -> aX2 + bP2, P1 -> cX2 + eP2. A product is spanned by a
    variable of each system.
    """
    left, right = planes[:, :, :2], planes[:, :, 2:]
    onto = (left[:, 0, 0] * left[:, 1, 1] - left[:, 0, 1] * left[:, 1, 0]) % d != 0
    determinant = (right[:, 0, 0] * right[:, 1, 1] - right[:, 0, 1] * right[:, 1, 0]) % d
    apart = ~left[:, 1].any(axis=1) & ~right[:, 0].any(axis=1)
    graph = np.asarray(onto & (determinant != 0))
    return np.asarray(apart), graph, np.asarray(np.where(onto, determinant, 0))


def two_systems(d: int, balance: Balanced = balanced, commute: Commuting = commuting) -> Check:
    """What each principle allows of the planes of Z_d^4: products, and graphs with determinant -1 or with any but 0."""
    planes = subspaces(d, 4, 2)
    by_balance, by_bracket = all_allowed(d, 2, 2, balance), commute(planes, d)
    apart, graph, determinant = shape_of(planes, d)
    found = {
        "planes": len(planes),
        "products": int(apart.sum()),
        "complementarity": int(by_bracket.sum()),
        "balance": int(by_balance.sum()),
        "excess": int((by_balance & ~by_bracket).sum()),
    }
    formula = {
        "planes": subspace_count(d, 4, 2),
        "products": product_count(d, 2),
        "complementarity": product_count(d, 2) + special_order(d),
        "balance": product_count(d, 2) + linear_order(d),
        "excess": d * (d * d - 1) * (d - 2),
    }
    wrong: dict[str, Any] | None = None if found == formula else {"counts": found, "formulas": formula}
    for mask, expected in ((by_balance, apart | graph), (by_bracket, apart | (graph & (determinant == d - 1)))):
        if wrong is None and (mask != expected).any():
            wrong = {"plane": told(planes[(mask != expected).argmax()], d)}
    lines = subspaces(d, 4, 1)
    if wrong is None and not (all_allowed(d, 2, 1, balance) & commute(lines, d)).all():
        wrong = {"line": told(lines[0], d)}
    scope = (
        f"d = {d}, two systems: all {len(planes):,} planes of variables; complementarity allows "
        f"{found['complementarity']:,}, balance {found['balance']:,}, {found['products']} of each are products; the "
        f"excess of {found['excess']:,} is d(d^2-1)(d-2); all {len(lines)} lines are allowed by both"
    )
    return decided("two-systems", "exhaustive", scope, len(planes) + len(lines), wrong)


def two_systems_as_distributions(d: int, balance: Balanced = balanced, commute: Commuting = commuting) -> Check:
    """The same asked of distributions: of every plane and line of variables with every valuation."""
    points = PhaseSpace(d, 2).points()
    wrong, cases = None, 0
    for rank in (0, 1, 2):
        spaces = subspaces(d, 4, rank)
        values = np.arange(d**rank)[:, None] // d ** np.arange(rank) % d
        seen = points @ spaces.swapaxes(1, 2) % d
        weights = (seen[:, None] == values[None, :, None]).all(axis=-1).reshape(-1, len(points)).astype(np.int64)
        masks = allowed_distributions(weights, d, 2)
        by_balance = masks["whole"] & masks["marginal"] & masks["locality"]
        by_bracket = complementary_distributions(weights, d, 2)
        cases += len(weights)
        for mask, by_space in ((by_balance, all_allowed(d, 2, rank, balance)), (by_bracket, commute(spaces, d))):
            apart = mask.reshape(len(spaces), -1) != by_space[:, None]
            if wrong is None and apart.any():
                wrong = {"known": told(spaces[int(apart.any(axis=1).argmax())], d)}
    scope = f"d = {d}, two systems: the distributions of all planes and lines with all values, decided one by one"
    return decided("distributions", "exhaustive", scope, cases, wrong)


def three_systems(d: int, balance: Balanced = balanced, commute: Commuting = commuting) -> Check:
    """What each principle allows of the subspaces of three systems, rank by rank, when systems are measured singly.

    Of rank 3, balance allows exactly what commutes for some rescaled bracket, c_1 [,]_1 + c_2 [,]_2 + c_3 [,]_3 with
    all c_i other than 0.
    """
    told_of: list[str] = []
    wrong: dict[str, Any] | None = None
    cases = 0
    for rank in (1, 2, 3):
        spaces = subspaces(d, 6, rank)
        by_balance, by_bracket = all_allowed(d, 3, rank, balance), commute(spaces, d)
        cases += len(spaces)
        found = (len(spaces), int(by_bracket.sum()), int(by_balance.sum()))
        count = {1: found[0], 2: three_rank_two(d), 3: three_pure(d)}[rank]
        told_of.append(f"rank {rank}: {found[1]:,} and {found[2]:,} of {found[0]:,}")
        if wrong is None and found != (subspace_count(d, 6, rank), isotropic_count(d, 3, rank), count):
            wrong = {"rank": rank, "counts": found}
        if wrong is None and (by_bracket & ~by_balance).any():
            wrong = {"only complementarity": told(spaces[(by_bracket & ~by_balance).argmax()], d)}
        if rank == 3:
            rescaled = np.logical_or.reduce(
                [commuting(spaces, d, (1, *scales)) for scales in product(range(1, d), repeat=2)]
            )
            if wrong is None and (rescaled != by_balance).any():
                wrong = {"not rescaled": told(spaces[(rescaled != by_balance).argmax()], d)}
    scope = f"d = {d}, three systems; complementarity and balance allow of {'; of '.join(told_of)}"
    return decided("three-systems", "exhaustive", scope, cases, wrong)


def joint_measurements(d: int, after: After = balanced_after) -> Check:
    """What remains once pairs are measured jointly too, as sets that commute, or as sets that balance allows.

    For bits nothing remains but what commutes. For trits balance with the measurements that it allows itself leaves no
    state of rank 3 in which all three are correlated: not even those that quantum theory has.
    """
    planes = subspaces(d, 4, 2)
    measured = {"commuting": planes[commuting(planes, d)], "balance": planes[all_allowed(d, 2, 2, balanced)]}
    found: dict[str, tuple[int, int]] = {}
    wrong: dict[str, Any] | None = None
    cases = 0
    for name, sets in measured.items():
        left = []
        for rank in (2, 3):
            spaces = subspaces(d, 6, rank)
            mask = all_allowed(d, 3, rank, balanced).copy()
            for pair in ((0, 1), (0, 2), (1, 2)):
                mask[mask] = after(spaces[mask], d, pair, sets)
            left.append(int(mask.sum()))
            cases += len(spaces)
            unlike = np.zeros(len(spaces), dtype=bool)
            if d == 2:
                unlike = mask != commuting(spaces, d)
            elif (name, rank) == ("balance", 3):
                unlike[mask] = ~_splits(spaces[mask], d)
            if wrong is None and unlike.any():
                wrong = {"measured": name, "known": told(spaces[unlike.argmax()], d)}
        found[name] = (left[0], left[1])
    if wrong is None and found != joint_counts(d):
        wrong = {"counts": found, "expected": joint_counts(d)}
    scope = f"d = {d}, three systems, pairs measured jointly: of rank 2 and 3 " + "; ".join(
        f"{a:,} and {b:,} remain where measured sets are what {'commutes' if name == 'commuting' else 'balance allows'}"
        for name, (a, b) in found.items()
    )
    return decided("joint-measurements", "exhaustive", scope, cases, wrong)


def _splits(spaces: Matrix, d: int) -> Mask:
    """Whether some variable of one system alone is known, (K, k, 2n) -> (K,)."""
    elements = combinations_of(spaces, d)
    touched = elements.reshape(*elements.shape[:-1], spaces.shape[-1] // 2, 2).any(axis=-1).sum(axis=-1)
    return np.asarray((touched == 1).any(axis=1))


def told(space: Matrix, d: int) -> str:
    """A subspace as the talk writes what is known.

    >>> told(np.array([[1, 0, 2, 0], [0, 1, 0, 2]]), 3)
    'X1 - X2, P1 - P2'
    """
    return ", ".join(str(Variable.from_vector(row, d)) for row in space)
