"""Simpler variants of one step, and steps without a system."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.language.bookkeeping import GaussianChannel
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Measure,
    Noise,
    OnSystem,
    OnSystems,
    Prepare,
    PrepareGaussian,
    Step,
    Transform,
)
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .simpler_bookkeeping import simpler_expression, simpler_weights
from .simpler_modes import marginal
from .tuples import cut, put, selections

PLAINEST_MAPS = ("fourier", "phase", "multiply", "swap", "sum", "cphase")


def without_system(step: Any, system: int) -> Step | None:
    """The step without what concerns a system, the others renumbered; None for a map that cannot do without it."""

    def number(k: int) -> int:
        return k - (k > system)

    def coordinate(c: int) -> int:
        return c - 2 * (c // 2 > system)

    def variable(F: Variable) -> Variable:
        return Variable.of([(coordinate(i), c) for i, c in F.terms if i // 2 != system], F.d, F.constant)

    match step:
        case Prepare():
            pairs = [(variable(F), v) for F, v in zip(step.variables, step.values, strict=True)]
            pairs = [(F, v) for F, v in pairs if F.terms]
            systems = tuple(number(k) for k in step.systems if k != system)
            return Prepare(tuple(F for F, _ in pairs), tuple(v for _, v in pairs), systems)
        case Measure():
            named = [(variable(F), name) for F, name in zip(step.variables, step.names, strict=True)]
            named = [(F, name) for F, name in named if F.terms]
            return Measure(tuple(F for F, _ in named), tuple(name for _, name in named))
        case Transform():
            if system not in step.systems:
                return replace(step, systems=tuple(map(number, step.systems)))
            rest = tuple(k for k in step.systems if k != system)
            if step.name is not None or not rest:
                return None
            where = coordinates_of([i for i, k in enumerate(step.systems) if k != system]).tolist()
            rows = tuple(tuple(step.matrix[r][c] for c in where) for r in where)
            return Transform(tuple(map(number, rest)), rows, tuple(step.shift[r] for r in where))
        case Displace():
            return Displace(tuple((coordinate(c), e) for c, e in step.shifts if c // 2 != system))
        case Noise():
            return _without_coordinates(
                step, [i for i, c in enumerate(step.coordinates) if c // 2 == system], coordinate
            )
        case GaussianNoise():
            return GaussianNoise(tuple((coordinate(c), v) for c, v in step.variances if c // 2 != system))
        case PrepareGaussian():
            stay = [i for i, k in enumerate(step.systems) if k != system]
            rest_of_it = marginal(step, stay)
            return replace(rest_of_it, systems=tuple(map(number, rest_of_it.systems)))
        case GaussianChannel():
            where = coordinates_of([i for i, k in enumerate(step.systems) if k != system]).tolist()
            matrix, noise = (tuple(tuple(m[r][c] for c in where) for r in where) for m in (step.matrix, step.noise))
            return GaussianChannel(tuple(number(k) for k in step.systems if k != system), matrix, noise)
        case OnSystems():
            return replace(step, systems=tuple(number(k) for k in step.systems if k != system))
        case OnSystem():
            return None if step.system == system else replace(step, system=number(step.system))
    return step  # type: ignore[no-any-return]


def _without_coordinates(step: Noise, gone: Sequence[int], number: Callable[[int], int] = lambda c: c) -> Noise:
    """The marginal of the noise on the coordinates that stay."""
    stay = [i for i in range(len(step.coordinates)) if i not in gone]
    weights: dict[tuple[int, ...], Fraction] = {}
    for shift, weight in step.weights:
        key = tuple(shift[i] for i in stay)
        weights[key] = weights.get(key, Fraction(0)) + weight
    return Noise(tuple(number(step.coordinates[i]) for i in stay), tuple(weights.items()))


def simpler(step: Any, d: int) -> Iterator[Step]:
    """Steps that are simpler in one respect; not all of them valid."""
    match step:
        case Prepare():
            yield from _simpler_prepare(step, d)
        case Measure():
            for i in range(len(step.variables)):
                yield Measure(cut(step.variables, i), cut(step.names, i))
            # known instead of measured; the outcomes' names go, and with them what depends on them
            yield naming_only(Prepare(step.variables, tuple(F.constant for F in step.variables), ()))
            for i, F in enumerate(step.variables):
                for other in _simpler_variable(F, d):
                    yield Measure(put(step.variables, i, other), step.names)
        case Transform():
            yield from _simpler_map(step, d)
        case Displace():
            for i, (coordinate, expression) in enumerate(step.shifts):
                yield Displace(cut(step.shifts, i))
                for smaller in simpler_expression(expression):
                    yield Displace(put(step.shifts, i, (coordinate, smaller)))
                if coordinate % 2:
                    yield Displace(put(step.shifts, i, (coordinate - 1, expression)))
        case Noise():
            yield from _simpler_noise(step)
        case Condition():
            for value in range(step.value):
                yield Condition(step.name, value)
        case Discard():
            for i in range(len(step.systems)):
                yield Discard(cut(step.systems, i))


def _simpler_variable(F: Variable, d: int) -> Iterator[Variable]:
    """None of them constant: a variable that depends on nothing is not what a reader expects to be measured."""
    yield Variable.of({2 * F.systems[0] if F.terms else 0: 1}, d)
    for i, (index, coefficient) in enumerate(F.terms):
        if len(F.terms) > 1:
            yield Variable.of(cut(F.terms, i), d, F.constant)
        first = 2 * F.systems[0]
        for lower in sorted({first, first + 1, index - index % 2} - {index for index, _ in F.terms}):
            if lower < index:
                yield Variable.of(put(F.terms, i, (lower, coefficient)), d, F.constant)
        for smaller in range(1, coefficient):
            yield Variable.of(put(F.terms, i, (index, smaller)), d, F.constant)
    for constant in range(F.constant):
        yield Variable.of(F.terms, d, constant)


def _simpler_prepare(step: Prepare, d: int) -> Iterator[Prepare]:
    for i in range(len(step.variables)):
        rest = Prepare(cut(step.variables, i), cut(step.values, i), step.systems)
        yield naming_only(rest)
        yield rest
    yield naming_only(step)
    for i, F in enumerate(step.variables):
        for value in range(step.values[i]):
            yield replace(step, values=put(step.values, i, value))
        for other in _simpler_variable(F, d):
            changed = replace(step, variables=put(step.variables, i, other))
            for value in (step.values[i], (step.values[i] - F.constant + other.constant) % d):
                yield replace(naming_only(changed), values=put(step.values, i, value))
                yield replace(changed, values=put(step.values, i, value))


def naming_only(step: Prepare) -> Prepare:
    """Reset no more systems than the known variables depend on."""
    return replace(step, systems=tuple(sorted({k for F in step.variables for k in F.systems})))


def _simpler_map(step: Transform, d: int) -> Iterator[Transform]:
    for name in PLAINEST_MAPS:
        size = NAMED_MAPS[name].systems
        parameters = range(1, d) if NAMED_MAPS[name].takes_parameter else [None]
        for chosen in selections(step.systems, size):
            for parameter in parameters:
                if parameter is None or math.gcd(parameter, d) == 1:
                    yield named_transform(name, chosen, d, parameter)
    if step.name is None:
        for i, value in enumerate(step.shift):
            for smaller in range(value):
                yield replace(step, shift=put(step.shift, i, smaller))
        yield from _fewer_factors(step, d)
        for i in range(len(step.systems)):
            smaller_map = without_system(step, step.systems[i])
            if isinstance(smaller_map, Transform):
                yield replace(smaller_map, systems=cut(step.systems, i))


def _fewer_factors(step: Transform, d: int) -> Iterator[Transform]:
    """The map after or before a named map: one factor less, where the map was a product with its inverse."""
    matrix, local = np.array(step.matrix, dtype=np.int64), tuple(range(len(step.systems)))
    for name in PLAINEST_MAPS:
        for chosen in selections(local, NAMED_MAPS[name].systems):
            for parameter in range(2, d) if NAMED_MAPS[name].takes_parameter else [None]:
                if parameter is None or math.gcd(parameter, d) == 1:
                    where = coordinates_of(chosen)
                    factor = np.eye(len(matrix), dtype=np.int64)
                    factor[np.ix_(where, where)] = named_transform(name, chosen, d, parameter).matrix
                    for product, shift in ((matrix @ factor % d, step.shift), (factor @ matrix % d, step.shift)):
                        yield Transform(step.systems, tuple(tuple(row) for row in product.tolist()), shift)


def _simpler_noise(step: Noise) -> Iterator[Noise]:
    for i in range(len(step.coordinates)):
        yield _without_coordinates(step, [i])
    for weights in simpler_weights(step.weights):
        yield Noise(step.coordinates, weights)
    for i, coordinate in enumerate(step.coordinates):
        if coordinate % 2:
            yield Noise(put(step.coordinates, i, coordinate - 1), step.weights)
