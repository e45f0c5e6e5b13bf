from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from harness_backends import affine, drawer, listed

from equivalence.comparison.exact import members
from equivalence.comparison.samples import (
    FALSE_ALARM,
    against_exact,
    between_samples,
    plausible,
    plausible_shares,
    tails,
)
from toytheory.outcomes.distributions import AffineSet, Distribution, Samples

COIN = listed(2, ("a",), _0="1/2", _1="1/2")
NAMES = tuple("abcdef")


def draw(distribution, shots=10_000, seed=0, condition=1.0):
    rows = drawer(distribution, condition)(None, shots, seed)
    return Samples(distribution.d, distribution.names, rows, shots, seed)


def shown(distribution, rows, shots=None):
    array = np.array(rows, dtype=np.int64).reshape(-1, len(distribution.names))
    return Samples(distribution.d, distribution.names, array, len(array) if shots is None else shots, 0)


def test_the_tails_are_those_of_the_binomial_distribution():
    for shots, p in [(5, Fraction(1, 3)), (20, Fraction(1, 9)), (3, Fraction(1)), (3, Fraction(0))]:
        mass = [comb(shots, k) * p**k * (1 - p) ** (shots - k) for k in range(shots + 1)]
        exact = [float(min(sum(mass[: k + 1]), sum(mass[k:]))) for k in range(shots + 1)]
        counts = np.arange(shots + 1)
        found = tails(counts, shots, np.full(shots + 1, float(p)))
        np.testing.assert_allclose(found, exact, rtol=1e-12, atol=0)


def test_far_tails_keep_their_precision():
    exact = sum(Fraction(comb(200, k), 2**200) for k in range(21))
    assert tails(np.array([20]), 200, np.array([0.5]))[0] == pytest.approx(float(exact), rel=1e-10)


@pytest.mark.parametrize("alpha", [0.05, 0.2])
def test_false_alarms_are_no_more_frequent_than_allowed(alpha):
    uneven = listed(3, ("a", "b"), _00="1/2", _12="1/3", _21="1/6")
    flat = affine(3, ("a", "b", "c"), [0, 1, 0], [[1, 0, 1], [0, 0, 2]])
    for distribution in (COIN, uneven, flat):
        alarms = sum(
            against_exact(draw(distribution, 300, seed), distribution, alpha) is not None for seed in range(300)
        )
        assert alarms <= 300 * alpha


def test_false_alarms_between_samples_are_no_more_frequent_than_allowed():
    uneven = listed(3, ("a", "b"), _00="1/2", _12="1/3", _21="1/6")
    pairs = [(draw(uneven, 200, seed), draw(uneven, 300, 1000 + seed)) for seed in range(100)]
    assert sum(between_samples(left, right, 0.2) is not None for left, right in pairs) <= 20


def test_ten_thousand_runs_tell_a_half_from_fifty_four_percent():
    tilted = listed(2, ("a",), _0="27/50", _1="23/50")
    assert against_exact(draw(tilted), COIN, FALSE_ALARM) is not None
    assert between_samples(draw(tilted), draw(COIN, seed=1), FALSE_ALARM) is None  # so little needs more runs
    assert between_samples(draw(tilted, 100_000), draw(COIN, 100_000, 1), FALSE_ALARM) is not None


def test_one_impossible_outcome_is_certain():
    sure = listed(3, ("a",), _1="1")
    finding = against_exact(shown(sure, [[1]] * 9_999 + [[2]]), sure, FALSE_ALARM)
    assert (finding.outcome, finding.expected, finding.observed) == ((2,), 0, Fraction(1, 10_000))
    assert finding.reason == "the outcome a = 2 has probability 0 and occurred 1 times in 10000 runs"


def test_an_outcome_that_never_occurs_is_found():
    assert against_exact(shown(COIN, [[0]] * 100), COIN, FALSE_ALARM).outcome == (0,)


def test_runs_kept_against_an_impossible_condition_are_certain():
    never = Distribution(2, ("a",), {}, None, Fraction(0))
    assert against_exact(shown(never, [[1]], 10), never, FALSE_ALARM).outcome == (1,)
    assert against_exact(shown(never, [], 10), never, FALSE_ALARM) is None


