"""The epistemic backend: an experiment run once on (V, v), all outcomes at once, exact at any size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from toytheory.backend import Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.outcomes.distributions import Distribution, LatentNoise, LatentOutcomes
from toytheory.phase_space.elimination import small_dtype

from .knowledge import Affine, Knowledge

LARGEST = 2**28
"""Bytes that the known variables may take."""

LARGEST_ANSWER = 2**26
"""Coefficients that the outcomes, as functions of chance, may have."""


class EpistemicBackend:
    """Isotropic modules and valuations; every d, thousands of systems.

    Parameters
    ----------
    knowledge : the register of what is known; another one serves to plant faults in it.

    >>> from toytheory.language.steps import System
    >>> from toytheory.phase_space.variables import Variable
    >>> X = Variable.of({0: 1}, 9)
    >>> steps = (Prepare((3 * X,), (3,), (0,)), Measure((X,), ("a",)))
    >>> found = EpistemicBackend().distribution(Experiment(System.of_dimension(9, 1), steps))
    >>> {outcome: str(p) for outcome, p in found.probabilities.items()}
    {(1,): '1/3', (4,): '1/3', (7,): '1/3'}
    """

    name = "epistemic"
    side: Side = "toy"
    capabilities = Capabilities(exact=True)

    def __init__(self, knowledge: type[Knowledge] = Knowledge) -> None:
        self.knowledge = knowledge

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: kinds of systems and steps, or what would not fit into memory."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        size = (2 * experiment.n) ** 2 * small_dtype(experiment.d).itemsize
        if size > LARGEST:
            return f"would need {size} bytes for the variables of {experiment.n} systems; at most {LARGEST}"
        outcomes = len(experiment.outcomes)
        noisy = sum(len(step.coordinates) for step in experiment.steps if isinstance(step, Noise))
        if outcomes * (outcomes + noisy) > LARGEST_ANSWER:
            return f"{outcomes} outcomes (and {noisy} noisy coordinates) are too many to keep as functions of chance"
        return True

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where noise leaves too many outcomes that are not equally likely."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        # No step asks whether a condition is met, so the joint law of all outcomes is the same with and
        # without conditions, and they may as well be applied to it at the end.
        return latent_outcomes(experiment, self.knowledge).distribution(experiment.conditions)


def latent_outcomes(experiment: Experiment, knowledge: type[Knowledge] = Knowledge) -> LatentOutcomes:
    """The outcomes of a discrete experiment as an affine function of chance, conditions left aside."""
    return _Run(experiment, knowledge).result()


class _Run:
    def __init__(self, experiment: Experiment, knowledge: type[Knowledge]) -> None:
        self.experiment = experiment
        self.knowledge = knowledge(experiment.d, experiment.n)
        self.outcomes: dict[str, Affine] = {}
        self.noise: list[tuple[list[int], Noise]] = []
        handlers: dict[type[Step], Callable[[Any], None]] = {
            Prepare: self.knowledge.prepare,
            Transform: self.knowledge.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.add_noise,
            Condition: lambda step: None,
            Discard: lambda step: self.knowledge.discard(step.systems),
        }
        for step in experiment.steps:
            handlers[type(step)](step)

    def measure(self, step: Measure) -> None:
        """A joint measurement of a commuting set is its variables one after the other."""
        for variable, name in zip(step.variables, step.names, strict=True):
            self.outcomes[name] = self.knowledge.measure(variable)

    def displace(self, step: Displace) -> None:
        for coordinate, expression in step.shifts:
            parts = [(self.outcomes[name], factor) for name, factor in expression.terms]
            total = np.zeros(max([1, *(form.size for form, _ in parts)]), dtype=np.int64)
            total[0] = expression.constant
            for form, factor in parts:
                total[: form.size] += factor % self.experiment.d * form
            self.knowledge.displace(coordinate, total)

    def add_noise(self, step: Noise) -> None:
        self.noise.append((self.knowledge.add_noise(step.coordinates), step))

    def result(self) -> LatentOutcomes:
        names = self.experiment.outcomes
        table = np.zeros((1 + self.knowledge.latents, len(names)), dtype=np.int64)
        for column, name in enumerate(names):
            form = self.outcomes[name]
            table[: form.size, column] = form
        latents = table[1:]
        noise = tuple(LatentNoise(latents[where], step.weights) for where, step in self.noise)
        return LatentOutcomes(self.experiment.d, names, table[0], latents[self.knowledge.uniform], noise)
