"""Which outcomes are read off at the end, and which need the simulator's own measurement in between.

An outcome that nothing later depends on is read off the final state: its statistics are those of an observable of the
modes, which stay as they are. One that is fed forward, conditioned on, or whose modes are used again is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Heterodyne,
    Measure,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
)
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True)
class Homodyne:
    """One variable of a `Measure` step.

    Attributes
    ----------
    measured : whether it is measured where it stands; otherwise it is read off at the end.
    used_again : whether its modes are used again before they are prepared.
    """

    name: str
    variable: Variable
    measured: bool
    used_again: bool


@dataclass(frozen=True)
class Dual:
    """A `Heterodyne` step."""

    system: int
    names: tuple[str, ...]
    measured: bool


Planned = Step | Homodyne | Dual


def plan(experiment: Experiment, read_off: bool = True) -> list[Planned]:
    """The steps, with measurements taken apart into single ones; conditions are left out.

    Parameters
    ----------
    read_off : False to measure every outcome where it stands.
    """
    needed = {s.name for s in experiment.steps if isinstance(s, Condition)}
    for step in experiment.steps:
        if isinstance(step, Displace):
            needed.update(name for _, expression in step.shifts for name, _ in expression.terms)
    planned: list[Planned] = []
    later: dict[int, bool] = {}  # system -> whether the next step that touches it prepares it
    for step in reversed(experiment.steps):
        match step:
            case Measure():
                planned += reversed(_homodynes(step, needed, later, read_off))
                later.update(dict.fromkeys((s for v in step.variables for s in v.systems), False))
            case Heterodyne():
                alone = read_off and step.system not in later and not needed.intersection(step.names)
                planned.append(Dual(step.system, step.names, not alone))
                later[step.system] = False
            case Condition():
                pass
            case _:
                planned.append(step)
                prepares = isinstance(step, Prepare | PrepareVacuum | PrepareGaussian | Discard)
                later.update(dict.fromkeys(step.touched, prepares))
    return planned[::-1]


def _homodynes(step: Measure, needed: set[str], later: dict[int, bool], read_off: bool) -> list[Homodyne]:
    """The variables of a step one by one; those that share modes are measured together or read off together."""
    measured = [
        not read_off or name in needed or any(system in later for system in variable.systems)
        for variable, name in zip(step.variables, step.names, strict=True)
    ]
    shared = _shared(step)
    while True:
        spread = [m or any(measured[j] for j in others) for m, others in zip(measured, shared, strict=True)]
        if spread == measured:
            break
        measured = spread
    return [
        Homodyne(name, variable, m, bool(others) or any(not later.get(system, True) for system in variable.systems))
        for variable, name, m, others in zip(step.variables, step.names, measured, shared, strict=True)
    ]


def _shared(step: Measure) -> list[set[int]]:
    """For each variable the others that share a mode with it."""
    holders: dict[int, set[int]] = {}
    for i, variable in enumerate(step.variables):
        for system in variable.systems:
            holders.setdefault(system, set()).add(i)
    return [
        set().union(*(holders[system] for system in variable.systems)) - {i}
        for i, variable in enumerate(step.variables)
    ]
