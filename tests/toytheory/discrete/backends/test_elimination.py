"""Elimination in integers of Python, by words and by blocks against that row by row, and that against the module."""

from __future__ import annotations

from itertools import product as tuples

import numpy as np
import pytest

from toytheory.phase_space.elimination import (
    eliminate,
    eliminate_bits,
    eliminate_blocks,
    eliminate_few,
    product,
    reduced,
    small_dtype,
    stabilizer,
)
from toytheory.phase_space.modular import howell, kernel, pivots, remainder, solve


def all_combinations(rows, d):
    points = {(0,) * rows.shape[1]}
    for row in rows:
        points = {tuple((np.array(p) + t * row) % d) for p in points for t in range(d)}
    return points


@pytest.mark.parametrize("d", [2, 3, 4, 6, 8, 9, 12, 30])
def test_the_howell_form_spans_the_same_module_and_has_the_howell_property(d):
    rng = np.random.default_rng([d, 3])
    for _ in range(6):
        rows = rng.integers(0, d, (2, 3)) * rng.choice([0, 1, 1, 2, 3], (2, 3)) % d
        form = howell(rows, d)
        module = all_combinations(rows, d)
        assert all_combinations(form, d) == module
        leading = pivots(form)
        for start in range(4):  # what begins with so many zeros is spanned by the rows that do
            inside = {p for p in module if not any(p[:start])}
            assert all_combinations(form[[c >= start for c, _ in leading]].reshape(-1, 3), d) == inside
        for row, (column, value) in enumerate(leading):
            assert d % value == 0
            assert (form[:row, column] < value).all()


@pytest.mark.parametrize("d", [2, 3, 7, 101, 1048573])
@pytest.mark.parametrize(("shape", "density"), [((100, 170), 0.5), ((170, 100), 0.03), ((150, 300), 0.004)])
def test_blocks_and_words_give_the_form_that_rows_give(d, shape, density):
    rng = np.random.default_rng([d, *shape])
    matrix = rng.integers(0, d, shape) * (rng.random(shape) < density)
    matrix[-20:] = matrix[:20]
    expected = eliminate(matrix.copy(), d, shape[1])
    assert np.array_equal(eliminate_blocks(matrix, d, shape[1]), expected)
    assert np.array_equal(howell(matrix, d), expected)
    if d == 2:
        assert np.array_equal(eliminate_bits(matrix, shape[1]), expected)


@pytest.mark.parametrize("d", [2, 3, 4, 6, 9, 12, 15, 30, 36, 2**20])
def test_small_matrices_go_the_same_steps_in_pythons_integers(d):
    rng = np.random.default_rng([d, 8])
    for _ in range(150):
        count, width = int(rng.integers(0, 9)), int(rng.integers(1, 10))
        matrix = rng.integers(0, d, (count, width)) * (rng.random((count, width)) < rng.random())
        limit = int(rng.integers(0, width + 1))
        given = matrix.copy()
        for columns in (limit, width):
            found = eliminate_few(matrix, d, columns)
            expected = eliminate(matrix.copy(), d, columns)
            assert found.dtype == expected.dtype
            assert np.array_equal(found, expected)
        assert np.array_equal(matrix, given)


@pytest.mark.parametrize("d", [2, 5])
def test_rows_beyond_the_pivot_columns_are_kept_behind_whatever_the_route(d):
    rng = np.random.default_rng([d, 4])
    matrix = np.hstack([rng.integers(0, d, (120, 70)), np.eye(120, dtype=int)])
    form = howell(matrix, d, pivot_columns=70)
    assert form.shape == (120, 190)
    assert np.array_equal(form[:70, :70], np.eye(70, dtype=int))
    assert not form[70:, :70].any()
    assert not ((form[:, 70:] @ matrix[:, :70] - form[:, :70]) % d).any()


def test_floats_are_reduced_before_they_stop_being_exact():
    # 80 blocks with a pivot each: the bound on what has added up passes 2^24 on the way
    rng = np.random.default_rng(5)
    first = 64 * np.arange(80)[:, None]
    matrix = rng.integers(0, 61, (80, 5120)) * (np.arange(5120) >= first)
    assert np.array_equal(eliminate_blocks(matrix, 61, 5120), eliminate(matrix.copy(), 61, 5120))


@pytest.mark.parametrize("d", [2, 3, 10007, 1048573, 2**20])
def test_products_are_exact_on_both_routes(d):
    rng = np.random.default_rng([d, 6])
    for shape in ((3, 4, 5), (60, 90, 70)):
        left, right = rng.integers(0, d, shape[:2]), rng.integers(0, d, shape[1:])
        expected = (left.astype(object) @ right.astype(object)) % d
        assert (product(left, right, d) == expected).all()
    wide = np.full((1, 2**15), d - 1)
    assert product(wide, np.ones((2**15, 2), dtype=int) * (d - 1), d).tolist() == [[2**15 % d] * 2]


