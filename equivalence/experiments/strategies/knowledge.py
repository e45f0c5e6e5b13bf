"""Strategies for commuting sets of variables, epistemic states and measurements."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

from .maps import symplectic_matrices
from .rings import displacements, values


@cache
def commuting_sets(
    d: int, n: int, *, at_least: int = 0, at_most: int | None = None, dependent: bool = False
) -> SearchStrategy[Matrix]:
    """Commuting variables, (k, 2n) coefficients, shrinking to X1, X2, ...; images of those under symplectic maps.

    For composite d they are images of multiples of coordinates, {eX, fP} with e f divisible by d
    among them: at d = 9 the set {3X, 3P} is reached.

    Parameters
    ----------
    at_least, at_most : bounds on the number of independent ones.
    dependent : whether combinations of the others may be appended (a measured set may be dependent).

    >>> from hypothesis import find
    >>> find(commuting_sets(3, 2), lambda rows: len(rows) == 2).tolist()
    [[1, 0, 0, 0], [0, 0, 1, 0]]
    >>> find(commuting_sets(9, 1), lambda rows: len(rows) == 2).tolist()
    [[3, 0], [0, 3]]
    """
    return _commuting_sets(d, n, at_least, 2 * n if at_most is None else at_most, dependent)


@st.composite
def _commuting_sets(draw: DrawFn, d: int, n: int, at_least: int, most: int, dependent: bool) -> Matrix:
    rows = draw(_multiples_of_coordinates(d, n, at_least, most)) @ draw(symplectic_matrices(d, n)) % d
    if dependent and len(rows):
        extra = draw(st.lists(_combinations(d, len(rows)), max_size=2))
        rows = np.vstack([rows, np.array(extra, dtype=np.int64).reshape(-1, len(rows)) @ rows % d])
    return rows


@cache
@st.composite
def _multiples_of_coordinates(draw: DrawFn, d: int, n: int, at_least: int, most: int) -> Matrix:
    """Independent rows e X_k and f P_k with e f divisible by d; over a field just X1, X2, ..."""
    proper = [e for e in range(2, d) if d % e == 0]
    count = draw(st.integers(at_least, min(most, n)))
    rows = np.zeros((2 * n, 2 * n), dtype=np.int64)
    used = count
    for k in range(count):
        e = rows[2 * k, 2 * k] = draw(st.sampled_from([1, *proper]))
        partners = [f for f in proper if e * f % d == 0]
        if partners and used < most and draw(st.booleans()):
            rows[2 * k + 1, 2 * k + 1] = draw(st.sampled_from(partners))
            used += 1
    return rows[rows.any(axis=1)]


@cache
@st.composite
def _combinations(draw: DrawFn, d: int, size: int) -> tuple[int, ...]:
    """Coefficients that do not all vanish, shrinking to (1, 0, 0, ...)."""
    lead, coefficient = draw(st.integers(0, size - 1)), draw(st.integers(1, d - 1))
    others = draw(values(d, size - 1))
    return (*others[:lead], coefficient, *others[lead:])


@cache
def epistemic_states(d: int, n: int, *, pure: bool = False) -> SearchStrategy[EpistemicState]:
    """Valid epistemic states, shrinking to nothing known (pure: to X1 = 0, X2 = 0, ...).

    Values are those of one ontic state, so they never contradict each other.

    >>> from hypothesis import find
    >>> str(find(epistemic_states(3, 2), lambda state: state.values.any()))
    'X1 = 1'
    """

    def known_of(rows: Matrix, point: Matrix) -> EpistemicState:
        return EpistemicState.of(rows, rows @ point, d, n)

    return st.builds(known_of, _lagrangian_sets(d, n) if pure else commuting_sets(d, n), displacements(d, n))


@cache
@st.composite
def _lagrangian_sets(draw: DrawFn, d: int, n: int) -> Matrix:
    """Generators e X_k, (d/e) P_k of a module that is its own complement, moved by a symplectic map."""
    divisors = [e for e in range(1, d) if d % e == 0]
    rows = np.zeros((2 * n, 2 * n), dtype=np.int64)
    for k in range(n):
        e = draw(st.sampled_from(divisors))
        rows[2 * k, 2 * k], rows[2 * k + 1, 2 * k + 1] = e, d // e % d
    return rows[rows.any(axis=1)] @ draw(symplectic_matrices(d, n)) % d


@cache
def measurements(d: int, n: int) -> SearchStrategy[Measurement]:
    """Joint measurements of commuting sets, dependent ones and constants among them, shrinking to X1.

    >>> from hypothesis import find
    >>> [str(F) for F in find(measurements(2, 2), lambda M: len(M.variables) == 2).variables]
    ['X1', 'X2']
    """
    return commuting_sets(d, n, at_least=1, dependent=True).flatmap(
        lambda rows: values(d, len(rows)).map(
            lambda constants: Measurement.of(map(Variable.from_vector, rows, [d] * len(rows), constants), n)
        )
    )
