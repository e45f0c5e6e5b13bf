"""The three toy backends against each other on random experiments, and that the comparison can fail."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from toy_cases import SIZES, random_experiment, unlikely

from toytheory.discrete.backends import dense, epistemic, knowledge, ontic
from toytheory.discrete.backends.dense import DenseBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.errors import CannotRun
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform
from toytheory.outcomes.distributions import Distribution

FALSE_ALARM = 1e-9
"""Chance that the sampling tests of this file, all together, blame a true sampler."""

EACH = 16


def differing(seeds, sizes):
    """The experiments, one by one, on which `epistemic` and `dense` do not give the same distribution."""
    for d, n in sizes:
        for seed in seeds:
            experiment = random_experiment(seed, d, n)
            try:
                same = EpistemicBackend().distribution(experiment) == DenseBackend().distribution(experiment)
            except (ValueError, ArithmeticError, CannotRun):
                same = False
            if not same:
                yield d, n, seed


@pytest.mark.parametrize(("d", "n"), SIZES)
def test_epistemic_and_dense_give_the_same_exact_distribution(d, n):
    assert list(differing(range(EACH), [(d, n)])) == []


def test_samples_of_ontic_states_fit_the_exact_distribution():
    tests = [(d, n, seed) for d, n in SIZES for seed in range(6)]
    for d, n, seed in tests:
        experiment = random_experiment(seed, d, n)
        samples = OnticBackend().sample(experiment, 2000, seed)
        exact = EpistemicBackend().distribution(experiment)
        assert unlikely(samples, 2000, exact, FALSE_ALARM / len(tests)) is None, (d, n, seed)


def test_the_random_experiments_contain_every_step_and_what_is_special_about_it():
    made = [random_experiment(seed, d, n) for d, n in SIZES for seed in range(EACH)]
    steps = [step for e in made for step in e.steps]
    assert {type(step) for step in steps} == {Prepare, Transform, Measure, Displace, Noise, Condition, Discard}
    assert any(e.has_feedforward for e in made)
    assert any(len(step.variables) < len(step.systems) for step in steps if isinstance(step, Prepare))
    assert any(len(step.variables) > len(step.systems) for step in steps if isinstance(step, Prepare))
    assert any(len(step.variables) > 1 for step in steps if isinstance(step, Measure))
    exact = [EpistemicBackend().distribution(e) for e in made]
    assert any(e.condition_probability == 0 for e in exact)
    assert any(0 < e.condition_probability < 1 for e in exact)
    assert any(len(set(e.probabilities.values())) > 1 for e in exact)


# faults, each planted in one backend; the comparison above must see it


def plant_measurement_without_disturbance(patch):
    plain = knowledge.Knowledge.measure

    def measure(self, variable):
        before = self._complement.copy()
        outcome = plain(self, variable)
        self._complement, self._spare = before, []
        return outcome

    patch.setattr(knowledge.Knowledge, "measure", measure)


def plant_dropped_valuation(patch):
    plain = knowledge.Knowledge.measure

    def measure(self, variable):
        outcome = plain(self, variable)
        self._valuation[:, 1 + self.latents - 1] = 0
        return outcome

    patch.setattr(knowledge.Knowledge, "measure", measure)


def plant_reset_that_keeps_correlations(patch):
    patch.setattr(knowledge.Knowledge, "_forget", lambda self, where: None)


def plant_prepared_values_forgotten(patch):
    plain = knowledge.independent_parts

    def parts(step, d):
        yield from plain(Prepare(step.variables, tuple(f.constant for f in step.variables), step.systems), d)

    patch.setattr(knowledge, "independent_parts", parts)


def plant_variables_moved_like_points(patch):
    plain = knowledge._actions
    patch.setattr(knowledge, "_actions", lambda rows, d: (plain(rows, d)[0],) * 2)


def plant_multiples_lost_for_composite_d(patch):
    plain = knowledge.Knowledge._add

    def add(self, where, generator):
        if not isinstance(where, slice):
            plain(self, where, generator)

    patch.setattr(knowledge.Knowledge, "_add", add)


def plant_feed_forward_ignored(patch):
    patch.setattr(knowledge.Knowledge, "displace", lambda self, coordinate, by: None)


def plant_noise_ignored(patch):
    patch.setattr(
        epistemic.LatentNoise, "displacement", lambda self, d: (self.shifts[:1] * 0, np.array([1], dtype=object))
    )


def plant_dense_measurement_without_disturbance(patch):
    patch.setattr(dense, "flow", lambda vectors: 0 * vectors)


def plant_dense_condition_ignored(patch):
    def keep(self, step):
        return lambda weights, outcomes: iter([(weights, outcomes)])

    patch.setattr(dense._Steps, "keep", keep)


def plant_dense_discard_forgotten(patch):
    plain = dense._Steps.reset

    def reset(self, systems, states):
        if isinstance(states, slice):
            return lambda weights, outcomes: iter([(weights, outcomes)])
        return plain(self, systems, states)

    patch.setattr(dense._Steps, "reset", reset)


FAULTS = {name[6:]: value for name, value in sorted(globals().items()) if name.startswith("plant_")}
UNSEEN = {"dense_discard_forgotten"}  # a discarded system is prepared anew before anything looks at it


@pytest.mark.parametrize("fault", [f for f in FAULTS if f not in UNSEEN])
def test_a_planted_fault_makes_the_backends_differ(fault, monkeypatch):
    FAULTS[fault](monkeypatch)
    assert next(differing(range(60), [(2, 2), (3, 1), (4, 2), (9, 1), (6, 1)]), None) is not None


def test_forgetting_a_discarded_system_early_or_late_is_the_same(monkeypatch):
    FAULTS["dense_discard_forgotten"](monkeypatch)
    assert list(differing(range(8), [(2, 2), (3, 2)])) == []


def plant_ontic_measurement_without_disturbance(patch):
    plain = ontic._Program.measure

    def measure(self, number, step):
        for operation in plain(self, number, step):
            operation.__defaults__ = (*operation.__defaults__[:2], (), operation.__defaults__[3])
            yield operation

    patch.setattr(ontic._Program, "measure", measure)


def plant_ontic_noise_with_wrong_weights(patch):
    patch.setattr(ontic, "ExactChoice", lambda weights: ontic_uniform(len(weights)))


def ontic_uniform(count):
    from toytheory.outcomes.draws import ExactChoice

    return ExactChoice([Fraction(1, count)] * count)


@pytest.mark.parametrize("plant", [plant_ontic_measurement_without_disturbance, plant_ontic_noise_with_wrong_weights])
def test_a_planted_fault_makes_samples_unlikely(plant, monkeypatch):
    plant(monkeypatch)
    for seed in range(30):
        experiment = random_experiment(seed, 3, 1)
        samples = OnticBackend().sample(experiment, 2000, seed)
        if unlikely(samples, 2000, EpistemicBackend().distribution(experiment), FALSE_ALARM) is not None:
            return
    pytest.fail("no sample was found unlikely")


def test_rewrites_that_change_nothing_stay_silent(monkeypatch):
    plain = knowledge.Knowledge.measure

    def measure(self, variable):
        form = knowledge.howell(self._complement.T, self.d)
        self._complement, self._spare = form[::-1].T.astype(self._complement.dtype), []
        return plain(self, variable)

    monkeypatch.setattr(knowledge.Knowledge, "measure", measure)
    assert list(differing(range(8), [(2, 2), (3, 2), (4, 2), (6, 1), (9, 1)])) == []


def test_the_sample_test_lets_a_true_distribution_pass_and_no_other():
    half = Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)})
    assert unlikely(np.array([[0]] * 500 + [[1]] * 500), 1000, half, 1e-9) is None
    assert unlikely(np.array([[0]] * 650 + [[1]] * 350), 1000, half, 1e-9) == "outcome"
    copies = Distribution(2, ("a", "b"), {(0, 0): Fraction(1, 2), (1, 1): Fraction(1, 2)})
    assert unlikely(np.array([[0, 0]] * 500 + [[1, 0]] * 500), 1000, copies, 1e-9) == (1, 0)
    sure = Distribution(2, ("a",), {(0,): Fraction(1)}, None, Fraction(1, 2))
    assert unlikely(np.array([[0]] * 499 + [[1]]), 1000, sure, 1e-9) == (1,)
    assert unlikely(np.array([[0]] * 900), 1000, sure, 1e-9) == "kept"
