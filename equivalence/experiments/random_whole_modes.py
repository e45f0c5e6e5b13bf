"""Random experiments of the whole language on modes, in numbers of few digits: channels, general-dyne, rounds, reports.

Valid by construction, with a quantum counterpart, and never conditioned on what cannot be: modes are prepared in
Gaussian states before they are used, and not used again once they were measured. `random_modes` writes experiments
of the core in generic numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from toytheory.language.bookkeeping import GaussianChannel, GeneralDyne, Let, RandomNormal, Repeat, Report, indexed
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    OutcomeExpression,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
    ThermalLoss,
    Transform,
)
from toytheory.phase_space.variables import Variable

from .choices import Choices, Seeded, pick, some
from .plain_names import plain_names

PLANES = ((1.0, 0.0), (0.0, 1.0), (0.6, 0.8), (0.28, 0.96))
"""Cosines and sines with few digits."""


@dataclass(frozen=True)
class Shape:
    """How large a random experiment is: modes, the unit of action, pieces at most."""

    n: int
    hbar: float = 1.0
    steps: int = 7


def random_whole(rng: np.random.Generator, shape: Shape) -> Experiment:
    """One of this shape.

    >>> random_whole(np.random.default_rng(1), Shape(2)).n
    2
    """
    return written(Seeded(rng), shape)


def random_wholes(rng: np.random.Generator, shapes: Sequence[Shape], count: int) -> Iterator[Experiment]:
    """`count` experiments, of the given shapes in turn."""
    for k in range(count):
        yield random_whole(rng, shapes[k % len(shapes)])


def written(choices: Choices, shape: Shape) -> Experiment:
    """The experiment that these choices lead to."""
    return Experiment(System("modes", shape.n, None, shape.hbar), tuple(_Writer(choices, shape).experiment()))


def up(number: float) -> float:
    """The number, rounded up to three digits behind the point."""
    return math.ceil(round(number * 1000, 6)) / 1000


class _Writer:
    """An experiment being written.

    Attributes
    ----------
    live : modes that are prepared and not yet measured.
    outcomes : names so far; free: those that a condition may ask for.
    """

    def __init__(self, choices: Choices, shape: Shape) -> None:
        self.choices, self.shape, self.hbar = choices, shape, shape.hbar
        self.live: list[int] = []
        self.outcomes: list[str] = []
        self.free: list[str] = []
        self.names = plain_names(modes=True)

    def experiment(self) -> list[Step]:
        steps = self.prepare()
        for _ in range(self.shape.steps):
            piece = self.choices.unit(self.piece)
            if piece is None:
                break
            steps += piece
        if not self.outcomes:
            steps += [*(self.prepare() if not self.live else []), *self.measure()]
        if self.choices.below(2):
            steps.append(Report(tuple(some(self.choices, self.outcomes, 1, 2))))
        return steps

    def piece(self, choices: Choices) -> list[Step] | None:
        """One more piece; None for the end."""
        outer, self.choices = self.choices, choices
        kinds: list[Callable[[], list[Step] | None]] = [list, lambda: None, self.prepare]
        if self.live:
            kinds += [self.named, self.interferometer, self.displace, self.lossy, self.channel, self.noise]
            kinds += [self.measure, self.dyne]
            kinds += [self.discard] if len(self.live) > 1 else []
        kinds += [self.normal, self.repeat]
        kinds += [self.let] if self.outcomes else []
        kinds += [self.condition] if self.free else []
        made = pick(choices, kinds)()
        self.choices = outer
        return made

    # what steps are made of

    def number(self, most: float = 2.0, least: float = 0.0) -> float:
        """Of two digits, positive before negative where it may be negative."""
        steps = self.choices.below(round((most - max(least, 0.0)) * 10) + 1)
        size = round(max(least, 0.0) + steps / 10, 1)
        return -size if least < 0 and size and self.choices.below(2) else size

    def name(self, free: bool = True) -> str:
        name = next(self.names)
        self.outcomes.append(name)
        self.free += [name] if free else []
        return name

    def one(self) -> int:
        return pick(self.choices, self.live)

    def expression(self) -> OutcomeExpression:
        used = some(self.choices, self.outcomes, 0, 2) if self.outcomes else []
        return OutcomeExpression(tuple((a, self.number(1.0, -1.0) or 1.0) for a in used), self.number(2.0, -2.0))

    # pieces

    def prepare(self) -> list[Step]:
        systems = some(self.choices, range(self.shape.n), 1, 2)
        self.live = sorted({*self.live, *systems})
        if not self.choices.below(2):
            return [PrepareVacuum(tuple(sorted(systems)))]
        rows = np.zeros((2 * len(systems),) * 2)
        for k in range(0, len(rows), 2):
            a, c = self.hbar * (0.2 + self.number(1.3)), self.number(0.5, -0.5)
            rows[k, k], rows[k, k + 1], rows[k + 1, k] = up(a), c, c
            rows[k + 1, k + 1] = up((self.hbar**2 / 4 + c * c) / up(a))
        means = tuple(self.number(2.0, -2.0) for _ in rows)
        return [PrepareGaussian(tuple(systems), means, tuple(map(tuple, rows.tolist())))]

    def named(self) -> list[Step]:
        named = pick(self.choices, [m for m in MODE_MAPS.values() if m.systems <= len(self.live)])
        systems = tuple(some(self.choices, self.live, named.systems, named.systems))
        most = 3.0 if named.parameter == "an angle" else 0.8
        return [mode_transform(named.name, systems, None if named.parameter is None else self.number(most, -most))]

    def interferometer(self) -> list[Step]:
        systems = sorted(some(self.choices, self.live, 1, 2))
        c, s = pick(self.choices, PLANES)
        turn = np.array([[c, -s], [s, c]])
        rows = turn if len(systems) == 1 else np.kron(turn, np.eye(2))
        shift = tuple(self.number(1.0, -1.0) for _ in rows)
        return [Transform(tuple(systems), tuple(map(tuple, rows.tolist())), shift)]

    def displace(self) -> list[Step]:
        coordinates = some(self.choices, [2 * k + side for k in self.live for side in (0, 1)], 1, 2)
        return [Displace(tuple((c, self.expression()) for c in coordinates))]

    def lossy(self) -> list[Step]:
        k = self.one()
        kinds: list[Callable[[], Step]] = [
            lambda: Loss(k, self.number(1.0)),
            lambda: ThermalLoss(k, self.number(1.0), self.number(2.0)),
            lambda: Amplify(k, self.number(2.0, 1.0)),
        ]
        return [pick(self.choices, kinds)()]

    def channel(self) -> list[Step]:
        """Each mode stretched, perhaps mirrored, with the noise that this needs, and more."""
        systems = some(self.choices, self.live, 1, 2)
        matrix, noise = np.zeros((2 * len(systems),) * 2), np.zeros((2 * len(systems),) * 2)
        for k in range(0, len(matrix), 2):
            a, b = self.number(1.5, -1.5), self.number(1.5, -1.5)
            matrix[k, k], matrix[k + 1, k + 1] = a, b
            noise[k, k] = noise[k + 1, k + 1] = up(self.hbar / 2 * abs(1 - a * b) + self.number(1.0))
        rows, more = (tuple(map(tuple, m.tolist())) for m in (matrix, noise))
        return [GaussianChannel(tuple(systems), rows, more)]

    def noise(self) -> list[Step]:
        coordinates = some(self.choices, [2 * k + side for k in self.live for side in (0, 1)], 1, 2)
        return [GaussianNoise(tuple((c, self.number(1.0)) for c in coordinates))]

    def measure(self) -> list[Step]:
        """A variable of one mode, or two that commute of two modes; the modes are gone after that."""
        systems = some(self.choices, self.live, 1, 2)
        self.live = [k for k in self.live if k not in systems]
        c, s = pick(self.choices, PLANES)
        first, last = systems[0], systems[-1]
        if len(systems) == 1:
            terms = {i: x for i, x in ((2 * first, c), (2 * first + 1, s)) if x}
            return [Measure((Variable.of(terms, None, self.number(1.0, -1.0)),), (self.name(),))]
        factor = 0.1 + self.number(1.4)
        x = Variable.of({2 * first: 1.0, 2 * last: -factor}, None)
        p = Variable.of({2 * first + 1: factor, 2 * last + 1: 1.0}, None)
        return [Measure((x, p), (self.name(), self.name()))]

    def dyne(self) -> list[Step]:
        k = self.one()
        self.live = [j for j in self.live if j != k]
        names = (self.name(), self.name())
        if not self.choices.below(2):
            return [Heterodyne(k, names)]
        a = up(self.hbar * (0.1 + self.number(1.5)))
        return [GeneralDyne(k, ((a, 0.0), (0.0, up(self.hbar**2 / 4 / a))), names)]

    def normal(self) -> list[Step]:
        return [RandomNormal(self.name(free=False), self.number(2.0, -2.0), self.number(1.0))]

    def let(self) -> list[Step]:
        value = self.expression()
        return [Let(self.name(free=False), value)]

    def condition(self) -> list[Step]:
        return [Condition(self.free.pop(self.choices.below(len(self.free))), self.number(1.0, -1.0))]

    def discard(self) -> list[Step]:
        k = self.one()
        self.live = [j for j in self.live if j != k]
        return [Discard((k,))]

    def repeat(self) -> list[Step]:
        """Rounds in which a mode is prepared, something is done to it, and it is measured; sums run along."""
        count, k = 1 + self.choices.below(3), self.choices.below(self.shape.n)
        before, live, self.live = list(self.outcomes), self.live, [k]
        name, total = next(self.names), next(self.names)
        steps: list[Step] = [PrepareVacuum((k,))]
        self.outcomes.append(indexed(name, -1))
        for _ in range(2):
            steps += self.choices.unit(self.piece_within) or []
        steps.append(Measure((Variable.of({2 * k + self.choices.below(2): 1.0}, None),), (name,)))
        if self.choices.below(2):
            steps.append(Let(total, OutcomeExpression(((indexed(total, -1), 1.0), (name, self.number(1.0) or 1.0)))))
        self.live = [j for j in live if j != k]
        step = Repeat(count, tuple(steps))
        self.outcomes = [*before, *step.makes]
        return [step]

    def piece_within(self, choices: Choices) -> list[Step]:
        """One more piece of a round, on its mode alone."""
        outer, self.choices = self.choices, choices
        made = pick(choices, [list, self.named, self.displace, self.lossy, self.channel, self.noise])()
        self.choices = outer
        return made
