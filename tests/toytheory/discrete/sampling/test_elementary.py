"""Maps as row operations: done one after the other they are the matrix."""

from __future__ import annotations

import numpy as np
import pytest
from toy_cases import symplectic

from toytheory.discrete.sampling.elementary import elementary


def done(steps, vector, d):
    new = np.array([factor * vector[source] for source, factor in zip(steps.source, steps.factor, strict=True)]) % d
    for i, j, factor in steps.added:
        assert i != j
        new[i] = (new[i] + factor * new[j]) % d
    return new


@pytest.mark.parametrize("d", [2, 3, 4, 6, 9, 15, 30])
@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_steps_do_what_the_matrix_does(d, k):
    rng = np.random.default_rng([d, k])
    for _ in range(20):
        matrix = symplectic(rng, d, k)
        steps = elementary(tuple(tuple(map(int, row)) for row in matrix), d)
        assert sorted(steps.source) == list(range(2 * k))
        for vector in np.eye(2 * k, dtype=int):
            assert np.array_equal(done(steps, vector, d), matrix @ vector % d)


def test_a_matrix_without_a_unit_in_a_column_is_taken_apart_too():
    matrix = np.array([[2, 3], [3, 2]])  # determinant -5, invertible modulo 6 with no unit among its entries
    steps = elementary(((2, 3), (3, 2)), 6)
    for vector in np.eye(2, dtype=int):
        assert np.array_equal(done(steps, vector, 6), matrix @ vector % 6)


def test_named_maps_cost_little():
    assert elementary(((0, 1), (1, 0)), 2).added == ()
    assert len(elementary(((1, 0, 0, 0), (0, 1, 0, 2), (1, 0, 1, 0), (0, 0, 0, 1)), 3).added) == 2
