"""Experiments as programs: every step of the language is a few operations on rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toytheory.backend import Capabilities
from toytheory.discrete.backends.preparation import independent_parts
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform

from .builder import ProgramBuilder
from .elementary import elementary
from .program import Program

CAPABILITIES = Capabilities(exact=False, samples=True)
"""Discrete systems, every d."""


def compiled(experiment: Experiment) -> Program:
    """The program whose outputs are the outcomes of an experiment; CannotRun for steps that it does not know.

    >>> from toytheory.language.reading import parse_experiment
    >>> compiled(parse_experiment("system 1 trit\\nprepare X = 2\\nmeasure X as a")).names
    ('a',)
    """
    reason = CAPABILITIES.reason_against(experiment)
    if reason is not None:
        raise CannotRun(reason)
    lowering = Lowering(experiment)
    return lowering.builder.program(
        experiment.outcomes, [lowering.records[name] for name in experiment.outcomes], lowering.conditions
    )


class Lowering:
    """A walk through the steps.

    Attributes
    ----------
    records : outcome -> its row.
    conditions : (row, value).
    """

    def __init__(self, experiment: Experiment) -> None:
        self.d = experiment.d
        self.builder = ProgramBuilder(experiment.d, experiment.n)
        self.records: dict[str, int] = {}
        self.conditions: list[tuple[int, int]] = []
        handlers: dict[type[Step], Callable[[Any], None]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.noise,
            Condition: self.condition,
            Discard: lambda step: None,  # nothing looks at it before it is prepared again
        }
        for step in experiment.steps:
            handlers[type(step)](step)

    def prepare(self, step: Prepare) -> None:
        """Draw the systems anew among the ontic states that have the known values."""
        for part in independent_parts(step, self.d):
            point, directions = part.states(self.d)
            self.builder.prepare(part.coordinates.tolist(), point.tolist(), directions)

    def transform(self, step: Transform) -> None:
        """m -> S m + a."""
        coordinates = [c for system in step.systems for c in (2 * system, 2 * system + 1)]
        self.builder.transform(coordinates, elementary(step.matrix, self.d), step.shift)

    def measure(self, step: Measure) -> None:
        """Read F(m), then m -> m + t flow(F), t uniform: the flow of a X kicks P by -a, that of b P kicks X by b."""
        for variable, name in zip(step.variables, step.names, strict=True):
            self.records[name] = self.builder.read(variable.terms, variable.constant)
            self.builder.kick([(c + 1, -a % self.d) if c % 2 == 0 else (c - 1, a) for c, a in variable.terms])

    def displace(self, step: Displace) -> None:
        """Add to coordinates what earlier outcomes say."""
        for coordinate, by in step.shifts:
            self.builder.displace(coordinate, [(self.records[name], c) for name, c in by.terms], by.constant)

    def noise(self, step: Noise) -> None:
        """Add a random tuple."""
        self.builder.noise([self.builder.where[c] for c in step.coordinates], step.weights)

    def condition(self, step: Condition) -> None:
        """Remember what must be met."""
        self.conditions.append((self.records[step.name], step.value % self.d))
