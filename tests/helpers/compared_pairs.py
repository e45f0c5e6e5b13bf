"""Pairs of small experiments with measurements, feed-forward, branches, discards: rewritten, or changed somewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from equivalence.experiments.random_discrete import Shape, random_experiment
from toytheory.language.bookkeeping import Branch, When
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, OutcomeExpression, Transform


def branching(rng: np.random.Generator, d: int, n: int) -> Experiment:
    """Core steps, some of which happen only where an earlier outcome has a value, or are others elsewhere."""
    drawn = random_experiment(rng, Shape(d, n, steps=7, outcomes=3))
    steps, outcomes = [], []
    for step in drawn.steps:
        if isinstance(step, Noise | Condition):
            continue
        if outcomes and isinstance(step, Transform | Displace) and rng.random() < 0.4:
            conditions = ((outcomes[int(rng.integers(len(outcomes)))], int(rng.integers(d))),)
            other = named_transform("fourier", (step.touched[0],), d)
            branches = [Branch(conditions, (step,)), Branch((), (other,))][: 1 + int(rng.integers(2))]
            steps.append(When(tuple(branches)))
        else:
            steps.append(step)
        outcomes += step.makes
    return replace(drawn, steps=tuple(steps))


def rewritten(experiment: Experiment, rng: np.random.Generator) -> Experiment:
    """The same in both theories: branches split by another outcome's value, four Fourier maps, sets one by one."""
    steps, outcomes, live = [], [], set(range(experiment.n))
    for step in experiment.steps:
        live -= set(step.systems) if isinstance(step, Discard) else set()
        live |= set(step.touched) if not isinstance(step, Discard) else set()
        if isinstance(step, When) and rng.random() < 0.5:
            asked = (outcomes[int(rng.integers(len(outcomes)))], int(rng.integers(experiment.d)))
            steps.append(When((Branch((asked,), (step,)), Branch((), (step,)))))
        elif isinstance(step, Measure):
            steps += [Measure((F,), (name,)) for F, name in zip(step.variables, step.names, strict=True)]
        else:
            steps.append(step)
        outcomes += step.makes
        if live and rng.random() < 0.3:
            k = sorted(live)[int(rng.integers(len(live)))]
            steps += [named_transform("fourier", (k,), experiment.d)] * 4
    return replace(experiment, steps=tuple(steps))


def changed(experiment: Experiment, rng: np.random.Generator) -> Experiment:
    """A step left out, or moved by one: most likely another experiment."""
    free = [i for i, step in enumerate(experiment.steps) if isinstance(step, Transform | Displace | When)]
    if not free or rng.random() < 0.3:
        gone = {k for step in experiment.steps if isinstance(step, Discard) for k in step.systems}
        live = [k for k in range(experiment.n) if k not in gone]
        if not live:
            return experiment
        shift = Displace(((2 * live[0] + int(rng.integers(2)), OutcomeExpression((), 1)),))
        return replace(experiment, steps=(*experiment.steps, shift))
    at = free[int(rng.integers(len(free)))]
    return replace(experiment, steps=experiment.steps[:at] + experiment.steps[at + 1 :])


def pair(seed: int, d: int, n: int) -> tuple[Experiment, Experiment]:
    """Every third one rewritten, the others rewritten and changed."""
    rng = np.random.default_rng([seed, d, n])
    first = branching(rng, d, n)
    second = rewritten(first, rng)
    return first, changed(second, rng) if seed % 3 else second
