"""How far an experiment is from the simplest: the order in which shrinking descends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from toytheory.language.bookkeeping import (
    Derived,
    Detector,
    Flip,
    GaussianChannel,
    GeneralDyne,
    Let,
    Random,
    RandomNormal,
    Repeat,
    When,
    flat,
)
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    PrepareGaussian,
    ThermalLoss,
    Transform,
)

from .drafts import base_names
from .plain_names import plain_names
from .plain_numbers import plainness
from .simpler_modes import PLAINEST_MODE_MAPS
from .simpler_steps import PLAINEST_MAPS

Complexity = tuple[int, int, int, int, int, int]

_Parts = tuple[int, int, int, int]
"""(things mentioned, entries, numbers, labels)"""


def complexity(experiment: Experiment) -> Complexity:
    """How far an experiment is from the simplest: systems, steps, things mentioned, entries, numbers, labels.

    Steps inside of branches and rounds count as those outside. Compared from left to right; every accepted move makes
    it smaller, so shrinking ends.
    """
    steps = list(flat(experiment.steps))
    modes = experiment.system.d is None
    own = [_of_mode_step(step) if modes else _of_step(step) for step in steps]
    parts = np.array(own, dtype=np.int64).reshape(-1, 4).sum(axis=0)
    mentions, entries, numbers, labels = (int(part) for part in parts)
    if modes and experiment.system.hbar != 1:
        numbers += plainness(experiment.system.hbar or 1)
    letters = plain_names(modes)
    names = sum(name != plain for name, plain in zip(base_names(experiment.steps), letters, strict=False))
    order = list(dict.fromkeys(k for step in steps for k in step.touched))
    inversions = sum(a > b for i, a in enumerate(order) for b in order[i:])
    return experiment.n, len(steps), mentions, entries, numbers, labels + names + inversions


def _of_step(step: Any) -> _Parts:
    match step:
        case Prepare():
            own = [_of_variable(F) for F in step.variables]
            return len(own) + len(step.systems), _sum(own, 0), _sum(own, 1) + sum(step.values), _sum(own, 2)
        case Measure():
            own = [_of_variable(F) for F in step.variables]
            return 3 * len(own), _sum(own, 0), _sum(own, 1), _sum(own, 2)  # a measurement is more than a preparation
        case Transform():
            return _of_map(step)
        case Displace():
            listed = [_of_expression(e) for _, e in step.shifts]
            return len(step.shifts), _total(listed, 0), _total(listed, 1), sum(c for c, _ in step.shifts)
        case Noise():
            return len(step.coordinates), len(step.weights), _of_weights(step.weights), sum(step.coordinates)
        case Condition():
            return 0, 0, step.value, 0
        case Random():
            listed_weights = [((value,), weight) for value, weight in step.weights or ()]
            return 1, len(listed_weights), _of_weights(listed_weights), 0
    return _of_bookkeeping(step)


def _of_mode_step(step: Any) -> _Parts:
    """The same with real numbers: how plain they are counts instead of how large."""
    match step:
        case Prepare():
            own = [_of_real_variable(F) for F in step.variables]
            return len(own) + len(step.systems), _sum(own, 0), _sum(own, 1) + _plain(step.values), _sum(own, 2)
        case PrepareGaussian():
            entries = sum(1 + (x != 0) for row in step.covariance for x in row) + sum(x != 0 for x in step.means)
            numbers = _plain(step.means) + sum(map(_plain, step.covariance))
            return 2 * len(step.systems), entries, numbers, sum(step.systems)
        case Measure():
            own = [_of_real_variable(F) for F in step.variables]
            return 3 * len(own), _sum(own, 0), _sum(own, 1), _sum(own, 2)
        case Heterodyne():
            return 7, 0, 0, step.system
        case GeneralDyne():
            return 7, 4, sum(map(_plain, step.covariance)), step.system
        case Transform():
            return _of_mode_map(step)
        case Displace():
            listed = [_of_expression(e, real=True) for _, e in step.shifts]
            return len(step.shifts), _total(listed, 0), _total(listed, 1), sum(c for c, _ in step.shifts)
        case Loss():
            return 1, 1, plainness(step.transmission), step.system
        case Amplify():
            return 1, 1, plainness(step.gain), step.system
        case ThermalLoss():
            return 1, 2, plainness(step.transmission) + plainness(step.nbar), step.system
        case GaussianNoise():
            numbers = _plain(v for _, v in step.variances)
            return len(step.variances), len(step.variances), numbers, sum(c for c, _ in step.variances)
        case GaussianChannel():
            rows = [*step.matrix, *step.noise]
            entries = 1 + sum(x != 0 for row in rows for x in row)
            return 2 * len(step.systems), entries, sum(map(_plain, rows)), sum(step.systems)
        case Condition():
            return 0, 0, plainness(step.value), 0
        case RandomNormal():
            return 1, 2, plainness(step.mean) + plainness(step.variance), 0
        case Derived():
            entries, numbers = _of_expression(step.expression, real=True)
            return 1, entries, numbers, 0
    return _of_bookkeeping(step)


def _of_bookkeeping(step: Any) -> _Parts:
    match step:
        case Flip():
            return len(step.names), len(step.weights), _of_weights(step.weights), 0
        case Derived():
            entries, numbers = _of_expression(step.expression)
            at = len(step.at) if isinstance(step, Detector) else 0
            return 1 + (not isinstance(step, Let)), entries + at, numbers, 0
        case When():
            conditions = [pair for branch in step.branches for pair in branch.conditions]
            return 2 * len(step.branches), len(conditions), sum(value for _, value in conditions), 0
        case Repeat():
            return 2, 0, step.count, 0
    return len(step.touched) + len(step.uses), 0, 0, sum(step.touched)


def _of_variable(F: Any) -> tuple[int, int, int]:
    entries = (len(F.terms) or 3) + (F.constant != 0)  # rather X1 than a constant
    return entries, sum(k - 1 for _, k in F.terms) + F.constant, sum(index for index, _ in F.terms)


def _of_real_variable(F: Any) -> tuple[int, int, int]:
    entries = (len(F.terms) or 3) + (F.constant != 0)
    numbers = plainness(F.constant) + _plain(c for _, c in F.terms if c != 1)
    return entries, numbers, sum(index for index, _ in F.terms)


def _of_expression(e: OutcomeExpression, real: bool = False) -> tuple[int, int]:
    """(entries, numbers) of an expression."""
    entries = len(e.terms) + (e.constant != 0)
    if real:
        return entries, plainness(e.constant) + _plain(k for _, k in e.terms if k != 1)
    return entries, e.constant + sum(k - 1 for _, k in e.terms)


def _of_weights(weights: Iterable[tuple[tuple[int, ...], Any]]) -> int:
    return sum(sum(shift) + weight.numerator + weight.denominator for shift, weight in weights)


def _of_map(step: Transform) -> _Parts:
    if step.name is not None:
        return len(step.systems), 0, PLAINEST_MAPS.index(step.name) + (step.parameter or 0), sum(step.systems)
    matrix = np.array(step.matrix, dtype=np.int64)
    entries = np.count_nonzero(matrix - np.eye(len(matrix), dtype=np.int64)) + np.count_nonzero(step.shift)
    return len(step.systems), 1 + int(entries), int(matrix.sum()) + sum(step.shift), sum(step.systems)


def _of_mode_map(step: Transform) -> _Parts:
    if step.name is not None:
        parameter = 0 if step.parameter is None else plainness(step.parameter)
        return len(step.systems), 0, PLAINEST_MODE_MAPS.index(step.name) + parameter, sum(step.systems)
    matrix = np.array(step.matrix, dtype=np.float64)
    entries = np.count_nonzero(matrix - np.eye(len(matrix))) + np.count_nonzero(step.shift)
    numbers = sum(map(_plain, step.matrix)) + _plain(step.shift)
    return len(step.systems), 1 + int(entries), numbers, sum(step.systems)


def _plain(numbers: Iterable[float]) -> int:
    return sum(map(plainness, numbers))


def _sum(rows: list[tuple[int, int, int]], column: int) -> int:
    return sum(row[column] for row in rows)


def _total(pairs: list[tuple[int, int]], column: int) -> int:
    return sum(pair[column] for pair in pairs)
