"""Experiments on modes by hand, with 60 digits: every number a sum of named random numbers.

An independent reading of DESIGN ("Modes"): maps from their formulas, channels from their environments, conditions one
by one. Numbers of which nothing is known are names like any other; a condition that contains one is solved for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import mpmath as mp
import numpy as np

from toytheory.language.bookkeeping import GaussianChannel, GeneralDyne, Let, RandomNormal, Repeat, Report
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    ThermalLoss,
    Transform,
)

mp.mp.dps = 60
Form = dict[Any, Any]  # name of a random number (or 1) -> coefficient
TINY = mp.mpf(10) ** -40
ROUNDED = mp.mpf(10) ** -13
"""Coefficients come as floats: variables that would cancel exactly leave this much."""


def plus(*parts: tuple[Any, Form]) -> Form:
    total: Form = {}
    for factor, form in parts:
        for name, c in form.items():
            total[name] = total.get(name, 0) + mp.mpf(factor) * c
    return total


def random_part(form: Form) -> Form:
    return {name: c for name, c in form.items() if name != 1}


def covariance(left: Form, right: Form) -> Any:
    return mp.fsum(c * right[name] for name, c in left.items() if name != 1 and name[0] == "z" and name in right)


def flats(form: Form) -> Form:
    return {name: c for name, c in form.items() if name != 1 and name[0] == "u" and abs(c) > ROUNDED}


@dataclass
class Hand:
    """The experiment done: forms of outcomes and coordinates, and the density of the conditions (None: flat)."""

    hbar: Any
    coordinates: list[Form]
    outcomes: dict[str, Form] = field(default_factory=dict)
    log_density: Any = 0
    drawn: int = 0

    def new(self, kind: str) -> Form:
        self.drawn += 1
        return {(kind, self.drawn): mp.mpf(1)}

    def normal(self, variance: Any) -> Form:
        return plus((mp.sqrt(variance), self.new("z")))

    def forget(self, systems: Any) -> None:
        for s in systems:
            self.coordinates[2 * s : 2 * s + 2] = [self.new("u"), self.new("u")]

    def linear(self, variable: Any) -> Form:
        terms = [(c, self.coordinates[i]) for i, c in variable.terms]
        return plus(*terms, (1, {1: mp.mpf(variable.constant)}))

    def look(self, name: str) -> Form:
        """An outcome; 0 where it is of the round before the first."""
        return self.outcomes.get(name, {}) if name.endswith("[-1]") else self.outcomes[name]

    def everything(self) -> list[Form]:
        return [*self.coordinates, *self.outcomes.values()]

    def condition(self, form: Form, value: Any) -> None:
        """Make a form have a value."""
        free = flats(form)
        if free:
            name = max(free, key=lambda k: abs(free[k]))
            pivot = form[name]
            solved = plus((-1 / pivot, {k: c for k, c in form.items() if k != name}), (value / pivot, {1: mp.mpf(1)}))
            for other in self.everything():
                c = other.pop(name, 0)
                if c:
                    other.update(plus((1, dict(other)), (c, solved)))
            self.log_density = None
            return
        mean, variance = form.get(1, mp.mpf(0)), covariance(form, form)
        if variance <= TINY:
            if abs(value - mean) > mp.mpf(10) ** -11:
                self.log_density = -mp.inf
            return
        copy = dict(form)
        for other in self.everything():
            k = covariance(other, copy) / variance
            if k:
                other.update(plus((1, dict(other)), (-k, copy), (k * value, {1: mp.mpf(1)})))
        if self.log_density is not None:
            self.log_density -= (value - mean) ** 2 / variance / 2 + mp.log(2 * mp.pi * variance) / 2


def named_matrix(step: Transform) -> Any:
    """From the formulas."""
    if step.name is None:
        return mp.matrix([[mp.mpf(c) for c in row] for row in step.matrix])
    t = mp.mpf(step.parameter) if step.parameter is not None else mp.mpf(0)
    c, s, ch, sh = mp.cos(t), mp.sin(t), mp.cosh(t), mp.sinh(t)
    return mp.matrix({
        "rotate": [[c, -s], [s, c]],
        "squeeze": [[mp.exp(-t), 0], [0, mp.exp(t)]],
        "shear": [[1, 0], [t, 1]],
        "fourier": [[0, 1], [-1, 0]],
        "beamsplitter": [[c, 0, -s, 0], [0, c, 0, -s], [s, 0, c, 0], [0, s, 0, c]],
        "two-mode-squeeze": [[ch, 0, sh, 0], [0, ch, 0, -sh], [sh, 0, ch, 0], [0, -sh, 0, ch]],
        "sum": [[1, 0, 0, 0], [0, 1, 0, -t], [t, 0, 1, 0], [0, 0, 0, 1]],
        "cphase": [[1, 0, 0, 0], [0, 1, t, 0], [0, 0, 1, 0], [t, 0, 0, 1]],
        "swap": [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]],
    }[step.name])  # fmt: skip


def square_root(matrix: Any) -> Any:
    """R with R R^T the matrix, which may be singular."""
    values, vectors = mp.eigsy(mp.matrix([[mp.mpf(c) for c in row] for row in matrix]))
    return vectors * mp.diag([mp.sqrt(max(value, mp.mpf(0))) for value in values])


def prepare(hand: Hand, step: Prepare) -> None:
    """Unknown coordinates of which some combinations are then conditioned to have values."""
    hand.forget(step.systems)
    before = hand.log_density
    for variable, value in zip(step.variables, step.values, strict=True):
        hand.condition(hand.linear(variable), mp.mpf(value))
    hand.log_density = before


def do(hand: Hand, step: Any) -> None:
    match step:
        case PrepareVacuum():
            for s in step.systems:
                hand.coordinates[2 * s : 2 * s + 2] = [hand.normal(hand.hbar / 2) for _ in range(2)]
        case PrepareGaussian():
            where = [2 * s + side for s in step.systems for side in (0, 1)]
            root = mp.cholesky(mp.matrix([[mp.mpf(c) for c in row] for row in step.covariance]))
            draws = [hand.new("z") for _ in where]
            for i, index in enumerate(where):
                terms = [(root[i, j], draw) for j, draw in enumerate(draws)]
                hand.coordinates[index] = plus(*terms, (step.means[i], {1: mp.mpf(1)}))
        case Prepare():
            prepare(hand, step)
        case Transform():
            where = [2 * s + side for s in step.systems for side in (0, 1)]
            matrix, old = named_matrix(step), [hand.coordinates[i] for i in where]
            for i, index in enumerate(where):
                terms = [(matrix[i, j], form) for j, form in enumerate(old)]
                hand.coordinates[index] = plus(*terms, (step.shift[i], {1: mp.mpf(1)}))
        case Displace():
            for index, e in step.shifts:
                terms = [(c, hand.look(name)) for name, c in e.terms]
                hand.coordinates[index] = plus((1, hand.coordinates[index]), *terms, (e.constant, {1: mp.mpf(1)}))
        case Loss() | ThermalLoss():
            T, nbar = mp.mpf(step.transmission), mp.mpf(getattr(step, "nbar", 0.0))
            for i in (2 * step.system, 2 * step.system + 1):
                environment = hand.normal((2 * nbar + 1) * hand.hbar / 2)
                hand.coordinates[i] = plus((mp.sqrt(T), hand.coordinates[i]), (mp.sqrt(1 - T), environment))
        case Amplify():
            G = mp.mpf(step.gain)
            for i, sign in ((2 * step.system, 1), (2 * step.system + 1, -1)):
                environment = hand.normal(hand.hbar / 2)
                hand.coordinates[i] = plus((mp.sqrt(G), hand.coordinates[i]), (sign * mp.sqrt(G - 1), environment))
        case GaussianNoise():
            for i, variance in step.variances:
                hand.coordinates[i] = plus((1, hand.coordinates[i]), (1, hand.normal(mp.mpf(variance))))
        case Measure():
            for variable, name in zip(step.variables, step.names, strict=True):
                hand.outcomes[name] = hand.linear(variable)
            for variable in step.variables:
                kick = hand.new("u")
                for i, c in variable.terms:  # X kicks P by -, P kicks X by +
                    hand.coordinates[i ^ 1] = plus((1, hand.coordinates[i ^ 1]), (c if i % 2 else -c, kick))
        case Heterodyne():
            for name, i in zip(step.names, (2 * step.system, 2 * step.system + 1), strict=True):
                hand.outcomes[name] = plus((1, hand.coordinates[i]), (1, hand.normal(hand.hbar / 2)))
            hand.forget([step.system])
        case GeneralDyne():
            root = square_root(step.covariance)
            draws = [hand.new("z"), hand.new("z")]
            for row, name in enumerate(step.names):
                seed = plus(*((root[row, column], draw) for column, draw in enumerate(draws)))
                hand.outcomes[name] = plus((1, hand.coordinates[2 * step.system + row]), (1, seed))
            hand.forget([step.system])
        case GaussianChannel():
            where = [2 * s + side for s in step.systems for side in (0, 1)]
            root, old = square_root(step.noise), [hand.coordinates[i] for i in where]
            draws = [hand.new("z") for _ in where]
            for i, index in enumerate(where):
                noise = [(root[i, j], draw) for j, draw in enumerate(draws)]
                hand.coordinates[index] = plus(*zip(step.matrix[i], old, strict=True), *noise)
        case RandomNormal():
            hand.outcomes[step.name] = plus((1, hand.normal(mp.mpf(step.variance))), (step.mean, {1: mp.mpf(1)}))
        case Let():
            terms = [(c, hand.look(name)) for name, c in step.expression.terms]
            hand.outcomes[step.name] = plus(*terms, (step.expression.constant, {1: mp.mpf(1)}))
        case Repeat():
            outer = set(hand.outcomes)
            for number in range(1, step.count + 1):
                for inner in step.steps:
                    do(hand, inner)
                for name in [n for n in hand.outcomes if n not in outer and "[" not in n]:
                    form = hand.outcomes.pop(name)
                    hand.outcomes[f"{name}[{number}]"] = form
                    hand.outcomes[f"{name}[-1]"] = dict(form)
            for name in [n for n in hand.outcomes if n.endswith("[-1]")]:
                del hand.outcomes[name]
        case Report():
            pass
        case Condition():
            hand.condition(dict(hand.outcomes[step.name]), mp.mpf(step.value))
        case Discard():
            hand.forget(step.systems)


def by_hand(experiment: Experiment) -> Hand:
    """Conditions are met where they stand in the file, unlike in the backends, which meet them at the end."""
    hand = Hand(mp.mpf(experiment.system.hbar), [])
    hand.coordinates = [hand.new("u") for _ in range(2 * experiment.n)]
    for step in experiment.steps:
        do(hand, step)
        if hand.log_density == -mp.inf:
            break
    return hand


@dataclass
class Numbers:
    """Means, covariance (NaN where flat) and orthonormal flat directions of some forms, as floats."""

    means: Any
    covariance: Any
    flat: Any


def numbers(forms: list[Form]) -> Numbers:
    names = sorted({name for form in forms for name in flats(form)})
    means = np.array([np.nan if flats(f) else float(f.get(1, 0)) for f in forms])
    spread = np.array([
        [np.nan if flats(f) or flats(g) else float(covariance(f, g)) for g in forms] for f in forms
    ]).reshape(len(forms), len(forms))  # fmt: skip
    table = np.array([[float(flats(f).get(name, 0)) for name in names] for f in forms]).reshape(len(forms), len(names))
    if not names:
        return Numbers(means, spread, np.zeros((0, len(forms))))
    lengths = np.linalg.norm(table, axis=1)
    unit = np.where(lengths > 0, lengths, 1.0)
    vectors, values, _ = np.linalg.svd(table / unit[:, None])
    span = vectors[:, : np.count_nonzero(values > 1e-9 * values[0])] * unit[:, None]
    return Numbers(means, spread, np.linalg.qr(span)[0].T)
