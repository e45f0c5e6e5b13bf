"""Random experiments of the whole second edition, valid by construction, small enough to be followed run by run."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from toytheory.language.bookkeeping import (
    Branch,
    Detector,
    Flip,
    Let,
    Observable,
    Random,
    Repeat,
    Report,
    When,
    indexed,
    made,
)
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    System,
)
from toytheory.phase_space.variables import Variable


class Generator:
    """One random experiment.

    Attributes
    ----------
    inside : names of this round that its next round may ask for with [-1], one list a `repeat` that is open.
    """

    def __init__(self, seed: int, d: int, n: int, size: int = 7) -> None:
        self.rng = np.random.default_rng([seed, d, n])
        self.d, self.n = d, n
        self.count = 0
        self.budget = min(5, int(math.log(1000 / d ** (2 * n), d)))  # random outcomes, with which runs multiply
        outcomes: list[str] = []
        steps = self.block(size, 0, outcomes, wanted=None)
        if outcomes and self.rng.random() < 0.3:
            chosen = self.rng.permutation(outcomes)[: int(self.rng.integers(1, len(outcomes) + 1))]
            steps.append(Report(tuple(map(str, chosen))))
        self.experiment = Experiment(System.of_dimension(d, n), tuple(steps))

    def chance(self, p: float) -> bool:
        return bool(self.rng.random() < p)

    def value(self) -> int:
        return int(self.rng.integers(0, self.d))

    def name(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def variable(self) -> Variable:
        """A variable that takes every value, or (rarely) any."""
        while True:
            some = self.rng.integers(0, self.d, 2 * self.n)
            if math.gcd(self.d, *map(int, some)) == 1:
                return Variable.from_vector(some, self.d, self.value())

    def weights(self, width: int) -> tuple[tuple[tuple[int, ...], Fraction], ...]:
        count = int(self.rng.integers(1, 4))
        tuples = dict.fromkeys(tuple(self.value() for _ in range(width)) for _ in range(count))
        parts = [int(x) for x in self.rng.integers(1, 5, len(tuples))]
        return tuple((t, Fraction(p, sum(parts))) for t, p in zip(tuples, parts, strict=True))

    def expression(self, outcomes: list[str]) -> OutcomeExpression:
        count = min(len(outcomes), int(self.rng.integers(0, 3)))
        chosen = [str(name) for name in self.rng.permutation(outcomes)[:count]] if count else []
        return OutcomeExpression(tuple((name, self.value()) for name in chosen), self.value())

    # steps that make nothing

    def plain(self, outcomes: list[str]) -> Step:
        d, n, rng = self.d, self.n, self.rng
        kind = rng.integers(0, 5)
        if kind == 0:
            variable = self.variable()
            systems = tuple(sorted({*variable.systems, *(int(s) for s in rng.permutation(n)[: rng.integers(0, 2)])}))
            return Prepare((variable,), (self.value(),), systems)
        if kind == 1:
            name = str(rng.choice([m for m in NAMED_MAPS if NAMED_MAPS[m].systems <= n]))
            units = [a for a in range(1, d) if math.gcd(a, d) == 1]
            parameter = int(rng.choice(units)) if NAMED_MAPS[name].takes_parameter else None
            return named_transform(
                name, tuple(int(s) for s in rng.permutation(n)[: NAMED_MAPS[name].systems]), d, parameter
            )
        if kind == 2:
            width = int(rng.integers(1, 3))
            return Noise(tuple(int(i) for i in rng.permutation(2 * n)[:width]), self.weights(width))
        index = int(rng.integers(0, 2 * n))
        return Displace(((index, self.expression(outcomes)),))

    # steps that make outcomes

    def make(self, name: str, outcomes: list[str]) -> list[Step]:
        """A step that makes an outcome of this name."""
        kind = self.rng.integers(0, 6)
        if kind == 0 and self.budget > 0:
            self.budget -= 1
            return [Random(name, None if self.chance(0.5) else tuple((t[0], w) for t, w in self.weights(1)))]
        if kind <= 3 and self.budget > 0:
            self.budget -= 1
            step = Measure((self.variable(),), (name,))
            if self.chance(0.35):
                return [step, Flip((name,), self.flips(1))]
            return [step]
        derived = [Let, Let, Detector, Observable][int(self.rng.integers(0, 4))]
        return [derived(name, self.expression(outcomes))]

    def flips(self, width: int) -> tuple[tuple[tuple[int, ...], Fraction], ...]:
        zero = (0,) * width
        listed = [(t, w / 2) for t, w in self.weights(width) if any(t)]
        return ((zero, 1 - sum((w for _, w in listed), Fraction(0))), *listed)

    def pair(self, outcomes: list[str]) -> list[Step]:
        """Two commuting variables measured together, perhaps with one joint flip."""
        self.budget -= 2
        first = self.variable()
        names = (self.name(), self.name())
        step = Measure((first, first * self.value() + Variable.of({}, self.d, self.value())), names)
        outcomes += names
        return [step, Flip(names, self.flips(2))] if self.chance(0.6) else [step]

    # blocks

    def block(self, size: int, depth: int, outcomes: list[str], wanted: list[str] | None) -> list[Step]:
        """Steps that add to `outcomes`; `wanted`: these names and no others."""
        steps: list[Step] = []
        waiting = list(wanted or [])
        for _ in range(int(self.rng.integers(1, size + 1))):
            kind = self.rng.random()
            if kind < 0.3:
                steps.append(self.plain(outcomes))
            elif kind < 0.36 and self.chance(0.5):
                system = int(self.rng.integers(0, self.n))
                steps += [
                    Discard((system,)),
                    Prepare((Variable.of({2 * system: 1}, self.d),), (self.value(),), (system,)),
                ]
            elif kind < 0.42 and outcomes:
                steps.append(Condition(str(self.rng.choice(outcomes)), self.value()))
            elif kind < 0.7 and wanted is None:
                if self.budget > 1 and self.chance(0.3):
                    steps += self.pair(outcomes)
                else:
                    name = self.name()
                    steps += self.make(name, outcomes)
                    outcomes.append(name)
            elif kind < 0.85 and outcomes and depth < 2:
                steps.append(self.when(depth, outcomes, wanted is None))
            elif depth < 2 and wanted is None and self.budget > 1:
                steps.append(self.repeat(depth, outcomes))
        for name in map(str, self.rng.permutation(waiting)) if waiting else ():
            steps += self.make(name, outcomes)
            outcomes.append(name)
        return steps

    def when(self, depth: int, outcomes: list[str], may_make: bool) -> When:
        asked = [str(name) for name in self.rng.permutation(outcomes)[: int(self.rng.integers(1, 3))]]
        names = [self.name() for _ in range(int(self.rng.integers(0, 3)))] if may_make else []
        count = int(self.rng.integers(1, 3))
        branches = []
        budget = self.budget
        spent = budget
        for number in range(count + 1):
            if number == count and not names and self.chance(0.4):
                break
            conditions = tuple((name, self.value()) for name in asked if self.chance(0.8)) or ((asked[0], 0),)
            self.budget = budget
            steps = self.block(2, depth + 1, list(outcomes), names)
            spent = min(spent, self.budget)
            branches.append(Branch(conditions if number < count else (), tuple(steps)))
        self.budget = spent
        outcomes += [str(name) for name in made(branches[0].steps)]
        return When(tuple(branches))

    def repeat(self, depth: int, outcomes: list[str]) -> Repeat:
        count = int(self.rng.integers(1, 4))
        before = self.budget
        self.budget = before // count
        there = self.budget
        names = [self.name() for _ in range(int(self.rng.integers(1, 3)))]
        seen = [*outcomes, *(indexed(name, -1) for name in names)]
        steps = self.block(3, depth + 1, seen, names)
        self.budget = before - count * (there - self.budget)
        outcomes += Repeat(count, tuple(steps)).makes
        return Repeat(count, tuple(steps))


def adaptive(seed: int, d: int, n: int, size: int = 7) -> Experiment:
    """The experiment with this seed."""
    return Generator(seed, d, n, size).experiment
