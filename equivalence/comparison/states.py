"""The state at the end of an experiment, of the exact backends that can tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower

from .calls import Call
from .isolated import Isolated
from .whole import lowered_for, native_steps

MOST_SYSTEMS = 256
MOST_STEPS = 10_000
"""Beyond, the state is not told with the outcomes: it is as much work again."""


def state_told(backend: Any, experiment: Experiment) -> Mapping[str, Any] | None:
    """The `"state"` of a backend's entry in `toytheory run --json`; None where it has none.

    A backend may have `known_at_end(experiment, systems)`, of an experiment of steps that it takes: what is known at
    the end of the first of its systems (lowering may have put others behind them), given the conditions. One in a
    process of its own is asked there.
    """
    if experiment.n > MOST_SYSTEMS or len(experiment.steps) > MOST_STEPS:
        return None
    try:
        if isinstance(backend, Isolated):
            core = lower(experiment, native_steps(backend, experiment)).core
            value = backend.call(Call("known_at_end", (core, experiment.n))).value
            return value if isinstance(value, dict) else None
        if not hasattr(backend, "known_at_end"):
            return None
        found: Mapping[str, Any] | None = backend.known_at_end(lowered_for(backend, experiment).core, experiment.n)
    except CannotRun:
        return None
    return found
