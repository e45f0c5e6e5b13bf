"""Whether detectors and observables are certain where no noise happens, as they must be.

Without branches it is asked of the toy theory alone: whether a value is random is the same in both theories, since they
differ in signs only. On bits a sign may decide which branch is taken, so with branches both theories are asked.
Classical random numbers are no noise: they happen in every run, so nothing that depends on them is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from toytheory.backend import DISCRETE_STEPS
from toytheory.discrete.backends.epistemic import EpistemicBackend, latent_outcomes
from toytheory.errors import CannotRun, InputError, Place
from toytheory.language.bookkeeping import Branch, Derived, Detector, Flip, Observable, Repeat, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.statements.table import RECORDS
from toytheory.language.steps import Noise, Step
from toytheory.outcomes.distributions import Distribution, LatentOutcomes
from toytheory.outcomes.readout import coefficients
from toytheory.phase_space.elimination import product
from toytheory.phase_space.modular import Matrix

from .whole import computed

_AT_MOST = 256
"""Outcomes among which what makes a value random is looked for."""


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

    It names a measurement that makes it so. What is too large for the toy engine, or has steps that the language does
    not know, is left to the backends' reasons.
    """
    asked = (*experiment.detectors, *experiment.observables)
    kinds = {type(step) for step in flat(experiment.steps)}
    if not asked or not kinds <= RECORDS.keys():
        return
    quiet = replace(experiment, steps=noiseless(experiment.steps))
    try:
        found = _by_listing(quiet) if When in kinds or quiet.has_conditions else _by_form(quiet, asked)
    except CannotRun:
        return
    if found is not None:
        name, culprit = found
        because = f": it depends on {culprit}, which is random" if culprit else ""
        kind = "detector" if name in experiment.detectors else "observable"
        raise InputError(
            f"the {kind} {name} is not certain without noise{because}",
            "combine it with earlier outcomes so that what is random cancels, or write `let`",
            _place(experiment, name),
        )


def _by_form(experiment: Experiment, asked: tuple[str, ...]) -> tuple[str, str] | None:
    """The first that is random, and an outcome that makes it so, from the outcomes as functions of chance."""
    lowered = lower(experiment, DISCRETE_STEPS)
    outcomes = latent_outcomes(lowered.core)
    columns, _ = coefficients(outcomes.names, [lowered.readout[name] for name in asked], outcomes.d)
    found: dict[int, str] = {}  # the number of a value that is random -> what makes it so
    for moves in _chances(outcomes):
        for number in np.flatnonzero(product(moves, columns, outcomes.d).any(axis=0)).tolist():
            guilty = product(moves, columns[:, [number]], outcomes.d)[:, 0] != 0
            found.setdefault(number, outcomes.names[int(np.flatnonzero(moves[guilty][0])[0])])
    return (asked[min(found)], found[min(found)]) if found else None


def _chances(outcomes: LatentOutcomes) -> Iterator[Matrix]:
    """Rows by which outcomes differ from run to run: of what is uniform, and of what is random by given weights."""
    yield outcomes.uniform
    for noise in outcomes.noise:
        ways = np.array([values for values, weight in noise.weights if weight], dtype=np.int64)
        yield product((ways - ways[0]) % outcomes.d, noise.shifts, outcomes.d)


def _by_listing(experiment: Experiment) -> tuple[str, str] | None:
    """The same from the distributions of single outcomes, whatever branches and conditions there are."""
    for backend in _judges(experiment):
        parts = computed(backend, experiment).parts
        for name, part in {**parts.detectors, **parts.observables}.items():
            if _is_random(part):
                return name, _culprit(backend, experiment, name)
    return None


def _judges(experiment: Experiment) -> Iterator[Any]:
    """A backend of each theory; of the toy theory alone where the theories are the same, or there is no simulator."""
    yield EpistemicBackend()
    if experiment.d == 2:
        try:
            from quantum_ref.stim.backend import StimBackend
        except ImportError:  # then no answer of Stim is shown either
            return
        yield StimBackend()


def _culprit(backend: Any, experiment: Experiment, name: str) -> str:
    """An outcome on which a random value depends and that is random itself; "" where that is not found."""
    behind = _behind(unrolled(experiment.steps), name)
    for each in [made for made in experiment.made if made in behind][:_AT_MOST]:
        alone = replace(experiment, steps=(*experiment.steps, Report((each,))))
        if _is_random(computed(backend, alone).joint):
            return each
    return ""


def _behind(steps: Iterable[Step], name: str) -> set[str]:
    """The outcomes, not derived themselves, from which a value follows by expressions and by the choice of branches."""
    sources: dict[str, list[str]] = {}
    for step in flat(steps):
        if isinstance(step, Derived):
            sources.setdefault(step.name, []).extend(step.uses)
        elif isinstance(step, When):
            deciding = [each for branch in step.branches for each, _ in branch.conditions]
            for each in step.makes:
                sources.setdefault(each, []).extend(deciding)
    seen, waiting = {name}, [name]
    while waiting:
        new = set(sources.get(waiting.pop(), ())) - seen
        seen |= new
        waiting += new
    return seen & {each for step in flat(steps) if not isinstance(step, Derived | When) for each in step.makes}


def _is_random(part: Any) -> bool:
    return isinstance(part, Distribution) and (part.affine is not None or len(part.probabilities or {}) > 1)


def _place(experiment: Experiment, name: str) -> Place | None:
    base = name.partition("[")[0]
    kinds = (Detector, Observable)
    return next((s.place for s in flat(experiment.steps) if isinstance(s, kinds) and s.name == base), None)
