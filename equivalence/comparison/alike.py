"""Two experiments made comparable: on as many systems, in core statements, with the same names of what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toytheory.backend import DISCRETE_STEPS
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import Repeat, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.steps import (
    Discard,
    Displace,
    Measure,
    OutcomeExpression,
    Prepare,
    Step,
    System,
)
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True)
class Core:
    """An experiment in core statements and branches.

    Attributes
    ----------
    experiment : systems beside it are behind its own, and discarded.
    told : the outcomes that are told: what it reports, else all; detectors and observables.
    hidden : the others, which nobody sees.
    """

    experiment: Experiment
    told: tuple[str, ...]
    hidden: frozenset[str]


def alike(first: Experiment, second: Experiment) -> list[Core]:
    r"""The two as core statements, what they tell under the names of the first.

    Errors: InputError where they are on other systems, or tell other numbers of outcomes; CannotRun where they have
    branches beside statements that are to be lowered.

    >>> from toytheory.language.reading import parse_experiment
    >>> texts = ("system 1 trit\nmeasure X as a flip 1: 0.1", "system 1 trit\nmeasure X as b")
    >>> [core.told for core in alike(*map(parse_experiment, texts))]
    [('a',), ('a',)]
    """
    if first.system.d is None or second.system.d is None:
        raise InputError("experiments on modes are not compared so", "run each, and compare means and covariances")
    if first.d != second.d:
        problem = f"one is on {first.system.kind}, the other on {second.system.kind} (d = {first.d}, {second.d})"
        raise InputError(problem, "compare experiments on the same kind of systems")
    n = max(first.n, second.n)
    cores = [core_of(_on(each, n)) for each in (first, second)]
    told = [core.told for core in cores]
    if len(told[0]) != len(told[1]):
        problem = f"one has {len(told[0])} outcomes, the other {len(told[1])}"
        raise InputError(problem, "compare experiments with as many outcomes")
    if set(told[0]) != set(told[1]):
        cores[1] = _renamed(cores[1], dict(zip(told[1], told[0], strict=True)))
    wide = max(core.experiment.n for core in cores)
    return [replace(core, experiment=_on(core.experiment, wide)) for core in cores]


def _on(experiment: Experiment, n: int) -> Experiment:
    """On so many systems; itself where it is, since experiments are checked when they are made."""
    return experiment if experiment.n == n else replace(experiment, system=System.of_dimension(experiment.d, n))


def core_of(experiment: Experiment) -> Core:
    """One experiment in core statements; what it tells as a value of others is written onto a system beside."""
    told = (*experiment.outcomes, *experiment.detectors, *experiment.observables)
    rounds = any(isinstance(step, Repeat) for step in flat(experiment.steps))
    plain = replace(experiment, steps=unrolled(experiment.steps)) if rounds else experiment
    lowered = lower(plain, DISCRETE_STEPS | {When})
    core = lowered.core
    derived = [name for name in told if lowered.readout[name] != OutcomeExpression(((name, 1),))]
    if derived:
        more = (step for name in derived for step in _written(name, lowered.readout, core.n, core.d))
        core = Experiment(System.of_dimension(core.d, core.n + 1), (*core.steps, *more), core.source)
    hidden = frozenset(core.made) - set(told)
    if hidden and any(isinstance(step, When) for step in flat(core.steps)):
        raise CannotRun("has branches, and outcomes that are not reported")
    return Core(core, told, hidden)


def _written(name: str, readout: Mapping[str, OutcomeExpression], system: int, d: int) -> Sequence[Step]:
    """The value of a name onto a system beside, which is read."""
    X = Variable.of({2 * system: 1}, d)
    copy = Displace(((2 * system, readout[name]),))
    return Prepare((X,), (0,), (system,)), copy, Measure((X,), (name,)), Discard((system,))


def _renamed(core: Core, names: Mapping[str, str]) -> Core:
    """What is told under other names; hidden outcomes keep out of their way."""
    taken = {*names, *names.values(), *core.hidden}
    moved = dict(names)
    for name in sorted(core.hidden & set(names.values())):
        other = f"{name}_hidden"
        while other in taken:
            other += "_"
        moved[name] = other
        taken.add(other)
    steps = tuple(step.with_names(moved) for step in core.experiment.steps)
    told = tuple(moved[name] for name in core.told)
    return Core(replace(core.experiment, steps=steps), told, frozenset(moved.get(h, h) for h in core.hidden))
