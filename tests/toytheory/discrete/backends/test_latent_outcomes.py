"""Latent outcomes, affine sets and cosets against brute force over every value of every latent variable."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from toytheory.errors import CannotRun
from toytheory.outcomes.cosets import displaced
from toytheory.outcomes.distributions import (
    AffineSet,
    Distribution,
    LatentNoise,
    LatentOutcomes,
    Samples,
    uniform_affine,
)
from toytheory.phase_space.modular import howell

DIMENSIONS = (2, 3, 4, 5, 6, 8, 9, 12)


def by_enumeration(latent: LatentOutcomes, conditions=()):
    """Joint probabilities of the runs that meet the conditions, summed over all latent values."""
    d, joint = latent.d, {}
    free = [range(d)] * len(latent.uniform)
    for values in product(*free, *(noise.weights for noise in latent.noise)):
        point = latent.offset.astype(object)
        p = Fraction(1, d ** len(free))
        for value, row in zip(values, latent.uniform, strict=False):
            point = point + value * row
        for (shifts, weight), noise in zip(values[len(free) :], latent.noise, strict=True):
            p *= weight
            for shift, row in zip(shifts, noise.shifts, strict=True):
                point = point + shift * row
        key = tuple(int(x) % d for x in point)
        if p and all(key[i] == v % d for i, v in conditions):
            joint[key] = joint.get(key, 0) + p
    return joint


def random_noise(rng, d, m):
    j = int(rng.integers(1, 3))
    tuples = list(product(range(d), repeat=j))
    chosen = rng.permutation(len(tuples))[: rng.integers(1, 4)]
    parts = rng.integers(0, 5, len(chosen))
    parts[0] += 1
    weights = tuple((tuples[t], Fraction(int(p), int(parts.sum()))) for t, p in zip(chosen, parts, strict=True))
    return LatentNoise(rng.integers(0, d, (j, m)), weights)


def random_latent(rng, d):
    m = int(rng.integers(1, 4))
    uniform = rng.integers(0, d, (rng.integers(0, 3 if d > 6 else 4), m)) * rng.choice([1, 1, 2, 3])
    noise = tuple(random_noise(rng, d, m) for _ in range(rng.integers(0, 4)))
    return LatentOutcomes(d, tuple("abcd"[:m]), rng.integers(0, d, m), uniform, noise)


@pytest.mark.parametrize("d", DIMENSIONS)
def test_latent_outcomes_have_the_distribution_that_enumeration_gives(d):
    rng = np.random.default_rng([d, 1])
    for _ in range(25):
        latent = random_latent(rng, d)
        places = rng.integers(0, len(latent.names), rng.integers(0, 3))
        conditions = [(int(i), int(rng.integers(-d, 2 * d))) for i in places]
        joint = by_enumeration(latent, conditions)
        assert latent.distribution(conditions) == Distribution.from_joint(d, latent.names, joint)


def test_no_outcomes_at_all_are_one_certain_outcome():
    noise = LatentNoise(np.zeros((1, 0), dtype=int), (((0,), Fraction(1, 3)), ((1,), Fraction(2, 3))))
    latent = LatentOutcomes(3, (), np.zeros(0, dtype=int), np.zeros((2, 0), dtype=int), (noise,))
    assert latent.distribution().probabilities == {(): 1}


def test_an_impossible_condition_has_probability_zero_and_no_outcomes():
    latent = LatentOutcomes(3, ("a",), np.array([1]), np.zeros((0, 1), dtype=int))
    found = latent.distribution([(0, 2)])
    assert found.probabilities == {}
    assert found.condition_probability == 0


def test_contradictory_conditions_on_one_outcome_are_impossible():
    latent = LatentOutcomes(3, ("a",), np.array([0]), np.array([[1]]))
    assert latent.distribution([(0, 1), (0, 2)]).condition_probability == 0
    assert latent.distribution([(0, 1), (0, 1)]).condition_probability == Fraction(1, 3)


def test_many_equally_likely_outcomes_are_an_affine_set_in_canonical_form():
    offset = np.arange(14) % 2
    found = LatentOutcomes(2, tuple("abcdefghijklmn"), offset, np.eye(14, dtype=int)[::-1][:13]).distribution()
    assert found.probabilities is None
    assert found.affine == AffineSet.of(offset, np.eye(14, dtype=int)[1:], 2)
    assert found.affine.offset.tolist() == [0] * 14


def test_noise_that_becomes_uniform_only_together_is_recognised():
    # {0, 1} and {0, 2} are each no coset modulo 4, their sum is everything
    half = Fraction(1, 2)
    wide = np.eye(7, 8, dtype=int)
    noise = tuple(LatentNoise(np.eye(8, dtype=int)[7:], (((0,), half), ((step,), half))) for step in (1, 2))
    found = LatentOutcomes(4, tuple("abcdefgh"), np.zeros(8, dtype=int), wide, noise).distribution()
    assert found.affine == AffineSet.of(np.zeros(8, dtype=int), np.eye(8, dtype=int), 4)


def test_many_outcomes_that_are_not_equally_likely_are_given_up_with_a_reason():
    biased = LatentNoise(np.eye(13, dtype=int)[:1], (((0,), Fraction(1, 3)), ((1,), Fraction(2, 3))))
    latent = LatentOutcomes(2, tuple("abcdefghijklm"), np.zeros(13, dtype=int), np.eye(13, dtype=int)[1:], (biased,))
    with pytest.raises(CannotRun, match="8192 outcomes are not equally likely"):
        latent.distribution()
    assert latent.distribution([(1, 0)]).condition_probability == Fraction(1, 2)


def test_equally_likely_outcomes_that_are_no_affine_set_are_given_up():
    third = Fraction(1, 3)
    corners = LatentNoise(np.eye(13, dtype=int)[:2], tuple((t, third) for t in ((0, 0), (0, 1), (1, 0))))
    latent = LatentOutcomes(2, tuple("abcdefghijklm"), np.zeros(13, dtype=int), np.eye(13, dtype=int)[2:], (corners,))
    with pytest.raises(CannotRun, match="not equally likely on an affine set"):
        latent.distribution()


def spread_over_forty_outcomes(step):
    biased = (((0,), Fraction(1, 3)), ((1,), Fraction(2, 3)))
    rows = np.eye(40, dtype=int) + step * np.eye(40, k=1, dtype=int)
    noise = tuple(LatentNoise(rows[i : i + 1], biased) for i in range(40))
    names = tuple(f"m{i}" for i in range(40))
    return LatentOutcomes(4, names, np.zeros(40, dtype=int), np.zeros((0, 40), dtype=int), noise)


def test_noise_that_spreads_too_far_is_given_up_at_once():
    with pytest.raises(CannotRun, match="more than 1000000000 cosets"):  # 2^40 of them are never followed
        spread_over_forty_outcomes(1).distribution(limit=10**9)


def test_noise_that_spreads_too_far_though_it_is_not_independent_is_given_up_on_the_way(monkeypatch):
    noise = tuple(n for n in spread_over_forty_outcomes(0).noise for _ in range(2))
    latent = spread_over_forty_outcomes(0)
    latent = LatentOutcomes(4, latent.names, latent.offset, latent.uniform, noise)
    with pytest.raises(CannotRun, match="more than 100 cosets"):
        latent.distribution(limit=100)
    monkeypatch.setattr("toytheory.outcomes.cosets.LARGEST", 10_000)
    with pytest.raises(CannotRun, match="too many cosets; 162 are followed"):
        latent.distribution()


def test_representatives_that_fill_the_memory_are_refused(monkeypatch):
    flip = (np.array([[0, 0], [1, 2]]), np.array([9, 1], dtype=object))
    found = displaced(np.array([1, 0]), [flip, flip], np.zeros((0, 2), dtype=int), 5, 10)
    monkeypatch.setattr("toytheory.outcomes.cosets.LARGEST", 5)
    with pytest.raises(CannotRun, match="3 cosets"):
        found.representatives()


def test_noise_may_reach_more_outcomes_than_a_word_can_number():
    ones = np.ones((1, 70), dtype=int)
    noise = (LatentNoise(ones, (((0,), Fraction(1, 3)), ((1,), Fraction(2, 3)))),) * 2
    found = LatentOutcomes(3, tuple(f"m{i}" for i in range(70)), 0 * ones[0], ones[:0], noise).distribution()
    assert found.probabilities == {(v,) * 70: Fraction(w, 9) for v, w in ((0, 1), (1, 4), (2, 4))}


def test_thousands_of_noise_steps_on_few_outcomes_add_up_exactly():
    # the parity of k independent flips of probability p is odd with probability (1 - (1 - 2p)^k) / 2
    p, k = Fraction(1, 10), 300
    noise = (LatentNoise(np.array([[1]]), (((0,), 1 - p), ((1,), p))),) * k
    found = LatentOutcomes(2, ("a",), np.array([0]), np.zeros((0, 1), dtype=int), noise).distribution()
    assert found.probabilities[(1,)] == (1 - (1 - 2 * p) ** k) / 2


@pytest.mark.parametrize("d", DIMENSIONS)
def test_a_uniform_listing_is_affine_exactly_when_it_is_closed(d):
    rng = np.random.default_rng([d, 2])
    for _ in range(20):
        rows, offset = rng.integers(0, d, (2, 3)), rng.integers(0, d, 3)
        points = {tuple((offset + a * rows[0] + b * rows[1]) % d) for a in range(d) for b in range(d)}
        share = Fraction(1, len(points))
        assert uniform_affine(dict.fromkeys(points, share), d) == AffineSet.of(offset, rows, d)
        if len(points) > 2:
            fewer = sorted(points)[1:]
            is_set = all(tuple((np.add(p, q) - r) % d) in fewer for p in fewer for q in fewer for r in fewer[:1])
            assert (uniform_affine(dict.fromkeys(fewer, Fraction(1, len(fewer))), d) is not None) == is_set
    assert uniform_affine({}, d) is None
    assert uniform_affine({(0,): Fraction(1, 3), (1,): Fraction(2, 3)}, d) is None


def test_affine_sets_are_equal_whatever_spans_them_and_hash_alike():
    left = AffineSet.of([1, 1, 0], [[1, 2, 0], [0, 3, 3]], 9)
    right = AffineSet.of([2, 3, 0], [[1, 5, 3], [0, 6, 6]], 9)
    assert left == right
    assert hash(left) == hash(right)
    assert left.size == len(left.points()) == len({tuple(p) for p in left.points()}) == 27
    assert all(point in right for point in left.points())
    assert [0, 0, 1] not in left
    assert left != AffineSet.of([1, 1, 0], [[1, 2, 0]], 9)


def test_a_distribution_is_listed_or_affine_and_only_listed_ones_have_marginals():
    with pytest.raises(ValueError, match="either listed or affine"):
        Distribution(2, ("a",))
    quarter = Fraction(1, 4)
    joint = {(x, y): quarter for x in range(2) for y in range(2)}
    assert Distribution.from_joint(2, ("a", "b"), joint).marginal(["b"]).probabilities == {
        (0,): 2 * quarter,
        (1,): 2 * quarter,
    }
    with pytest.raises(CannotRun, match="marginal"):
        Distribution(2, ("a",), None, AffineSet.of([0], [[1]], 2)).marginal(["a"])


def test_a_long_listing_becomes_an_affine_set_or_is_given_up():
    points = list(product(range(2), repeat=13))
    share = Fraction(1, len(points))
    names = tuple("abcdefghijklm")
    assert (
        Distribution.from_joint(2, names, dict.fromkeys(points, share)).affine.directions.tolist()
        == howell(np.eye(13, dtype=int), 2).tolist()
    )
    with pytest.raises(CannotRun, match="more than 4096"):
        Distribution.from_joint(2, names, dict.fromkeys(points[1:], share))


def test_samples_count_rows_and_runs_without_outcomes():
    assert Samples(3, ("a", "b"), np.array([[0, 1], [2, 0], [0, 1]]), 5, 0).counts() == {(0, 1): 2, (2, 0): 1}
    assert Samples(3, (), np.zeros((4, 0), dtype=int), 5, 0).counts() == {(): 4}
    assert Samples(3, (), np.zeros((0, 0), dtype=int), 5, 0).counts() == {}
