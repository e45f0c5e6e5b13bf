"""What a fault needs in the gates that an adapter lowers experiments to: one cause, whatever statements lead to it.

A gate that is wrong shows in states, maps and measurements that are made of it, and each is another set of statements.
So a fault is written out in gates, shrunk again, and recognised by the gates that are left. Only faults that need the
same gates are taken for one: one that needs more may have a cause of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from equivalence.experiments.shrink import shrink
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment

from .ingredients import Made, essence, ingredients
from .judging import Subject

BUDGET = 150
"""Smaller experiments tried at most."""


def in_gates(subject: Subject, experiment: Experiment) -> Experiment | None:
    """The experiment in the gates that a backend lowers it to, by its method `lowered`; None where it has none."""
    returned = subject.call("lowered", experiment)
    return parse_experiment(returned.value) if isinstance(returned.value, str) else None


def by_gates_of(subject: Subject, experiment: Experiment) -> Callable[[Experiment], bool]:
    """Whether a smaller experiment takes no other gates than this one; where nothing is lowered, all do.

    One with a system that is not prepared does take others, and would lead to another fault.
    """
    lowered = in_gates(subject, experiment)
    if lowered is None:
        return lambda smaller: True
    allowed = set(ingredients(lowered))

    def keeps(smaller: Experiment) -> bool:
        again = in_gates(subject, smaller)
        return again is not None and set(ingredients(again)) <= allowed

    return keeps


def gates_needed(subject: Subject, experiment: Experiment, fails: Callable[[Experiment], bool]) -> Made | None:
    """What a fault needs when its experiment is written out in gates; None where it does not fail then.

    Parameters
    ----------
    fails : whether an experiment shows a fault of the same kind.
    """
    lowered = in_gates(subject, experiment)
    if lowered is None:
        return None
    keeps = by_gates_of(subject, lowered)
    try:
        smallest = shrink(lowered, lambda smaller: keeps(smaller) and fails(smaller), budget=BUDGET)
    except InputError:
        return None
    return essence(in_gates(subject, smallest) or smallest)
