"""Backends with one thing wrong, made by rewriting an experiment before a right backend runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from toytheory.backend import Capabilities, Side
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.outcomes.distributions import Distribution

Steps = Sequence[Step]
Rewrite = Callable[[Experiment], Steps]


class Rewriting:
    """A right backend that runs something else than it was asked to."""

    def __init__(self, rewrite: Rewrite, side: Side = "toy", inner: Any = None) -> None:
        self.inner: Any = inner if inner is not None else EpistemicBackend()
        self.rewrite, self.side, self.name = rewrite, side, "rewriting"
        self.capabilities: Capabilities = self.inner.capabilities
        if self.capabilities.exact:
            self.distribution = self._distribution
        if self.capabilities.samples:
            self.sample = self._sample

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        return True

    def _other(self, experiment: Experiment) -> Experiment:
        return Experiment(experiment.system, tuple(self.rewrite(experiment)))

    def _distribution(self, experiment: Experiment) -> Distribution:
        found: Distribution = self.inner.distribution(self._other(experiment))
        return found

    def _sample(self, experiment: Experiment, shots: int, seed: int) -> Any:
        return self.inner.sample(self._other(experiment), shots, seed)


class Silent:
    """A backend that runs nothing."""

    name = "silent"
    side: Side = "quantum"
    capabilities = Capabilities()

    def can_run(self, experiment: Experiment) -> str:
        return "is in no mood to"


class Raising(Silent):
    """A backend that fails on what it said it could do."""

    def can_run(self, experiment: Experiment) -> Literal[True]:  # type: ignore[override]
        return True

    def distribution(self, experiment: Experiment) -> Distribution:
        raise ZeroDivisionError("by hand")


def every(kind: type[Step], change: Callable[[Any, Experiment], Steps]) -> Rewrite:
    """Each step of one kind changed, all others kept."""

    def rewrite(experiment: Experiment) -> Steps:
        return [new for s in experiment.steps for new in (change(s, experiment) if isinstance(s, kind) else [s])]

    return rewrite


def same(experiment: Experiment) -> Steps:
    return experiment.steps


def fourier_inverted(step: Transform, experiment: Experiment) -> Steps:
    return [step] * 3 if step.name == "fourier" else [step]


def values_dropped(step: Prepare, experiment: Experiment) -> Steps:
    return [replace(step, values=tuple(v.constant for v in step.variables))]


def written_maps_transposed(step: Transform, experiment: Experiment) -> Steps:
    transposed: Any = np.array(step.matrix).T % experiment.d
    return [step] if step.name else [replace(step, matrix=tuple(map(tuple, transposed.tolist())))]


def feedforward_ignored(step: Displace, experiment: Experiment) -> Steps:
    return [replace(step, shifts=tuple((c, replace(e, terms=())) for c, e in step.shifts))]


def displaced_backwards(step: Displace, experiment: Experiment) -> Steps:
    d = experiment.d

    def backwards(e: Any) -> Any:
        return replace(e, terms=tuple((n, -k % d) for n, k in e.terms), constant=-e.constant % d)

    return [replace(step, shifts=tuple((c, backwards(e)) for c, e in step.shifts))]


def noise_dropped(step: Noise, experiment: Experiment) -> Steps:
    return []


def noise_on_the_partner(step: Noise, experiment: Experiment) -> Steps:
    return [replace(step, coordinates=tuple(c ^ 1 for c in step.coordinates))]


def systems_permuted(experiment: Experiment) -> Steps:
    """The last measurement reads the systems in the reverse order."""
    last = experiment.steps[-1]
    assert isinstance(last, Measure)
    n = experiment.n

    def mirrored(variable: Any) -> Any:
        return type(variable).of(
            [(2 * (n - 1 - i // 2) + i % 2, c) for i, c in variable.terms], variable.d, variable.constant
        )

    gone = any(isinstance(step, Discard) for step in experiment.steps)
    changed = last if gone else replace(last, variables=tuple(mirrored(v) for v in last.variables))
    return [*experiment.steps[:-1], changed]


class Enumerating:
    """Follows every ontic state of a small system through the experiment, with probabilities; slow and plain."""

    name = "enumerating"
    side: Side = "toy"
    capabilities = Capabilities()

    def __init__(self, disturbs: bool) -> None:
        self.disturbs = disturbs

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        return True if experiment.n == 1 else "does one system"

    def distribution(self, experiment: Experiment) -> Distribution:
        d = experiment.d
        points = [tuple(m) for m in np.indices((d, d)).reshape(2, -1).T.tolist()]
        runs: dict[Any, Fraction] = {(m, ()): Fraction(1, d * d) for m in points}
        for step in experiment.steps:
            after: dict[Any, Fraction] = {}
            for (m, seen), p in runs.items():
                followed = list(self._step(step, np.array(m), dict(seen), points, d))
                for moved, known, share in followed:
                    key = (tuple(int(x) % d for x in moved), tuple(known.items()))
                    after[key] = after.get(key, Fraction(0)) + p * share
            runs = after
        joint: dict[Any, Fraction] = {}
        for (_, seen), p in runs.items():
            outcome = tuple(value for _, value in seen)
            joint[outcome] = joint.get(outcome, Fraction(0)) + p
        return Distribution.from_joint(d, experiment.outcomes, joint)

    def _step(self, step: Step, m: Any, known: dict[str, int], points: Any, d: int) -> Iterator[Any]:
        if isinstance(step, Prepare):
            wanted = list(zip(step.variables, step.values, strict=True))
            inside = [x for x in points if all(v(np.array(x)) == value for v, value in wanted)]
            yield from ((x, known, Fraction(1, len(inside))) for x in inside)
        elif isinstance(step, Transform):
            yield np.array(step.matrix) @ m + step.shift, known, Fraction(1)
        elif isinstance(step, Measure):
            seen = known | {name: int(v(m)) for v, name in zip(step.variables, step.names, strict=True)}
            kicks = {(k * f[1] % d, -k * f[0] % d) for v in step.variables for f in [v.vector(1)] for k in range(d)}
            for kick in kicks if self.disturbs else {(0, 0)}:
                yield m + kick, seen, Fraction(1, len(kicks) if self.disturbs else 1)
        elif isinstance(step, Displace):
            moved = m.copy()
            for coordinate, expression in step.shifts:
                moved[coordinate] += expression(known, d)
            yield moved, known, Fraction(1)
        elif isinstance(step, Noise):
            for shifts, weight in step.weights:
                moved = m.copy()
                moved[list(step.coordinates)] += shifts
                yield moved, known, weight
        elif not isinstance(step, Condition) or known[step.name] == step.value:
            yield m, known, Fraction(1)


FAULTY: dict[str, Rewrite] = {
    "fourier inverted": every(Transform, fourier_inverted),
    "values dropped": every(Prepare, values_dropped),
    "written maps transposed": every(Transform, written_maps_transposed),
    "feed-forward ignored": every(Displace, feedforward_ignored),
    "displaced backwards": every(Displace, displaced_backwards),
    "noise dropped": every(Noise, noise_dropped),
    "noise on the partner": every(Noise, noise_on_the_partner),
    "systems permuted": systems_permuted,
}


def split_displacement(step: Displace, experiment: Experiment) -> Steps:
    return [replace(step, shifts=(shift,)) for shift in reversed(step.shifts)]


def fourier_by_its_matrix(step: Transform, experiment: Experiment) -> Steps:
    return [replace(step, name=None, parameter=None)]


HARMLESS: dict[str, Rewrite] = {
    "nothing changed": same,
    "displacements one by one": every(Displace, split_displacement),
    "named maps by their matrices": every(Transform, fourier_by_its_matrix),
}
