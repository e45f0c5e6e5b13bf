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

from toytheory.errors import CannotRun
from toytheory.phase_space.elimination import reduced
from toytheory.phase_space.modular import Matrix, howell, module_size, pivots, remainder

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


LARGEST = 2**24
"""Numbers in an array of representatives or keys."""

Displacement = tuple[Matrix, Weights]
"""(k, m) possible displacements, different from each other, and their k weights."""


def merged(keys: Matrix, weights: Weights, d: int) -> tuple[Matrix, Weights]:
    """Equal keys put together, weights added; keys of weight zero left out."""
    nonzero = weights != 0
    keys, weights = keys[nonzero], weights[nonzero]
    _, first, where = np.unique(_names(keys, d), return_index=True, return_inverse=True)
    total = np.zeros(len(first), dtype=object)
    np.add.at(total, where, weights)
    return keys[first], total


def _names(keys: Matrix, d: int) -> NDArray[Any]:
    """One name a row, equal for equal rows only: a number where a word holds it, otherwise its bytes."""
    width = keys.shape[1]
    if d**width < 2**63:
        return keys @ np.array([d**i for i in range(width - 1, -1, -1)], dtype=np.int64)
    return np.ascontiguousarray(keys).view(np.dtype((np.void, width * keys.itemsize)))[:, 0]


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
    if _too_many(apart, inner, d, limit):
        raise CannotRun(f"the noise spreads the outcomes over more than {limit} cosets")
    for step, (_, shares) in zip(apart, moves, strict=True):
        to, by = merged(step, shares, d)
        if len(to) == 1 and not to.any():
            weights = weights * by[0]
            continue
        if len(keys) * len(to) * (1 + len(columns)) > LARGEST:
            raise CannotRun(f"the noise spreads the outcomes over too many cosets; {len(keys)} are followed so far")
        everywhere = reduced(keys[:, None, :] + to[None, :, :], d).reshape(-1, len(columns))
        keys, weights = merged(remainder(everywhere, inner, d), np.multiply.outer(weights, by).reshape(-1), d)
        if len(keys) > limit:
            raise CannotRun(f"the noise spreads the outcomes over more than {limit} cosets")
    return Cosets(d, keys, weights, span)


def _too_many(kinds: Sequence[Matrix], inner: Matrix, d: int, limit: int) -> bool:
    """Whether a few kinds of displacements are independent and lead to too many cosets already.

    Where the modules that they span meet in zero only, different choices lead to different cosets.
    """
    few: list[Matrix] = []
    count, apart = 1, 1
    for steps in kinds:
        found = steps[np.unique(_names(steps, d), return_index=True)[1]]
        if len(found) > 1:
            few.append(found[1:] - found[0])
            count *= len(found)
            apart *= module_size(howell(np.vstack([inner, few[-1]]), d), d) // module_size(inner, d)
        if count > limit:
            together = howell(np.vstack([inner, *few]), d)
            return module_size(together, d) == apart * module_size(inner, d)
    return False
