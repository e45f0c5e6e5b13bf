"""States of modes on the simulators of others, each asked in its own process: this one imports none of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from equivalence.comparison.answers import ask
from equivalence.comparison.calls import Call, call_here
from equivalence.comparison.isolated import Isolated
from equivalence.engine.verdict import Check
from toytheory.backend import Backend
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Step, System
from toytheory.outcomes.densities import Floats


def covariance_made(backend: Backend | str, n: int, hbar: float, steps: Sequence[Step]) -> Floats:
    """The covariance (2n, 2n) of n modes after these steps, in the talk's order; CannotRun for a reason not to tell.

    >>> from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
    >>> from toytheory.language.steps import PrepareVacuum
    >>> covariance_made(StrawberryFieldsBackend(), 1, 2.0, [PrepareVacuum((0,))]).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    result = ask(_name(backend), backend, Experiment(System("modes", n, None, hbar), tuple(steps)), 1, 0)
    if result.density is None:
        raise CannotRun(result.error or result.skipped or "no answer")
    covariance: Floats = np.asarray(result.density.state.covariance)
    return covariance


def wigner_function(
    backend: Backend | str, means: Floats, covariance: Floats, hbar: float, mode: int, x: Floats, p: Floats
) -> Floats:
    """(len(p), len(x)) Wigner function of one mode of a Gaussian state on a grid; CannotRun for a reason not to tell.

    >>> from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
    >>> found = wigner_function(StrawberryFieldsBackend(), np.zeros(2), np.eye(2), 2.0, 0, np.zeros(1), np.zeros(1))
    >>> round(float(found[0, 0]) * 2 * np.pi, 9)
    1.0
    """
    if isinstance(backend, str):
        raise CannotRun(backend)
    call = Call("wigner_function", (means, covariance, hbar, mode, x, p))
    returned = backend.call(call) if isinstance(backend, Isolated) else call_here(backend, call)
    if returned.value is None:
        raise CannotRun(returned.error or returned.skipped or "no answer")
    values: Floats = returned.value
    return values


def not_told(name: str, backend: Backend | str, reason: CannotRun) -> Check:
    """The check of this name, which the backend gave no answer to."""
    return Check("sampled", f"on {_name(backend)}", 0, "skipped", name, reason=str(reason))


def _name(backend: Backend | str) -> str:
    return "simulator" if isinstance(backend, str) else backend.name
