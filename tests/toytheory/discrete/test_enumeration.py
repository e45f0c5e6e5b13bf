"""Enumerations against brute force and closed formulas."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from toytheory.discrete.enumeration import (
    epistemic_states,
    isotropic_count,
    isotropic_count_one_system,
    isotropic_modules,
    lagrangian_modules,
    pure_state_count,
    state_count,
    symplectic_group,
    symplectic_order,
    valuations,
)
from toytheory.errors import InputError
from toytheory.phase_space.modular import elements, howell, module_size
from toytheory.phase_space.space import PhaseSpace, bracket_rows, symplectic_form


def brute_isotropic(d, n):
    """Isotropic modules as sets of variables, by closing every commuting tuple of generators."""
    points = PhaseSpace(d, n).points()
    found = set()
    for rows in itertools.combinations_with_replacement(points, 2 * n if d in (4, 6, 8, 9) else n):
        rows = np.array(rows)
        if not (bracket_rows(rows, rows) % d).any():
            found.add(frozenset(tuple(e) for e in elements(howell(rows, d), d)))
    return found


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (8, 1), (9, 1), (2, 2), (3, 2)])
def test_isotropic_modules_are_all_there_once(d, n):
    listed = [frozenset(tuple(e) for e in elements(V, d)) for V in isotropic_modules(d, n)]
    assert len(set(listed)) == len(listed)
    assert set(listed) == brute_isotropic(d, n)


@pytest.mark.parametrize(
    ("d", "n", "lagrangian", "pure", "states"),
    [
        (3, 2, 40, 360, 481),
        (3, 3, 1120, 30240, 64093),
        (2, 2, 15, 60, 91),
        (2, 3, 135, 1080, 2467),
        (7, 2, 400, 19600, 22401),
    ],
)
def test_counts_are_the_published_ones(d, n, lagrangian, pure, states):
    modules = isotropic_modules(d, n)
    assert len(lagrangian_modules(d, n)) == lagrangian == isotropic_count(d, n, n)
    assert pure == pure_state_count(d, n)
    assert sum(module_size(V, d) for V in modules) == states == state_count(d, n)
    assert [sum(len(V) == k for V in modules) for k in range(n + 1)] == [isotropic_count(d, n, k) for k in range(n + 1)]


@pytest.mark.parametrize("d", [*range(2, 17), 25, 27])
def test_one_system_counts_hold_for_every_dimension(d):
    modules = isotropic_modules(d, 1)
    lagrangian = lagrangian_modules(d, 1)
    states = sum(len(valuations(V, d)) for V in modules)
    assert (len(modules), len(lagrangian), states) == isotropic_count_one_system(d)
    assert len(lagrangian) == sum(k for k in range(1, d + 1) if d % k == 0)


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (4, 1), (6, 1), (9, 1)])
def test_states_are_distinct_and_counted(d, n):
    states = list(epistemic_states(d, n))
    supports = {state.support().tobytes() for state in states}
    assert len(supports) == len(states)
    pure = list(epistemic_states(d, n, pure=True))
    assert len(pure) == sum(state.is_pure for state in states)
    assert all(state.is_pure for state in pure)


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 1), (4, 1), (6, 1), (9, 1), (2, 2)])
def test_symplectic_group_is_all_matrices_that_keep_the_form(d, n):
    group = symplectic_group(d, n).astype(np.int64)
    assert len(group) == symplectic_order(d, n) == len({m.tobytes() for m in group})
    form = symplectic_form(n)
    assert not ((group @ form @ group.transpose(0, 2, 1) - form) % d).any()
    if n == 1:
        a, b, c, e = np.array(list(itertools.product(range(d), repeat=4))).T
        assert len(group) == ((a * e - b * c) % d == 1).sum()


def test_sp_4_3_has_51840_elements():
    assert len(symplectic_group(3, 2)) == 51840


def test_what_is_too_large_or_meaningless_is_refused():
    with pytest.raises(InputError, match="too many"):
        symplectic_group(3, 3)
    with pytest.raises(InputError, match="too many"):
        isotropic_modules(101, 2)
    with pytest.raises(InputError, match="no rank"):
        isotropic_modules(9, 1, 1)
    with pytest.raises(InputError, match="prime"):
        isotropic_count(9, 1, 1)
    assert isotropic_count(3, 2, 3) == 0
