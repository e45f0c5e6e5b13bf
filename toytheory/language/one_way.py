"""The one way through the branches of an experiment that its outcomes lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .bookkeeping import Branch, When
from .experiment import Experiment
from .steps import Step


def chosen(experiment: Experiment, values: Mapping[str, int]) -> Experiment:
    r"""The experiment without branches that happens where outcomes have these values.

    Parameters
    ----------
    values : of every outcome that decides.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> text = "system 1 bit\nmeasure X as a\nwhen a = 1\n  fourier 1\nend"
    >>> print(format_experiment(chosen(parse_experiment(text), {"a": 1})), end="")
    system 1 bit
    measure X1 as a
    fourier 1
    """
    if not any(isinstance(step, When) for step in experiment.steps):
        return experiment
    return replace(experiment, steps=tuple(chosen_steps(experiment.steps, values, experiment.d)))


def chosen_steps(steps: Sequence[Step], values: Mapping[str, int], d: int) -> list[Step]:
    """The steps that happen where outcomes have these values, without branches."""
    result: list[Step] = []
    for step in steps:
        if isinstance(step, When):
            branch: Branch | None = next(
                (b for b in step.branches if all(values[n] == v % d for n, v in b.conditions)), None
            )
            result += chosen_steps(branch.steps, values, d) if branch is not None else []
        else:
            result.append(step)
    return result