def test_reduction_keeps_the_type_and_small_types_hold_what_is_promised():
    for d in (2, 3, 11, 12, 16, 181, 182, 46341, 46342):
        kind = small_dtype(d)
        extreme = np.array([(d - 1) * (d - 1) + d - 1, -(d - 1) * (d - 1), -1], dtype=object)
        values = extreme.astype(kind)
        assert (values == extreme).all()
        assert reduced(values, d).dtype == kind
        assert (reduced(values, d) == extreme % d).all()


def test_the_stabilizer_reaches_the_common_divisor():
    for d in range(2, 13):
        for a, b in tuples(range(d), repeat=2):
            assert np.gcd.reduce([a + stabilizer(a, b, d) * b, d]) == np.gcd.reduce([a, b, d])


@pytest.mark.parametrize("d", [3, 6, 9])
def test_remainders_of_many_vectors_are_the_remainders_of_each(d):
    rng = np.random.default_rng([d, 7])
    form = howell(rng.integers(0, d, (3, 5)) * np.array([[1], [3], [2]]), d)
    vectors = rng.integers(-d, 2 * d, (4, 6, 5))
    together = remainder(vectors, form, d)
    for place in tuples(range(4), range(6)):
        assert np.array_equal(together[place], remainder(vectors[place], form, d))
        assert not remainder(together[place] - vectors[place], form, d).any()
    module = all_combinations(form, d)
    assert len({tuple(remainder(p, form, d)) for p in module}) == 1


@pytest.mark.parametrize("d", [2, 3, 4, 6, 9])
def test_kernels_and_solutions_are_all_that_enumeration_finds(d):
    rng = np.random.default_rng([d, 8])
    points = np.array(list(tuples(range(d), repeat=3)))
    for _ in range(10):
        matrix = rng.integers(0, d, (2, 3)) * rng.choice([1, 1, 2, 3], (2, 3)) % d
        values = points @ matrix.T % d
        zero = {tuple(p) for p, v in zip(points, values, strict=True) if not v.any()}
        assert all_combinations(kernel(matrix, d), d) == zero
        for right in tuples(range(d), repeat=2):
            found = solve(matrix, right, d)
            assert (found is not None) == (values == right).all(axis=1).any()
            if found is not None:
                assert (matrix @ found % d == right).all()


def test_a_large_kernel_annihilates_and_has_the_right_size():
    rng = np.random.default_rng(9)
    matrix = rng.integers(0, 3, (90, 200))
    found = kernel(matrix, 3)
    assert found.shape == (110, 200)
    assert not (matrix @ found.T % 3).any()
    assert kernel(np.zeros((0, 0)), 3, columns=4).tolist() == np.eye(4, dtype=int).tolist()


@pytest.mark.parametrize("d", [2, 3, 4, 6, 9])
@pytest.mark.parametrize("width", [1, 63, 64, 65, 128, 129, 300])
def test_columns_that_are_looked_for_give_the_form_that_each_in_turn_gives(monkeypatch, d, width):
    rng = np.random.default_rng([d, width])
    for rows, density in ((0, 1), (1, 0), (3, 0.02), (4, 1), (12, 0.3)):
        matrix = rng.integers(0, d, (rows, width)) * (rng.random((rows, width)) < density)
        forms = []
        for fewer in (0, 10**6):  # always looked for, never looked for
            monkeypatch.setattr("toytheory.phase_space.elimination.FEWER", fewer)
            for limit in (width, width // 2):
                forms.append(eliminate(matrix.copy(), d, limit))
                if d == 2:
                    forms.append(eliminate_bits(matrix, limit))
        half = len(forms) // 2
        assert all(np.array_equal(one, other) for one, other in zip(forms[:half], forms[half:], strict=True))
        assert np.array_equal(forms[0], eliminate_few(matrix, d, width))


@pytest.mark.parametrize("shape", [(65, 65), (64, 200), (130, 129), (70, 300), (0, 70)])
def test_bytes_of_bits_give_the_form_of_integers(shape):
    rng = np.random.default_rng(shape)
    matrix = rng.integers(0, 2, shape)
    for limit in (None, shape[1] // 2):
        assert np.array_equal(
            howell(matrix.astype(np.uint8), 2, pivot_columns=limit), howell(matrix, 2, pivot_columns=limit)
        )
    assert np.array_equal(howell((matrix + 2).astype(np.uint8), 2), howell(matrix, 2))
