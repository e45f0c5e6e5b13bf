"""Bookkeeping as core steps: random numbers and faulty records on systems beside, named values by substitution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from toytheory.language.bookkeeping import Derived, Detector, Flip, Let, Observable, Random, Report
from toytheory.language.ring import Ring
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Step,
    System,
    Value,
)

from .spare import Spare
from .unroll import before_the_first

Readout = dict[str, OutcomeExpression]
"""Name of an outcome -> what it is in outcomes of the core."""

_SUGAR: frozenset[type[Step]] = frozenset({Random, Flip, Let, Detector, Observable, Report})
"""What is lowered here, named one by one: a kind of step that is derived from one of them is another."""


class Classical:
    """Steps without rounds and branches, turned into the core one by one.

    Attributes
    ----------
    native : kinds of steps that stay as they are.
    values : whether what `let` names is made an outcome of its own.
    steps : of the core, so far.
    readout : of everything made so far.
    count : statement -> how often it was lowered.
    """

    def __init__(
        self, system: System, steps: Iterable[Step], native: frozenset[type[Step]], *, values: bool = False
    ) -> None:
        self.ring = Ring.of(system)
        self.native = native
        self.values = values
        self.spare = Spare(system)
        self.steps: list[Step] = []
        self.readout: Readout = {}
        self.count: Counter[str] = Counter()
        listed = tuple(steps)
        self.asked = {step.name for step in listed if isinstance(step, Condition)}
        self.taken = {name for step in listed for name in (*step.makes, *step.uses)}
        for step in listed:
            self.add(step)

    def add(self, step: Step) -> None:
        """One more step."""
        kind = type(step)
        if kind is Displace and step.uses:
            assert isinstance(step, Displace)
            shifts = tuple((index, self.substituted(e)) for index, e in step.shifts)
            self.steps.append(replace(step, shifts=shifts))
        elif kind in self.native or kind not in _SUGAR:
            self.steps.append(step)
            for name in step.makes:
                self.readout[name] = OutcomeExpression(((name, 1),))
        else:
            if not before_the_first(step):
                self.count[kind.__name__.lower()] += 1
            if isinstance(step, Random):
                self.random(step)
            elif isinstance(step, Flip):
                self.flip(step)
            elif isinstance(step, Derived):
                self.derive(step)

    def substituted(self, expression: OutcomeExpression) -> OutcomeExpression:
        """The expression in outcomes of the core."""
        terms: dict[str, Value] = {}
        constant = expression.constant
        for name, factor in expression.terms:
            inner = self.readout[name]
            constant += factor * inner.constant
            for core, more in inner.terms:
                terms[core] = terms.get(core, 0) + factor * more
        return self.ring.expression(OutcomeExpression(tuple(terms.items()), constant))

    def random(self, step: Random) -> None:
        """X of a system of which P is known is uniform; other weights are noise on a known X."""
        (system,) = self.spare.take(1)
        self.steps.append(self.spare.known([system], 0 if step.weights else 1))
        if step.weights:
            self.steps.append(Noise((2 * system,), tuple(((value,), weight) for value, weight in step.weights)))
        self.measured(Measure((self.spare.variable({2 * system: 1}),), (step.name,)), (system,))

    def measured(self, step: Measure, systems: tuple[int, ...]) -> None:
        """Read systems beside, and forget them."""
        self.steps += [step, Discard(systems)]
        for name in step.names:
            self.readout[name] = OutcomeExpression(((name, 1),))

    def flip(self, step: Flip) -> None:
        """The true values get other names; what is written down is copied from them, and disturbed by noise."""
        true = {name: self.fresh(name) for name in step.names}
        self.steps[-1] = self.steps[-1].with_names(true)  # a flip stands right behind its measurement
        copies = [OutcomeExpression(((true[name], 1),)) for name in step.names]
        prepare, copy, measure = self.spare.records(copies, step.names)
        systems = measure.touched
        self.steps += [prepare, copy, Noise(tuple(2 * k for k in systems), step.weights)]
        assert isinstance(measure, Measure)
        self.measured(measure, systems)

    def fresh(self, name: str) -> str:
        """A name for the true value behind a record."""
        base, bracket, index = name.partition("[")
        found = f"{base}_true{bracket}{index}"
        while found in self.taken:
            base += "_"
            found = f"{base}_true{bracket}{index}"
        self.taken.add(found)
        return found

    def derive(self, step: Derived) -> None:
        """A value is its expression; where it is conditioned on (on modes: always) it is made an outcome of its own."""
        expression = self.substituted(step.expression)
        self.readout[step.name] = expression
        told = self.values and type(step) is Let and not before_the_first(step)
        if step.name in self.asked or self.ring.d is None or told:
            prepare, copy, measure = self.spare.records([expression], (step.name,))
            self.steps += [prepare, copy]
            assert isinstance(measure, Measure)
            self.measured(measure, measure.touched)
