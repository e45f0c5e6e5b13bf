"""Systems and outcomes of a step under other numbers and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
from toytheory.phase_space.variables import Variable


def touched(step: Any) -> tuple[int, ...]:
    """The systems (from 0) that a step names, in the order in which it names them.

    >>> touched(Discard((2, 0)))
    (2, 0)
    """
    match step:
        case Transform() | Discard():
            systems = list(step.systems)
        case Prepare():
            systems = [k for F in step.variables for k in F.systems] + list(step.systems)
        case Measure():
            systems = [k for F in step.variables for k in F.systems]
        case Displace():
            systems = [coordinate // 2 for coordinate, _ in step.shifts]
        case Noise():
            systems = [coordinate // 2 for coordinate in step.coordinates]
        case _:
            systems = []
    return tuple(dict.fromkeys(systems))


def with_systems(step: Any, order: Mapping[int, int]) -> Step:
    """The step with system k renamed to order[k].

    >>> with_systems(Discard((2, 0)), {0: 1, 2: 0})
    Discard(systems=(0, 1))
    """

    def coordinate(index: int) -> int:
        return 2 * order[index // 2] + index % 2

    def variable(F: Variable) -> Variable:
        return Variable.of([(coordinate(i), c) for i, c in F.terms], F.d, F.constant)

    match step:
        case Transform() | Discard():
            return replace(step, systems=tuple(order[k] for k in step.systems))
        case Prepare():
            systems = tuple(sorted(order[k] for k in step.systems))
            return replace(step, variables=tuple(map(variable, step.variables)), systems=systems)
        case Measure():
            return replace(step, variables=tuple(map(variable, step.variables)))
        case Displace():
            return replace(step, shifts=tuple((coordinate(c), e) for c, e in step.shifts))
        case Noise():
            return replace(step, coordinates=tuple(map(coordinate, step.coordinates)))
    return step  # type: ignore[no-any-return]


def displaced_by(matrix: Any, step: Displace, d: int) -> Displace:
    """The displacement M a for a displacement by a, its expressions combined; `matrix` is (2n, 2n) over Z_d.

    >>> from toytheory.language.steps import OutcomeExpression
    >>> displaced_by([[0, 1], [2, 0]], Displace(((0, OutcomeExpression((("a", 1),), 0)),)), 3).shifts[0][0]
    1
    """
    total: dict[int, tuple[dict[str, int], int]] = {}
    for old, expression in step.shifts:
        for coordinate, row in enumerate(matrix):
            factor = int(row[old]) % d
            if factor:
                terms, constant = total.get(coordinate, ({}, 0))
                for name, k in expression.terms:
                    terms[name] = (terms.get(name, 0) + factor * k) % d
                total[coordinate] = terms, (constant + factor * expression.constant) % d
    shifts = ((c, OutcomeExpression(tuple(terms.items()), constant)) for c, (terms, constant) in total.items())
    return Displace(tuple(sorted(shifts, key=lambda shift: shift[0])))


def with_names(step: Any, names: Mapping[str, str]) -> Step:
    """The step with outcome a renamed to names[a].

    >>> with_names(Condition("m1", 0), {"m1": "a"})
    Condition(name='a', value=0)
    """
    match step:
        case Measure():
            return replace(step, names=tuple(names[name] for name in step.names))
        case Displace():
            shifts = tuple(
                (c, OutcomeExpression(tuple((names[name], k) for name, k in e.terms), e.constant))
                for c, e in step.shifts
            )
            return replace(step, shifts=shifts)
        case Condition():
            return replace(step, name=names[step.name])
    return step  # type: ignore[no-any-return]
