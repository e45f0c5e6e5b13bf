"""Random experiments with large squeezing, means, gains and noise, much of it undone; and how right answers are."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
from mode_circuits import random_map
from modes_by_hand import by_hand, numbers

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Loss,
    Measure,
    OutcomeExpression,
    PrepareVacuum,
    Step,
    System,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import (
    ContinuousDistribution,
    Moments,
    covariance_scale,
    log_density_scale,
    mean_scale,
)
from toytheory.phase_space.variables import Variable


def extreme_experiment(
    seed: int, n: int, strength: float, decades: float, length: int = 8, measured: bool = False
) -> Experiment:
    """Parameters: strength - of squeezing; decades - powers of ten of the rest; measured - also in the middle."""
    rng = np.random.default_rng(seed)
    hbar = float(rng.choice([0.5, 1.0, 2.0, 1e-6, 1e4] if seed % 5 == 0 else [0.5, 1.0, 2.0]))
    steps: list[Step] = [PrepareVacuum(tuple(range(n)))]
    names: list[str] = []
    undo: list[Transform] = []

    def large(least: float) -> float:
        return float(10 ** rng.uniform(least, decades))

    def channel(k: int) -> Step:
        kinds: list[Step] = [
            Loss(k, float(rng.uniform())), ThermalLoss(k, float(rng.uniform()), large(-1)),
            Amplify(k, 1 + large(-2)), GaussianNoise(((2 * k, large(-2)),)),
        ]  # fmt: skip
        return kinds[int(rng.integers(4))]

    def homodyne(k: int) -> None:
        names.append(f"o{len(names)}")
        terms = {2 * k: 1.0} if rng.random() < 0.5 else {2 * k: 0.5, 2 * k + 1: 1.0}
        steps.append(Measure((Variable.of(terms, None),), (names[-1],)))

    if rng.random() < 0.5:
        steps.append(Displace(tuple((i, OutcomeExpression((), float(rng.normal() * large(0)))) for i in range(2 * n))))
    for _ in range(length):
        kind, k = rng.random(), int(rng.integers(n))
        if kind < 0.55:
            step = random_map(rng, str(rng.choice([m for m in MODE_MAPS if MODE_MAPS[m].systems <= n])),
                              list(range(n)), strength)  # fmt: skip
            steps.append(step)
            undo += [step] if step.parameter is not None else []
        elif kind < 0.75 and undo:
            step = undo.pop()
            steps.append(mode_transform(str(step.name), step.systems, -float(step.parameter or 0)))
        elif kind < 0.85 or not measured:
            steps.append(channel(k))
        else:
            homodyne(k)
            given = Condition(names[-1], float(rng.normal()))
            moved = Displace(((int(rng.integers(2 * n)), OutcomeExpression(((names[-1], 1.5),), 0.0)),))
            steps += [given if rng.random() < 0.5 else moved, PrepareVacuum((k,))]
    for k in range(n):
        if rng.random() < 0.5:
            homodyne(k)
    return Experiment(System("modes", n, None, hbar), tuple(steps))


def miss(experiment: Experiment, found: ContinuousDistribution) -> float:
    """The largest error of an answer, in units of what it allows, by 60 digits."""
    hand = by_hand(experiment)
    if hand.log_density == -mp.inf or not found.possible:
        return 0.0 if (hand.log_density == -mp.inf) == (not found.possible) else float("inf")
    outcomes = numbers([hand.outcomes[name] for name in experiment.outcomes])
    state = numbers([hand.coordinates[2 * s + side] for s in experiment.unmeasured for side in (0, 1)])
    worst = max(_apart(found.outcomes, outcomes, found.hbar), _apart(found.state, state, found.hbar))
    if experiment.conditions and found.condition_log_density is not None and hand.log_density is not None:
        scale = log_density_scale(len(found.names), float(hand.log_density))
        worst = max(worst, abs(found.condition_log_density - float(hand.log_density)) / scale)
    return worst / found.tolerance


def _apart(found: Moments, wanted: Any, hbar: float) -> float:
    if not len(wanted.means):
        return 0.0
    known = ~np.isnan(wanted.means)
    means = np.abs(found.means - wanted.means) / mean_scale(found, hbar)
    covariances = np.abs(found.covariance - wanted.covariance) / covariance_scale(found, hbar)
    return float(max(means[known].max(initial=0.0), covariances[np.ix_(known, known)].max(initial=0.0)))
