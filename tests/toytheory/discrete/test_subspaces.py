"""Subspaces of variables: complete lists, sizes against linear algebra, and agreement with distributions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from toytheory.discrete.enumeration import isotropic_modules
from toytheory.discrete.subspaces import combinations_of, subspace_count, subspaces
from toytheory.errors import InputError
from toytheory.phase_space.modular import howell
from toytheory.phase_space.space import PhaseSpace
from toytheory.restrictions import (
    allowed_distributions,
    balanced,
    balanced_after,
    commuting,
    complementary_distributions,
)


@pytest.mark.parametrize(("d", "dimension", "rank"), [(2, 4, 2), (3, 3, 1), (3, 4, 2), (5, 3, 2), (2, 6, 3), (3, 2, 0)])
def test_every_subspace_is_listed_once(d, dimension, rank):
    found = subspaces(d, dimension, rank)
    assert len(found) == subspace_count(d, dimension, rank) == len({rows.tobytes() for rows in found})
    assert all(np.array_equal(howell(rows, d).reshape(rows.shape), rows) for rows in found)


def test_there_are_no_subspaces_larger_than_the_space():
    assert subspace_count(3, 2, 3) == 0


def test_lists_that_are_too_long_or_not_by_rank_are_refused():
    with pytest.raises(InputError, match="too many"):
        subspaces(7, 6, 3)
    with pytest.raises(InputError, match="not listed by rank"):
        subspaces(4, 2, 1)


@pytest.mark.parametrize(("d", "n", "rank"), [(2, 2, 2), (3, 2, 2), (3, 2, 1), (2, 3, 3)])
def test_commuting_subspaces_are_the_isotropic_ones(d, n, rank):
    spaces = subspaces(d, 2 * n, rank)
    found = {rows.tobytes() for rows in spaces[commuting(spaces, d)]}
    assert found == {rows.tobytes() for rows in isotropic_modules(d, n, rank)}


@pytest.mark.parametrize(
    ("d", "n", "rank"), [(2, 2, 1), (2, 2, 2), (3, 2, 2), (2, 3, 1), (2, 3, 2), (2, 3, 3), (2, 3, 4)]
)
def test_subspaces_are_decided_as_their_distributions_are(d, n, rank):
    spaces = subspaces(d, 2 * n, rank)
    points = PhaseSpace(d, n).points()
    weights = (points @ spaces.swapaxes(1, 2) % d == 0).all(axis=-1).astype(np.int64)
    masks, sizes = allowed_distributions(weights, d, n), balanced(spaces, d)
    assert np.array_equal(masks["whole"] & masks["marginal"], sizes["marginal"])
    assert np.array_equal(masks["locality"] & sizes["marginal"], sizes["locality"] & sizes["marginal"])
    assert np.array_equal(complementary_distributions(weights, d, n), commuting(spaces, d))


@pytest.mark.parametrize("seed", range(3))
def test_joint_measurements_are_decided_as_by_linear_algebra(seed):
    rng = np.random.default_rng(seed)
    d, measured = 3, subspaces(3, 4, 2)
    spaces = subspaces(3, 6, 3)[rng.choice(33880, 25, replace=False)]
    sets = measured[rng.choice(130, 12, replace=False)]
    for space, mask in zip(spaces, balanced_after(spaces, d, (0, 2), sets), strict=True):
        expected = True
        for known in sets:
            wide = np.zeros((2, 6), dtype=np.int64)
            wide[:, [0, 1, 4, 5]] = known
            both = combinations_of(np.concatenate([space, wide]), d)
            of_second = both[~both[:, [0, 1, 4, 5]].any(axis=1)]
            expected &= len(np.unique(of_second, axis=0)) <= d
        assert mask == expected


def test_three_dits_of_five_values_are_balanced_exactly_where_a_rescaled_bracket_vanishes():
    rng = np.random.default_rng(5)
    local = [[a, b, c, e] for a, b, c, e in product(range(5), repeat=4) if (a * e - b * c) % 5]
    pure = np.stack(isotropic_modules(5, 3, 1))  # lines, completed below to rank 3 at random
    spaces = []
    for _ in range(400):
        rows = rng.integers(0, 5, (3, 6))
        spaces.append(rows)
    lagrangian = np.array([[1, 0, 4, 0, 0, 0], [0, 0, 1, 0, 4, 0], [0, 1, 0, 1, 0, 1]])
    for _ in range(400):
        moved = lagrangian.copy()
        for s in range(3):
            g = np.array(local[rng.integers(len(local))]).reshape(2, 2)
            moved[:, 2 * s : 2 * s + 2] = moved[:, 2 * s : 2 * s + 2] @ g % 5
        spaces.append(moved)
    spaces.append(np.concatenate([pure[0], [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]]]))
    full = np.array([rows for rows in spaces if len(howell(rows, 5)) == 3])
    masks = balanced(full, 5)
    rescaled = np.logical_or.reduce([commuting(full, 5, (1, *c)) for c in product(range(1, 5), repeat=2)])
    assert 400 <= np.count_nonzero(rescaled) < len(full)
    assert np.array_equal(masks["marginal"] & masks["locality"], rescaled)
