"""Sums of random displacements modulo a module: where a uniform distribution is moved to, and how likely.

Noise moves the affine set on which outcomes are uniform from one coset of a module to another. A
coset is named by the canonical representative of its points; of that, only the pivot columns of the
span of all displacements are stored, which determine the rest, so thousands of outcomes cost no more
than the noise that reaches them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .elimination import reduced
from .errors import CannotRun
from .modular import Matrix, howell, pivots, remainder

Weights = NDArray[np.object_]
"""Python integers of any size, in an array."""


@dataclass(frozen=True, eq=False)
class Cosets:
    """Cosets of a module, each with a whole-numbered weight.

    Attributes
    ----------
    d : of the ring.
    keys : (N, r), different from each other; canonical representatives at the pivot columns of `span`.
    weights : (N,) positive integers.
    span : (r, m) Howell form of a module that holds all representatives.
    """

    d: int
    keys: Matrix
    weights: Weights
    span: Matrix

    def representatives(self, columns: slice = slice(None)) -> Matrix:
        """The canonical representatives, (N, m), or some columns of them; CannotRun where they fill the memory."""
        inner = self.span[:, [column for column, _ in pivots(self.span)]]
        wanted = self.span[:, columns]
        width = self.keys.shape[1]
        if len(self.keys) * (width + wanted.shape[1]) > LARGEST:
            raise CannotRun(f"the noise spreads {wanted.shape[1]} outcomes over {len(self.keys)} cosets")
        start = np.hstack([self.keys, np.zeros((len(self.keys), wanted.shape[1]), dtype=np.int64)])
        rest = remainder(start, np.hstack([inner, wanted]), self.d, pivot_columns=width)
        return reduced(-rest[:, width:], self.d)

    def keep(self, which: NDArray[np.bool_]) -> Cosets:
        """Some of the cosets."""
        return Cosets(self.d, self.keys[which], self.weights[which], self.span)


LARGEST = 2**26
"""Numbers in an array of representatives."""

Displacement = tuple[Matrix, Weights]
"""(k, m) possible displacements, different from each other, and their k weights."""


def merged(keys: Matrix, weights: Weights, d: int) -> tuple[Matrix, Weights]:
    """Equal keys put together, weights added; keys of weight zero left out."""
    nonzero = weights != 0
    keys, weights = keys[nonzero], weights[nonzero]
    width = keys.shape[1]
    names: NDArray[Any] = keys
    if d**width < 2**63:
        names = keys @ np.array([d**i for i in range(width - 1, -1, -1)], dtype=np.int64)
    _, first, where = np.unique(names, axis=0, return_index=True, return_inverse=True)
    total = np.zeros(len(first), dtype=object)
    np.add.at(total, where.reshape(-1), weights)
    return keys[first], total


def displaced(offset: Matrix, moves: Sequence[Displacement], form: Matrix, d: int, limit: int) -> Cosets:
    """The cosets of offset + one displacement of each kind, independently; CannotRun beyond `limit` of them.

    Parameters
    ----------
    offset : (m,).
    moves : the kinds of displacements.
    form : Howell form of the module, (k, m).
    limit : the largest number of different cosets.

    >>> flip = np.array([[0], [1]]), np.array([9, 1], dtype=object)
    >>> found = displaced(np.array([1]), [flip, flip], np.zeros((0, 1), dtype=np.int64), 2, 10)
    >>> found.keys.tolist(), found.weights.tolist()
    ([[0], [1]], [18, 82])
    """
    nonunit = form[[row for row, (_, value) in enumerate(pivots(form)) if value != 1]]
    steps = remainder(np.vstack([offset[None, :], *(shifts for shifts, _ in moves)]), form, d)
    span = howell(np.vstack([nonunit, steps]), d)
    columns = [column for column, _ in pivots(span)]
    inner = nonunit[:, columns]
    keys, *apart = np.split(steps[:, columns], np.cumsum([1, *(len(shares) for _, shares in moves)])[:-1])
    weights = np.array([1], dtype=object)
    for step, (_, shares) in zip(apart, moves, strict=True):
        to, by = merged(step, shares, d)
        if len(to) == 1 and not to.any():
            weights = weights * by[0]
            continue
        if len(keys) * len(to) > 64 * limit:
            raise CannotRun(f"the noise spreads the outcomes over too many cosets; at most {limit} are followed")
        everywhere = reduced(keys[:, None, :] + to[None, :, :], d).reshape(-1, len(columns))
        keys, weights = merged(remainder(everywhere, inner, d), np.multiply.outer(weights, by).reshape(-1), d)
        if len(keys) > limit:
            raise CannotRun(f"the noise spreads the outcomes over more than {limit} cosets")
    return Cosets(d, keys, weights, span)
