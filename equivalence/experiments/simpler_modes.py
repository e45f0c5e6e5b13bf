"""Simpler variants of one step on modes: plainer numbers, fewer modes, a plainer kind of step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from toytheory.language.bookkeeping import Derived, GaussianChannel, GeneralDyne, RandomNormal
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
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Reals,
    Step,
    ThermalLoss,
    Transform,
)
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .plain_numbers import plainer
from .tuples import cut, put, selections

PLAINEST_MODE_MAPS = (
    "fourier", "swap", "rotate", "squeeze", "shear", "beamsplitter", "sum", "cphase", "two-mode-squeeze",
)  # fmt: skip
Rows = tuple[Reals, ...]


def simpler_on_modes(step: Any) -> Iterator[Step]:
    """Steps on modes that are simpler in one respect; not all of them valid."""
    match step:
        case Prepare() | Measure():
            yield from _simpler_about_variables(step)
        case PrepareVacuum() | Discard():
            for i in range(len(step.systems)):
                yield replace(step, systems=cut(step.systems, i))
        case PrepareGaussian():
            yield from _simpler_state(step)
        case Transform():
            yield from _simpler_map(step)
        case Displace():
            for i, (coordinate, expression) in enumerate(step.shifts):
                yield Displace(cut(step.shifts, i))
                for smaller in _simpler_expression(expression):
                    yield Displace(put(step.shifts, i, (coordinate, smaller)))
                if coordinate % 2:
                    yield Displace(put(step.shifts, i, (coordinate - 1, expression)))
        case Heterodyne() | GeneralDyne():
            yield Measure((Variable.of({2 * step.system: 1.0}, None),), step.names[:1])
            if isinstance(step, GeneralDyne):
                yield Heterodyne(step.system, step.names)
                for rows in _plainer_rows(step.covariance):
                    yield replace(step, covariance=rows)
        case GaussianChannel():
            yield from _simpler_channel(step)
        case GaussianNoise():
            for i, (coordinate, variance) in enumerate(step.variances):
                yield GaussianNoise(cut(step.variances, i))
                if coordinate % 2:
                    yield GaussianNoise(put(step.variances, i, (coordinate - 1, variance)))
                for number in plainer(variance):
                    yield GaussianNoise(put(step.variances, i, (coordinate, number)))
        case Derived():
            for smaller in _simpler_expression(step.expression):
                yield replace(step, expression=smaller)
        case _:
            yield from _simpler_numbers(step)


def _simpler_numbers(step: Any) -> Iterator[Step]:
    """Steps that are nothing but a few numbers."""
    if isinstance(step, ThermalLoss):
        yield Loss(step.system, step.transmission)
    fields: tuple[str, ...] = ()
    match step:
        case Loss():
            fields = ("transmission",)
        case ThermalLoss():
            fields = ("transmission", "nbar")
        case Amplify():
            fields = ("gain",)
        case Condition():
            fields = ("value",)
        case RandomNormal():
            fields = ("mean", "variance")
    for field in fields:
        for number in plainer(getattr(step, field)):
            yield replace(step, **{field: number})


def _simpler_about_variables(step: Prepare | Measure) -> Iterator[Step]:
    for i in range(len(step.variables)):
        rest = cut(step.variables, i)
        if isinstance(step, Measure):
            yield Measure(rest, cut(step.names, i))
        else:
            yield _naming_only(Prepare(rest, cut(step.values, i), ()))
    if isinstance(step, Prepare):
        yield _naming_only(step)
        yield PrepareVacuum(step.systems)
        for i, value in enumerate(step.values):
            for number in plainer(value):
                yield replace(step, values=put(step.values, i, number))
    for i, F in enumerate(step.variables):
        for other in _simpler_variable(F):
            changed = replace(step, variables=put(step.variables, i, other))
            yield changed if isinstance(changed, Measure) else _naming_only(changed)
    if all(len(F.terms) == 1 for F in step.variables):
        return
    yield replace(step, variables=tuple(_rounded(F) for F in step.variables))  # which may commute only together


def _naming_only(step: Prepare) -> Prepare:
    return replace(step, systems=tuple(sorted({k for F in step.variables for k in F.systems})))


def _rounded(F: Variable) -> Variable:
    return Variable.of([(i, round(float(c)) or 1.0) for i, c in F.terms], None, float(round(F.constant)))


def _simpler_variable(F: Variable) -> Iterator[Variable]:
    yield Variable.of({2 * F.systems[0] if F.terms else 0: 1.0}, None)
    for i, (index, coefficient) in enumerate(F.terms):
        if len(F.terms) > 1:
            yield Variable.of(cut(F.terms, i), None, F.constant)
        if index % 2 and index - 1 not in dict(F.terms):
            yield Variable.of(put(F.terms, i, (index - 1, coefficient)), None, F.constant)
        for number in (1.0, *plainer(coefficient)):
            if number and number != coefficient:
                yield Variable.of(put(F.terms, i, (index, number)), None, F.constant)
    for constant in plainer(F.constant):
        yield Variable.of(F.terms, None, constant)


def _simpler_expression(expression: OutcomeExpression) -> Iterator[OutcomeExpression]:
    for i, (name, coefficient) in enumerate(expression.terms):
        yield OutcomeExpression(cut(expression.terms, i), expression.constant)
        for number in (1.0, *plainer(coefficient)):
            if number and number != coefficient:
                yield OutcomeExpression(put(expression.terms, i, (name, number)), expression.constant)
    for constant in plainer(expression.constant):
        yield OutcomeExpression(expression.terms, constant)


def marginal(step: PrepareGaussian, stay: Sequence[int]) -> PrepareGaussian:
    """The state of some of its modes, by their positions in it."""
    where = coordinates_of(stay).tolist()
    rows = tuple(tuple(step.covariance[r][c] for c in where) for r in where)
    return PrepareGaussian(tuple(step.systems[i] for i in stay), tuple(step.means[i] for i in where), rows)


def _simpler_state(step: PrepareGaussian) -> Iterator[Step]:
    yield PrepareVacuum(step.systems)
    for i in range(len(step.systems)):
        yield marginal(step, [k for k in range(len(step.systems)) if k != i])
    yield replace(step, means=(0.0,) * len(step.means))
    for i, value in enumerate(step.means):
        for number in plainer(value):
            yield replace(step, means=put(step.means, i, number))
    for rows in _plainer_rows(step.covariance):
        yield replace(step, covariance=rows)


def _plainer_rows(covariance: Rows) -> Iterator[Rows]:
    """Symmetric matrices with plainer numbers: without correlations, rounded, with one entry changed."""
    matrix = np.array(covariance)
    diagonal = np.diag(np.diag(matrix))
    candidates = [np.eye(len(matrix)), diagonal]
    for digits in range(4):
        unit = 10.0**-digits
        candidates += [np.diag(np.ceil(np.diag(matrix) / unit) * unit)]
        rounded = np.round(matrix, digits)
        candidates += [rounded, rounded + unit * np.eye(len(matrix))]
    for rows in candidates:
        yield _tuples(rows)
    for i in range(len(matrix)):
        for j in range(i + 1):
            for number in plainer(matrix[i, j]):
                changed = matrix.copy()
                changed[i, j] = changed[j, i] = number
                yield _tuples(changed)


def _tuples(matrix: Any) -> Rows:
    return tuple(tuple(round(float(x), 12) for x in row) for row in matrix)


def _simpler_map(step: Transform) -> Iterator[Transform]:
    for name in PLAINEST_MODE_MAPS:
        named = MODE_MAPS[name]
        for chosen in selections(step.systems, named.systems):
            yield mode_transform(name, chosen, None if named.parameter is None else 1.0)
    if step.name is not None:
        for number in plainer(step.parameter) if step.parameter is not None else ():
            yield mode_transform(step.name, step.systems, number)
        return
    for i, value in enumerate(step.shift):
        for number in plainer(value):
            yield replace(step, shift=put(step.shift, i, number))
    unit = tuple(tuple(map(float, row)) for row in np.eye(len(step.matrix)))
    yield replace(step, matrix=unit)
    for digits in range(3):
        yield replace(step, matrix=tuple(tuple(round(x, digits) for x in row) for row in step.matrix))


def _simpler_channel(step: GaussianChannel) -> Iterator[Step]:
    matrix, noise = np.array(step.matrix), np.array(step.noise)
    k, unit = len(step.systems), np.eye(len(matrix))
    if k == 1:
        yield Loss(step.systems[0], 0.5)
        yield Amplify(step.systems[0], 2.0)
    spread = tuple((c, float(v)) for c, v in zip(coordinates_of(step.systems).tolist(), np.diag(noise), strict=True))
    yield GaussianNoise(tuple((c, v) for c, v in spread if v > 0))
    for i in range(k):
        stay = [j for j in range(k) if j != i]
        where = coordinates_of(stay)
        rows = _tuples(matrix[np.ix_(where, where)]), _tuples(noise[np.ix_(where, where)])
        yield GaussianChannel(tuple(step.systems[j] for j in stay), *rows)
    yield GaussianChannel(step.systems, _tuples(unit), _tuples(0 * unit))
    yield replace(step, matrix=_tuples(unit))
    for strong in (0.0, 1.0, 2.0):  # with so much noise most matrices are a channel
        yield replace(step, noise=_tuples(strong * unit))
    yield replace(step, matrix=_tuples(np.diag(np.diag(matrix))))
    for plain in _plainer_rows(step.noise):
        yield replace(step, noise=plain)
    for i, row in enumerate(step.matrix):
        for j, value in enumerate(row):
            for number in plainer(value):
                yield replace(step, matrix=put(step.matrix, i, put(row, j, number)))
