"""Rounds written out: `repeat` as the steps of its rounds, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Branch, Let, Repeat, When, flat, indexed, made
from toytheory.language.steps import OutcomeExpression, Step

LARGEST = 2**20
"""Steps that are written out at most."""


def unrolled(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps without `repeat`; CannotRun where they would be too many.

    What is made in round k gets the index k. The round before the first is one in which everything is 0.

    >>> from toytheory.language.bookkeeping import Random
    >>> body = (Random("a"), Let("b", OutcomeExpression((("a", 1), ("a[-1]", 1)))))
    >>> [f"{s.name} <- {s.uses}" for s in unrolled([Repeat(2, body)])]
    ['a[0] <- ()', 'a[1] <- ()', "b[1] <- ('a[1]', 'a[0]')", 'a[2] <- ()', "b[2] <- ('a[2]', 'a[1]')"]
    """
    result: list[Step] = []
    for step in steps:
        if isinstance(step, Repeat):
            result += _rounds(step)
        elif isinstance(step, When):
            branches = tuple(Branch(b.conditions, unrolled(b.steps)) for b in step.branches)
            result.append(replace(step, branches=branches))
        else:
            result.append(step)
        if len(result) > LARGEST:
            raise CannotRun(f"more than {LARGEST} steps once its rounds are written out")
    return tuple(result)


def _rounds(step: Repeat) -> list[Step]:
    body = unrolled(step.steps)
    if step.count * len(body) > LARGEST:
        raise CannotRun(f"{step.count} rounds of {len(body)} steps are too many to be written out; at most {LARGEST}")
    inside = made(body)
    asked = {name for each in flat(body) for name in each.uses}
    earlier = [name for name in inside if f"{name}[-1]" in asked]
    result: list[Step] = [Let(indexed(name, 0), OutcomeExpression()) for name in earlier]
    for number in range(1, step.count + 1):
        names = {name: indexed(name, number) for name in inside}
        names |= {f"{name}[-1]": indexed(name, number - 1) for name in earlier}
        result += [each.with_names(names) for each in body]
    return result
