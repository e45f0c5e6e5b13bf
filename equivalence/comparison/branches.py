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


def leaves(experiment: Experiment, chances: Chances) -> list[Experiment]:
    """The experiments without branches; CannotRun beyond `LARGEST`. None at all where the conditions cannot be met.

    Parameters
    ----------
    chances : the backend's answer to the experiment up to a branch, with the outcomes that decide as its report.
    """
    steps = unrolled(experiment.steps)
    report = [step for step in steps if isinstance(step, Report)]
    named = report or [Report(experiment.made)] if experiment.made else []
    open_ends: list[tuple[list[Step], list[Step]]] = [([], [step for step in steps if not isinstance(step, Report)])]
    found: list[Experiment] = []
    while open_ends:
        done, rest = open_ends.pop()
        position = next((i for i, step in enumerate(rest) if isinstance(step, When)), None)
        if position is None:
            found.append(Experiment(experiment.system, (*done, *rest, *named), experiment.source))
            continue
        when = rest[position]
        assert isinstance(when, When)
        ways = list(_ways(experiment, [*done, *rest[:position]], when, chances))
        open_ends += [(before, [*chosen, *rest[position + 1 :]]) for before, chosen in reversed(ways)]
        if len(open_ends) + len(found) > LARGEST:
            raise CannotRun(f"more than {LARGEST} branches can occur")
    return found


def _ways(
    experiment: Experiment, done: list[Step], when: When, chances: Chances
) -> Iterator[tuple[list[Step], Sequence[Step]]]:
    """What has happened, with what decided as conditions, and the steps that are chosen then."""
    known = {step.name: step.value % experiment.d for step in done if isinstance(step, Condition)}
    deciding = dict.fromkeys(name for branch in when.branches for name, _ in branch.conditions)
    asked = tuple(name for name in deciding if name not in known)
    if not asked:
        yield done, _chosen(when.branches, known, experiment.d)
        return
    prefix = Experiment(experiment.system, (*done, Report(asked)), experiment.source)
    for values, chance in chances(prefix).items():
        if chance:
            met = dict(zip(asked, values, strict=True))
            conditions = [Condition(name, value) for name, value in met.items()]
            yield [*done, *conditions], _chosen(when.branches, known | met, experiment.d)


def _chosen(branches: Sequence[Branch], values: dict[str, int], d: int) -> Sequence[Step]:
    """The steps of the first branch whose conditions hold."""
    for branch in branches:
        if all(values[name] == value % d for name, value in branch.conditions):
            return branch.steps
    return ()