def test_rejected_runs_are_a_category():
    often = listed(2, ("a",), Fraction(1, 2), _1="1")
    assert against_exact(draw(often, condition=0.5), often, FALSE_ALARM) is None
    finding = against_exact(draw(often, condition=0.6), often, FALSE_ALARM)
    assert "expected 5000.0" in finding.reason
    everything = against_exact(shown(often, [], 1000), often, FALSE_ALARM)
    assert (everything.outcome, everything.observed, everything.expected) == (None, 1, Fraction(1, 2))


LARGE = affine(3, NAMES, [0, 0, 1, 0, 0, 2], [[1, 0, 2, 0, 1, 0], [0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]])


@pytest.mark.parametrize(
    ("d", "directions"),
    [(3, [[1, 0, 2], [0, 1, 1]]), (4, [[2, 0, 1], [0, 2, 0]]), (9, [[3, 1, 0]]), (9, [[1, 3, 0], [0, 0, 3]]), (5, [])],
)
def test_membership_is_that_of_the_listed_points(d, directions):
    rows = np.array(directions, dtype=np.int64).reshape(-1, 3)
    uniform = AffineSet.of([1, 0, 2], rows, d)
    inside = {tuple(point) for point in uniform.points().tolist()}
    everything = np.array(list(product(range(d), repeat=3)), dtype=np.int64)
    assert members(uniform, everything).tolist() == [tuple(point) in inside for point in everything.tolist()]


def test_samples_of_an_affine_set_pass_and_a_point_outside_is_certain():
    samples = draw(LARGE)
    assert against_exact(samples, LARGE, FALSE_ALARM) is None
    rows = samples.outcomes.copy()
    rows[7, 5] = (rows[7, 5] + 1) % 3
    finding = against_exact(shown(LARGE, rows), LARGE, FALSE_ALARM)
    assert finding.outcome == tuple(rows[7])
    assert finding.expected == 0


@pytest.mark.parametrize("d", [3, 4, 9, 2000])
def test_samples_that_are_not_uniform_on_their_affine_set_are_found(d):
    whole = affine(d, NAMES, [0] * 6, np.diag([1, 1, 1, 1, 1, 2]))
    biased = affine(d, NAMES, [0] * 6, np.diag([1, 1, 0, 1, 1, 2]))  # one coordinate never moves
    tied = affine(d, NAMES, [0] * 6, [[1, 1, 0, 0, 0, 0], *np.eye(6, dtype=int)[2:5], [0, 0, 0, 0, 0, 2]])
    assert against_exact(draw(whole), whole, FALSE_ALARM) is None
    assert against_exact(draw(biased), whole, FALSE_ALARM) is not None
    finding = against_exact(draw(tied), whole, FALSE_ALARM)
    assert finding.reason.startswith("a - b = 0 in the first 72 runs")
    assert (finding.observed, finding.expected) == (1, Fraction(1, d))
    few = against_exact(draw(tied, 70), whole, FALSE_ALARM)  # too few to span the set: differences of two tell it
    assert few.reason.startswith("a - b = 0: 70 times" if d < 10 else "a - b from 0 to 31: 70 times")
    steps = affine(d, NAMES, [0] * 6, np.diag([1, 1, 1, 1, 1, 4]))
    assert (against_exact(draw(steps), whole, FALSE_ALARM) is None) == (d % 4 != 0)


def test_a_deviation_spread_over_many_outcomes_is_seen_by_combinations():
    names = tuple(f"m{k}" for k in range(12))
    keys = list(product(range(2), repeat=12))
    flat = Distribution(2, names, dict.fromkeys(keys, Fraction(1, 4096)))
    even = [key for key in keys if key[3] == 0]
    half = Distribution(2, names, dict.fromkeys(even, Fraction(1, 2048)))
    finding = against_exact(draw(half), flat, FALSE_ALARM)
    assert "expected 5000.0" in finding.reason


