"""Rounds written out: `repeat` as the steps of its rounds, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Branch, Let, Repeat, When, flat, indexed, made
from toytheory.language.steps import OutcomeExpression, Step

LARGEST = 2**20
"""Steps that are written out at most."""


def unrolled(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps without `repeat`; CannotRun where they would be too many.

    What is made in round k gets the index k. The round before the first is one in which everything is 0.

    >>> from toytheory.language.bookkeeping import Random
    >>> body = (Random("a"), Let("b", OutcomeExpression((("a", 1), ("a[-1]", 1)))))
    >>> [f"{s.name} <- {s.uses}" for s in unrolled([Repeat(2, body)])]
    ['a[0] <- ()', 'a[1] <- ()', "b[1] <- ('a[1]', 'a[0]')", 'a[2] <- ()', "b[2] <- ('a[2]', 'a[1]')"]
    """
    length = _length(steps)
    if length > LARGEST:
        raise CannotRun(f"{length} steps once its rounds are written out; at most {LARGEST}")
    return _written_out(steps)


def before_the_first(step: Step) -> bool:
    """Whether the step is a value of 0 that stands for the round before the first."""
    return type(step) is Let and "[0]" in step.name


def _length(steps: Iterable[Step]) -> int:
    """How many steps there are once rounds are written out, those of all branches counted."""
    total = 0
    for step in steps:
        if type(step) is Repeat:
            total += step.count * _length(step.steps)
        else:
            total += 1 + (sum(_length(branch.steps) for branch in step.branches) if type(step) is When else 0)
    return total


def _written_out(steps: Iterable[Step]) -> tuple[Step, ...]:
    result: list[Step] = []
    for step in steps:
        if type(step) is Repeat:
            result += _rounds(step)
        elif type(step) is When:
            branches = tuple(Branch(b.conditions, _written_out(b.steps)) for b in step.branches)
            result.append(replace(step, branches=branches))
        else:
            result.append(step)
    return tuple(result)


def _rounds(step: Repeat) -> list[Step]:
    body = _written_out(step.steps)
    inside = made(body)
    asked = {name for each in flat(body) for name in each.uses}
    earlier = [name for name in inside if indexed(name, -1) in asked]
    result: list[Step] = [Let(indexed(name, 0), OutcomeExpression()) for name in earlier]
    for number in range(1, step.count + 1):
        names = {name: indexed(name, number) for name in inside}
        names |= {indexed(name, -1): indexed(name, number - 1) for name in earlier}
        result += [each.with_names(names) for each in body]
    return result
