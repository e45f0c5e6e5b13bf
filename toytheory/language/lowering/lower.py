"""All passes in their order: an experiment as one of core steps, and how its outcomes follow from the core's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Repeat, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import MAX_SYSTEMS, OutcomeExpression, Step

from .classical import Classical
from .optics import SUGAR, lowered_optics
from .unroll import unrolled


@dataclass(frozen=True)
class Lowered:
    """An experiment as a backend can take it.

    Attributes
    ----------
    core : without the statements that were lowered; it may have more systems, behind the others.
    readout : name of an outcome of the experiment -> what it is in outcomes of the core.
    count : statement -> how often it was lowered.
    """

    core: Experiment
    readout: Mapping[str, OutcomeExpression]
    count: Mapping[str, int]


def lower(experiment: Experiment, native: frozenset[type[Step]], *, values: bool = False) -> Lowered:
    r"""The experiment in steps that are native, as far as it can be lowered; CannotRun for branches and for too much.

    A step of a kind that is neither native nor known here stays: it is for the backend to refuse.

    Parameters
    ----------
    native : kinds of steps that the backend takes.
    values : whether what `let` names is measured in the core too, on a system beside.

    >>> from toytheory.backend import DISCRETE_STEPS
    >>> from toytheory.language.reading import parse_experiment
    >>> found = lower(parse_experiment("system 1 trit\nrandom a\nlet b = 2a"), DISCRETE_STEPS)
    >>> found.core.n, found.readout["b"], dict(found.count)
    (2, OutcomeExpression(terms=(('a', 2),), constant=0), {'random': 1, 'let': 1})
    """
    kinds = {type(step) for step in flat(experiment.steps)}
    if kinds <= native:
        identity = {name: OutcomeExpression(((name, 1),)) for name in experiment.made}
        return Lowered(experiment, identity, {})
    if When in kinds:
        others = ", ".join(sorted(kind.__name__ for kind in kinds - native - {When}))
        raise CannotRun(f"does not follow branches{f' with the steps {others}' if When in native else ''}")
    count: Counter[str] = Counter()
    steps: tuple[Step, ...] = experiment.steps
    if Repeat in kinds:
        steps = unrolled(steps)
        count["repeat"] = sum(type(step) is Repeat for step in flat(experiment.steps))
    if experiment.system.kind == "modes":
        listed, spare = lowered_optics(steps, experiment.system, native)
        for kind, word in SUGAR.items():
            if kind not in native and (number := sum(type(step) is kind for step in steps)):
                count[word] = number
        more, steps = spare.used, tuple(listed)
    else:
        more = 0
    classical = Classical(experiment.system, steps, native, values=values)
    count.update(classical.count)
    if Report not in native and experiment.reported is not None:
        count["report"] = 1
    more = max(more, classical.spare.used)
    if experiment.n + more > MAX_SYSTEMS:
        raise CannotRun(f"needs {more} systems beside the experiment's {experiment.n}; at most {MAX_SYSTEMS} in all")
    system = replace(experiment.system, n=experiment.n + more) if more else experiment.system
    core = Experiment(system, tuple(classical.steps), experiment.source)
    return Lowered(core, classical.readout, dict(count))