def test_many_values_are_put_into_bins():
    names = ("a", "b")
    wide = affine(5003, names, [0, 0], [[1, 0], [0, 1]])
    assert against_exact(draw(wide), wide, FALSE_ALARM) is None
    low = Samples(5003, names, np.random.default_rng(0).integers(0, 2500, (10_000, 2)), 10_000, 0)
    assert "a from 2528 to 2606: 0 times" in against_exact(low, wide, FALSE_ALARM).reason


def test_nothing_measured_can_contradict_nothing():
    nothing = Distribution(2, (), {(): Fraction(1)})
    samples = Samples(2, (), np.zeros((5, 0), dtype=np.int64), 5, 0)
    assert against_exact(samples, nothing, FALSE_ALARM) is None
    assert between_samples(samples, samples, FALSE_ALARM) is None


def test_samples_with_no_run_in_common_differ():
    left, right = shown(COIN, [[0]] * 100), shown(COIN, [[1]] * 100)
    finding = between_samples(left, right, FALSE_ALARM)
    assert (finding.outcome, finding.expected, finding.observed) == ((0,), 1, 0)
    none, all_ = shown(COIN, [], 200), shown(COIN, [[0]] * 200)
    assert between_samples(none, all_, FALSE_ALARM).reason.endswith("0 times in 200 runs and 200 times in 200")


def test_samplers_with_several_outcomes_are_compared_by_combinations_too():
    names = tuple(f"m{k}" for k in range(10))
    flat = affine(2, names, [0] * 10, np.eye(10, dtype=int))
    parity = np.eye(10, dtype=int)[:9]
    parity[:, 9] = 1
    assert between_samples(draw(flat), draw(flat, seed=1), FALSE_ALARM) is None
    stuck = affine(2, names, [0] * 10, np.eye(10, dtype=int)[1:])
    assert between_samples(draw(flat), draw(stuck, seed=1), FALSE_ALARM) is not None


def test_plausible_counts_are_those_with_no_improbable_tail():
    rng = np.random.default_rng(0)
    shots, bound = 500, 1e-6
    agreed = 0
    for p in (0.0, 0.01, 0.3, 0.5, 0.99, 1.0):
        for k in {0, 1, 5, 100, 150, 200, 250, 300, 495, 499, 500, int(rng.binomial(shots, p))}:
            counts, probabilities = np.array([k]), np.array([p])
            tail = tails(counts, shots, probabilities)[0]
            if plausible(counts, shots, probabilities, bound):
                assert tail >= bound
                agreed += 1
    assert agreed > 8
    assert not plausible(np.array([3]), 10, np.array([0.0]), bound)


def test_plausible_shares_are_those_with_no_improbable_tail():
    rng, found = np.random.default_rng(7), Counter()
    for _ in range(300):
        n, m = (int(size) for size in rng.integers(1, 60, 2))
        both = int(rng.integers(0, n + m + 1))
        possible = range(max(0, both - m), min(n, both) + 1)
        mass = [Fraction(comb(n, k) * comb(m, both - k), comb(n + m, both)) for k in possible]
        at = int(rng.integers(len(mass)))
        tail = min(sum(mass[: at + 1]), sum(mass[at:]))
        bound = 10.0 ** -float(rng.integers(1, 12))
        plain = plausible_shares(np.array([possible[at]]), np.array([both]), np.array([n, m]), bound)
        assert tail >= bound or not plain
        found[plain, tail >= bound] += 1
    assert found[True, True] > 100
    assert found[False, False] > 20


def test_counts_of_wide_and_narrow_samples_are_alike():
    rng = np.random.default_rng(1)
    for d, m in ((3, 2), (5, 30), (2, 70), (2, 0)):
        rows = rng.integers(0, d, (40, m))
        rows[20:] = rows[:20]
        found = Samples(d, tuple(f"a{k}" for k in range(m)), rows, 40, 0).counts()
        assert list(found) == sorted(found)
        assert found == Counter(map(tuple, rows.tolist()))
    assert Samples(2, (), np.zeros((0, 0), dtype=np.int64), 5, 0).counts() == {}
