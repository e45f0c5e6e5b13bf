"""Simpler variants of the steps about outcomes: random numbers, flips, named values, branches, rounds, reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from toytheory.language.bookkeeping import (
    Branch,
    Derived,
    Detector,
    Flip,
    Let,
    Random,
    Repeat,
    Report,
    When,
    indexed,
    made,
)
from toytheory.language.steps import OutcomeExpression, Step

from .drafts import Draft, base_names, blocks
from .tuples import cut, put

Weights = tuple[tuple[tuple[int, ...], Fraction], ...]


def simpler_expression(expression: OutcomeExpression) -> Iterator[OutcomeExpression]:
    """Expressions over Z_d with fewer terms or smaller numbers."""
    for i, (name, coefficient) in enumerate(expression.terms):
        yield OutcomeExpression(cut(expression.terms, i), expression.constant)
        for smaller in range(1, coefficient):
            yield OutcomeExpression(put(expression.terms, i, (name, smaller)), expression.constant)
    for constant in range(expression.constant):
        yield OutcomeExpression(expression.terms, constant)


def simpler_weights(weights: Weights) -> Iterator[Weights]:
    """Probabilities of fewer tuples, equal ones, smaller tuples."""
    for i in range(len(weights)):
        rest = cut(weights, i)
        total = sum(weight for _, weight in rest)
        if total:
            yield tuple((shift, weight / total) for shift, weight in rest)
    even = Fraction(1, len(weights))
    yield tuple((shift, even) for shift, _ in weights)
    for i, (shift, weight) in enumerate(weights):
        for j, value in enumerate(shift):
            for smaller in range(value):
                yield put(weights, i, (put(shift, j, smaller), weight))


def simpler_bookkeeping(step: Any) -> Iterator[Step]:
    """Steps about outcomes that are simpler in one respect, but for named values on modes; not all of them valid."""
    match step:
        case Random():
            if step.weights is not None:
                yield Random(step.name)
                for weights in simpler_weights(tuple(((value,), weight) for value, weight in step.weights)):
                    yield Random(step.name, tuple((shift[0], weight) for shift, weight in weights))
        case Flip():
            for weights in simpler_weights(step.weights):
                yield replace(step, weights=weights)
        case Derived() if isinstance(step.expression.constant, int):
            if not isinstance(step, Let):
                yield Let(step.name, step.expression)
            if isinstance(step, Detector) and step.at:
                yield replace(step, at=())
            for expression in simpler_expression(step.expression):
                yield replace(step, expression=expression)
        case Report():
            for i in range(len(step.names)):
                yield Report(cut(step.names, i))
        case Repeat():
            for count in sorted({1, 2, step.count // 2, step.count - 1}):
                if 0 < count < step.count:
                    yield replace(step, count=count)
        case When():
            yield from _simpler_branches(step)


def _simpler_branches(step: When) -> Iterator[When]:
    for i, branch in enumerate(step.branches):
        if len(step.branches) > 1:
            yield When(cut(step.branches, i))
        for k, (name, value) in enumerate(branch.conditions):
            if len(branch.conditions) > 1:
                yield When(put(step.branches, i, replace(branch, conditions=cut(branch.conditions, k))))
            for smaller in range(value):
                asked = put(branch.conditions, k, (name, smaller))
                yield When(put(step.branches, i, replace(branch, conditions=asked)))
    last = step.branches[-1]
    if last.conditions:
        yield When((*step.branches[:-1], Branch((), last.steps)))


def unwrapped(system: Any, steps: tuple[Step, ...]) -> Iterator[Draft]:
    """Do the steps of one branch instead of the branches, those of one round instead of the rounds; or fewer rounds."""
    for block, there in blocks(steps):
        for i, step in enumerate(block):
            before, behind = block[:i], block[i + 1 :]
            if isinstance(step, When):
                for branch in step.branches:
                    yield system, there((*before, *branch.steps, *behind))
            elif isinstance(step, Repeat):
                once = {indexed(name, k): name for name in made(step.steps) for k in range(1, step.count + 1)}
                yield system, there((*before, *step.steps, *_renamed(behind, once)))
                for shorter in simpler_bookkeeping(step):
                    assert isinstance(shorter, Repeat)
                    later = {
                        indexed(name, k): indexed(name, shorter.count)
                        for name, k in product(made(step.steps), range(shorter.count + 1, step.count + 1))
                    }
                    yield system, there((*before, shorter, *_renamed(behind, later)))


def _renamed(steps: Sequence[Step], names: dict[str, str]) -> tuple[Step, ...]:
    """What uses an outcome uses the one of the other name; what steps make keeps its name."""
    own = set(base_names(steps))
    assert not own & {name.partition("[")[0] for name in names}
    return tuple(step.with_names(names) for step in steps)
