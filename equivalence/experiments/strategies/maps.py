"""Strategies for symplectic matrices and affine maps, as products of few elementary ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, reduce

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from toytheory.discrete.transformations import SymplecticMap
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import flow

from .rings import coefficient_vectors, displacements, distinct

NAMES = ("fourier", "phase", "multiply", "swap", "sum", "cphase")
"""Named maps, simplest first."""


def named_maps(d: int, n: int, *, among: Sequence[int] | None = None) -> SearchStrategy[Transform]:
    """Steps of named maps, shrinking to `fourier 1`.

    Parameters
    ----------
    among : the systems (from 0) that they may touch; all n by default.

    >>> from hypothesis import find
    >>> find(named_maps(3, 2), lambda step: len(step.systems) == 2).name
    'swap'
    """
    return _named_maps(d, range(n) if among is None else among)


@st.composite
def _named_maps(draw: DrawFn, d: int, pool: Sequence[int]) -> Transform:
    name = draw(st.sampled_from([name for name in NAMES if NAMED_MAPS[name].systems <= len(pool)]))
    named = NAMED_MAPS[name]
    systems = draw(distinct(pool, named.systems, named.systems))
    units = [a for a in range(1, d) if math.gcd(a, d) == 1]
    parameter = draw(st.sampled_from(units)) if named.takes_parameter else None
    return named_transform(name, systems, d, parameter)


@cache
def transvections(d: int, n: int) -> SearchStrategy[Matrix]:
    """Transvections G -> G + c [F, G] F, (2n, 2n), shrinking to `phase 1` (F = X1, c = 1).

    They generate the symplectic group; over a field 2n + 1 of them suffice for any element
    (Artin, *Geometric Algebra*, section III.5).

    >>> from hypothesis import find
    >>> find(transvections(3, 1), lambda S: True).tolist()
    [[1, 0], [1, 1]]
    """

    def along(vector: Matrix, strength: int) -> Matrix:
        kick = strength * np.outer(flow(vector), vector)
        return np.asarray((np.eye(2 * n, dtype=np.int64) - kick) % d, dtype=np.int64)

    return st.builds(along, coefficient_vectors(d, n), st.integers(1, d - 1))


@cache
def symplectic_matrices(d: int, n: int, *, most: int | None = None) -> SearchStrategy[Matrix]:
    """Symplectic matrices (2n, 2n) as products of transvections, shrinking to the identity.

    Parameters
    ----------
    most : the largest number of factors; by default 2n + 1, which reaches the whole group for prime d.

    >>> from hypothesis import find
    >>> find(symplectic_matrices(3, 1), lambda S: True).tolist()
    [[1, 0], [0, 1]]
    """

    def product(factors: list[Matrix]) -> Matrix:
        return reduce(lambda left, right: left @ right % d, factors, np.eye(2 * n, dtype=np.int64))

    return st.lists(transvections(d, n), max_size=2 * n + 1 if most is None else most).map(product)


@cache
def symplectic_maps(d: int, n: int, *, most: int | None = None) -> SearchStrategy[SymplecticMap]:
    """Symplectic affine maps m -> S m + a, shrinking to the identity.

    >>> from hypothesis import find
    >>> str(find(symplectic_maps(3, 1), lambda S: S.shift.any()))
    'X1 -> X1 + 1'
    """
    return st.builds(SymplecticMap, st.just(d), symplectic_matrices(d, n, most=most), displacements(d, n))
