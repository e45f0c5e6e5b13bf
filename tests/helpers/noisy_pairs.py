"""Pairs of small experiments with noise in many places: the same written otherwise, or changed somewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from equivalence.experiments.random_discrete import Shape, random_experiment
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Condition, Discard, Displace, Noise, Transform


def noisy(rng: np.random.Generator, d: int, n: int) -> Experiment:
    """Core steps without conditions, noise of one coordinate here and there, some of it uniform."""
    drawn = random_experiment(rng, Shape(d, n, steps=6, outcomes=2, noises=2))
    live, steps = set(range(n)), []
    for step in drawn.steps:
        if isinstance(step, Condition):
            continue
        steps.append(step)
        live = live - set(step.systems) if isinstance(step, Discard) else live | set(step.touched)
        if live and (rng.random() < 0.3 or step is drawn.steps[-1]):
            coordinate = 2 * sorted(live)[int(rng.integers(len(live)))] + int(rng.integers(2))
            a, b = map(int, rng.choice(d, 2, replace=False))
            even = tuple(((v,), Fraction(1, d)) for v in range(d))
            odd = (((a,), Fraction(1, 3)), ((b,), Fraction(2, 3)))
            steps.append(Noise((coordinate,), odd if rng.random() < 0.8 else even))
    return replace(drawn, steps=tuple(steps))


def otherwise(experiment: Experiment, rng: np.random.Generator) -> Experiment:
    """Written otherwise, a step left out, probabilities exchanged, or neighbours exchanged."""
    steps, d = list(experiment.steps), experiment.d
    what = rng.integers(4)
    noises = [i for i, step in enumerate(steps) if isinstance(step, Noise)]
    free = [i for i, step in enumerate(steps) if isinstance(step, Noise | Transform | Displace)]
    if what == 0:
        for i in reversed(noises):
            steps[i:i] = [named_transform("fourier", (steps[i].coordinates[0] // 2,), d)] * 4
    elif what == 1 and free:
        del steps[free[int(rng.integers(len(free)))]]
    elif what == 2 and noises:
        i = noises[int(rng.integers(len(noises)))]
        shifts, chances = zip(*steps[i].weights, strict=True)
        steps[i] = Noise(steps[i].coordinates, tuple(zip(shifts, chances[::-1], strict=True)))
    else:
        for i in noises:
            if i + 1 in noises:
                steps[i], steps[i + 1] = steps[i + 1], steps[i]
    return replace(experiment, steps=tuple(steps))


def noisy_pair(seed: int, d: int, n: int) -> tuple[Experiment, Experiment]:
    """Two experiments with the same names of outcomes."""
    rng = np.random.default_rng([seed, d, n])
    first = noisy(rng, d, n)
    return first, otherwise(first, rng)
