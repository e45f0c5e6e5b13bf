"""What makes an experiment valid: every step is checked after what was so far, by its statement's own check."""

from __future__ import annotations

from collections.abc import Sequence

from toytheory.errors import InputError

from .so_far import SoFar
from .statements.table import RECORDS
from .steps import Step, System


def check_step(so_far: SoFar, step: Step) -> None:
    """InputError where the step is not valid at this point; steps of unknown kinds are left to the backends."""
    record = RECORDS.get(type(step))
    if record is None:
        for number, name in enumerate(step.uses):
            so_far.outcome(step, number, name)
        so_far.new_outcomes(step, step.makes, 0)
        return
    if record.only_modes and so_far.d is not None:
        raise InputError(f"the step {type(step).__name__} is for modes", "use it on modes", step.place)
    record.check(so_far, step)


def check_experiment(system: System, steps: Sequence[Step]) -> None:
    """InputError at the first step that is not valid."""
    SoFar(system, check_step).check_all(steps)
