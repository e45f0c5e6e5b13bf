"""Noisy measurements of the toy theory against sharp ones of a meter that is a mode of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from equivalence.experiments.random_modes import random_covariance, uniform
from toytheory.backend import Backend
from toytheory.continuous.liouville import LiouvilleState
from toytheory.continuous.measurements import ModeMeasurement, noisy_measurement
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Condition, Measure, PrepareGaussian, Step
from toytheory.outcomes.densities import Moments, covariance_scale, mean_scale
from toytheory.phase_space.variables import Variable

from .families import HBARS, experiment

Noisy = Callable[..., ModeMeasurement]

SLACK = 10.0
"""Of the stated tolerances: the toy side here is a covariance matrix in floats, whose error is not stated."""


def with_meter(
    means: list[float], covariance: Any, angle: float, length: float, noise: float, value: float, hbar: float
) -> Experiment:
    """length (X1 cos + P1 sin) read off the last mode, whose x has the noise as variance in a pure state."""
    n = len(means) // 2
    meter = PrepareGaussian((n,), (0.0, 0.0), ((noise, 0.0), (0.0, hbar**2 / (4 * noise))))
    X = Variable.of({2 * n: 1.0}, None)
    steps: list[Step] = [
        PrepareGaussian(tuple(range(n)), tuple(means), tuple(map(tuple, covariance.tolist()))), meter,
        mode_transform("rotate", (0,), -angle), mode_transform("sum", (0, n), length),
        mode_transform("rotate", (0,), angle), Measure((X,), ("a",)), Condition("a", value),
    ]  # fmt: skip
    return experiment(n + 1, hbar, steps)


def noisy_measurements(
    rng: np.random.Generator,
    seed: int,
    count: int,
    backends: Mapping[str, Backend | str],
    measure: Noisy = noisy_measurement,
) -> Check:
    """States given a noisy outcome, the outcome's density, and the bound on the noise of x and p, at every hbar."""
    cases, asked = 0, set()
    for i in range(count):
        hbar, n = HBARS[i % 3], 1 + i % 2
        means, covariance = [uniform(rng, -2, 2) for _ in range(2 * n)], random_covariance(rng, n, hbar) * (1 + 1e-9)
        angle, length, noise, value = (uniform(rng, *span) for span in ((-3, 3), (0.5, 2), (0.1, 2), (-1, 1)))
        wrong = _bound(measure, hbar, math.exp(uniform(rng, -1, 1)))
        form = Variable.of({0: length * math.cos(angle), 1: length * math.sin(angle)}, None)
        state = LiouvilleState.gaussian(means, covariance, hbar)
        found, log_density = measure([form], [[noise]], n, hbar).updated(state, [value])
        asked_for = with_meter(means, covariance, angle, length, noise, value, hbar)
        witness: dict[str, Any] = {"hbar": hbar, "noise": noise, "reason": wrong}
        for name, backend in backends.items():
            if wrong is not None or isinstance(backend, str) or not hasattr(backend, "distribution"):
                continue
            try:
                answer = backend.distribution(asked_for)
            except CannotRun:
                continue
            cases += 1
            asked.add(name)
            slack = SLACK * answer.tolerance
            apart = abs((answer.condition_log_density or 0.0) - (log_density or 0.0))
            if apart > 10 * slack * (1 + abs(log_density or 0.0)) or _apart(found.moments, answer.state, hbar) > slack:
                from toytheory.language.reading import format_experiment

                wrong = "the state given the outcome, or the outcome's density"
                witness |= {"toy_file": format_experiment(asked_for), "backend": name, "reason": wrong}
        if wrong is not None:
            return Check("sampled", f"seed {seed}", i + 1, "fails", "noisy-measurements", witness)
    scope = (
        f"{count} variables of one mode of 1 or 2, hbar = 0.5, 1, 2, seed {seed}, against a meter on "
        f"{', '.join(sorted(asked)) or 'no backend'}; the bound on the noise of x and p"
    )
    if not cases:
        return Check("sampled", scope, 0, "skipped", "noisy-measurements", reason="no backend for modes")
    return Check("sampled", scope, cases, "holds", "noisy-measurements")


def _bound(measure: Noisy, hbar: float, ratio: float) -> str | None:
    """x and p together need noise whose product is hbar^2/4: no less is taken, and that is."""
    pair = [Variable.of({0: 1.0}, None), Variable.of({1: 1.0}, None)]
    least = hbar / 2 * np.diag([ratio, 1 / ratio])
    try:
        measure(pair, 1.001 * least, 1, hbar)
    except InputError:
        return "noise that is allowed is refused"
    try:
        measure(pair, 0.999 * least, 1, hbar)
    except InputError:
        return None
    return "noise that is too small is taken"


def _apart(left: Moments, right: Moments, hbar: float) -> float:
    means = np.abs(left.means - right.means) / mean_scale(left, hbar)
    return max(
        float(means.max()), float((np.abs(left.covariance - right.covariance) / covariance_scale(left, hbar)).max())
    )
