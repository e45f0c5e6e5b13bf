"""Experiments as programs: every step of the language, rounds and branches included, is a few operations on rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from toytheory.backend import BOOKKEEPING, DISCRETE_STEPS, Capabilities
from toytheory.discrete.backends.preparation import independent_parts
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Derived, Detector, Flip, Let, Observable, Random, Report, When
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform

from .builder import ProgramBuilder
from .elementary import elementary
from .noise import kind_of
from .program import Program, around

CAPABILITIES = Capabilities(steps=DISCRETE_STEPS | BOOKKEEPING, exact=False, samples=True)
"""Discrete systems, every d, every step."""


def compiled(experiment: Experiment, detectors: bool = False, reference: Mapping[str, int] | None = None) -> Program:
    r"""The program whose outputs are the outcomes of an experiment, or its detectors and observables.

    Parameters
    ----------
    reference : a value of everything that the experiment makes, in one run without noise of a theory whose outcomes
        differ from the toy theory's by constants.

    Errors: CannotRun for modes, for steps that it does not know, and for a reference where there are branches.

    >>> from toytheory.language.reading import parse_experiment
    >>> compiled(parse_experiment("system 1 trit\nprepare X = 2\nmeasure X as a")).names
    ('a',)
    """
    reason = CAPABILITIES.reason_against(experiment)
    if reason is not None:
        raise CannotRun(reason)
    lowering = Lowering(experiment)
    names = (*experiment.detectors, *experiment.observables) if detectors else experiment.outcomes
    program = lowering.builder.program(names, [lowering.records[name] for name in names], lowering.conditions)
    if reference is None:
        return program
    return around(program, {row: reference[name] for name, row in lowering.records.items() if name in reference})


class Lowering:
    """A walk through the steps.

    Attributes
    ----------
    records : outcome -> its row.
    conditions : (row, value) that runs must meet.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.d = experiment.d
        self.builder = ProgramBuilder(experiment.d, experiment.n)
        self.records: dict[str, int] = {}
        self.conditions: list[tuple[int, int]] = []
        self._handlers: dict[type[Step], Callable[[Any], None]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.noise,
            Condition: self.condition,
            Discard: lambda step: None,  # nothing looks at it before it is prepared again
            Random: self.random,
            Flip: self.flip,
            Let: self.derive,
            Detector: self.derive,
            Observable: self.derive,
            When: self.when,
            Report: lambda step: None,
        }
        self.follow(unrolled(experiment.steps))

    def follow(self, steps: Iterable[Step]) -> None:
        """One step after the other."""
        for step in steps:
            handler = self._handlers.get(type(step))
            if handler is None:
                raise CannotRun(f"does not know the step {type(step).__name__}")
            handler(step)

    def value(self, name: str) -> int:
        """The row of an outcome."""
        return self.records[name]

    def prepare(self, step: Prepare) -> None:
        """Draw the systems anew among the ontic states that have the known values."""
        self.builder.cause = f"the preparation{_line(step)}"
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
            self.builder.cause = f"the measurement of {name}{_line(step)}"
            self.records[name] = self.builder.read(variable.terms, variable.constant)
            self.builder.kick([(c + 1, -a % self.d) if c % 2 == 0 else (c - 1, a) for c, a in variable.terms])

    def displace(self, step: Displace) -> None:
        """Add to coordinates what earlier outcomes say."""
        for coordinate, by in step.shifts:
            self.builder.displace(coordinate, [(self.records[name], c) for name, c in by.terms], by.constant)

    def noise(self, step: Noise) -> None:
        """Add a random tuple."""
        self.builder.noise_sites(
            kind_of(step.weights, self.d), [self.builder.where[c] for c in step.coordinates], len(step.coordinates)
        )

    def condition(self, step: Condition) -> None:
        """Remember what must be met; inside of a branch only its own runs must meet it."""
        value, row = step.value % self.d, self.value(step.name)
        if self.builder.mask < 0:
            self.conditions.append((row, value))
        else:
            met = self.builder.those_with([(row, value)])
            self.conditions.append((self.builder.those_with([], but_not=[met]), 0))

    # bookkeeping

    def random(self, step: Random) -> None:
        """A row by itself."""
        self.builder.cause = f"the random number {step.name}{_line(step)}"
        if step.weights is None:
            self.records[step.name] = self.builder.uniform()
            return
        row = self.records[step.name] = self.builder.combine([])
        self.builder.noise_sites(kind_of([((value,), p) for value, p in step.weights], self.d), [row], 1)

    def flip(self, step: Flip) -> None:
        """Noise on records."""
        self.builder.noise_sites(
            kind_of(step.weights, self.d), [self.records[name] for name in step.names], len(step.names)
        )

    def derive(self, step: Derived) -> None:
        """A row that follows from others."""
        terms = [(self.records[name], c) for name, c in step.expression.terms]
        self.records[step.name] = self.builder.combine(terms, step.expression.constant)

    def when(self, step: When) -> None:
        """Every branch for its own runs; what it makes is taken from the branch that a run is in."""
        builder, outside, before = self.builder, self.builder.mask, self.records
        masks: list[int] = []
        made: list[dict[str, int]] = []
        for branch in step.branches:
            masks.append(builder.those_with([(before[name], value) for name, value in branch.conditions], masks))
            builder.mask, self.records = masks[-1], dict(before)
            self.follow(branch.steps)
            builder.mask = outside
            made.append(self.records)
        self.records = before
        for name in step.makes:
            self.records[name] = builder.choose(masks, [rows[name] for rows in made])


def _line(step: Step) -> str:
    return f" in line {step.place.line}" if step.place is not None else ""
