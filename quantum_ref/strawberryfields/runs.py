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

KEPT = 2**22
"""Copies are kept up to this sum of the squares of their modes (some 300 MB); later ones begin further back."""


def measured_names(step: Planned) -> tuple[str, ...]:
    """The outcomes of a planned step that are measured where it stands."""
    if isinstance(step, Homodyne) and step.measured:
        return (step.name,)
    return step.names if isinstance(step, Dual) and step.measured else ()


def runs(experiment: Experiment, planned: Sequence[Planned], eps: float) -> tuple[Run, list[Run], Floats]:
    """The run without moved outcomes, those with one, in the order of its `names`, and by how much each is moved.

    CannotRun where a measured variable is unknown.
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
