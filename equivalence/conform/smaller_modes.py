"""Smaller experiments on modes that still fail: fewer steps, fewer modes, rounder numbers; greedily.

No step is invented: steps are left out, modes that nothing touches are dropped, and each number becomes the simplest
of a few candidates with which the experiment still fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    OutcomeExpression,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)
from toytheory.phase_space.variables import Variable

BUDGET = 500


def shrink_modes(experiment: Experiment, still_fails: Callable[[Experiment], bool], budget: int = BUDGET) -> Experiment:
    """A smaller experiment that still fails; InputError where the given one does not.

    Parameters
    ----------
    budget : experiments that are tried at most.
    """
    left = budget

    def fails(candidate: Experiment) -> bool:
        nonlocal left
        left -= 1
        return still_fails(candidate)

    if not fails(experiment):
        raise InputError("the experiment does not fail", "shrink one for which `still_fails` is true")
    best, settled = experiment, False
    while not settled and left > 0:
        settled = True
        for candidate in _smaller(best):
            if left <= 0:
                break
            if fails(candidate):
                best, settled = candidate, False
                break
    return best


def _smaller(experiment: Experiment) -> Iterator[Experiment]:
    """Simpler experiments, the boldest first."""
    steps = experiment.steps
    used = sorted({system for step in steps for system in step.touched})
    if len(used) < experiment.n and used:
        order = {system: k for k, system in enumerate(used)}
        yield from _valid(experiment, [step.with_systems(order) for step in steps], len(used))
    for system in used if len(used) > 1 else []:
        yield from _valid(experiment, [step for step in steps if system not in step.touched])
    yield from _fewer_prepared(experiment)
    for i in range(len(steps) - 1, -1, -1):
        yield from _valid(experiment, [*steps[:i], *steps[i + 1 :]])
    for i, step in enumerate(steps):
        for simpler in _simpler(step):
            yield from _valid(experiment, [*steps[:i], simpler, *steps[i + 1 :]])
    if experiment.system.hbar not in (1.0, 2.0):
        plain = replace(experiment.system, hbar=1.0)
        yield from _valid(replace(experiment, system=plain), list(steps))


def _fewer_prepared(experiment: Experiment) -> Iterator[Experiment]:
    """Without one of several modes that are prepared together, where nothing else touches it."""
    steps = experiment.steps
    for i, step in enumerate(steps):
        if not isinstance(step, PrepareGaussian) or len(step.systems) < 2:
            continue
        others = {k for j, other in enumerate(steps) if j != i for k in other.touched}
        for place, system in enumerate(step.systems):
            if system not in others:
                keep = [k for k in range(len(step.systems)) if k != place]
                where = [2 * k + side for k in keep for side in (0, 1)]
                part = PrepareGaussian(
                    tuple(step.systems[k] for k in keep),
                    tuple(step.means[c] for c in where),
                    tuple(tuple(step.covariance[c][e] for e in where) for c in where),
                )
                order = {k: k - (k > system) for k in range(experiment.n)}
                left = [*steps[:i], part, *steps[i + 1 :]]
                yield from _valid(experiment, [each.with_systems(order) for each in left], experiment.n - 1)


def _valid(experiment: Experiment, steps: list[Step], n: int | None = None) -> Iterator[Experiment]:
    """The experiment of these steps, if it is one: what is used is made and was not measured away."""
    try:
        yield Experiment(replace(experiment.system, n=n or experiment.n), tuple(steps))
    except InputError:
        return


def _rounder(number: float) -> Iterator[float]:
    """Simpler numbers near one, the simplest first; none that is as complicated."""
    for candidate in (0.0, 1.0, 0.5, -1.0, round(number), round(number, 1), round(number, 2)):
        if len(f"{candidate:g}") < len(f"{number:g}") or (candidate == 0.0 != number):
            yield float(candidate)


def _simpler(step: Any) -> Iterator[Step]:
    """The same step with one simpler number, or a simpler step in its place."""
    match step:
        case PrepareGaussian():
            yield PrepareVacuum(step.systems)
            for i, mean in enumerate(step.means):
                for value in _rounder(mean):
                    yield replace(step, means=(*step.means[:i], value, *step.means[i + 1 :]))
        case Transform(name=str(name), parameter=float(parameter)):
            for value in _rounder(parameter):
                if value:
                    yield mode_transform(name, step.systems, value)
        case Displace():
            for i, (coordinate, expression) in enumerate(step.shifts):
                if len(step.shifts) > 1:
                    yield Displace((*step.shifts[:i], *step.shifts[i + 1 :]))
                for value in _rounder(expression.constant):
                    other = coordinate, OutcomeExpression(expression.terms, value)
                    yield Displace((*step.shifts[:i], other, *step.shifts[i + 1 :]))
        case Loss():
            yield from (Loss(step.system, t) for t in _rounder(step.transmission) if 0 <= t <= 1)
        case ThermalLoss():
            yield from (replace(step, transmission=t) for t in _rounder(step.transmission) if 0 <= t <= 1)
            yield from (replace(step, nbar=n) for n in _rounder(step.nbar) if n >= 0)
        case Amplify():
            yield from (Amplify(step.system, g) for g in _rounder(step.gain) if g >= 1)
        case GaussianNoise():
            for i, (coordinate, variance) in enumerate(step.variances):
                for value in _rounder(variance):
                    if value >= 0:
                        yield GaussianNoise((*step.variances[:i], (coordinate, value), *step.variances[i + 1 :]))
        case Measure():
            for i, (F, _) in enumerate(zip(step.variables, step.names, strict=True)):
                if len(step.variables) > 1:
                    keep = [k for k in range(len(step.variables)) if k != i]
                    yield Measure(tuple(step.variables[k] for k in keep), tuple(step.names[k] for k in keep))
                for simpler in _variables(F):
                    yield replace(step, variables=(*step.variables[:i], simpler, *step.variables[i + 1 :]))
        case Heterodyne():
            yield Measure((Variable.of({2 * step.system: 1.0}, None),), step.names[:1])
        case Condition():
            yield from (Condition(step.name, value) for value in _rounder(step.value))


def _variables(F: Variable) -> Iterator[Variable]:
    """Fewer terms, rounder coefficients, no constant."""
    terms = dict(F.terms)
    if F.constant:
        yield replace(F, constant=0.0)
    for coordinate, factor in terms.items():
        if len(terms) > 1:
            yield Variable.of({k: v for k, v in terms.items() if k != coordinate}, None, F.constant)
        for value in _rounder(factor):
            if value:
                yield Variable.of({**terms, coordinate: value}, None, F.constant)
