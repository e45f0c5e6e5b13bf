"""The runs that an answer takes: one in which every measured outcome has its mean, and one more for each of them.

In these the outcome is moved from its mean, and all others are as before. Until the outcome is measured such a run is
the first one, which is therefore copied there and not run again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quantum_ref.plan.measurements import Dual, Homodyne, Planned
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import Floats

from .run import Run, Runner

KEPT = 2**20
"""Copies are kept up to this sum of the squares of their modes (some 100 MB); of more, some runs begin further back."""


def measured_names(step: Planned) -> tuple[str, ...]:
    """The outcomes of a planned step that are measured where it stands."""
    if isinstance(step, Homodyne) and step.measured:
        return (step.name,)
    return step.names if isinstance(step, Dual) and step.measured else ()


def runs(experiment: Experiment, planned: Sequence[Planned], eps: float) -> tuple[Run, list[Run], Floats]:
    """The run without moved outcomes, those with one, in the order of its `names`, and by how much each is moved.

    CannotRun where a measured variable is unknown.

    >>> from quantum_ref.plan.measurements import plan
    >>> from toytheory.language.reading import parse_experiment
    >>> lines = ["system 1 mode", "prepare vacuum 1", "measure X1 as a", "prepare vacuum 1", "displace P1 by 3*a"]
    >>> experiment = parse_experiment(chr(10).join(lines))
    >>> base, moved, units = runs(experiment, plan(experiment), 3e-4)
    >>> base.values, [other.values for other in moved] == [{"a": units[0]}]        # its mean, and a deviation from it
    ({'a': 0.0}, True)
    >>> ((moved[0].read[0] - base.read[0])[1] / units[0]).round(9).item()          # as P1 follows it
    3.0
    """
    runner = Runner(experiment, planned, eps)
    measuring = [k for k, step in enumerate(planned) if measured_names(step)]
    most = max(KEPT // runner.circuit.modes**2, 1)
    starts = set(measuring[:: -(-len(measuring) // most) or 1])
    copies: list[Runner] = []
    from_where: list[Runner] = []  # for each measured outcome
    while runner.done < len(planned):
        if runner.done in starts:
            copies.append(runner.copy())
        from_where += copies[-1:] * len(measured_names(planned[runner.done]))
        runner.step()
    base = runner.finish()
    variances = np.concatenate([np.zeros(0), *(np.diagonal(c) for c in base.covariances)])
    units = np.sqrt(np.where(variances > 0, variances, runner.hbar))
    moved = []
    for name, unit, start in zip(base.names, units.tolist(), from_where, strict=True):
        other = start.copy()
        other.given = base.values | {name: base.values[name] + unit}
        moved.append(other.finish())
    return base, moved, units
