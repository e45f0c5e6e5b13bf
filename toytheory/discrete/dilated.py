"""Experiments with measurements as functions that vanish at their end, of everything at once; thousands of systems.

Followed are the functions that are known to vanish: of the systems, the outcomes, and (as operations) the coordinates
that came in. A map changes their coefficients. Measuring F with outcome a adds the function a - F, and only functions
that commute with F go on: their bracket with F is a row like those of a coordinate, and has to vanish in what is told.
So have the rows of systems that were discarded or prepared anew. All this is eliminated once, at the end.

A branch is left open: what goes in and what comes out are coordinates of their own (`Opening`), so that everything
around the branches is followed once, whichever way the runs go (`ways`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import When
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    Transform,
)
from toytheory.phase_space.modular import Matrix, howell, module_size, pivots
from toytheory.phase_space.space import flow

from .circuits import changed_rows
from .functions import Functions, Plan

CELLS = 2**28
"""The largest number of coefficients."""


class Steps(Protocol):
    """What is followed: an experiment, or what happens in a branch."""

    @property
    def d(self) -> int:
        """Values of a coordinate."""
        ...

    @property
    def n(self) -> int:
        """Systems."""
        ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """Core steps, and branches."""
        ...


@dataclass(frozen=True)
class Part:
    """The steps of a branch, on the systems that it touches; outcomes from outside of it are coordinates."""

    d: int
    n: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Opening:
    """A branch that is left open.

    Attributes
    ----------
    step : the branch.
    systems : that it touches.
    into, out : rows of their coordinates, as they go in and as they come out.
    """

    step: When
    systems: tuple[int, ...]
    into: tuple[int, ...]
    out: tuple[int, ...]


def room(experiment: Steps, inputs: int) -> tuple[int, int]:
    """How many rows and how many functions the steps need at most."""
    rows, functions = 2 * experiment.n + 2 * inputs + 1, 2 * inputs
    outside: set[str] = set()
    for step in experiment.steps:
        outside.update(step.uses)
        rows += len(step.makes)
        match step:
            case Prepare():
                rows, functions = rows + 2 * len(step.systems), functions + len(step.variables)
            case Discard():
                rows += 2 * len(step.systems)
            case Measure():
                rows, functions = rows + len(step.names), functions + len(step.names)
            case Noise():
                rows += len(step.coordinates)
            case When():
                rows, functions = rows + 4 * len(step.touched), functions + 2 * len(step.touched)
    return rows + len(outside), functions


class Dilated:
    """The functions that vanish after preparations, maps, measurements, displacements, discards, noise, branches.

    Attributes
    ----------
    records : outcome -> its row; names with a blank are of noise.
    noises : (names of the displacements, their weights) of every step of noise.
    inputs : systems whose state at the beginning is what comes in; of all others nothing is known there.
    hidden : rows that vanish in whatever is told.
    openings : the branches.
    conditions : outcomes with the values that are kept only.

    Raises
    ------
    CannotRun : for other steps, and where there are too many systems.
    """

    def __init__(self, experiment: Steps, inputs: Sequence[int] = ()) -> None:
        self.d, self.n, self.inputs = experiment.d, experiment.n, sorted(inputs)
        rows, count = room(experiment, len(self.inputs))
        if rows * count > CELLS:
            raise CannotRun(f"{count} functions of {rows} coordinates are too many to be followed together")
        self.functions = Functions(rows, count, self.d)
        self.columns = 0
        self.labels = range(2 * self.n, 2 * self.n + 2 * len(self.inputs))
        self.constant = 2 * self.n + 2 * len(self.inputs)
        self.rows = self.constant + 1
        self.records: dict[str, int] = {}
        self.noises: list[tuple[tuple[str, ...], Any]] = []
        self.hidden: list[int] = []
        self.openings: list[Opening] = []
        self.conditions: list[tuple[str, int]] = []
        self.used = set(inputs)
        self.waiting: list[dict[Any, list[tuple[int, ...]]]] = []
        self.levels = [0] * self.n
        self.plans: dict[Any, Plan] = {}
        for label, index in zip(self.labels, (2 * k + side for k in self.inputs for side in (0, 1)), strict=True):
            self.vanishes({index: 1, label: -1})
        for step in experiment.steps:
            self.follow(step)
        self.flush()

    def follow(self, step: Step) -> None:
        """One more step; maps wait for each other, since equal ones go together."""
        if not isinstance(step, Transform):
            self.flush()
        match step:
            case Transform():
                self.transform(step)
            case Displace():
                self.displace(step)
            case Measure():
                for F, name in zip(step.variables, step.names, strict=True):
                    self.measure(dict(F.terms), int(F.constant), name)
            case Prepare():
                self.prepare(step)
            case Discard():
                for k in step.systems:
                    self.renew(k)
            case Noise():
                self.disturb(step)
            case Condition():
                self.conditions.append((step.name, int(step.value) % self.d))
            case When():
                self.open(step)
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")
        self.used.update(step.touched)

    def vanishes(self, coefficients: Mapping[int, int]) -> None:
        """One more function that vanishes, by rows."""
        for row, c in coefficients.items():
            self.functions.put(row, self.columns, c)
        self.columns += 1

    def fresh(self) -> int:
        """A row that nothing depends on yet."""
        self.rows += 1
        return self.rows - 1

    def record(self, name: str) -> int:
        """The row of an outcome; one of which nothing is known here is a coordinate as it comes."""
        if name not in self.records:
            self.records[name] = self.fresh()
        return self.records[name]

    def hide(self, names: Iterable[str]) -> None:
        """Outcomes that are not told."""
        self.hidden += [self.records.pop(name) for name in names]

    # the steps

    def transform(self, step: Transform) -> None:
        """A map, at the first level that is behind all that its systems wait for."""
        level = max([self.levels[k] for k in step.systems])
        for k in step.systems:
            self.levels[k] = level + 1
        if level == len(self.waiting):
            self.waiting.append({})
        self.waiting[level].setdefault((step.matrix, step.shift), []).append(step.systems)

    def flush(self) -> None:
        """The maps that wait."""
        for level in self.waiting:
            for (matrix, shift), systems in level.items():
                plan = self.plans.get(matrix)
                if plan is None:
                    inverse = flow(flow(np.array(matrix, dtype=np.int64)).T)
                    plan = self.plans[matrix] = changed_rows((inverse.T % self.d).tolist(), self.d)
                where = (2 * np.array(systems)[:, :, None] + np.arange(2)).reshape(len(systems), -1)
                self.functions.combine(where, plan)
                for i, constant in enumerate(shift):
                    for row in where[:, i].tolist() if constant else ():
                        self.functions.add(self.constant, row, -constant)
        if self.waiting:
            self.waiting, self.levels = [], [0] * self.n

    def displace(self, step: Displace) -> None:
        """Y is what it is now minus the shift."""
        for index, expression in step.shifts:
            if expression.constant:
                self.functions.add(self.constant, index, -int(expression.constant))
            for name, factor in expression.terms:
                self.functions.add(self.record(name), index, -int(factor))

    def disturb(self, step: Noise) -> None:
        """Displacements by numbers of which nothing is known, and that are told like outcomes."""
        names = tuple(f"noise {len(self.noises)}.{j}" for j in range(len(step.coordinates)))
        for index, name in zip(step.coordinates, names, strict=True):
            self.displace(Displace(((index, OutcomeExpression(((name, 1),))),)))
        self.noises.append((names, step.weights))

    def measure(self, terms: Mapping[int, int], constant: int, name: str) -> None:
        """The outcome is F; what does not commute with F is not known any more."""
        bracket = self.fresh()
        for index, c in terms.items():
            self.functions.add(bracket, index ^ 1, -c if index % 2 else c)
        self.hidden.append(bracket)
        record = self.records[name] = self.fresh()
        self.vanishes({record: 1, **{index: -c for index, c in terms.items()}, self.constant: -constant})

    def prepare(self, step: Prepare) -> None:
        """Systems of which nothing but the variables is known."""
        for k in step.systems:
            self.renew(k)
        for F, value in zip(step.variables, step.values, strict=True):
            self.vanishes({**dict(F.terms), self.constant: int(F.constant) - int(value)})

    def renew(self, system: int) -> None:
        """What depends on the system is known no more."""
        if system in self.used:
            self.hidden += self.moved((system,))

    def moved(self, systems: Sequence[int]) -> list[int]:
        """The rows of systems elsewhere, behind which nothing is known of the systems."""
        places = []
        for index in (2 * k + side for k in systems for side in (0, 1)):
            places.append(self.fresh())
            self.functions.table[places[-1]] = self.functions.table[index]
            self.functions.table[index] = 0
        return places

    def open(self, step: When) -> None:
        """What the branches touch goes in, and something else comes out; the same for their outcomes."""
        systems = tuple(sorted(step.touched))
        into = self.moved(systems)
        out = [self.fresh() for _ in into]
        for row, index in zip(out, (2 * k + side for k in systems for side in (0, 1)), strict=True):
            self.vanishes({index: 1, row: -1})
        for name in step.makes:
            self.records[name] = self.fresh()
        self.openings.append(Opening(step, systems, tuple(into), tuple(out)))

    # what is known at the end

    @cached_property
    def order(self) -> list[int]:
        """The rows of what is told: openings, labels, systems, records by name, constant."""
        openings = [row for each in self.openings for row in (*each.into, *each.out)]
        records = [self.records[name] for name in sorted(self.records)]
        return [*openings, *self.labels, *range(2 * self.n), *records, self.constant]

    @cached_property
    def width(self) -> int:
        """How many columns of a form are of openings."""
        return sum(2 * len(each.into) for each in self.openings)

    @cached_property
    def form(self) -> Matrix:
        """All that is known, in Howell form; columns as in `order`."""
        rows = [*self.hidden, *self.order]
        whole = howell(self.functions.residues(rows)[:, : self.columns].T, self.d)
        return from_column(whole, len(self.hidden))

    @cached_property
    def common(self) -> Matrix:
        """What is known whatever happens in the branches: rows [labels | systems | records by name | constant]."""
        return from_column(self.form, self.width)

    def told(self) -> Matrix:
        """The same with other columns: [systems | records as they were made | labels | constant]."""
        labels, systems = len(self.labels), 2 * self.n
        at = {name: labels + systems + i for i, name in enumerate(sorted(self.records))}
        order = [*range(labels, labels + systems), *(at[name] for name in self.records), *range(labels)]
        return self.common[:, [*order, self.common.shape[1] - 1]]

    def asking(self, given: Mapping[str, int]) -> Matrix:
        """Outcomes that are given, as rows like those of `common`."""
        asked = np.zeros((len(given), len(self.order) - self.width), dtype=np.int64)
        at = {name: i - len(self.records) - 1 for i, name in enumerate(sorted(self.records))}
        for row, (name, value) in zip(asked, given.items(), strict=True):
            row[at[name]], row[-1] = 1, -value % self.d
        return asked

    def probability(self, given: Mapping[str, int]) -> Fraction:
        """That these outcomes have these values, where there are no branches."""
        return conditioned(self.common, self.asking(given), self.d)[0]


def from_column(form: Matrix, first: int) -> Matrix:
    """What vanishes in the first columns of a Howell form, without them.

    >>> from_column(np.array([[1, 0, 1], [0, 1, 1]]), 1).tolist()
    [[1, 1]]
    """
    above = sum(column < first for column, _ in pivots(form)) if first else 0
    return form[above:, first:]


def conditioned(form: Matrix, conditions: Matrix, d: int) -> tuple[Fraction, Matrix]:
    """The probability that functions vanish where those of a Howell form do, and the form of both together."""
    if not len(conditions):
        return Fraction(1), form
    both = howell(np.vstack([form, conditions]), d)
    if len(both) and not both[-1, :-1].any():
        return Fraction(0), both
    return Fraction(module_size(form, d), module_size(both, d)), both
