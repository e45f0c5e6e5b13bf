from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from equivalence.experiments.random_discrete import Shape, random_experiment, random_experiments
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform
from toytheory.phase_space.modular import elements, howell, module_size
from toytheory.phase_space.variables import coefficient_matrix


def many(d: int, n: int, count: int = 20) -> list[Experiment]:
    return list(random_experiments(np.random.default_rng(d + 100 * n), [Shape(d, n)], count))


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 3), (3, 1), (3, 2), (4, 2), (6, 2), (9, 2), (15, 1)])
def test_every_experiment_is_valid_and_within_its_shape(d: int, n: int) -> None:
    for experiment in many(d, n):  # building one checks it
        assert (experiment.d, experiment.n) == (d, n)
        assert 1 <= len(experiment.outcomes) <= 4
        assert sum(isinstance(step, Noise) for step in experiment.steps) <= 2
        assert isinstance(experiment.steps[-1], Measure)


def test_one_seed_gives_one_experiment() -> None:
    shape = Shape(5, 2)
    first, again = (random_experiment(np.random.default_rng(7), shape) for _ in range(2))
    assert first == again
    assert first != random_experiment(np.random.default_rng(8), shape)


def test_shapes_take_turns() -> None:
    drawn = random_experiments(np.random.default_rng(0), [Shape(3, 1), Shape(5, 2, outcomes=1)], 4)
    assert [(e.d, e.n) for e in drawn] == [(3, 1), (5, 2), (3, 1), (5, 2)]


def test_everything_that_the_language_has_occurs() -> None:
    experiments = [e for n in (1, 2, 3) for e in many(3, n, 40)]
    steps = [step for e in experiments for step in e.steps]
    assert {type(step) for step in steps} == {Prepare, Transform, Measure, Displace, Noise, Condition, Discard}
    names = {step.name for step in steps if isinstance(step, Transform)}
    assert names == {None, "fourier", "phase", "multiply", "sum", "cphase", "swap"}
    assert any(sum(isinstance(s, Prepare) for s in e.steps) > 1 for e in experiments)
    assert any(sum(isinstance(s, Measure) for s in e.steps) > 1 for e in experiments)
    assert any(not isinstance(e.steps[0], Prepare) for e in experiments)
    assert any(e.has_feedforward for e in experiments)
    assert any(e.terms and e.constant for s in steps if isinstance(s, Displace) for _, e in s.shifts)
    assert any(len(s.coordinates) == 2 for s in steps if isinstance(s, Noise))
    assert any(v.constant for s in steps if isinstance(s, Prepare) for v in s.variables)
    assert any(v.constant for s in steps if isinstance(s, Measure) for v in s.variables)
    assert any(dependent(s, e.n, 3) for e in experiments for s in e.steps if isinstance(s, Measure))
    assert any(prepared_after_discarding(e) for e in experiments)


@pytest.mark.parametrize(("d", "n"), [(2, 2), (3, 1), (3, 3), (5, 2), (9, 1)])
def test_most_outcomes_are_not_just_uniform(d: int, n: int) -> None:
    uniform = 0
    for experiment in many(d, n):
        found = EpistemicBackend().distribution(experiment).probabilities or {}
        free = len(experiment.outcomes) - len({position for position, _ in experiment.conditions})
        uniform += len(found) == d**free and len(set(found.values())) == 1
    assert uniform <= 8


def test_a_disturbed_variable_is_measured_again() -> None:
    def returns(experiment: Experiment) -> bool:
        measured = [str(v) for s in experiment.steps if isinstance(s, Measure) for v in s.variables]
        pairs = [(i, j) for j, last in enumerate(measured) for i, other in enumerate(measured[:j]) if other == last]
        return any(set(measured[i + 1 : j]) - {measured[i]} for i, j in pairs)

    assert any(returns(experiment) for experiment in many(3, 1, 60))


def dependent(step: Measure, n: int, d: int) -> bool:
    rows = coefficient_matrix(step.variables, n)
    return bool(module_size(howell(rows, d), d) < d ** len(rows))


def prepared_after_discarding(experiment: Experiment) -> bool:
    gone: set[int] = set()
    for step in experiment.steps:
        if isinstance(step, Discard):
            gone.update(step.systems)
        elif isinstance(step, Prepare) and gone & set(step.systems):
            return True
    return False


def test_modules_without_basis_are_prepared_for_composite_d() -> None:
    prepared = [s for e in many(9, 1, 60) for s in e.steps if isinstance(s, Prepare)]
    forms = {tuple(map(tuple, howell(coefficient_matrix(s.variables, 1), 9).tolist())) for s in prepared}
    assert ((3, 0), (0, 3)) in forms
    assert ((3, 0),) in forms


Run = tuple[tuple[int, ...], tuple[tuple[str, int], ...]]
"""An ontic state and the outcomes so far."""


def possible_runs(experiment: Experiment) -> int:
    """How many runs of a one-system experiment meet all conditions, by following every ontic state."""
    d = experiment.d
    points = np.array(list(product(range(d), repeat=2)))
    runs: set[Run] = {(tuple(m), ()) for m in points.tolist()}
    for step in experiment.steps:
        following: set[Run] = set()
        for m, seen in runs:
            known = dict(seen)
            after: list[np.ndarray] = [np.array(m)]
            if isinstance(step, Prepare):
                wanted = zip(step.variables, step.values, strict=True)
                after = list(points[np.all([v(points) == x for v, x in wanted], axis=0)])
            elif isinstance(step, Transform):
                after = [np.array(step.matrix) @ m + step.shift]
            elif isinstance(step, Measure):
                known |= {name: v(np.array(m)) for v, name in zip(step.variables, step.names, strict=True)}
                rows = coefficient_matrix(step.variables, 1)
                kicks = elements(howell(np.stack([rows[:, 1], -rows[:, 0]], axis=1), d), d)
                after = list(m + kicks)
            elif isinstance(step, Displace):
                for coordinate, expression in step.shifts:
                    after[0][coordinate] += expression(known, d)
            elif isinstance(step, Noise):
                after = []
                for shifts, weight in step.weights:
                    moved = np.array(m)
                    moved[list(step.coordinates)] += shifts
                    after += [moved] if weight else []
            elif isinstance(step, Condition) and known[step.name] != step.value:
                continue
            following.update((tuple((x % d).tolist()), tuple(known.items())) for x in after)
        runs = following
    return len(runs)


@pytest.mark.parametrize("d", [3, 9])
def test_every_condition_can_be_met(d: int) -> None:
    shape = Shape(d, 1, outcomes=4 if d == 3 else 2)
    drawn = random_experiments(np.random.default_rng(d), [shape], 60)
    conditioned = [e for e in drawn if e.conditions]
    assert len(conditioned) > 5
    assert all(possible_runs(e) for e in conditioned)
