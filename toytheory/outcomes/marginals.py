"""Exact marginals: the joint distribution of a few combinations of outcomes, however many noises there are.

A combination of outcomes is an affine function of independent latent variables, so that its distribution is a
convolution over Z_d^k of those of the noises, each seen through its image there. Noises with equal images are taken
together, as powers. Over Z_2 the convolution is a product of characters, and a product over all h in Z_2^k is rational
as it stands; beyond, where characters are not, whole numbers are convolved on the group itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.phase_space.elimination import reduced
from toytheory.phase_space.modular import Matrix, howell, pivots

GROUP = 2**14
"""The largest d^k, k the number of combinations (with those that are conditioned on)."""

Points = tuple[tuple[int, ...], ...]
Moves = tuple[Points, tuple[int, ...]]
"""Displacements in Z_d^k, different from each other, and their weights as whole numbers."""

Weights = NDArray[np.object_]
"""(d, ..., d) whole numbers of any size, one an element of Z_d^k."""


def joint_weights(offset: Matrix, uniform: Matrix, noises: Counter[Moves], d: int) -> tuple[Weights, int]:
    """Whole-numbered weights of the elements of Z_d^k, and their sum.

    Parameters
    ----------
    offset : (k,).
    uniform : (t, k) images of latent variables that are uniform.
    noises : independent displacements, each with how often it occurs.

    Errors: CannotRun where d^k is beyond `GROUP`.

    >>> flips = Counter({(((0,), (1,)), (9, 1)): 2})
    >>> weights, total = joint_weights(np.array([1]), np.zeros((0, 1), dtype=np.int64), flips, 2)
    >>> weights.tolist(), total
    ([36, 164], 200)
    """
    k = offset.size
    if d**k > GROUP:
        raise CannotRun(f"{k} combinations of outcomes have {d}^{k} joint values; at most {GROUP} are told of at once")
    form = howell(uniform, d) if uniform.size else uniform.reshape(0, k)
    total = math.prod(sum(shares) ** times for (_, shares), times in noises.items())
    if d == 2:
        weights = _by_characters(k, form, noises)
        total *= 2**k
    else:
        weights = _by_convolution(k, form, noises, d)
        total *= math.prod(d // value for _, value in pivots(form))
    return np.roll(weights, tuple(offset.tolist()), tuple(range(k))) if k else weights, total


def _by_characters(k: int, form: Matrix, noises: Counter[Moves]) -> Weights:
    """2^k times the weights: the characters of all displacements multiplied, then transformed back."""
    signs = np.indices((2,) * k).reshape(k, -1).T  # every h in Z_2^k
    seen = ~((signs @ form.T) % 2).any(axis=1)  # a character that is not 1 on what is uniform averages to zero
    characters = np.zeros(2**k, dtype=object)
    kept = signs[seen]
    product: Weights = np.full(len(kept), 1, dtype=object)
    for (points, shares), times in noises.items():
        minus = (kept @ np.array(points, dtype=np.int64).reshape(len(points), k).T) % 2
        values = np.where(minus == 1, -1, 1).astype(object) @ np.array(shares, dtype=object)
        product = product * values**times
    characters[seen] = product
    weights: Weights = characters.reshape((2,) * k)
    for axis in range(k):
        even, odd = np.take(weights, 0, axis), np.take(weights, 1, axis)
        weights = np.stack([even + odd, even - odd], axis)
    return weights


def _by_convolution(k: int, form: Matrix, noises: Counter[Moves], d: int) -> Weights:
    shape = (d,) * k
    weights: Weights = np.zeros(shape, dtype=object)
    weights[(0,) * k] = 1
    for (points, shares), times in noises.items():
        if times * len(points) <= 2 * times.bit_length() * d**k:
            for _ in range(times):
                weights = _moved(weights, points, shares)
        else:
            weights = _convolved(weights, _power(points, shares, times, shape))
    for row, (_, value) in zip(form.tolist(), pivots(form), strict=True):
        orbit = tuple(tuple(t * a % d for a in row) for t in range(d // value))
        weights = _moved(weights, orbit, (1,) * len(orbit))
    return weights


def _moved(weights: Weights, points: Points, shares: Sequence[int]) -> Weights:
    """The sum of displaced copies, each so many times."""
    total, axes = np.zeros_like(weights), tuple(range(weights.ndim))
    for point, share in zip(points, shares, strict=True):
        total += share * np.roll(weights, point, axes)
    return total


def _convolved(left: Weights, right: Weights) -> Weights:
    where = [tuple(int(x) for x in point) for point in np.argwhere(right != 0)]
    return _moved(left, tuple(where), [right[point] for point in where])


def _power(points: Points, shares: Sequence[int], times: int, shape: tuple[int, ...]) -> Weights:
    """A displacement done so many times, by squaring."""
    one: Weights = np.zeros(shape, dtype=object)
    one[(0,) * len(shape)] = 1
    result, square = one, _moved(one, points, shares)
    while times:
        if times & 1:
            result = _convolved(result, square)
        times >>= 1
        if times:
            square = _convolved(square, square)
    return result


def moves_of(shifts: Matrix, keys: Matrix, shares: Sequence[int], d: int) -> Moves | None:
    """What a noise does to the combinations; None where it does nothing.

    Parameters
    ----------
    shifts : (j, k), one row a noisy coordinate.
    keys : (w, j) the possible displacements of the coordinates.
    shares : their w weights as whole numbers.
    """
    if not shifts.any():
        return None
    found: dict[tuple[int, ...], int] = {}
    for point, share in zip(reduced(keys @ shifts, d).tolist(), shares, strict=True):
        key = tuple(point)
        found[key] = found.get(key, 0) + share
    listed = sorted((point, share) for point, share in found.items() if share)
    return tuple(point for point, _ in listed), tuple(share for _, share in listed)


def conditioned(
    weights: Weights, total: int, conditions: Sequence[int]
) -> tuple[dict[tuple[int, ...], Fraction], Fraction]:
    """The distribution of the first elements of Z_d^k given that the last have these values, and the chance of that.

    >>> weights = np.array([[1, 0], [0, 3]], dtype=object)
    >>> conditioned(weights, 4, [1])
    ({(1,): Fraction(1, 1)}, Fraction(3, 4))
    """
    where: Any = (..., *conditions)
    kept: Any = weights[where]
    met = int(kept.sum()) if isinstance(kept, np.ndarray) else int(kept)
    values = {tuple(int(x) for x in point): int(w) for point, w in np.ndenumerate(kept)}
    return {key: Fraction(w, met) for key, w in values.items() if w}, Fraction(met, total)
