"""Seeded random experiments inside the exact family, of any size: what the theorem is held against.

Each is written forwards: every system carries a frame, maps are drawn that take frames to frames, and variables of one
kind whose sign is + are measured. A random run is followed as in `equivalence.experiments.random_discrete`, so
conditions can be met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
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
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import Variable

from .frames import FRAMES, Frame, carried, pulled

FIRST: tuple[Frame, ...] = ((1, 2),)
"""The frame of every system in the plain CSS family: X first, P second."""


@dataclass(frozen=True)
class FamilyShape:
    """How large an experiment is.

    Attributes
    ----------
    n : systems.
    steps : between the first preparation and the last measurement.
    together : systems that one statement touches, at most.
    frames : those that systems may have; `FIRST` for the plain CSS family.
    noises, conditions : statements of these kinds, at most.
    """

    n: int
    steps: int = 12
    together: int = 4
    frames: Sequence[Frame] = FRAMES
    noises: int = 1
    conditions: int = 1


def random_inside(rng: np.random.Generator, shape: FamilyShape) -> Experiment:
    """One experiment of the family.

    >>> from equivalence.theorems.nogo.fragment import inside
    >>> inside(random_inside(np.random.default_rng(0), FamilyShape(3)))
    True
    """
    return _Writer(rng, shape).written()


def random_family(rng: np.random.Generator, shapes: Sequence[FamilyShape], count: int) -> Iterator[Experiment]:
    """`count` experiments, of the shapes in turn."""
    for k in range(count):
        yield random_inside(rng, shapes[k % len(shapes)])


def invertible(size: int, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
    """A random invertible matrix modulo 2 and the transpose of its inverse: a product of row operations.

    >>> left, right = invertible(3, np.random.default_rng(0))
    >>> (left @ right.T % 2).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    matrix, other = np.eye(size, dtype=np.int64), np.eye(size, dtype=np.int64)
    for _ in range(2 * size if size > 1 else 0):
        i, j = (int(k) for k in rng.permutation(size)[:2])
        matrix[i] ^= matrix[j]
        other[j] ^= other[i]
    order = rng.permutation(size)
    return matrix[order], other[order]


def in_frames(coefficients: Matrix, frames: Sequence[Frame], place: int) -> Matrix:
    """Products of the lines with this place, (k, m) of 0 and 1 -> variables (k, 2m)."""
    lines = np.array([[frame[place] & 1, frame[place] >> 1] for frame in frames], dtype=np.int64)
    wide: Matrix = (coefficients[:, :, None] * lines[None]).reshape(len(coefficients), 2 * len(frames))
    return wide


