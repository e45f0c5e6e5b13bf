"""Modules over Z_d against brute force over all combinations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from toytheory.errors import InputError
from toytheory.phase_space.elimination import unit_part
from toytheory.phase_space.modular import (
    MAX_D,
    as_matrix,
    check_dimension,
    elements,
    howell,
    inverse,
    is_prime,
    kernel,
    module_size,
    remainder,
    solve,
)

DIMENSIONS = [2, 3, 4, 5, 6, 8, 9, 12]


def span(rows, d):
    """All combinations, one by one."""
    k = len(rows)
    return {tuple((np.array(c) @ np.array(rows)) % d) for c in itertools.product(range(d), repeat=k)}


def random_matrices(d, count=25):
    rng = np.random.default_rng(d)
    for _ in range(count):
        k, m = rng.integers(1, 4, 2)
        yield rng, rng.integers(0, d, (k, m))


@pytest.mark.parametrize("d", DIMENSIONS)
def test_howell_spans_the_same_module_and_counts_it(d):
    for _, rows in random_matrices(d):
        form = howell(rows, d)
        expected = span(rows, d)
        listed = elements(form, d)
        assert len(listed) == module_size(form, d) == len(expected)
        assert {tuple(e) for e in listed} == expected


@pytest.mark.parametrize("d", DIMENSIONS)
def test_howell_is_the_same_for_all_generators_of_a_module(d):
    for rng, rows in random_matrices(d):
        extra = rng.integers(0, d, (3, len(rows))) @ rows % d
        shuffled = np.vstack([rows, extra])[rng.permutation(len(rows) + 3)]
        assert np.array_equal(howell(shuffled, d), howell(rows, d))


@pytest.mark.parametrize("d", DIMENSIONS)
def test_howell_differs_for_different_modules(d):
    seen = {}
    for _, rows in random_matrices(d, 40):
        if rows.shape[1] == 2:
            key = howell(rows, d).tobytes()
            assert seen.setdefault(key, span(rows, d)) == span(rows, d)


@pytest.mark.parametrize("d", DIMENSIONS)
def test_remainder_is_one_representative_a_coset(d):
    for rng, rows in random_matrices(d):
        form, inside = howell(rows, d), span(rows, d)
        vector = rng.integers(0, d, rows.shape[1])
        rest = remainder(vector, form, d)
        assert (not rest.any()) == (tuple(vector) in inside)
        moved = (vector + np.array(sorted(inside))[rng.integers(len(inside))]) % d
        assert np.array_equal(remainder(moved, form, d), rest)


@pytest.mark.parametrize("d", DIMENSIONS)
def test_kernel_and_solve_agree_with_brute_force(d):
    for rng, rows in random_matrices(d, 15):
        vectors = [np.array(x) for x in itertools.product(range(d), repeat=rows.shape[1])]
        null = {tuple(x) for x in vectors if not (rows @ x % d).any()}
        assert {tuple(e) for e in elements(kernel(rows, d), d)} == null
        right = rng.integers(0, d, len(rows))
        found = solve(rows, right, d)
        assert (found is not None) == any(np.array_equal(rows @ x % d, right) for x in vectors)
        if found is not None:
            assert np.array_equal(rows @ found % d, right)


def test_kernel_of_no_equations_is_everything():
    assert module_size(kernel(np.zeros((0, 3), dtype=int), 6, columns=3), 6) == 6**3


@pytest.mark.parametrize("d", range(2, 30))
def test_unit_part_is_a_unit_that_gives_the_gcd(d):
    for a in range(d):
        u = unit_part(a, d)
        assert np.gcd(u, d) == 1
        assert u * a % d == np.gcd(a, d) % d


def test_primes_are_told_from_composites():
    assert [d for d in range(2, 60) if is_prime(d)] == [d for d in range(2, 60) if all(d % k for k in range(2, d))]


@pytest.mark.parametrize("bad", [1, 0, -3, 2.5, "3", True, None, MAX_D + 1])
def test_impossible_dimensions_are_refused(bad):
    with pytest.raises(InputError, match="dimension"):
        check_dimension(bad)


def test_non_units_have_no_inverse():
    with pytest.raises(InputError, match="3 has no inverse modulo 9"):
        inverse(3, 9)
    assert all(inverse(a, 9) * a % 9 == 1 for a in (1, 2, 4, 5, 7, 8))


def test_one_row_and_no_rows_become_matrices():
    assert as_matrix([4, 5], 3).tolist() == [[1, 2]]
    assert as_matrix([], 3, 4).shape == (0, 4)
    assert as_matrix(np.zeros((0, 5)), 3).shape == (0, 5)


def test_largest_dimension_does_not_overflow():
    d = MAX_D
    rows = np.array([[d - 1, d - 1], [d - 1, d - 2]])
    form = howell(rows, d)
    assert form.tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("d", DIMENSIONS)
def test_one_vector_and_many_at_once_have_the_same_remainder(d):
    """One goes in Python's integers, many by array operations."""
    for rng, rows in random_matrices(d):
        for limit in (None, int(rng.integers(rows.shape[1] + 1))):
            form = howell(rows, d, pivot_columns=limit)
            vectors = rng.integers(-d, 2 * d, (4, rows.shape[1]))
            together = remainder(vectors, form, d, pivot_columns=limit)
            assert [remainder(v, form, d, pivot_columns=limit).tolist() for v in vectors] == together.tolist()
