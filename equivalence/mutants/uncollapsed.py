"""Planted faults in what an experiment does to states: no collapse, and preparations that only project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any, Literal

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Prepare, Step
from toytheory.outcomes.distributions import Distribution

from .mutant import Mutant, told
from .undisturbed import Engine


class Projecting:
    """A backend in which a preparation projects on the known values, so that other systems are steered by it.

    Where the values cannot be met, it prepares as it should.
    """

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.name, self.side, self.capabilities = backend.name, backend.side, backend.capabilities

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the sound backend."""
        reason: Literal[True] | str = self.backend.can_run(experiment)
        return reason

    def distribution(self, experiment: Experiment) -> Distribution:
        """Of the runs in which every projection succeeds."""
        projected = _with_projections(experiment)
        given = {name for i, name in enumerate(experiment.outcomes) if i in dict(experiment.conditions)}
        free = (s for s in projected.steps if not (isinstance(s, Condition) and s.name in given))
        success = self.backend.distribution(replace(projected, steps=tuple(free))).condition_probability
        if not success:
            sound: Distribution = self.backend.distribution(experiment)
            return sound
        found = told(experiment, self.backend.distribution(projected))
        return replace(found, condition_probability=found.condition_probability / success)


def _with_projections(experiment: Experiment) -> Experiment:
    hidden = (name for i in count() if (name := f"hidden{i}") not in experiment.outcomes)
    steps: list[Step] = []
    for step in experiment.steps:
        if isinstance(step, Prepare):
            names = tuple(next(hidden) for _ in step.variables)
            steps.append(Measure(step.variables, names))
            steps += [Condition(name, value) for name, value in zip(names, step.values, strict=True)]
        elif not isinstance(step, Discard):  # what is discarded can be prepared again, which is now no reset
            steps.append(step)
    return replace(experiment, steps=tuple(steps))


class Uncollapsed:
    """A backend in which a measurement tells an outcome and leaves the state as it was.

    Every measurement is run on its own: the steps before it without their measurements, and what those told put
    into the displacements.
    """

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.name, self.side, self.capabilities = backend.name, backend.side, backend.capabilities

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the sound backend."""
        reason: Literal[True] | str = self.backend.can_run(experiment)
        return reason

    def distribution(self, experiment: Experiment) -> Distribution:
        """Outcome by outcome; conditions keep the runs that meet them."""
        wanted = dict(experiment.conditions)
        if any(wanted[position] != value for position, value in experiment.conditions):
            return Distribution(experiment.d, experiment.outcomes, {}, None, Fraction(0))
        joint = {
            key: p
            for key, p in self._told(experiment, 0, {}, Fraction(1))
            if all(key[position] == value for position, value in wanted.items())
        }
        if not joint:
            return Distribution(experiment.d, experiment.outcomes, {}, None, Fraction(0))
        return Distribution.from_joint(experiment.d, experiment.outcomes, joint)

    def _told(
        self, experiment: Experiment, start: int, known: dict[str, int], weight: Fraction
    ) -> Iterator[tuple[tuple[int, ...], Fraction]]:
        steps = experiment.steps
        here = next((i for i in range(start, len(steps)) if isinstance(steps[i], Measure)), None)
        if here is None:
            yield tuple(known.values()), weight
            return
        before = [_with_values(s, known, experiment.d) for s in steps[:here] if not isinstance(s, Measure | Condition)]
        alone = self.backend.distribution(replace(experiment, steps=(*before, steps[here])))
        for key, p in (alone.probabilities or {}).items():
            yield from self._told(
                experiment, here + 1, {**known, **dict(zip(alone.names, key, strict=True))}, weight * p
            )


def _with_values(step: Step, known: dict[str, int], d: int) -> Step:
    if not isinstance(step, Displace):
        return step
    return Displace(tuple((c, replace(e, terms=(), constant=e(known, d))) for c, e in step.shifts))


IN_STATES: tuple[Mutant, ...] = (
    Mutant("reset-missing", "a preparation projects and resets nothing", True, Projecting),
    Mutant(
        "no-disturbance",
        "a measurement leaves the ontic state as it was",
        True,
        lambda backend: Engine(backend, disturbs=False),
        ("epistemic",),
    ),
    Mutant("no-collapse", "a measurement leaves the quantum state as it was", True, Uncollapsed, ("hilbert", "stim")),
)
