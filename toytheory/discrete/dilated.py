"""Experiments with measurements as maps of more systems, and whether two of them are the same; thousands of systems.

A measurement adds the variable to X of a fresh record, of which P is forgotten; what is fed forward is added from the
record's X. A prepared system is a fresh one in the place of the old, and so is a discarded one, of which nothing is
known. All steps together are one symplectic affine map of what is known at the beginning, and the outcomes with the
state that goes with them are what is known of the systems and of the records' X at the end. Two experiments are the
same where what is known of these after one, followed back through the other, is what is known at its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Displace, Measure, Noise, OutcomeExpression, Prepare, Step, Transform
from toytheory.phase_space.elimination import product, small_dtype
from toytheory.phase_space.modular import Matrix, howell, kernel, pivots, remainder
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import Variable

from .circuits import changed_rows, combine

CELLS = 2**28
"""The largest square of the number of coordinates, records and fresh systems among them."""


def room(experiment: Experiment) -> int:
    """How many systems, fresh ones and records among them, the steps need at most."""
    fresh = sum(len(step.systems) for step in experiment.steps if isinstance(step, Prepare | Discard))
    noisy = sum(len(step.coordinates) for step in experiment.steps if isinstance(step, Noise))
    return experiment.n + fresh + noisy + sum(len(step.names) for step in experiment.steps if isinstance(step, Measure))


class Dilated:
    """An experiment of preparations, maps, measurements, displacements, discards and noise, as one map.

    Attributes
    ----------
    matrix, shift : the map, S (2N, 2N) and a (2N,).
    systems : where each system of the experiment is at the end.
    records : outcome -> its record; names with a blank are of noise.
    noises : (names of the displacements, their weights) of every step of noise.
    inputs : systems whose state at the beginning is what comes in; of all others nothing is known there.
    known : (vector of coordinates at the beginning, as {index: coefficient}; value) of what is prepared.

    Raises
    ------
    CannotRun : for other steps, and where there are too many systems.
    """

    def __init__(self, experiment: Experiment, inputs: Sequence[int] = ()) -> None:
        self.d, self.n, self.inputs = experiment.d, experiment.n, sorted(inputs)
        count = room(experiment)
        if (2 * count) ** 2 > CELLS:
            raise CannotRun(f"{count} systems and records are too many to be followed together")
        self.matrix = np.eye(2 * count, dtype=small_dtype(self.d))
        self.shift: Matrix = np.zeros(2 * count, dtype=np.int64)
        self.systems = list(range(self.n))
        self.records: dict[str, int] = {}
        self.noises: list[tuple[tuple[str, ...], Any]] = []
        self.known: list[tuple[dict[int, int], int]] = []
        self.used = set(inputs)
        self.next = self.n
        self.plans: dict[Any, list[tuple[int, list[tuple[int, int]]]]] = {}
        for step in experiment.steps:
            self.follow(step)

    def follow(self, step: Step) -> None:
        """One more step."""
        match step:
            case Transform():
                self.transform(step)
            case Displace():
                self.displace(step)
            case Measure():
                for F, name in zip(step.variables, step.names, strict=True):
                    self.measure(F, name)
            case Prepare():
                self.prepare(step)
            case Discard():
                for k in step.systems:
                    self.renew(k)
            case Noise():
                self.disturb(step)
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")
        self.used.update(step.touched)

    def disturb(self, step: Noise) -> None:
        """Displacements by registers of which nothing is known, and whose value is told like an outcome."""
        names = tuple(f"noise {len(self.noises)}.{j}" for j in range(len(step.coordinates)))
        for index, name in zip(step.coordinates, names, strict=True):
            self.records[name] = self.fresh()
            self.displace(Displace(((index, OutcomeExpression(((name, 1),))),)))
        self.noises.append((names, step.weights))

    def hide(self, names: Iterable[str]) -> None:
        """Outcomes that are not told."""
        for name in names:
            del self.records[name]

    def fresh(self) -> int:
        """A system of which nothing is known."""
        self.next += 1
        return self.next - 1

    def renew(self, system: int) -> None:
        """A fresh system in the place of this one; the same one where nothing is known of it yet."""
        if system in self.used:
            self.systems[system] = self.fresh()

    def row(self, F: Variable) -> tuple[Any, int]:
        """The variable in terms of coordinates at the beginning, and its constant."""
        where = [2 * self.systems[i // 2] + i % 2 for i, _ in F.terms]
        factors = np.array([c for _, c in F.terms], dtype=np.int64)
        row = np.zeros(len(self.matrix), dtype=np.int64)
        for i, c in zip(where, factors.tolist(), strict=True):
            row += self.matrix[i].astype(np.int64) * c
        return row % self.d, int((factors @ self.shift[where] if where else 0) + F.constant) % self.d

    def add(self, to: int, row: Any, factor: int) -> None:
        """A coordinate plus a multiple of a row."""
        self.matrix[to] = (self.matrix[to].astype(np.int64) + factor * row) % self.d

    def transform(self, step: Transform) -> None:
        """A map."""
        plan = self.plans.get(step.matrix)
        if plan is None:
            plan = self.plans[step.matrix] = changed_rows(step.matrix, self.d)
        where = [2 * self.systems[k] + side for k in step.systems for side in (0, 1)]
        combine(self.matrix, self.shift, where, plan, self.d)
        for i, constant in zip(where, step.shift, strict=True):
            self.shift[i] = (self.shift[i] + constant) % self.d

    def displace(self, step: Displace) -> None:
        """Y becomes Y + c X of a record; P of the record changes so that brackets are kept."""
        for index, expression in step.shifts:
            at = 2 * self.systems[index // 2] + index % 2
            self.shift[at] += expression.constant
            for name, factor in expression.terms:
                x = 2 * self.records[name]
                self.add(at, self.matrix[x].astype(np.int64), factor)
                self.shift[at] += factor * self.shift[x]
                self.add(x + 1, self.matrix[at ^ 1].astype(np.int64), factor if index % 2 else -factor)
            self.shift[at] %= self.d

    def measure(self, F: Variable, name: str) -> None:
        """X of a fresh record becomes X + F, every Y becomes Y - [F, Y] P of the record."""
        row, constant = self.row(F)
        record = self.records[name] = self.fresh()
        self.known.append(({2 * record: 1}, 0))
        self.add(2 * record, row, 1)
        self.shift[2 * record] = constant
        momentum = self.matrix[2 * record + 1].astype(np.int64)
        for index, c in F.terms:
            conjugate = 2 * self.systems[index // 2] + (index % 2 ^ 1)
            self.add(conjugate, momentum, c if index % 2 else -c)

    def prepare(self, step: Prepare) -> None:
        """Fresh systems of which the variables are known."""
        for k in step.systems:
            self.renew(k)
        for F, value in zip(step.variables, step.values, strict=True):
            row = {2 * self.systems[i // 2] + i % 2: int(c) for i, c in F.terms}
            self.known.append((row, int(value - F.constant) % self.d))

    # what is known: rows [coefficients | constant] of functions that vanish

    @property
    def public(self) -> list[int]:
        """The coordinates of which something is told: those of the systems, then X of the records."""
        told = [2 * k + side for k in self.systems for side in (0, 1)]
        return told + [2 * record for record in self.records.values()]

    def start(self) -> tuple[Matrix, Matrix, Matrix]:
        """What is known at the beginning: rows (k, 2N), labels (k, 2i) of the i inputs, values (k,).

        Each coordinate of an input is known to be that of its label, a system beside.
        """
        count = len(self.known) + 2 * len(self.inputs)
        rows = np.zeros((count, len(self.matrix)), dtype=np.int64)
        labels = np.zeros((count, 2 * len(self.inputs)), dtype=np.int64)
        values = np.zeros(count, dtype=np.int64)
        for k, (row, value) in enumerate(self.known):
            rows[k, list(row)] = list(row.values())
            values[k] = value
        for k, index in enumerate(2 * s + side for s in self.inputs for side in (0, 1)):
            rows[len(self.known) + k, index] = 1
            labels[len(self.known) + k, k] = self.d - 1
        return rows, labels, values

    def told(self) -> Matrix:
        """Everything known of what is public at the end: rows [public | labels | constant]."""
        rows, labels, values = self.start()
        inverse = flow(flow(self.matrix.astype(np.int64)).T) % self.d
        single = np.count_nonzero(rows, axis=1) == 1
        forms = np.zeros_like(rows)
        index = rows[single].argmax(axis=1)
        forms[single] = rows[single, index][:, None] * inverse[index] % self.d
        if not single.all():
            forms[~single] = product(rows[~single], inverse, self.d)
        constants = (-values - forms @ self.shift) % self.d
        public = self.public
        hidden = np.setdiff1d(np.arange(len(self.matrix)), public)
        shown = forms[:, hidden]
        everything = np.hstack([forms[:, public], labels % self.d, constants[:, None]])
        if not shown.any():
            return everything
        return product(kernel(shown[:, shown.any(axis=0)].T, self.d, columns=len(forms)), everything, self.d)

    def back(self, told: Matrix) -> Matrix:
        """Rows [public | labels | constant] of the end as rows [coordinates | labels | constant] of the beginning."""
        width = len(self.public)
        ends = np.zeros((len(told), len(self.matrix)), dtype=np.int64)
        ends[:, self.public] = told[:, :width]
        constants = (told[:, -1] + ends @ self.shift) % self.d
        begun = product(ends, self.matrix.astype(np.int64), self.d)
        return np.hstack([begun, told[:, width:-1], constants[:, None]])

    def beyond(self, told: Matrix, given: Mapping[str, int]) -> Matrix:
        """What of these rows does not follow from what is known here, given some outcomes: (k, 2N + 2i + 1).

        A row whose last entry alone is not 0 has another value here than there; others are random here.
        """
        rows, labels, values = self.start()
        begun = np.hstack([rows, labels, -values[:, None]]) % self.d
        conditions = self.back(self.asking(given))
        single = (np.count_nonzero(rows, axis=1) == 1) & (rows.max(axis=1, initial=0) == 1)
        index, solved = rows[single].argmax(axis=1), begun[single]
        rest = []
        for part in (self.back(told), conditions, begun[~single]):
            factors = part[:, index]
            part[:, index] = 0
            # a row of `solved` has one coordinate, perhaps one label, and a value
            part[:, len(self.matrix) :] = (
                part[:, len(self.matrix) :] - product(factors, solved[:, len(self.matrix) :], self.d)
            ) % self.d
            rest.append(part)
        found, conditions, others = rest
        module = howell(np.vstack([others, conditions]), self.d)
        return remainder(found, module, self.d) if len(module) else found

    def asking(self, given: Mapping[str, int]) -> Matrix:
        """Outcomes that are given, as rows of the end."""
        asked = np.zeros((len(given), 2 * self.n + len(self.records) + 2 * len(self.inputs) + 1), dtype=np.int64)
        at = {name: 2 * self.n + i for i, name in enumerate(self.records)}
        for row, (name, value) in zip(asked, given.items(), strict=True):
            row[at[name]], row[-1] = 1, -value % self.d
        return asked

    def probability(self, given: Mapping[str, int]) -> Fraction:
        """That these outcomes have these values."""
        if not given:
            return Fraction(1)
        rest = howell(self.beyond(self.asking(given), {}), self.d)
        if any(column == rest.shape[1] - 1 for column, _ in pivots(rest)):
            return Fraction(0)
        size = 1
        for _, pivot in pivots(rest):
            size *= self.d // pivot
        return Fraction(1, size)


@dataclass(frozen=True)
class Difference:
    """Where two experiments differ.

    Attributes
    ----------
    only_in : the one (0 or 1) in which `variable` is certain.
    variable : of the systems at the end, (2n,).
    outcomes : outcome -> coefficient in what is certain, beside the variable.
    labels : of the inputs, (2n,): what is certain is the variable plus these coordinates of the inputs.
    value : of the sum in that experiment.
    random : whether the sum is random in the other; else it has another value there.
    """

    only_in: int
    variable: Matrix
    outcomes: dict[str, int]
    labels: Matrix
    value: int
    random: bool


def difference(first: Dilated, second: Dilated, given: Mapping[str, int] | None = None) -> Difference | None:
    r"""Where two experiments with the same inputs and names of outcomes differ; None where they are the same.

    Parameters
    ----------
    given : compare the runs with these outcomes only, which can occur in both.

    >>> from toytheory.language.reading import parse_experiment
    >>> one = parse_experiment("system 2 trits\nmeasure X1 as a\ndisplace X2 by a")
    >>> two = parse_experiment("system 2 trits\nsum 1 2\nmeasure X1 as a")
    >>> difference(Dilated(one, [0, 1]), Dilated(two, [0, 1])) is None      # controlled by what is measured
    True
    """
    given = given or {}
    names = list(first.records)
    for where, (one, two) in enumerate(((first, second), (second, first))):
        told = in_order(one, names)
        beyond = two.beyond(reordered(told, one.n, names, list(two.records)), given)
        wrong = np.flatnonzero(beyond.any(axis=1))
        if wrong.size:
            n, d = one.n, one.d
            random = beyond[wrong, :-1].any(axis=1)
            at = int(wrong[int(random.argmin())])  # a value that differs tells more
            row = told[at]
            outcomes = {name: int(c) for name, c in zip(names, row[2 * n :], strict=False) if c}
            labels = np.zeros(2 * n, dtype=np.int64)
            labels[coordinates_of(tuple(one.inputs))] = -row[2 * n + len(names) : -1] % d
            return Difference(where, row[: 2 * n], outcomes, labels, int(-row[-1] % d), bool(random.min()))
    return None


def in_order(experiment: Dilated, names: Sequence[str]) -> Matrix:
    """What is told, with the records in this order."""
    return reordered(experiment.told(), experiment.n, list(experiment.records), names)


def reordered(told: Matrix, n: int, names: Sequence[str], wanted: Iterable[str]) -> Matrix:
    """Rows [public | labels | constant] with the records' columns in another order."""
    at = {name: 2 * n + i for i, name in enumerate(names)}
    order = [*range(2 * n), *(at[name] for name in wanted), *range(2 * n + len(names), told.shape[1])]
    return told[:, order]
