"""Marginals of combinations of outcomes against sums over every value of every latent variable, and closed formulas."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from toytheory.errors import CannotRun
from toytheory.outcomes import marginals
from toytheory.outcomes.distributions import LatentNoise, LatentOutcomes


def by_enumeration(latent, rows, constants, conditions):
    d, joint, met = latent.d, {}, Fraction(0)
    free = [range(d)] * len(latent.uniform)
    for drawn in product(*free, *(noise.weights for noise in latent.noise)):
        point, p = latent.offset.astype(object), Fraction(1, d ** len(free))
        for value, row in zip(drawn, latent.uniform, strict=False):
            point = point + value * row
        for (shift, weight), noise in zip(drawn[len(free) :], latent.noise, strict=True):
            p *= weight
            point = point + sum((s * row for s, row in zip(shift, noise.shifts, strict=True)), 0 * point)
        if all(point[i] % d == v % d for i, v in conditions):
            key = tuple(int(x) % d for x in np.array(rows) @ point + constants)
            joint[key] = joint.get(key, 0) + p
            met += p
    return {key: p / met for key, p in sorted(joint.items()) if p}, met


def random_latent(rng, d, m):
    def weights(j):
        keys = {tuple(int(x) for x in rng.integers(0, d, j)) for _ in range(2)}
        parts = [int(x) for x in rng.integers(1, 6, len(keys))]
        return tuple((key, Fraction(part, sum(parts))) for key, part in zip(sorted(keys), parts, strict=True))

    common = weights(1)
    noise = [LatentNoise(rng.integers(0, d, (1, m)), common) for _ in range(1)] * 2
    noise.append(LatentNoise(rng.integers(0, d, (2, m)), weights(2)))
    noise.append(LatentNoise(np.zeros((1, m), dtype=np.int64), weights(1)))
    uniform = rng.integers(0, d, (int(rng.integers(0, 2 if d > 4 else 3)), m))
    return LatentOutcomes(d, tuple("abcdefgh"[:m]), rng.integers(0, d, m), uniform, tuple(noise))


@pytest.mark.parametrize("d", [2, 3, 4, 5, 6, 9])
def test_marginals_are_the_sums_over_everything_else(d):
    rng = np.random.default_rng(d)
    possible = 0
    for _ in range(8):
        latent = random_latent(rng, d, 4)
        k = int(rng.integers(1, 3))
        rows, constants = rng.integers(-d, d, (k, 4)), rng.integers(0, d, k)
        conditions = [(int(rng.integers(4)), int(rng.integers(d)))] if rng.random() < 0.5 else []
        found = latent.marginal(rows, [f"r{i}" for i in range(k)], constants, conditions)
        wanted_met = sum(
            (p for key, p in by_enumeration(latent, np.eye(4, dtype=int), 0, [])[0].items()
             if all(key[i] == v % d for i, v in conditions)), Fraction(0)
        )  # fmt: skip
        assert found.condition_probability == wanted_met
        if wanted_met:
            possible += 1
            assert dict(found.probabilities) == by_enumeration(latent, rows, constants, conditions)[0]
    assert possible > 3


@pytest.mark.parametrize("d", [2, 3, 6])
def test_a_marginal_of_all_outcomes_is_the_distribution(d):
    latent = random_latent(np.random.default_rng(1), d, 3)
    found = latent.marginal(np.eye(3, dtype=int), latent.names, None, [(1, 0)])
    wanted = latent.distribution([(1, 0)])
    assert found.condition_probability == wanted.condition_probability
    assert dict(found.probabilities) == dict(wanted.probabilities)


@pytest.mark.parametrize("times", [1, 7, 400])
def test_many_equal_noises_have_the_closed_form(times):
    p = Fraction(1, 100)
    flip = LatentNoise(np.array([[1]]), (((0,), 1 - p), ((1,), p)))
    latent = LatentOutcomes(2, ("a",), np.array([0]), np.zeros((0, 1), dtype=int), (flip,) * times)
    assert latent.marginal([[1]], ["a"]).probabilities[1,] == (1 - (1 - 2 * p) ** times) / 2
    flip = LatentNoise(np.array([[1]]), (((0,), 1 - 2 * p), ((1,), p), ((2,), p)))
    latent = LatentOutcomes(3, ("a",), np.array([0]), np.zeros((0, 1), dtype=int), (flip,) * times)
    # the character of the noise is 1 - 3p at both nontrivial h
    assert latent.marginal([[1]], ["a"]).probabilities[0,] == (1 + 2 * (1 - 3 * p) ** times) / 3


def test_what_depends_on_chance_is_uniform_whatever_the_noise():
    latent = random_latent(np.random.default_rng(3), 3, 2)
    latent = LatentOutcomes(3, latent.names, latent.offset, np.array([[1, 2]]), latent.noise)
    assert dict(latent.marginal([[1, 0]], ["a"]).probabilities) == {(v,): Fraction(1, 3) for v in range(3)}


def test_no_combination_has_one_outcome_and_impossible_conditions_have_none():
    latent = LatentOutcomes(3, ("a",), np.array([2]), np.zeros((0, 1), dtype=int))
    assert dict(latent.marginal(np.zeros((0, 1)), []).probabilities) == {(): 1}
    never = latent.marginal([[1]], ["a"], None, [(0, 1)])
    assert (dict(never.probabilities), never.condition_probability) == ({}, 0)


def test_too_many_combinations_are_a_reason():
    latent = LatentOutcomes(2, tuple(f"m{k}" for k in range(20)), np.zeros(20, dtype=int), np.eye(20, dtype=int))
    with pytest.raises(CannotRun, match="20 combinations of outcomes have 2\\^20 joint values"):
        latent.marginal(np.eye(20, dtype=int), latent.names)


def test_a_character_left_out_shows(monkeypatch):
    plain = marginals.moves_of
    latent = random_latent(np.random.default_rng(5), 2, 3)
    latent = LatentOutcomes(2, latent.names, latent.offset, np.zeros((0, 3), dtype=int), latent.noise)
    right = latent.marginal([[1, 1, 0]], ["a"]).probabilities
    monkeypatch.setattr(
        "toytheory.outcomes.distributions.moves_of",
        lambda shifts, *more: plain(0 * shifts, *more),
    )
    assert latent.marginal([[1, 1, 0]], ["a"]).probabilities != right


def test_constants_are_told_where_there_is_no_outcome_at_all():
    nothing = LatentOutcomes(3, (), np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.int64))
    found = nothing.marginal(np.zeros((2, 0), dtype=np.int64), ("b", "c"), [1, 2])
    assert found.probabilities == {(1, 2): 1}
