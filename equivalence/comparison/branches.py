"""Adaptive experiments as several without branches: one for every way in which their outcomes can decide.

In each, what decided is a condition; the probability that it is met is the weight of the branch. Which values can occur
is asked of the backend itself, so nothing of the other theory enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Branch, Report, When
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.steps import Condition, Step
from toytheory.outcomes.distributions import Key

LARGEST = 4096
"""Branches that are followed at most."""

Chances = Callable[[Experiment], dict[Key, Fraction]]
"""The joint distribution of what an experiment reports; nothing where its conditions cannot be met."""


def leaves(experiment: Experiment, chances: Chances) -> Iterator[Experiment]:
    """The experiments without branches; CannotRun beyond `LARGEST`. None at all where the conditions cannot be met.

    Parameters
    ----------
    chances : the backend's answer to the experiment up to a branch, with the outcomes that decide as its report.
    """
    steps = unrolled(experiment.steps)
    report = [step for step in steps if isinstance(step, Report)]
    rest = [step for step in steps if not isinstance(step, Report)]
    for count, found in enumerate(_follow(experiment, [], rest, chances), start=1):
        if count > LARGEST:
            raise CannotRun(f"more than {LARGEST} branches can occur")
        named = report or [Report(experiment.made)] if experiment.made else []
        yield Experiment(experiment.system, (*found, *named), experiment.source)


def _follow(
    experiment: Experiment, done: Sequence[Step], rest: Sequence[Step], chances: Chances
) -> Iterator[tuple[Step, ...]]:
    """All ways to go on."""
    for position, step in enumerate(rest):
        if not isinstance(step, When):
            continue
        before, after = [*done, *rest[:position]], rest[position + 1 :]
        asked = tuple(dict.fromkeys(name for branch in step.branches for name, _ in branch.conditions))
        if not asked:
            yield from _follow(experiment, before, [*step.branches[0].steps, *after], chances)
            return
        prefix = Experiment(experiment.system, (*before, Report(asked)), experiment.source)
        for values, chance in chances(prefix).items():
            if chance:
                met = [Condition(name, value) for name, value in zip(asked, values, strict=True)]
                chosen = _chosen(step.branches, dict(zip(asked, values, strict=True)), experiment.d)
                yield from _follow(experiment, [*before, *met], [*chosen, *after], chances)
        return
    yield (*done, *rest)


def _chosen(branches: Sequence[Branch], values: dict[str, int], d: int) -> Sequence[Step]:
    """The steps of the first branch whose conditions hold."""
    for branch in branches:
        if all(values[name] == value % d for name, value in branch.conditions):
            return branch.steps
    return ()
