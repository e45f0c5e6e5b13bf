"""Where two exact distributions differ most: the outcome that a person is shown; and who is inside affine sets.

Distributions are in canonical form (see `well_formed.canonical`); affine sets are never listed. Those are in canonical
form, too (`toytheory.outcomes.distributions.AffineSet.of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from toytheory.outcomes.distributions import AffineSet, Distribution, Key
from toytheory.phase_space.modular import Matrix, is_prime, pivots, remainder


@dataclass(frozen=True)
class Difference:
    """Where two distributions differ most, and both values; `outcome` None: in the probability of the conditions."""

    outcome: Key | None
    left: Fraction
    right: Fraction


def probability(distribution: Distribution, outcome: Key) -> Fraction:
    """Of one outcome."""
    if distribution.affine is not None:
        return Fraction(1, distribution.affine.size) if outcome in distribution.affine else Fraction(0)
    return (distribution.probabilities or {}).get(outcome, Fraction(0))


def first_difference(left: Distribution, right: Distribution) -> Difference | None:
    """The outcome with the largest difference, the smallest such key on ties; None where both are equal."""
    if left == right:
        return None
    if left.affine is not None and right.affine is not None:
        candidates = _candidates(left.affine, right.affine)
    else:
        listed = {**(left.probabilities or {}), **(right.probabilities or {})}
        candidates = [*listed, *(p for d in (left, right) for p in _unlisted(d.affine, listed))]
    found = None
    for key in sorted(candidates):
        here = Difference(key, probability(left, key), probability(right, key))
        if here.left != here.right and (found is None or abs(here.left - here.right) > abs(found.left - found.right)):
            found = here
    if found is None and left.condition_probability != right.condition_probability:
        return Difference(None, left.condition_probability, right.condition_probability)
    return found


def _unlisted(affine: AffineSet | None, listed: Mapping[Key, Fraction]) -> list[Key]:
    """The smallest point of an affine set that is not listed."""
    if affine is None:
        return []
    return [point for point in first_points(affine, len(listed) + 1) if point not in listed][:1]


def _candidates(left: AffineSet, right: AffineSet) -> list[Key]:
    """Outcomes among which two uniform distributions on affine sets differ most."""
    points = [smallest_outside(left, right), smallest_outside(right, left), tuple(map(int, left.offset))]
    return [*(p for p in points if p is not None), tuple(map(int, right.offset))]


def members(affine: AffineSet, points: Matrix) -> NDArray[np.bool_]:
    """Which points (k, m) lie in the affine set, (k,)."""
    d, rest = affine.d, (points - affine.offset) % affine.d
    leading = pivots(affine.directions)
    if is_prime(d) and leading and float(d) ** 2 * len(leading) < 2**53:  # one exact product of floats
        columns = [column for column, _ in leading]
        product = rest[:, columns].astype(np.float64) @ affine.directions.astype(np.float64)
        rest = (rest - product.astype(np.int64)) % d
    else:
        for row, (column, value) in zip(affine.directions, leading, strict=True):
            rest = (rest - (rest[:, column] // value)[:, None] * row) % d
    return np.asarray(~np.any(rest, axis=1), dtype=np.bool_)


def first_points(affine: AffineSet, count: int) -> list[Key]:
    """The first points of an affine set in lexicographic order, at least `count` of them if it has so many.

    >>> first_points(AffineSet.of([0, 1, 0], [[1, 0, 2], [0, 0, 1]], 3), 2)
    [(0, 1, 0), (0, 1, 1), (0, 1, 2)]
    """
    d, rows = affine.d, list(zip(affine.directions, pivots(affine.directions), strict=True))
    start, size = len(rows), 1
    while start and size < count:  # leaving the earlier coefficients at 0 gives the smallest points
        start -= 1
        size *= d // rows[start][1][1]
    points = [affine.offset]
    for row, (column, pivot) in rows[start:]:
        lowest = [(point - int(point[column]) // pivot * row) % d for point in points]
        points = [(point + k * row) % d for point in lowest for k in range(d // pivot)]
    return [tuple(int(x) for x in point) for point in points]


def smallest_outside(inside: AffineSet, outside: AffineSet) -> Key | None:
    """The lexicographically smallest point of one affine set that is not in the other, or None.

    The canonical offset is the smallest point, and points ascend with the coefficients of the
    directions; so the answer is the offset, or the offset moved once along the last direction
    that leaves the other set.
    """
    d = inside.d
    if inside.offset not in outside:
        return tuple(map(int, inside.offset))
    through_zero = AffineSet(d, np.zeros_like(outside.offset), outside.directions)
    leaving = np.flatnonzero(~members(through_zero, inside.directions))
    if not leaving.size:
        return None
    last = int(leaving[-1])
    moved = (inside.offset + inside.directions[last]) % d
    return tuple(int(x) for x in remainder(moved, inside.directions[last + 1 :], d))
