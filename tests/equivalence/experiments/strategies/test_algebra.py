from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_drawn import drawn, reached, smallest

from equivalence.experiments.strategies import (
    commuting_sets,
    dimensions,
    displacements,
    distinct,
    epistemic_states,
    measurements,
    named_maps,
    noise_weights,
    symplectic_maps,
    symplectic_matrices,
    transvections,
    variables,
)
from toytheory.errors import InputError
from toytheory.phase_space.modular import howell, module_size

# Formulas of their own here: the classes under test are not asked whether their objects are valid.

SIZES = st.tuples(dimensions(), st.integers(1, 3))
LARGE = (7, 70)


def with_sizes(strategy):
    return SIZES.flatmap(lambda size: st.tuples(st.just(size), strategy(*size)))


def brackets(rows, d):
    rows = np.asarray(rows, dtype=np.int64)
    total = np.zeros((len(rows), len(rows)), dtype=np.int64)
    for k in range(0, rows.shape[1], 2):
        total += np.outer(rows[:, k], rows[:, k + 1]) - np.outer(rows[:, k + 1], rows[:, k])
    return total % d


def standard(n, d):
    return brackets(np.eye(2 * n, dtype=np.int64), d)


def additive_order(row, d):
    return d // math.gcd(d, *map(int, row))


def span(rows, d):
    """All combinations, by adding one row at a time."""
    points = {(0,) * len(rows[0])} if len(rows) else {()}
    for row in rows:
        points = {tuple((np.array(p) + k * np.array(row)) % d) for p in points for k in range(d)}
    return points


# validity


def test_dimensions_keep_to_what_is_asked_for():
    assert set(drawn(dimensions(), 100)) == {2, 3, 4, 5, 6, 7, 8, 9}
    assert set(drawn(dimensions(prime=True, odd=True, largest=7), 50)) == {3, 5, 7}
    assert set(drawn(dimensions(prime=False, odd=False), 50)) == {4, 6, 8}
    with pytest.raises(InputError, match="no such dimension"):
        dimensions(prime=False, largest=3)


@given(st.integers(1, 6).flatmap(lambda k: st.tuples(st.just(k), distinct(range(10, 10 + k)))))
def test_distinct_members_differ_and_come_from_the_pool(case):
    size, members = case
    assert 1 <= len(set(members)) == len(members)
    assert set(members) <= set(range(10, 10 + size))


def test_distinct_reaches_every_selection_in_every_order():
    assert reached(distinct(range(3)), lambda members: members, 3 + 6 + 6) == 15


@given(with_sizes(lambda d, n: variables(d, n, constants=True)))
def test_variables_depend_on_something_and_are_reduced(case):
    (d, n), variable = case
    assert variable.d == d
    assert variable.terms
    assert all(0 <= index < 2 * n and 0 < coefficient < d for index, coefficient in variable.terms)
    assert 0 <= variable.constant < d


def test_every_variable_of_two_trits_is_reached():
    assert reached(variables(3, 2), lambda F: F.terms, 80) == 80


@given(with_sizes(symplectic_matrices))
def test_symplectic_matrices_keep_every_bracket(case):
    (d, n), matrix = case
    assert np.array_equal(brackets(matrix, d), standard(n, d))


@given(with_sizes(transvections))
def test_transvections_keep_every_bracket_and_move_one_direction(case):
    (d, n), matrix = case
    assert np.array_equal(brackets(matrix, d), standard(n, d))
    moved = (matrix - np.eye(2 * n, dtype=np.int64)) % d
    assert not (moved @ moved % d).any()


@pytest.mark.parametrize(("d", "order"), [(2, 6), (3, 24)])
def test_the_whole_symplectic_group_of_one_system_is_reached(d, order):
    assert reached(symplectic_matrices(d, 1), lambda S: S.tobytes(), order) == order


@given(with_sizes(symplectic_maps))
def test_symplectic_maps_are_valid_and_of_their_size(case):
    (d, n), symplectic = case
    assert (symplectic.d, symplectic.n) == (d, n)
    assert np.array_equal(brackets(symplectic.matrix, d), standard(n, d))


@given(with_sizes(named_maps))
def test_named_maps_touch_different_systems_and_keep_brackets(case):
    (d, n), step = case
    assert len(set(step.systems)) == len(step.systems)
    assert set(step.systems) <= set(range(n))
    assert np.array_equal(brackets(step.matrix, d), standard(len(step.systems), d))


def test_every_named_map_is_reached_and_stays_among_the_systems_given():
    steps = drawn(named_maps(5, 4, among=[1, 3]), 200)
    assert {step.name for step in steps} == {"fourier", "phase", "multiply", "swap", "sum", "cphase"}
    assert {system for step in steps for system in step.systems} == {1, 3}
    assert {step.parameter for step in steps if step.name == "multiply"} == {1, 2, 3, 4}


@given(with_sizes(commuting_sets))
def test_commuting_sets_commute_and_are_independent(case):
    (d, _), rows = case
    assert not brackets(rows, d).any()
    assert module_size(howell(rows, d), d) == math.prod(additive_order(row, d) for row in rows)


def test_dependent_commuting_sets_commute_and_do_occur():
    sets = drawn(commuting_sets(3, 2, at_least=1, dependent=True), 200)
    assert not any(brackets(rows, 3).any() for rows in sets)
    assert any(len(howell(rows, 3)) < len(rows) for rows in sets)
    assert all(len(rows) for rows in sets)


