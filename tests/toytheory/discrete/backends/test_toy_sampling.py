"""Sampling ontic states: the same from the same seed however it is cut, exact weights, honest refusals."""

from __future__ import annotations

import bisect
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from scipy.stats import binom
from toy_cases import SIZES, random_experiment

from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import System
from toytheory.outcomes.draws import ExactChoice, Streams


@pytest.mark.parametrize(("d", "n"), SIZES[::2])
def test_samples_do_not_depend_on_the_size_of_chunks(d, n):
    for seed in range(4):
        experiment = random_experiment(seed, d, n)
        whole = OnticBackend().sample(experiment, 211, seed)
        assert whole.dtype == np.int64
        assert np.array_equal(OnticBackend(memory=10_000).sample(experiment, 211, seed), whole)
        assert np.array_equal(OnticBackend(memory=1).sample(experiment, 211, seed), whole)


def test_more_shots_begin_with_the_same_runs_and_other_seeds_do_not():
    experiment = parse_experiment("system 3 trits\nmeasure X1, X2, X3")
    few, many = (OnticBackend().sample(experiment, shots, 4) for shots in (50, 90))
    assert np.array_equal(many[:50], few)
    assert not np.array_equal(OnticBackend().sample(experiment, 50, 5), few)


def test_no_shots_make_no_rows():
    experiment = parse_experiment("system 1 bit\nprepare X = 0\nmeasure X\nmeasure P")
    assert OnticBackend().sample(experiment, 0, 0).shape == (0, 2)


@pytest.mark.parametrize(("shots", "seed"), [(-1, 0), (1, -1)])
def test_negative_numbers_are_refused(shots, seed):
    with pytest.raises(InputError, match="not negative"):
        OnticBackend().sample(parse_experiment("system 1 bit\nmeasure X"), shots, seed)


def test_modes_are_refused():
    modes = Experiment(System("modes", 1, None, 1.0))
    assert OnticBackend().can_run(modes) == "does not do modes"
    with pytest.raises(CannotRun):
        OnticBackend().sample(modes, 1, 0)


@pytest.mark.parametrize("d", [257, 65537, 2**20])
def test_large_dimensions_do_not_overflow(d):
    text = f"system 9 dits d={d}\nprepare X1 = {d - 1}, P2 = {d - 2}\nmultiply 1 by {d - 1}\nsum 1 2\nmeasure X1, P2"
    terms = ", ".join(f"X{k} = {d - 1}" for k in range(1, 10))
    many = "transform " + ", ".join(f"X{k} -> X{k} + {d - 1}, P{k} -> P{k} - X{k}" for k in range(1, 10))
    total = " + ".join(f"{d - 1}X{k}" for k in range(1, 10))
    assert (OnticBackend().sample(parse_experiment(text), 5, 0) == [1, d - 2]).all()
    wide = parse_experiment(f"system 9 dits d={d}\nprepare {terms}\n{many}\nmeasure X1, X9, {total}")
    assert (OnticBackend().sample(wide, 5, 0) == [d - 2, d - 2, 18 % d]).all()


def test_noise_is_drawn_with_its_weights():
    text = "system 1 trit\nprepare X = 0\nnoise X by 0: 7/10, 1: 2/10, 2: 1/10\nmeasure X"
    counts = np.bincount(OnticBackend().sample(parse_experiment(text), 20000, 2)[:, 0])
    for count, p in zip(counts, (0.7, 0.2, 0.1), strict=True):
        assert min(binom.cdf(count, 20000, p), binom.sf(count - 1, 20000, p)) > 1e-10


def test_noise_that_often_needs_further_digits_has_the_same_weights_in_every_chunk(monkeypatch):
    monkeypatch.setattr("toytheory.discrete.backends.ontic.ExactChoice", partial(ExactChoice, bits=1))
    text = "system 1 trit\nprepare X = 0\nnoise X by 0: 7/10, 1: 2/10, 2: 1/10\nmeasure X"
    samples = OnticBackend().sample(parse_experiment(text), 3000, 2)
    assert np.array_equal(OnticBackend(memory=20_000).sample(parse_experiment(text), 3000, 2), samples)
    for count, p in zip(np.bincount(samples[:, 0]), (0.7, 0.2, 0.1), strict=True):
        assert min(binom.cdf(count, 3000, p), binom.sf(count - 1, 3000, p)) > 1e-10


class Digits:
    """A generator that hands out prepared words, and remembers how many."""

    def __init__(self, words):
        self.words, self.used = list(words), 0

    def integers(self, low, high, size=None, dtype=None):
        taken = self.words[self.used : self.used + (1 if size is None else size)]
        assert all(low <= word < high for word in taken)
        self.used += len(taken)
        return taken[0] if size is None else np.array(taken, dtype=dtype)


@pytest.mark.parametrize("bits", [1, 2, 5, 62])
def test_a_choice_is_where_a_uniform_number_falls_among_the_exact_cumulative_weights(bits):
    rng = np.random.default_rng(bits)
    for weights in (
        [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)],
        [Fraction(1, 2), Fraction(0), Fraction(1, 4), Fraction(1, 4)],
        [Fraction(1)],
        [Fraction(0), Fraction(1), Fraction(0)],
        [Fraction(1, 10**30 + 57), Fraction(10**30 + 56, 10**30 + 57)],
        [Fraction(2**61 + 1, 2**62), Fraction(2**61 - 1, 2**62)],
    ):
        choice = ExactChoice(weights, bits)
        steps = [sum(weights[: i + 1], Fraction(0)) for i in range(len(weights) - 1)]
        for _ in range(40):
            words = rng.integers(0, 2**bits, 200 // bits + 2).tolist()
            number = sum(Fraction(word, 2 ** (bits * (i + 1))) for i, word in enumerate(words))
            rest = Digits(words[1:])
            found = choice.draw(Digits(words[:1]), 1, lambda _, rest=rest: rest)
            assert found.tolist() == [bisect.bisect_right(steps, number)]
            assert weights[int(found[0])] > 0


def test_words_at_the_edge_of_a_weight_are_decided_by_further_digits():
    third = ExactChoice([Fraction(1, 3), Fraction(2, 3)])
    edge = 2**62 // 3
    for further, expected in (([0], 0), ([2**61], 1), ([2**62 // 3, 2**61], 1), ([2**62 // 3, 0], 0)):
        more = Digits(further)
        assert third.draw(Digits([edge]), 1, lambda _, more=more: more).tolist() == [expected]
        assert more.used == len(further)


def test_streams_of_different_places_differ_and_go_on_where_they_were():
    streams = Streams(3)
    first = streams.residues(100, 8, 1, 0).tolist()
    assert first != streams.residues(100, 8, 1, 1).tolist()
    assert first != streams.residues(100, 8, 1).tolist()
    assert first != streams.residues(100, 8, 1, 0).tolist()
    assert Streams(3).residues(100, (4, 2), 1, 0).reshape(-1).tolist() == first