class _Writer:
    def __init__(self, rng: np.random.Generator, shape: FamilyShape) -> None:
        self.rng, self.shape, self.n = rng, shape, shape.n
        self.steps: list[Step] = []
        self.frames: list[Frame] = [self.frame() for _ in range(self.n)]
        self.signs = np.zeros((self.n, 2), dtype=np.int64)
        self.alive = set(range(self.n))
        self.ontic = rng.integers(0, 2, 2 * self.n)
        self.seen: dict[str, int] = {}
        self.noises = self.conditions = 0

    def written(self) -> Experiment:
        kinds = (self.prepare, self.map, self.map, self.named, self.named, self.measure, self.measure)
        others = (self.displace, self.noise, self.condition, self.discard)
        start = list(range(self.n))
        for first in range(0, self.n, self.shape.together):
            self.prepare(start[first : first + self.shape.together])
        for _ in range(self.shape.steps):
            group: Sequence[Any] = kinds if self.rng.random() < 0.7 else others
            group[int(self.rng.integers(len(group)))]()
        for _ in range(3):
            self.measure()
        return Experiment(System.of_dimension(2, self.n), tuple(self.steps))

    def frame(self, line: int | None = None) -> Frame:
        """A random one of those allowed, with a line in it."""
        options = [f for f in self.shape.frames if line is None or line in f]
        return options[int(self.rng.integers(len(options)))]

    def some(self, items: Sequence[int]) -> list[int]:
        count = int(self.rng.integers(1, min(len(items), self.shape.together) + 1))
        return sorted(int(k) for k in self.rng.permutation(np.asarray(items))[:count])

    def wide(self, rows: Matrix, systems: Sequence[int]) -> Matrix:
        dense = np.zeros((len(rows), 2 * self.n), dtype=np.int64)
        dense[:, coordinates_of(systems)] = rows
        return dense

    def prepare(self, systems: Sequence[int] | None = None) -> None:
        chosen = self.some(range(self.n)) if systems is None else list(systems)
        frames = [self.frame() for _ in chosen]
        one, other = invertible(len(chosen), self.rng)
        kinds = self.rng.integers(0, 3, len(chosen))  # each row of the matrix: of the first kind, the second, unknown
        rows = np.vstack([in_frames(one[kinds == 0], frames, 0), in_frames(other[kinds == 1], frames, 1)])
        used = [k for i, k in enumerate(chosen) if rows[:, 2 * i : 2 * i + 2].any()]  # notation resets what it names
        if not used:
            return
        dense = self.wide(rows, chosen)
        self.ontic[coordinates_of(used)] = self.rng.integers(0, 2, 2 * len(used))
        variables = tuple(Variable.from_vector(row, 2) for row in dense)
        self.steps.append(Prepare(variables, tuple((dense @ self.ontic % 2).tolist()), tuple(used)))
        for k, frame in zip(chosen, frames, strict=True):
            if k in used:
                self.frames[k] = frame
        self.signs[used] = 0
        self.alive |= set(used)

    def apply(self, step: Transform, after: Sequence[Frame]) -> None:
        where, shape = coordinates_of(step.systems), pulled(step.matrix)
        self.ontic[where] = (np.array(step.matrix) @ self.ontic[where] + np.array(step.shift)) % 2
        signs = np.array([[shape.signs[i] * (line == 3) for line in frame] for i, frame in enumerate(after)])
        for i, k, table in shape.blocks:
            for place in (0, 1):
                signs[i, place] ^= bool(table[after[i][place]]) * int(self.signs[step.systems[k], place])
        for i, k in enumerate(step.systems):
            self.frames[k], self.signs[k] = after[i], signs[i]
        self.steps.append(step)

    def map(self) -> None:
        """In frames: an invertible matrix on products of the first kind, its inverse transposed on the second."""
        systems = self.some(sorted(self.alive))
        before, after = [self.frames[k] for k in systems], [self.frame() for _ in systems]
        one, other = invertible(len(systems), self.rng)
        old = np.vstack([in_frames(one, before, 0), in_frames(other, before, 1)])
        unit = np.eye(len(systems), dtype=np.int64)
        new = np.vstack([in_frames(unit, after, 0), in_frames(unit, after, 1)])
        matrix = np.zeros_like(old)  # new S = old, system by system
        for i in range(len(systems)):
            block = new[[i, len(systems) + i]][:, 2 * i : 2 * i + 2]
            inverse = np.array([[block[1, 1], block[0, 1]], [block[1, 0], block[0, 0]]])
            matrix[2 * i : 2 * i + 2] = inverse @ old[[i, len(systems) + i]] % 2
        rows = tuple(tuple(int(x) for x in row) for row in matrix)
        self.apply(Transform(tuple(systems), rows, tuple(self.rng.integers(0, 2, 2 * len(systems)).tolist())), after)

    def named(self) -> None:
        name = ("fourier", "phase", "sum", "cphase", "swap")[int(self.rng.integers(5))]
        count = 1 if name in ("fourier", "phase") else 2
        if len(self.alive) < count:
            return
        systems = tuple(int(k) for k in self.rng.permutation(sorted(self.alive))[:count])
        step = named_transform(name, systems, 2)
        after = carried(step.matrix, [self.frames[k] for k in systems])
        if after is not None and set(after) <= set(self.shape.frames):
            self.apply(step, after)

    def measure(self) -> None:
        systems = self.some(sorted(self.alive))
        place = int(self.rng.integers(2))
        if self.signs[systems, place].sum() % 2:
            return
        row = self.wide(
            in_frames(np.ones((1, len(systems)), np.int64), [self.frames[k] for k in systems], place), systems
        )[0]
        name, constant = f"m{len(self.seen) + 1}", int(self.rng.integers(2))
        self.seen[name] = int((row @ self.ontic + constant) % 2)
        self.ontic = (self.ontic + int(self.rng.integers(2)) * flow(row)) % 2
        self.steps.append(Measure((Variable.from_vector(row, 2, constant),), (name,)))
        if len(systems) == 1:
            self.frames[systems[0]] = self.frame(self.frames[systems[0]][place])
            self.signs[systems[0]] = 0

    def displace(self) -> None:
        shifts = []
        for coordinate in coordinates_of(self.some(sorted(self.alive))).tolist():
            terms = tuple((name, 1) for name in self.seen if self.rng.random() < 2 / len(self.seen))
            expression = OutcomeExpression(terms, int(self.rng.integers(2)))
            self.ontic[coordinate] = (self.ontic[coordinate] + expression(self.seen, 2)) % 2
            shifts.append((coordinate, expression))
        self.steps.append(Displace(tuple(shifts)))

    def noise(self) -> None:
        if self.noises < self.shape.noises:
            self.noises += 1
            coordinate = int(coordinates_of(self.some(sorted(self.alive)))[0])
            weight = Fraction(int(self.rng.integers(1, 10)), 10)
            self.ontic[coordinate] ^= int(self.rng.random() < weight)
            self.steps.append(Noise((coordinate,), (((0,), 1 - weight), ((1,), weight))))

    def condition(self) -> None:
        if self.seen and self.conditions < self.shape.conditions:
            self.conditions += 1
            name = str(self.rng.choice(list(self.seen)))
            self.steps.append(Condition(name, self.seen[name]))

    def discard(self) -> None:
        if len(self.alive) > 1:
            gone = int(self.rng.choice(sorted(self.alive)))
            self.alive.discard(gone)
            self.steps.append(Discard((gone,)))
