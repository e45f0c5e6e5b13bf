"""What a fault needs in the gates that an adapter lowers experiments to: one cause, whatever statements lead to it.

A gate that is wrong shows in states, maps and measurements that are made of it, and each is another set of statements.
So a fault is written out in gates, shrunk again, and recognised by the gates that are left. Only faults that need the
same gates are taken for one: one that needs more may have a cause of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from equivalence.experiments.shrink import shrink
from toytheory.adapting.adapter import Part
from toytheory.adapting.inverses import inverse_of
from toytheory.adapting.words import order
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Step, Transform

from .ingredients import Made, gate_essence, ingredients
from .judging import Subject
from .shares import tries

BUDGET = 150
"""Smaller experiments tried at most, or a share of them."""


def in_gates(subject: Subject, experiment: Experiment, part: Part = "outcomes") -> Experiment | None:
    """The experiment in the gates that a backend lowers it to, by its method `lowered`; None where it has none."""
    returned = subject.call("lowered", experiment, *([] if part == "outcomes" else [part]))
    return parse_experiment(returned.value) if isinstance(returned.value, str) else None


def by_gates_of(subject: Subject, experiment: Experiment, part: Part = "outcomes") -> Callable[[Experiment], bool]:
    """Whether a smaller experiment takes no other gates than this one; where nothing is lowered, all do.

    One with a system that is not prepared does take others, and would lead to another fault.
    """
    lowered = in_gates(subject, experiment, part)
    if lowered is None:
        return lambda smaller: True
    allowed = set(ingredients(lowered))

    def keeps(smaller: Experiment) -> bool:
        again = in_gates(subject, smaller, part)
        return again is not None and set(ingredients(again)) <= allowed

    return keeps


def gates_needed(
    subject: Subject, experiment: Experiment, fails: Callable[[Experiment], bool], part: Part = "outcomes"
) -> Made | None:
    """What a fault needs when its experiment is written out in gates; None where it does not fail then.

    Parameters
    ----------
    fails : whether an experiment shows a fault of the same kind.
    """
    lowered = in_gates(subject, experiment, part)
    if lowered is None:
        return None
    keeps, budget = by_gates_of(subject, lowered, part), tries(BUDGET, subject.share)
    try:
        smallest = shrink(lowered, lambda smaller: keeps(smaller) and fails(smaller), budget=budget)
    except InputError:
        return None
    last = _without_inverses(in_gates(subject, smallest, part) or smallest, fails)
    needed = gate_essence(last)
    if part == "maps" and all(name.startswith("prepare ") for name in needed):  # the maps are not what is wrong
        whole = in_gates(subject, last, "state")
        return needed if whole is None else gate_essence(whole)
    return needed


def _without_inverses(experiment: Experiment, fails: Callable[[Experiment], bool]) -> Experiment:
    """With powers of a gate for its inverse, where that fails as well: then the inverse gate is not what is needed."""
    names = {back[0] for step in experiment.steps if (back := _undoes(step, experiment.d)) is not None}
    for name in sorted(names):
        steps = [each for step in experiment.steps for each in _as_power(step, name, experiment.d)]
        other = replace(experiment, steps=tuple(steps))
        if fails(other):
            experiment = other
    return experiment


def _undoes(step: Step, d: int) -> tuple[str, tuple[int, ...]] | None:
    return inverse_of(step, d) if isinstance(step, Transform) else None


def _as_power(step: Step, name: str, d: int) -> list[Step]:
    """The step, or the named map that it is the inverse of until that is undone."""
    back = _undoes(step, d)
    if back is None or back[0] != name:
        return [step]
    return [named_transform(*back, d)] * (order(name, d) - 1)
