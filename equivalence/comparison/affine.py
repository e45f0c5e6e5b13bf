"""Points of affine sets over Z_d, found without listing the sets: who is inside, and which come first.

Affine sets are in canonical form (`toytheory.outcomes.distributions.AffineSet.of`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toytheory.outcomes.distributions import AffineSet, Key
from toytheory.phase_space.modular import Matrix, is_prime, pivots, remainder


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
