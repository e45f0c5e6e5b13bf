"""The two principles, against plain loops over ontic states and against the states of (V, v)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from toytheory.discrete.enumeration import epistemic_states
from toytheory.errors import InputError
from toytheory.phase_space.space import PhaseSpace
from toytheory.restrictions import (
    READINGS,
    allowed_distributions,
    classical_complementarity,
    complementary_distributions,
    knowledge_balance,
)
from toytheory.restrictions.balance import single_variables, views

BIT = list(product(range(2), repeat=2))
PAIR = list(product(BIT, BIT))
QUESTIONS = [lambda m: m[0], lambda m: m[1], lambda m: (m[0] + m[1]) % 2]


def valid_bit(states):
    """Of one bit: how often each ontic state occurs; half known and nothing else."""
    counts = {m: states.count(m) for m in set(states)}
    return len(set(counts.values())) <= 1 and len(counts) in (0, 2, 4)


def by_hand(support):
    """Marginals, and what the other bit is like after each measurement of one bit."""
    marginals = all(valid_bit([pair[k] for pair in support]) for k in (0, 1))
    local = all(
        valid_bit([pair[1 - k] for pair in support if question(pair[k]) == answer])
        for k in (0, 1)
        for question in QUESTIONS
        for answer in (0, 1)
    )
    return marginals, local


def state_weights(state):
    points = PhaseSpace(state.d, state.n).points()
    return state.is_possible(points).astype(np.int64)


@pytest.mark.parametrize("size", [4, 5, 8])
def test_two_bits_are_decided_as_plain_loops_decide(size):
    rng = np.random.default_rng(size)
    subsets = list(combinations(range(16), size))
    chosen = subsets if size == 4 else [subsets[i] for i in rng.choice(len(subsets), 800, replace=False)]
    weights = np.array([[int(i in subset) for i in range(16)] for subset in chosen])
    masks = allowed_distributions(weights, 2, 2, "uniform")
    expected = [by_hand([PAIR[i] for i in subset]) for subset in chosen]
    assert list(zip(masks["marginal"], masks["locality"], strict=True)) == expected


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (5, 1), (9, 1)])
def test_complementarity_allows_every_state_of_a_module_and_its_values(d, n):
    weights = np.array([state_weights(state) for state in epistemic_states(d, n)])
    assert complementary_distributions(weights, d, n).all()
    assert all(classical_complementarity(row, d, n).allowed for row in weights[:: max(1, len(weights) // 60)])


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 1), (4, 1)])
def test_complementarity_allows_no_other_support_of_one_system(d, n):
    size = d ** (2 * n)
    count = min(2**size, 4096)
    rng = np.random.default_rng(d)
    codes = np.arange(1, 2**size) if 2**size == count else rng.integers(1, 2**size, count)
    weights = codes[:, None] >> np.arange(size) & 1
    states = {state_weights(state).tobytes() for state in epistemic_states(d, n)}
    expected = [row.tobytes() in states for row in weights]
    assert complementary_distributions(weights, d, n).tolist() == expected
    if count <= 600:
        assert [classical_complementarity(row, d, n).allowed for row in weights] == expected


def test_knowing_two_values_that_do_not_commute_is_told_with_the_pair():
    decision = classical_complementarity([0] * 8 + [1], 3, 1)
    assert decision.premise == "commuting"
    assert decision.reason == "X1 = 2 and P1 = 2 are known, but [X1, P1] = 1"


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ([1, 1, 1, 0], "no variable is known, and the ontic states are not equally likely"),
        ([2, 1, 0, 0], "X1 = 0 is known, and the ontic states with this value are not equally likely"),
        (
            [Fraction(1, 3), 0, Fraction(2, 3), 0],
            "P1 = 0 is known, and the ontic states with this value are not equally",
        ),
    ],
)
def test_ignorance_that_is_not_maximal_is_refused(weights, reason):
    decision = classical_complementarity(weights, 2, 1)
    assert (decision.allowed, decision.premise) == (False, "ignorance")
    assert decision.reason.startswith(reason)


def test_the_reason_of_an_allowed_state_names_what_is_known():
    assert classical_complementarity([1, 1, 1, 1], 2, 1).reason == "no variable is known, and nothing else"
    state = next(s for s in epistemic_states(2, 2, pure=True) if str(s) == "X1 + X2 = 0, P1 + P2 = 1")
    assert classical_complementarity(state_weights(state), 2, 2).reason == (
        "X1 + X2 = 0, P1 + P2 = 1 are known, and nothing else"
    )


@pytest.mark.parametrize("reading", READINGS)
def test_one_decision_is_that_of_many(reading):
    rng = np.random.default_rng(7)
    weights = rng.integers(0, 3, (150, 16))
    weights[:60] = rng.permuted(np.repeat([[1, 0]], 8, axis=0).reshape(1, 16).repeat(60, axis=0), axis=1)
    weights[weights.sum(axis=1) == 0, 0] = 1
    masks = allowed_distributions(weights, 2, 2, reading)
    for i, row in enumerate(weights):
        decision = knowledge_balance(row, 2, 2, reading=reading)
        assert decision.allowed == all(mask[i] for mask in masks.values())
        if not decision.allowed:
            assert not masks[decision.premise][i]
        without = knowledge_balance(row, 2, 2, reading=reading, locality=False)
        assert without.allowed == (masks["whole"][i] and masks["marginal"][i])


def test_probabilities_are_exact_however_they_are_given():
    half = [Fraction(1, 2), Fraction(1, 2), 0, 0]
    assert knowledge_balance(half, 2, 1) == knowledge_balance([5, 5, 0, 0], 2, 1)


def test_the_entropy_bound_is_met_exactly_at_equality_and_missed_just_below():
    at = np.array([[1, 1, 0, 0], [2**10, 2**10 + 1, 0, 0], [2**10, 2**10 + 1, 1, 0]])
    assert READINGS["entropy"](at, 2, 1).tolist() == [True, False, True]


def test_what_is_known_of_several_systems_is_told_in_words():
    told = {view.told(2) for view in views(2, 3)}
    assert "of systems 1, 2 and 3" in told
    assert "of system 3, once X1 = 0 and X2 + P2 = 1 are found," in told
    assert "of systems 1 and 3, once P2 = 0 is found," in told


def test_variables_worth_measuring_are_one_a_cyclic_module():
    assert [len(single_variables(d)) for d in (2, 3, 5, 4, 9)] == [3, 4, 6, 9, 16]


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: knowledge_balance([1, 0, 0], 2, 1), "weights of shape"),
        (lambda: knowledge_balance([0.5, 0.5, 0, 0], 2, 1), "not exact"),
        (lambda: knowledge_balance([1, -1, 0, 0], 2, 1), "negative"),
        (lambda: classical_complementarity([0, 0, 0, 0], 2, 1), "all zero"),
        (lambda: classical_complementarity([Fraction(1, 2**41), 1, 0, 0], 2, 1), "40 bits"),
        (lambda: knowledge_balance([1, 1, 0, 0], 2, 1, reading="half"), "no reading 'half'"),
    ],
)
def test_what_is_no_distribution_is_refused(call, problem):
    with pytest.raises(InputError, match=problem):
        call()


def test_entropy_is_decided_alike_however_the_weights_are_told_apart():
    """Small weights are numbered, for large ones the numbers would not fit."""
    rng = np.random.default_rng(0)
    small = rng.integers(1, 3, (40, 16)) * (rng.random((40, 16)) < 0.25)
    small[0] = 0
    expected = READINGS["entropy"](small, 2, 2)
    assert 0 < np.count_nonzero(expected) < len(small)
    assert READINGS["entropy"](small[:, ::-1], 2, 2).tolist() == expected.tolist()
    assert READINGS["entropy"](small * 100, 2, 2).tolist() == expected.tolist()
