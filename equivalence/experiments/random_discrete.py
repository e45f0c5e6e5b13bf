"""Seeded random experiments that are valid by construction and use everything the discrete language has.

While an experiment is written, one ontic state is carried along as a shadow of one possible run: values of
prepared variables are read off a random ontic state, and conditions ask for what the shadow has seen.
So nothing is contradictory, every condition can be met in the toy theory, and nothing is drawn twice.

Variables measured at random are nearly always maximally unknown, and uniform outcomes show no fault. So a
commuting set of variables that may be predictable is carried along too, and those that measurements have
disturbed since; most measurements draw from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from toytheory.discrete.random_objects import random_symplectic
from toytheory.discrete.transformations import SymplecticMap
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
from toytheory.phase_space.space import bracket_rows, coordinates_of, flow
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True)
class Shape:
    """How large a random experiment is.

    Attributes
    ----------
    d, n : values of a coordinate, number of systems.
    steps : how many steps between the first preparation and the last measurement.
    outcomes : how many variables are measured at most (at least 1).
    noises : how many steps of noise at most; each multiplies the weights that an exact backend adds up.
    """

    d: int
    n: int
    steps: int = 8
    outcomes: int = 4
    noises: int = 2


def random_experiment(rng: np.random.Generator, shape: Shape) -> Experiment:
    """One experiment of this shape.

    >>> experiment = random_experiment(np.random.default_rng(0), Shape(d=3, n=2))
    >>> experiment.n, 1 <= len(experiment.outcomes) <= 4
    (2, True)
    """
    return Writer(rng, shape).written()


def random_experiments(rng: np.random.Generator, shapes: Sequence[Shape], count: int) -> Iterator[Experiment]:
    """`count` experiments, of the given shapes in turn."""
    for k in range(count):
        yield random_experiment(rng, shapes[k % len(shapes)])


class Writer:
    """An experiment being written, with the ontic state and the outcomes of its shadow run."""

    def __init__(self, rng: np.random.Generator, shape: Shape) -> None:
        self.rng = rng
        self.shape = shape
        self.d, self.n = shape.d, shape.n
        self.units = [a for a in range(1, self.d) if np.gcd(a, self.d) == 1]
        self.divisors = [g for g in range(1, self.d) if self.d % g == 0]
        self.steps: list[Step] = []
        self.ontic = rng.integers(0, self.d, 2 * self.n)
        self.seen: dict[str, int] = {}
        self.sharp = np.zeros((0, 2 * self.n), dtype=np.int64)
        self.lost = self.sharp.copy()  # what measurements have disturbed
        self.alive = list(range(self.n))
        self.noises = 0
        self.kinds: tuple[tuple[float, Callable[[], None]], ...] = (
            (2.0, self.prepare),
            (3.0, self.named),
            (2.0, self.transform),
            (3.0, self.measure),
            (2.0, self.displace),
            (1.5, self.noise),
            (1.5, self.condition),
            (0.7, self.discard),
        )

    def written(self) -> Experiment:
        """The whole experiment."""
        weights = np.array([weight for weight, _ in self.kinds])
        if self.chance(0.9):  # otherwise it starts with nothing known
            self.prepare()
        for choice in self.rng.choice(len(self.kinds), self.shape.steps, p=weights / weights.sum()):
            self.kinds[choice][1]()
        self.measure(last=True)
        return Experiment(System.of_dimension(self.d, self.n), tuple(self.steps))

    # chance

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return bool(self.rng.random() < probability)

    def some(self, items: Sequence[int], least: int = 1, most: int | None = None) -> list[int]:
        """A random subset, in random order."""
        count = int(self.rng.integers(least, min(len(items), most or len(items)) + 1))
        return [int(k) for k in self.rng.permutation(np.asarray(items))[:count]]

    def commuting_rows(self, systems: Sequence[int]) -> Matrix:
        """Independent commuting variables of some systems, one or more of them, in random generators: (r, 2n).

        A random symplectic matrix makes them from g X_i, or from g X_i and h P_i with g h = 0 modulo d;
        the latter exist for composite d only.
        """
        frame = random_symplectic(self.d, len(systems), self.rng, affine=False).matrix
        rows, orders = [], []
        for i in self.some(range(len(systems))):
            g = int(self.rng.choice(self.divisors)) if self.chance(0.5) else 1
            partners = [h for h in self.divisors if g * h % self.d == 0 and self.chance(0.7)]
            for row, factor in ((frame[2 * i], g), *((frame[2 * i + 1], h) for h in partners[:1])):
                rows.append(factor * row % self.d)
                orders.append(self.d // factor)
        for i in range(len(rows)):  # other generators of the same module, still independent
            rows[i] = int(self.rng.choice(self.units)) * rows[i]
            for j in range(len(rows)):
                if i != j and orders[i] % orders[j] == 0:
                    rows[i] = (rows[i] + int(self.rng.integers(self.d)) * rows[j]) % self.d
        dense = np.zeros((len(rows), 2 * self.n), dtype=np.int64)
        dense[:, coordinates_of(systems)] = np.array(rows) % self.d
        return dense

    def constants(self, count: int) -> Matrix:
        """Mostly zeros."""
        drawn = self.rng.integers(0, self.d, count)
        return np.where(self.rng.random(count) < 0.2, drawn, 0)

    def variables(self, rows: Matrix, constants: Matrix) -> tuple[Variable, ...]:
        """Rows and constants as variables."""
        return tuple(Variable.from_vector(row, self.d, int(c)) for row, c in zip(rows, constants, strict=True))

    # one method a step

    def prepare(self) -> None:
        """Some systems in a state of a commuting set."""
        systems = sorted(self.some(range(self.n)))
        rows = self.commuting_rows(systems)
        used = sorted({int(c) // 2 for c in np.flatnonzero(rows.any(axis=0))})  # notation resets what it names
        self.ontic[coordinates_of(used)] = self.rng.integers(0, self.d, 2 * len(used))
        constants = self.constants(len(rows))
        values = (rows @ self.ontic + constants) % self.d
        self.steps.append(Prepare(self.variables(rows, constants), tuple(values.tolist()), tuple(used)))
        self.forget(used)
        self.sharp = np.vstack([self.sharp, rows])
        self.alive = sorted({*self.alive, *used})

    def apply(self, step: Transform) -> None:
        """A map, done to all that is carried along."""
        where = coordinates_of(step.systems)
        self.ontic[where] = (np.array(step.matrix) @ self.ontic[where] + np.array(step.shift)) % self.d
        local = replace(step, systems=tuple(range(len(step.systems))))
        back = SymplecticMap.from_step(local, self.d, len(step.systems)).inverse().matrix
        for rows in (self.sharp, self.lost):
            rows[:, where] = rows[:, where] @ back % self.d
        self.steps.append(step)

    def forget(self, systems: Sequence[int]) -> None:
        """Drop the remembered variables of some systems."""
        where = coordinates_of(systems)
        self.sharp, self.lost = (rows[~rows[:, where].any(axis=1)] for rows in (self.sharp, self.lost))

    def remembered_rows(self) -> Matrix:
        """Combinations of variables that may be predictable, or one that a measurement has disturbed."""
        if len(self.lost) and self.chance(0.3):
            rows = self.lost[[int(self.rng.integers(len(self.lost)))]]
        else:
            count = int(self.rng.integers(1, 4))
            rows = self.rng.integers(0, self.d, (count, len(self.sharp))) @ self.sharp % self.d
        nonzero: Matrix = rows[rows.any(axis=1)]
        return nonzero

    def named(self) -> None:
        """A named map on random systems."""
        names = [m.name for m in NAMED_MAPS.values() if m.systems <= len(self.alive)]
        chosen = NAMED_MAPS[str(self.rng.choice(names))]
        parameter = int(self.rng.choice(self.units)) if chosen.takes_parameter else None
        systems = tuple(self.some(self.alive, chosen.systems, chosen.systems))
        self.apply(named_transform(chosen.name, systems, self.d, parameter))

    def transform(self) -> None:
        """A written map on random systems."""
        systems = tuple(sorted(self.some(self.alive)))
        written = random_symplectic(self.d, len(systems), self.rng)
        rows = tuple(tuple(row) for row in written.matrix.tolist())
        self.apply(Transform(systems, rows, tuple(written.shift.tolist())))

    def measure(self, last: bool = False) -> None:
        """A commuting set, mostly one that may be predictable."""
        room = self.shape.outcomes - len(self.seen) - (0 if last else 1)  # one is kept for the end
        if room < 1:
            return
        rows = self.remembered_rows() if self.chance(0.7) else self.sharp[:0]
        if not len(rows):
            rows = self.commuting_rows(self.some(self.alive))
        if self.chance(0.25):  # a dependent set
            extra = (rows[0] * int(self.rng.choice(self.units)) + (rows[-1] if len(rows) > 1 else 0)) % self.d
            rows = np.vstack([rows, extra]) if extra.any() else rows
        rows = rows[self.rng.permutation(len(rows))[:room]]
        constants = self.constants(len(rows))
        first, own = len(self.seen) + 1, self.chance(0.5)
        names = tuple(f"{'abcefgh'[k % 7] if own else 'm'}{first + k}" for k in range(len(rows)))
        values = (rows @ self.ontic + constants) % self.d
        self.seen.update(zip(names, values.tolist(), strict=True))
        self.ontic = (self.ontic + self.rng.integers(0, self.d, len(rows)) @ flow(rows)) % self.d
        self.steps.append(Measure(self.variables(rows, constants), names))
        disturbed = (bracket_rows(self.sharp, rows) % self.d).any(axis=1)
        self.lost = np.vstack([self.lost, self.sharp[disturbed]])
        self.sharp = np.vstack([self.sharp[~disturbed], rows])

    def coordinates(self, most: int) -> list[int]:
        """Some coordinates of systems that are there."""
        return self.some(coordinates_of(self.alive).tolist(), 1, most)

    def displace(self) -> None:
        """Constants and outcomes added to some coordinates."""
        shifts = []
        for coordinate in self.coordinates(3):
            terms: dict[str, int] = {}
            if self.seen and self.chance(0.8):
                names = self.rng.permutation(list(self.seen))[: self.rng.integers(1, 3)]
                terms = {str(name): int(self.rng.integers(1, self.d)) for name in names}
            constant = int(self.rng.integers(self.d)) if self.chance(0.4) or not terms else 0
            expression = OutcomeExpression(tuple(terms.items()), constant)
            shifts.append((coordinate, expression))
            self.ontic[coordinate] = (self.ontic[coordinate] + expression(self.seen, self.d)) % self.d
        self.steps.append(Displace(tuple(shifts)))

    def noise(self) -> None:
        """A random displacement of one or two coordinates."""
        if self.noises == self.shape.noises:
            return
        self.noises += 1
        coordinates = self.coordinates(2)
        size = self.d ** len(coordinates)
        chosen = self.rng.permutation(size)[: self.rng.integers(2, 5)]
        tuples = np.stack(np.unravel_index(chosen, (self.d,) * len(coordinates)), axis=1)
        parts = self.rng.integers(0, 5, len(tuples))
        parts[0] = 10 - parts[1:].sum() if self.chance(0.5) and parts[1:].sum() < 10 else parts[0] + 1
        weights = [Fraction(int(part), int(parts.sum())) for part in parts]
        drawn = tuples[int(self.rng.choice(len(parts), p=parts / parts.sum()))]
        self.ontic[coordinates] = (self.ontic[coordinates] + drawn) % self.d
        listed = ((tuple(shift.tolist()), weight) for shift, weight in zip(tuples, weights, strict=True))
        self.steps.append(Noise(tuple(coordinates), tuple(listed)))

    def condition(self) -> None:
        """An outcome that the shadow run has."""
        if self.seen:
            name = str(self.rng.choice(list(self.seen)))
            self.steps.append(Condition(name, self.seen[name]))

    def discard(self) -> None:
        """Some systems are forgotten."""
        if len(self.alive) > 1:
            gone = self.some(self.alive, 1, len(self.alive) - 1)
            self.alive = [k for k in self.alive if k not in gone]
            self.forget(gone)
            self.steps.append(Discard(tuple(gone)))
