"""Pairs of small experiments with noise beside branches and conditions: rewritten, or changed somewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from compared_pairs import branching, changed, rewritten
from conditioned_pairs import conditioned

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Noise


def disturbed(experiment: Experiment, rng: np.random.Generator) -> Experiment:
    """Noise of one coordinate or two here and there."""
    d, live, steps = experiment.d, set(range(experiment.n)), []
    for step in experiment.steps:
        steps.append(step)
        live = live - set(step.systems) if isinstance(step, Discard) else live | set(step.touched)
        if live and rng.random() < 0.4:
            k = sorted(live)[int(rng.integers(len(live)))]
            places = (2 * k, 2 * k + 1) if rng.random() < 0.3 else (2 * k + int(rng.integers(2)),)
            values = rng.integers(0, d, (2, len(places))).tolist()
            if values[0] != values[1]:
                shares = (Fraction(1, 4), Fraction(3, 4))
                steps.append(Noise(places, tuple(zip(map(tuple, values), shares, strict=True))))
    return replace(experiment, steps=tuple(steps))


def noisy_ways(seed: int, d: int, n: int) -> tuple[Experiment, Experiment]:
    """Every third one rewritten, the others changed too; conditions in half of them."""
    rng = np.random.default_rng([seed, d, n, 5])
    first = disturbed(branching(rng, d, n), rng)
    if seed % 2:
        first = conditioned(first, rng, moved=False)
    second = rewritten(first, rng)
    return first, changed(second, rng) if seed % 3 else second