def test_bounds_on_the_size_of_commuting_sets_are_kept():
    sets = drawn(commuting_sets(9, 3, at_least=1, at_most=2), 200)
    assert {len(rows) for rows in sets} == {1, 2}


@pytest.mark.parametrize(("d", "n", "number"), [(2, 2, 31), (3, 1, 5), (3, 2, 81), (4, 1, 11), (9, 1, 18)])
def test_every_isotropic_module_is_reached(d, n, number):
    # numbers: 1 + 15 + 15 for two bits, 1 + 40 + 40 for two trits; lattices between d Z^2 and Z^2 for one system
    found = reached(commuting_sets(d, n), lambda rows: howell(rows, d).tobytes(), number)
    assert found == number


@given(with_sizes(lambda d, n: st.tuples(epistemic_states(d, n), epistemic_states(d, n, pure=True))))
def test_states_hold_commuting_variables_and_pure_ones_are_pure(case):
    (d, n), (state, pure) = case
    assert not brackets(state.known, d).any()
    assert state.size >= d**n
    assert pure.size == d**n


@pytest.mark.parametrize(("d", "n", "pure", "number"), [(2, 1, False, 7), (3, 1, False, 13), (3, 1, True, 12)])
def test_every_state_of_one_small_system_is_reached(d, n, pure, number):
    assert reached(epistemic_states(d, n, pure=pure), lambda state: state, number) == number


def test_every_pure_state_at_composite_dimension_is_reached():
    assert reached(epistemic_states(4, 1, pure=True), lambda state: state, 7 * 4) == 28  # sigma(4) modules, 4 values


@given(with_sizes(measurements))
def test_measured_sets_commute(case):
    (d, n), measurement = case
    assert measurement.n == n
    assert not brackets(measurement.rows, d).any()


@given(st.tuples(dimensions(), st.integers(1, 2)).flatmap(lambda s: st.tuples(st.just(s), noise_weights(*s))))
def test_noise_weights_add_up_to_one_over_different_displacements(case):
    (d, coordinates), weights = case
    assert sum(p for _, p in weights) == 1
    assert all(0 < p <= 1 for _, p in weights)
    assert len({shift for shift, _ in weights}) == len(weights)
    assert all(len(shift) == coordinates and set(shift) <= set(range(d)) for shift, _ in weights)


def test_every_set_of_displacements_is_reached_by_noise():
    assert reached(noise_weights(3, 1), lambda w: frozenset(s for s, _ in w), 7) == 7


def test_strategies_work_for_many_systems():
    d, n = LARGE
    for rows in drawn(commuting_sets(d, n, at_least=1, at_most=3), 10):
        assert rows.shape[1] == 2 * n
        assert not brackets(rows, d).any()
    assert any(len(F.terms) > 1 for F in drawn(variables(d, n), 30))


def test_a_bracket_that_is_not_kept_would_be_noticed():
    broken = np.array([[1, 0], [0, 2]])
    assert not np.array_equal(brackets(broken, 5), standard(1, 5))
    assert brackets([[1, 0], [0, 1]], 5).any()


# shrinking


def test_variables_shrink_to_few_systems_and_small_constants():
    assert str(smallest(variables(5, 3, constants=True), lambda F: True)) == "X1"
    assert str(smallest(variables(5, 3), lambda F: 2 in F.systems)) == "X3"
    assert str(smallest(variables(5, 3), lambda F: len(F.systems) == 2)) == "X1 + X2"


def test_commuting_sets_shrink_to_coordinates():
    assert smallest(commuting_sets(3, 3), lambda rows: len(rows) == 2).tolist() == [
        [1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0],
    ]
    assert smallest(commuting_sets(9, 1), lambda rows: len(rows) == 2).tolist() == [[3, 0], [0, 3]]


def test_states_shrink_to_little_knowledge_and_small_values():
    assert str(smallest(epistemic_states(3, 2), lambda state: True)) == "nothing known"
    assert str(smallest(epistemic_states(3, 2), lambda state: bool(state.values.any()))) == "X1 = 1"
    assert str(smallest(epistemic_states(3, 2, pure=True), lambda state: True)) == "X1 = 0, X2 = 0"


def test_maps_shrink_to_the_identity_and_to_one_factor():
    assert str(smallest(symplectic_maps(3, 2), lambda S: True)) == "X1 -> X1"
    assert str(smallest(symplectic_maps(3, 2), lambda S: bool(S.shift.any()))) == "X1 -> X1 + 1"
    changed = smallest(symplectic_matrices(3, 2), lambda S: not np.array_equal(S, np.eye(4)))
    assert np.count_nonzero(changed - np.eye(4)) == 1
    assert smallest(named_maps(3, 2), lambda step: True).name == "fourier"


def test_measurements_and_noise_shrink_to_the_trivial():
    assert [str(F) for F in smallest(measurements(3, 2), lambda M: True).variables] == ["X1"]
    assert smallest(noise_weights(3, 2), lambda w: True) == (((0, 0), Fraction(1)),)
    assert smallest(displacements(3, 2), lambda a: True).tolist() == [0, 0, 0, 0]


def test_spans_agree_with_module_sizes():
    for rows in drawn(commuting_sets(4, 2, at_least=1), 20):
        assert len(span(rows.tolist(), 4)) == module_size(howell(rows, 4), 4)
