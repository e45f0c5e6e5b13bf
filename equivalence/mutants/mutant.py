"""A mutant: a sound backend with one thing changed, and whether the change is a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from toytheory.backend import Capabilities, Side
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Step
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix

Rewrite = Callable[[Experiment], Experiment]
"""Another experiment, which is done in place of the given one."""

Answer = Callable[[Experiment, Distribution], Distribution]
"""What is told about the given experiment, once its replacement has been run."""

Change = Callable[[Any, Experiment], Iterable[Step]]
"""The steps that are done in place of one."""

EXACT = ("epistemic", "hilbert", "stim")
"""Exact backends of each side: where a mutant is planted by default."""

SIGNED = ("epistemic", "hilbert")
"""Where a wrong sign is planted: modulo 2 it is none."""


@dataclass(frozen=True)
class Mutant:
    """A change of a backend.

    Attributes
    ----------
    name : a word or two, hyphenated.
    says : the fault, or the rewriting, in one line.
    broken : whether it is a fault; otherwise it changes no answer, and a check must stay silent on it.
    plant : sound backend -> changed backend.
    originals : names of the backends that it is planted in.
    odd_only : an equivalent one that is a fault for bits (where that is a point of the talk).
    """

    name: str
    says: str
    broken: bool
    plant: Callable[[Any], Any]
    originals: tuple[str, ...] = EXACT
    odd_only: bool = False


class Rewritten:
    """A backend that runs another experiment than the one that it is given.

    Parameters
    ----------
    backend : the sound one, exact or sampling.
    rewrite : the given experiment -> the one that is run.
    answer : changes the exact distribution; by default outcomes that were added are summed over.
    """

    def __init__(self, backend: Any, rewrite: Rewrite, answer: Answer | None = None) -> None:
        self.backend, self.rewrite = backend, rewrite
        self.answer = answer if answer is not None else told
        self.name: str = backend.name
        self.side: Side = backend.side
        self.capabilities: Capabilities = backend.capabilities

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the sound backend, which must be able to run both experiments."""
        reason: Literal[True] | str = self.backend.can_run(experiment)
        if reason is not True:
            return reason
        again: Literal[True] | str = self.backend.can_run(self.rewrite(experiment))
        return again

    def distribution(self, experiment: Experiment) -> Distribution:
        """Of the rewritten experiment, told under the names of the given one."""
        return self.answer(experiment, self.backend.distribution(self.rewrite(experiment)))

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Matrix:
        """Of the rewritten experiment, which has the same outcomes."""
        drawn: Matrix = self.backend.sample(self.rewrite(experiment), shots, seed)
        return drawn


def told(experiment: Experiment, distribution: Distribution) -> Distribution:
    """The distribution of the outcomes of the given experiment alone, in their order."""
    if distribution.names == experiment.outcomes:
        return distribution
    return distribution.marginal(experiment.outcomes)


def stepwise(change: Change) -> Rewrite:
    """A rewriting that replaces every step by others, none of them looking at its neighbours."""

    def rewrite(experiment: Experiment) -> Experiment:
        steps = tuple(new for step in experiment.steps for new in change(step, experiment))
        return replace(experiment, steps=steps)

    return rewrite


def rewriting(name: str, says: str, rewrite: Rewrite, *, broken: bool, **more: Any) -> Mutant:
    """The mutant that runs a rewritten experiment."""
    return Mutant(name, says, broken, lambda backend: Rewritten(backend, rewrite), **more)
