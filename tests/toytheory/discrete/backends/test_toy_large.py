"""Large experiments: against closed formulas, and against ontic states followed as symbols."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import binom
from toy_cases import Maker

from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    System,
    Transform,
)
from toytheory.outcomes.distributions import AffineSet, LatentNoise, LatentOutcomes
from toytheory.phase_space.modular import kernel
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import Variable

WORDS = (63, 64, 65, 127, 128, 129)
"""Numbers of systems on both sides of word sizes."""


def coordinate(i, d):
    return Variable.of({i: 1}, d)


def ghz(d, n, measured):
    """X1 = ... = Xn unknown, P1 + ... + Pn = 0; then X (0) or P (1) of every system."""
    steps = [Prepare(tuple(coordinate(2 * k, d) for k in range(n)), (0,) * n, tuple(range(n)))]
    steps += [named_transform("fourier", (0,), d)]
    steps += [named_transform("sum", (k, k + 1), d) for k in range(n - 1)]
    variables = tuple(coordinate(2 * k + measured, d) for k in range(n))
    steps.append(Measure(variables, tuple(f"m{k}" for k in range(n))))
    return Experiment(System.of_dimension(d, n), tuple(steps))


@pytest.mark.parametrize("d", [2, 3, 6])
@pytest.mark.parametrize("n", [*WORDS, 600])
def test_many_systems_correlated_like_ghz_have_the_closed_form(d, n):
    equal = EpistemicBackend().distribution(ghz(d, n, 0))
    assert equal.probabilities == {(v,) * n: Fraction(1, d) for v in range(d)}
    balanced = EpistemicBackend().distribution(ghz(d, n, 1))
    assert balanced.affine == AffineSet.of(np.zeros(n, dtype=int), kernel(np.ones((1, n), dtype=int), d), d)


@pytest.mark.parametrize("n", [64, 65, 129])
def test_samples_of_many_systems_are_correlated_like_ghz(n):
    equal = OnticBackend().sample(ghz(3, n, 0), 300, 5)
    assert (equal == equal[:, :1]).all()
    assert set(equal[:, 0]) == {0, 1, 2}
    balanced = OnticBackend().sample(ghz(3, n, 1), 300, 5)
    assert not (balanced.sum(axis=1) % 3).any()
    assert np.linalg.matrix_rank(balanced[:, :-1]) == n - 1


def followed(experiment):
    """The outcomes as functions of chance, from the ontic state itself as a function of it.

    Coordinates are drawn where nobody knows them, measurements kick along their flow: what `ontic` does with
    numbers, done with symbols. Nothing is ever known here.
    """
    d, size = experiment.d, 2 * experiment.n
    kicks = sum(len(s.variables) for s in experiment.steps if isinstance(s, Measure))
    noisy = sum(len(s.coordinates) for s in experiment.steps if isinstance(s, Noise))
    prepared = sum(2 * len(s.systems) for s in experiment.steps if isinstance(s, Prepare))
    state = np.zeros((size, 1 + size + kicks + noisy + prepared), dtype=np.int64)
    state[:, 1 : 1 + size] = np.eye(size)
    latents, uniform, noises, outcomes = size, list(range(size)), [], {}

    def fresh():
        nonlocal latents
        latents += 1
        return latents

    for step in experiment.steps:
        if isinstance(step, Prepare):
            where = coordinates_of(step.systems)
            rows = np.array([f.vector(experiment.n)[where] for f in step.variables])
            values = [v - f.constant for f, v in zip(step.variables, step.values, strict=True)]
            state[where] = 0
            state[where, 0] = solved(rows, values, d)
            for direction in kernel(rows, d):
                uniform.append(fresh() - 1)
                state[where, latents] = direction
        elif isinstance(step, Transform):
            where = coordinates_of(step.systems)
            state[where] = np.array(step.matrix) @ state[where] % d
            state[where, 0] += step.shift
        elif isinstance(step, Measure):
            for variable, name in zip(step.variables, step.names, strict=True):
                row = variable.vector(experiment.n)
                outcomes[name] = row @ state % d
                outcomes[name][0] += variable.constant
                uniform.append(fresh() - 1)
                state[:, latents] += flow(row)
        elif isinstance(step, Displace):
            for index, expression in step.shifts:
                state[index, 0] += expression.constant
                for name, factor in expression.terms:
                    state[index] = (state[index] + factor * outcomes[name]) % d
        elif isinstance(step, Noise):
            added = []
            for index in step.coordinates:
                added.append(fresh() - 1)
                state[index, latents] += 1
            noises.append((added, step.weights))
        else:
            assert isinstance(step, Condition | Discard)
        state %= d
    table = np.array([outcomes[name] for name in experiment.outcomes]).T
    noise = tuple(LatentNoise(table[1:][added], weights) for added, weights in noises)
    return LatentOutcomes(d, experiment.outcomes, table[0], table[1:][uniform], noise)


def solved(rows, values, d):
    from toytheory.phase_space.modular import solve

    return solve(rows, values, d)


class Large(Maker):
    """Many systems, many maps, few kinds of noise: answers stay affine sets."""

    def entangle(self):
        order = self.rng.permutation(self.n)
        for j, k in order[: 2 * (self.n // 2)].reshape(-1, 2).tolist():
            name = str(self.rng.choice(["sum", "cphase", "swap"]))
            self.steps.append(named_transform(name, (j, k), self.d))
            self.steps.append(named_transform(str(self.rng.choice(["fourier", "phase"])), (j,), self.d))

    def look(self, count):
        for k in self.rng.permutation(self.n)[:count].tolist():
            other = int((k + 1 + self.rng.integers(self.n - 1)) % self.n)
            terms = {2 * k + int(self.rng.integers(2)): 1, 2 * other: int(self.rng.integers(self.d))}
            self.names.append(f"m{len(self.names)}")
            self.steps.append(Measure((Variable.of(terms, self.d, 1),), (self.names[-1],)))

    def feed(self, count):
        for k in self.rng.permutation(self.n)[:count].tolist():
            names = [str(x) for x in self.rng.choice(self.names, 3, replace=False)]
            expression = OutcomeExpression(tuple((x, int(self.rng.integers(self.d))) for x in names), 1)
            self.steps.append(Displace(((2 * k + 1, expression),)))

    def all_of(self, coordinate_kind):
        names = tuple(f"m{len(self.names) + k}" for k in range(self.n))
        self.names += names
        variables = tuple(coordinate(2 * k + coordinate_kind, self.d) for k in range(self.n))
        self.steps.append(Measure(variables, names))


def large(d, n, seed):
    rng = np.random.default_rng([d, n, seed])
    maker = Large(rng, d, n, 0)
    known = [k for k in range(1, n) if rng.random() < 0.8]
    factor = 3 if d == 9 else 1
    variables = tuple(Variable.of({2 * k: factor}, d) for k in known)
    maker.steps.append(Prepare(variables, tuple(factor * int(v) for v in rng.integers(0, d, len(known))), tuple(known)))
    maker.names.append("m0")
    maker.steps.append(Measure((coordinate(1, d),), ("m0",)))  # of a system of which nothing is known
    maker.entangle()
    maker.look(n // 4)
    maker.feed(n // 4)
    maker.steps.append(Noise((0, 1), (((0, 0), Fraction(9, 10)), ((1, 0), Fraction(1, 20)), ((0, 1), Fraction(1, 20)))))
    maker.entangle()
    maker.steps.append(Discard((3,)))
    maker.steps.append(Prepare((coordinate(7, d),), (1,), (3,)))
    maker.entangle()
    maker.steps.append(Condition("m0", 1))
    maker.all_of(0)
    maker.all_of(1)
    maker.all_of(1)
    return Experiment(System.of_dimension(d, n), tuple(maker.steps))


def without_noise(experiment):
    return Experiment(experiment.system, tuple(s for s in experiment.steps if not isinstance(s, Noise)))


@pytest.mark.parametrize("d", [2, 3, 9, 10])
@pytest.mark.parametrize("n", [63, 65, 129])
def test_large_random_experiments_agree_with_ontic_states_followed_as_symbols(d, n):
    experiment = without_noise(large(d, n, 0))
    found = EpistemicBackend().distribution(experiment)
    assert found.affine is not None
    assert found == followed(experiment).distribution(experiment.conditions)


def test_noise_on_many_systems_agrees_where_few_outcomes_are_looked_at():
    d, n = 3, 70
    maker = Large(np.random.default_rng(8), d, n, 0)
    maker.steps.append(Prepare(tuple(coordinate(2 * k, d) for k in range(n)), (0,) * n, tuple(range(n))))
    maker.entangle()
    weights = (((0,), Fraction(9, 10)), ((1,), Fraction(1, 10)))
    maker.steps += [Noise((2 * k,), weights) for k in range(n)]
    total = Variable.of({2 * k: 1 for k in range(n)}, d)
    maker.steps.append(Measure((total, total + coordinate(0, d)), ("a", "b")))
    experiment = Experiment(System.of_dimension(d, n), tuple(maker.steps))
    found = EpistemicBackend().distribution(experiment)
    assert len(set(found.probabilities.values())) > 1
    assert found == followed(experiment).distribution()


@pytest.mark.parametrize(("d", "n"), [(2, 65), (3, 129), (10, 64)])
def test_samples_of_large_experiments_lie_in_the_exact_set_and_fill_it(d, n):
    experiment = without_noise(large(d, n, 1))
    exact = EpistemicBackend().distribution(experiment)
    shots = 600
    samples = OnticBackend().sample(experiment, shots, 3)
    p = float(exact.condition_probability)
    assert min(binom.cdf(len(samples), shots, p), binom.sf(len(samples) - 1, shots, p)) > 1e-10
    set_ = exact.affine
    assert all(row in set_ for row in samples[:40])
    # random linear functions of the outcomes are uniform on a coset of a subgroup, or constant: 60 of them
    rng = np.random.default_rng(9)
    directions = set_.directions
    for _ in range(60):
        function = rng.integers(0, d, samples.shape[1])
        step = math.gcd(d, *(int(x) for x in directions @ function % d))
        values = (samples - set_.offset) @ function % d
        assert not (values % step).any()
        counts = np.bincount(values // step, minlength=d // step)
        p = step / d
        tails = np.minimum(binom.cdf(counts, len(samples), p), binom.sf(counts - 1, len(samples), p))
        assert tails.min() > 1e-9 / (60 * 2 * d * 3)


def test_many_preparations_and_measurements_one_by_one_reuse_what_they_free():
    # 400 rounds of preparing, correlating and measuring an ancilla
    d, steps = 4, []
    for k in range(400):
        steps.append(Prepare((coordinate(2, d),), (k % d,), (1,)))
        steps.append(named_transform("sum", (0, 1), d))
        steps.append(Measure((coordinate(2, d),), (f"m{k}",)))
    found = EpistemicBackend().distribution(Experiment(System.of_dimension(d, 2), tuple(steps)))
    rounds = np.arange(400)
    assert found.probabilities == {tuple(((x + rounds) % d).tolist()): Fraction(1, d) for x in range(d)}


def test_generators_that_pile_up_are_thinned_out():
    # resetting one of two correlated systems again and again leaves redundant generators behind
    d, steps = 6, []
    for _ in range(40):
        steps.append(Prepare((coordinate(0, d) - coordinate(2, d),), (1,), (0, 1)))
        steps.append(Measure((Variable.of({0: 2}, d), Variable.of({0: 3}, d)), (f"a{len(steps)}", f"b{len(steps)}")))
        steps.append(Prepare((coordinate(3, d),), (2,), (1,)))
    steps.append(Measure((coordinate(0, d), coordinate(3, d)), ("x", "p")))
    experiment = Experiment(System.of_dimension(d, 2), tuple(steps))
    assert EpistemicBackend().distribution(experiment) == followed(experiment).distribution()
