"""Strategies for dimensions, variables, displacements, and choices among systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, is_prime
from toytheory.phase_space.variables import Variable

MOST_TERMS = 6
"""A variable of many systems has at most so many terms; up to three systems this excludes nothing."""


def dimensions(*, largest: int = 9, prime: bool | None = None, odd: bool | None = None) -> SearchStrategy[int]:
    """Dimensions d from 2 to `largest`, shrinking to the smallest.

    Parameters
    ----------
    prime, odd : True for only such d, False for only the others, None for both.

    >>> from hypothesis import find
    >>> find(dimensions(prime=False, odd=True), lambda d: True)
    9
    """
    allowed = [
        d
        for d in range(2, largest + 1)
        if (prime is None or is_prime(d) is prime) and (odd is None or (d % 2 == 1) is odd)
    ]
    if not allowed:
        raise InputError(f"no such dimension up to {largest}", "raise `largest` or ask for less")
    return st.sampled_from(allowed)


def distinct(pool: Sequence[int], at_least: int = 1, at_most: int | None = None) -> SearchStrategy[tuple[int, ...]]:
    """Different members of `pool` in any order, shrinking to its first members, as few as allowed.

    >>> from hypothesis import find
    >>> find(distinct(range(5), at_least=2), lambda systems: True)
    (0, 1)
    """
    most = len(pool) if at_most is None else min(at_most, len(pool))
    return _distinct(pool, at_least, most)


@st.composite
def _distinct(draw: DrawFn, pool: Sequence[int], at_least: int, at_most: int) -> tuple[int, ...]:
    def below(size: int) -> int:  # nothing is drawn where there is no choice: shorter draws shrink better
        return draw(st.integers(0, size - 1)) if size > 1 else 0

    rest = list(pool)
    count = at_least + below(at_most - at_least + 1)
    return tuple(rest.pop(below(len(rest))) for _ in range(count))


@cache  # Hypothesis examines each strategy when it is drawn from for the first time, which costs more than drawing
def values(d: int, count: int) -> SearchStrategy[tuple[int, ...]]:
    """So many whole numbers below d, shrinking to zeros.

    >>> from hypothesis import find
    >>> find(values(3, 2), any)
    (0, 1)
    """
    return st.tuples(*[st.integers(0, d - 1)] * count)


@cache
def coefficient_vectors(d: int, n: int) -> SearchStrategy[Matrix]:
    """Nonzero coefficients (2n,) of a variable, shrinking to those of X1 (which stand in for all zeros)."""

    def nonzero(terms: Iterable[tuple[int, int]]) -> Matrix:
        vector = np.zeros(2 * n, dtype=np.int64)
        for position, value in terms:
            vector[position] = value
        if not vector.any():
            vector[0] = 1
        return vector

    if 2 * n <= MOST_TERMS:
        # reversed, since Hypothesis takes (0, 0, 1) for simpler than (1, 0, 0)
        return values(d, 2 * n).map(lambda coefficients: nonzero(enumerate(reversed(coefficients))))
    term = st.tuples(st.integers(0, 2 * n - 1), st.integers(0, d - 1))
    return st.lists(term, max_size=MOST_TERMS).map(nonzero)


def variables(d: int, n: int, *, constants: bool = False) -> SearchStrategy[Variable]:
    """Canonical variables of n systems that depend on at least one coordinate.

    Parameters
    ----------
    constants : whether a constant may be added.

    >>> from hypothesis import find
    >>> str(find(variables(5, 2, constants=True), lambda F: F.constant == 3))
    'X1 + 3'
    """
    constant = st.integers(0, d - 1 if constants else 0)
    return st.builds(Variable.from_vector, coefficient_vectors(d, n), st.just(d), constant)


@cache
def displacements(d: int, n: int) -> SearchStrategy[Matrix]:
    """Displacements of phase space, (2n,), shrinking to zero; ontic states just as well.

    >>> from hypothesis import find
    >>> find(displacements(3, 1), lambda a: a.any()).tolist()
    [1, 0]
    """
    return values(d, 2 * n).map(lambda a: np.array(a[::-1], dtype=np.int64))
