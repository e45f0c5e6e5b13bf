"""Whether detectors and observables are certain where no noise happens, as they must be.

Asked of the toy theory alone: whether a value is random is the same in both theories, since they differ in signs only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from toytheory.backend import DISCRETE_STEPS
from toytheory.discrete.backends.epistemic import EpistemicBackend, latent_outcomes
from toytheory.errors import CannotRun, InputError, Place
from toytheory.language.bookkeeping import Branch, Detector, Flip, Observable, Repeat, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.steps import Noise, Step
from toytheory.outcomes.distributions import Distribution
from toytheory.outcomes.readout import coefficients
from toytheory.phase_space.elimination import product

from .whole import computed


def noiseless(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps without noise, without wrong records and without a report."""
    kept: list[Step] = []
    for step in steps:
        if isinstance(step, Noise | Flip | Report):
            continue
        if isinstance(step, When):
            step = replace(step, branches=tuple(Branch(b.conditions, noiseless(b.steps)) for b in step.branches))
        elif isinstance(step, Repeat):
            step = replace(step, steps=noiseless(step.steps))
        kept.append(step)
    return tuple(kept)


def check_certain(experiment: Experiment) -> None:
    """InputError at the first detector or observable that is random even without noise.

    It names a measurement that makes it so. What is too large for the toy engine is left to the backends' reasons.
    """
    asked = (*experiment.detectors, *experiment.observables)
    if not asked:
        return
    quiet = replace(experiment, steps=noiseless(experiment.steps))
    try:
        random = _random_by_listing(quiet) if _adaptive(quiet) else _random(quiet, asked)
    except CannotRun:
        return
    if random is not None:
        name, culprit = random
        place = _place(experiment, name)
        because = f": it depends on {culprit}, which is random" if culprit else " in every branch"
        kind = "detector" if name in experiment.detectors else "observable"
        raise InputError(
            f"the {kind} {name} is not certain without noise{because}",
            "combine it with earlier outcomes so that what is random cancels, or write `let`",
            place,
        )


def _adaptive(experiment: Experiment) -> bool:
    return any(isinstance(step, When) for step in flat(experiment.steps))


def _random(experiment: Experiment, asked: tuple[str, ...]) -> tuple[str, str] | None:
    lowered = lower(experiment, DISCRETE_STEPS)
    outcomes = latent_outcomes(lowered.core)
    columns, _ = coefficients(outcomes.names, [lowered.readout[name] for name in asked], outcomes.d)
    if experiment.has_conditions:
        return _random_by_listing(experiment)
    chance = product(outcomes.uniform, columns, outcomes.d)
    hit = np.flatnonzero(chance.any(axis=0))
    if not hit.size:
        return None
    latent = int(np.flatnonzero(chance[:, hit[0]])[0])
    culprit = outcomes.names[int(np.flatnonzero(outcomes.uniform[latent])[0])]
    return asked[int(hit[0])], culprit.replace("_true", "")


def _random_by_listing(experiment: Experiment) -> tuple[str, str] | None:
    parts = computed(EpistemicBackend(), experiment).parts
    for name, part in {**parts.detectors, **parts.observables}.items():
        if isinstance(part, Distribution) and len(part.probabilities or {}) > 1:
            return name, ""
    return None


def _place(experiment: Experiment, name: str) -> Place | None:
    base = name.partition("[")[0]
    kinds = (Detector, Observable)
    return next((s.place for s in flat(experiment.steps) if isinstance(s, kinds) and s.name == base), None)
