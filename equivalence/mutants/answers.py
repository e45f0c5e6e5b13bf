"""Planted faults in what is told: distributions that are slightly off, samples with the wrong correlations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix

from .mutant import Mutant, Rewritten

Spoil = Callable[[Matrix, int, np.random.Generator], Matrix]
"""Outcomes (shots, m), d and a generator -> outcomes that are told."""


def one_count_off(experiment: Experiment, distribution: Distribution) -> Distribution:
    """1/d^m of probability, m the number of outcomes, moved from the last possible outcome to the one after it."""
    listed = dict(distribution.probabilities or {})
    if not listed or not experiment.outcomes:
        return distribution
    last = max(listed)
    unit = min(listed[last], Fraction(1, experiment.d ** len(last)))
    after = (*last[:-1], (last[-1] + 1) % experiment.d)
    if any(position == len(last) - 1 for position, _ in experiment.conditions):
        return distribution  # a conditioned outcome keeps its value
    listed[last] -= unit
    listed[after] = listed.get(after, Fraction(0)) + unit
    return replace(distribution, probabilities={key: p for key, p in sorted(listed.items()) if p})


class SpoiledSamples:
    """A sampling backend whose samples are changed before they are told."""

    def __init__(self, backend: Any, spoil: Spoil) -> None:
        self.backend, self.spoil = backend, spoil
        self.name, self.side, self.capabilities = backend.name, backend.side, backend.capabilities

    def can_run(self, experiment: Experiment) -> Any:
        """As the sound backend."""
        return self.backend.can_run(experiment)

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Matrix:
        """Samples of the sound backend, spoiled."""
        return self.spoil(self.backend.sample(experiment, shots, seed), experiment.d, np.random.default_rng(seed))


def columns_shuffled(outcomes: Matrix, d: int, rng: np.random.Generator) -> Matrix:
    """Every outcome keeps its frequencies; which goes with which is lost."""
    return rng.permuted(outcomes, axis=0)


def biased(outcomes: Matrix, d: int, rng: np.random.Generator) -> Matrix:
    """One run in twenty tells the last outcome as one more than it was."""
    wrong = outcomes.copy()
    if wrong.shape[1]:
        chosen = rng.random(len(wrong)) < 0.05
        wrong[chosen, -1] = (wrong[chosen, -1] + 1) % d
    return wrong


IN_ANSWERS: tuple[Mutant, ...] = (
    Mutant(
        "one-count-off",
        "probabilities are off by the smallest step",
        True,
        lambda backend: Rewritten(backend, lambda experiment: experiment, one_count_off),
    ),
    Mutant(
        "correlations-lost",
        "samples have the right marginals and no correlations",
        True,
        lambda backend: SpoiledSamples(backend, columns_shuffled),
        ("ontic",),
    ),
    Mutant(
        "biased-by-5-percent",
        "one sample in twenty has a wrong last outcome",
        True,
        lambda backend: SpoiledSamples(backend, biased),
        ("ontic",),
    ),
)
