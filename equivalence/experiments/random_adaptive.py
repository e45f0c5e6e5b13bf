"""Random experiments of the whole language on bits, trits and dits: with random numbers, branches, rounds, detectors.

Valid by construction, and never refused when they are run: conditions ask for what one run has seen (`one_run`), and
detectors compare two measurements of one variable between which nothing but noise happens. `random_discrete` writes
experiments of the core, with the modules that composite d has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
    Transform,
)
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import flow
from toytheory.phase_space.variables import Variable

from .choices import Choices, Seeded, pick, some, weights
from .one_run import Run
from .plain_names import plain_names

DEEPEST = 2
"""Branches and rounds are nested so deep at most."""


@dataclass(frozen=True)
class Shape:
    """How large a random experiment is.

    Attributes
    ----------
    d, n : values of a coordinate, number of systems.
    steps : pieces at most; a piece is a step, or a block, or a few steps that belong together.
    outcomes : random outcomes at most, those of all rounds together (at least 1).
    """

    d: int
    n: int
    steps: int = 7
    outcomes: int = 5


def random_adaptive(rng: np.random.Generator, shape: Shape) -> Experiment:
    """One of this shape.

    >>> random_adaptive(np.random.default_rng(1), Shape(3, 2)).n
    2
    """
    return written(Seeded(rng), shape)


def random_adaptives(rng: np.random.Generator, shapes: Sequence[Shape], count: int) -> Iterator[Experiment]:
    """`count` experiments, of the given shapes in turn."""
    for k in range(count):
        yield random_adaptive(rng, shapes[k % len(shapes)])


def written(choices: Choices, shape: Shape) -> Experiment:
    """The experiment that these choices lead to."""
    return Experiment(System.of_dimension(shape.d, shape.n), tuple(_Writer(choices, shape).experiment()))


class _Writer:
    """An experiment being written.

    Attributes
    ----------
    run : one run of what is written so far.
    live : systems that can be used.
    room : how many more random outcomes there may be.
    fixed : outcomes that conditions may ask for: inside of blocks those from before the outermost one.
    """

    def __init__(self, choices: Choices, shape: Shape) -> None:
        self.choices, self.shape = choices, shape
        self.d, self.n = shape.d, shape.n
        self.units = [a for a in range(1, self.d) if math.gcd(a, self.d) == 1]
        self.run = Run(self.d, self.n, choices.luck)
        self.live = list(range(self.n))
        self.room = shape.outcomes
        self.names = plain_names()
        self.fixed: list[str] | None = None
        self.rounds = 1

    def experiment(self) -> list[Step]:
        steps = self.block(self.shape.steps, 0)
        if self.run.outcomes and not self.choices.below(2):
            return steps
        if not self.run.outcomes:
            steps.append(Measure((self.variable(),), (next(self.names),)) if self.live else Random(next(self.names)))
            return steps
        return [*steps, Report(tuple(some(self.choices, list(self.run.outcomes), 1, 3)))]

    def block(self, most: int, depth: int) -> list[Step]:
        """Up to so many pieces, each followed by the run."""
        steps: list[Step] = []
        for _ in range(most):
            piece = self.choices.unit(lambda choices: self.piece(choices, depth))
            if piece is None:
                break
            self.run.follow(piece)
            steps += piece
        return steps

    def piece(self, choices: Choices, depth: int) -> list[Step] | None:
        """One more piece; None for the end. Inside of blocks, names are made at the end of the block only."""
        outer, self.choices = self.choices, choices
        kinds: list[Callable[[], list[Step] | None]] = [list, lambda: None, self.prepare]
        if self.live:
            kinds += [self.named, self.transform, self.displace, self.noise]
            if len(self.live) > 1 and self.rounds == 1:
                kinds.append(self.discard)
        if self.fixed is None and self.room > 0:
            kinds += [lambda: self.making(next(self.names))] * 3
            if self.live and self.room > 1:
                kinds += [self.certain]
        if self.fixed or (self.fixed is None and self.run.outcomes):
            kinds.append(self.condition)
        if depth < DEEPEST:
            kinds += [lambda: self.when(depth)] * 2 if self.run.outcomes else []
            kinds.append(lambda: self.repeat(depth))
        made = pick(choices, kinds)()
        self.choices = outer
        return made

    # what steps are made of

    def moved(self, rows: Matrix, systems: Sequence[int]) -> Matrix:
        """Images under a symplectic map of some systems, a product of transvections."""
        for _ in range(self.choices.below(3)):
            vector = np.zeros(2 * self.n, dtype=np.int64)
            for k in systems:
                vector[2 * k : 2 * k + 2] = self.choices.below(self.d), self.choices.below(self.d)
            rows = (rows + self.choices.below(self.d) * np.outer(rows @ flow(vector), vector)) % self.d
        return rows

    def commuting(self, systems: Sequence[int], most: int) -> tuple[Variable, ...]:
        chosen = some(self.choices, systems, 1, 2)
        rows = np.zeros((min(most, len(chosen)), 2 * self.n), dtype=np.int64)
        for row, system in zip(rows, chosen, strict=False):
            row[2 * system] = pick(self.choices, self.units)
        constants = [self.choices.below(self.d) if not self.choices.below(3) else 0 for _ in rows]
        moved = self.moved(rows, chosen)
        return tuple(Variable.from_vector(row, self.d, c) for row, c in zip(moved, constants, strict=True))

    def variable(self) -> Variable:
        return self.commuting(self.live, 1)[0]

    def expression(self, least: int = 0) -> OutcomeExpression:
        known = list(self.run.outcomes)
        used = some(self.choices, known, min(least, len(known)), 2) if known else []
        terms = tuple((name, 1 + self.choices.below(self.d - 1)) for name in used)
        return OutcomeExpression(terms, self.choices.below(self.d))

    def coordinates(self, most: int = 2) -> list[int]:
        return some(self.choices, [2 * k + side for k in self.live for side in (0, 1)], 1, most)

    # pieces

    def prepare(self) -> list[Step]:
        known = self.commuting(range(self.n), 2)
        systems = tuple(sorted({k for F in known for k in F.systems}))
        self.live = sorted({*self.live, *systems})
        return [Prepare(known, tuple(self.choices.below(self.d) for _ in known), systems)]

    def named(self) -> list[Step]:
        named = pick(self.choices, [m for m in NAMED_MAPS.values() if m.systems <= len(self.live)])
        parameter = pick(self.choices, self.units) if named.takes_parameter else None
        systems = tuple(some(self.choices, self.live, named.systems, named.systems))
        return [named_transform(named.name, systems, self.d, parameter)]

    def transform(self) -> list[Step]:
        systems = sorted(some(self.choices, self.live, 1, 2))
        where = [2 * k + side for k in systems for side in (0, 1)]
        rows = self.moved(np.eye(2 * self.n, dtype=np.int64)[where], systems)[:, where]
        shift = tuple(self.choices.below(self.d) for _ in where)
        return [Transform(tuple(systems), tuple(map(tuple, rows.tolist())), shift)]

    def displace(self) -> list[Step]:
        return [Displace(tuple((c, self.expression()) for c in self.coordinates()))]

    def noise(self) -> list[Step]:
        coordinates = self.coordinates()
        return [Noise(tuple(coordinates), weights(self.choices, self.d, len(coordinates)))]

    def discard(self) -> list[Step]:
        gone = pick(self.choices, self.live)
        self.live = [k for k in self.live if k != gone]
        return [Discard((gone,))]

    def condition(self) -> list[Step]:
        name = pick(self.choices, self.fixed or list(self.run.outcomes))
        return [Condition(name, self.run.outcomes[name])]

    def making(self, name: str) -> list[Step]:
        """Steps that make one outcome of this name."""
        kinds = ["measure", "flip"] if self.live else []
        kind = pick(self.choices, [*kinds, "random", "weights", "let"])
        self.room -= self.rounds * (kind != "let")
        if kind in kinds:
            measure = Measure((self.variable(),), (name,))
            return [measure, Flip((name,), weights(self.choices, self.d, 1))] if kind == "flip" else [measure]
        if kind == "let":
            return [Let(name, self.expression(1))]
        listed = weights(self.choices, self.d, 1)
        return [Random(name, None if kind == "random" else tuple((shift[0], w) for shift, w in listed))]

    def certain(self) -> list[Step]:
        """A variable measured twice, noise between, the last record perhaps flipped: a detector or an observable."""
        F, first, second, name = self.variable(), next(self.names), next(self.names), next(self.names)
        self.room -= 2 * self.rounds
        steps: list[Step] = [Measure((F,), (first,)), *(self.noise() if self.choices.below(2) else [])]
        steps.append(Measure((F,), (second,)))
        if self.choices.below(2):
            steps.append(Flip((second,), weights(self.choices, self.d, 1)))
        factor = 1 + self.choices.below(self.d - 1)
        value = OutcomeExpression(((second, factor), (first, -factor % self.d)), self.choices.below(self.d))
        kind = pick(self.choices, [Detector, Observable])
        return [*steps, kind(name, value)]

    # blocks

    def inside(self, names: Sequence[str], depth: int) -> list[Step]:
        """A block that makes these names, one after another at its end; and follows them."""
        steps = self.block(2, depth + 1)
        for name in names:
            made = self.making(name)
            self.run.follow(made)
            steps += made
        return steps

    def enter(self) -> list[str] | None:
        before = self.fixed
        if before is None:
            self.fixed = list(self.run.outcomes)
        return before

    def when(self, depth: int) -> list[Step]:
        start, live, fixed = self.run, self.live, self.enter()
        asked = some(self.choices, list(start.outcomes), 1, 2)
        names = [next(self.names) for _ in range(self.choices.below(2) if self.room > 0 and fixed is None else 0)]
        count, room, least = 1 + self.choices.below(2), self.room, self.room
        branches: list[Branch] = []
        after: list[set[int]] = []
        for number in range(count + (1 if names else self.choices.below(2))):
            values = (
                (a, start.outcomes[a] if not self.choices.below(2) else self.choices.below(self.d)) for a in asked
            )
            conditions = tuple(values) if number < count else ()
            self.run, self.live, self.room = start.copy(), list(live), room
            branches.append(Branch(conditions, tuple(self.inside(names, depth))))
            after.append(set(self.live))
            least = min(least, self.room)
        if branches[-1].conditions:
            after.append(set(live))
        self.run, self.fixed, self.room = start, fixed, least
        self.live = sorted(set.intersection(*after))
        return [When(tuple(branches))]

    def repeat(self, depth: int) -> list[Step]:
        start, fixed, rounds = self.run, self.enter(), self.rounds
        count = 1 + self.choices.below(min(3, max(1, self.room)))
        names = [next(self.names) for _ in range(self.choices.below(2) if self.room >= count and fixed is None else 0)]
        self.run, self.rounds = start.copy(), rounds * count
        self.run.outcomes.update((indexed(name, -1), 0) for name in names)
        step = Repeat(count, tuple(self.inside(names, depth)))
        self.run, self.fixed, self.rounds = start, fixed, rounds
        return [step] if step.steps else []
