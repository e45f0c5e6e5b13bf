"""Pairs of small experiments with branches, in which outcomes are conditioned on, here and there inside of a branch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from compared_pairs import pair

from toytheory.language.bookkeeping import When
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition


def conditioned(experiment: Experiment, rng: np.random.Generator, *, moved: bool) -> Experiment:
    """Conditions on outcomes that were made before; on the next step's place if `moved`, where that changes nothing."""
    steps, outcomes = [], []
    for step in experiment.steps:
        inside = rng.random() < 0.5
        if outcomes and rng.random() < 0.4:
            condition = Condition(outcomes[int(rng.integers(len(outcomes)))], int(rng.integers(experiment.d)))
            if isinstance(step, When) and inside:
                first, *others = step.branches
                kept = (*first.steps, condition) if moved else (condition, *first.steps)
                step = When((replace(first, steps=kept), *others))
            elif moved:
                steps.append(step)
                step = condition
            else:
                steps.append(condition)
        steps.append(step)
        outcomes += [name for each in steps[-2:] for name in each.makes if name not in outcomes]
    return replace(experiment, steps=tuple(steps))


def conditioned_pair(seed: int, d: int, n: int) -> tuple[Experiment, Experiment]:
    """The same outcomes conditioned on in both, or other ones."""
    one, two = pair(seed, d, n)
    draws = [np.random.default_rng([seed, 7]), np.random.default_rng([seed, 7 if seed % 2 else 8])]
    return conditioned(one, draws[0], moved=False), conditioned(two, draws[1], moved=bool(seed % 5))
