"""Random experiments on modes, valid by construction: generic angles, unequal modes, displaced differently in x and p.

Every mode is prepared before it is used, so that the quantum side has a state for it; the numbers are rounded, so that
the text of an experiment is the experiment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    OutcomeExpression,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable


@dataclass(frozen=True)
class Shape:
    """What an experiment is to be like.

    Attributes
    ----------
    n, hbar : modes and the unit of action.
    maps : named maps.
    channels : whether there are channels.
    measured : how many measurements in the middle, after which the modes are prepared again, or left.
    feedforward : whether displacements depend on outcomes.
    condition : whether an outcome is conditioned on.
    heterodyne : whether some measurements are heterodyne.
    """

    n: int
    hbar: float = 1.0
    maps: int = 6
    channels: bool = True
    measured: int = 1
    feedforward: bool = True
    condition: bool = False
    heterodyne: bool = True


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """A number with few digits."""
    return round(float(rng.uniform(low, high)), 4)


def random_covariance(rng: np.random.Generator, n: int, hbar: float, mixed: bool = True) -> Floats:
    """A covariance of a Gaussian state (2n, 2n) with unequal modes: random maps of thermal modes.

    >>> from toytheory.phase_space.uncertainty import check_covariance
    >>> check_covariance(random_covariance(np.random.default_rng(1), 3, 0.5), 0.5).shape
    (6, 6)
    """
    nu = hbar / 2 * (1 + (rng.exponential(0.7, n) if mixed else np.zeros(n)))
    covariance = np.diag(np.repeat(nu, 2))
    for step in random_maps(rng, n, 3 * n):
        where = coordinates_of(step.systems)
        rows = np.array(step.matrix, dtype=np.float64)
        covariance[where] = rows @ covariance[where]
        covariance[:, where] = covariance[:, where] @ rows.T
    return (covariance + covariance.T) / 2


def random_map(rng: np.random.Generator, n: int) -> Transform:
    """A named map with a generic parameter on random modes."""
    names = sorted(name for name, m in MODE_MAPS.items() if m.systems <= n)
    name = names[rng.integers(len(names))]
    systems = tuple(int(k) for k in rng.choice(n, MODE_MAPS[name].systems, replace=False))
    kind = MODE_MAPS[name].parameter
    if kind is None:
        return mode_transform(name, systems)
    return mode_transform(name, systems, uniform(rng, -3, 3) if kind == "an angle" else uniform(rng, -0.6, 0.6))


def random_maps(rng: np.random.Generator, n: int, count: int) -> list[Transform]:
    """Several in sequence."""
    return [random_map(rng, n) for _ in range(count)]


def random_channel(rng: np.random.Generator, n: int) -> Step:
    """Loss, thermal loss, amplification or added noise on a random mode."""
    k = int(rng.integers(n))
    match rng.integers(4):
        case 0:
            return Loss(k, uniform(rng, 0.1, 1))
        case 1:
            return ThermalLoss(k, uniform(rng, 0.1, 1), uniform(rng, 0, 2))
        case 2:
            return Amplify(k, uniform(rng, 1, 2))
    return GaussianNoise(((2 * k, uniform(rng, 0, 1)), (2 * k + 1, uniform(rng, 0, 1)))[: rng.integers(1, 3)])


def random_form(rng: np.random.Generator, systems: list[int]) -> Variable:
    """A variable of some modes with generic coefficients and a constant."""
    where = coordinates_of(systems).tolist()
    return Variable.of({i: uniform(rng, -1.5, 1.5) for i in where}, None, uniform(rng, -1, 1))


class _Builder:
    def __init__(self, rng: np.random.Generator, shape: Shape) -> None:
        self.rng, self.shape = rng, shape
        self.steps: list[Step] = []
        self.names: list[str] = []
        self.live = list(range(shape.n))

    def name(self) -> str:
        self.names.append(f"m{len(self.names) + 1}")
        return self.names[-1]

    def prepare(self, systems: list[int]) -> None:
        hbar, rng = self.shape.hbar, self.rng
        if rng.random() < 0.3:
            self.steps.append(PrepareVacuum(tuple(systems)))
            for k in systems:
                shift = ((2 * k, OutcomeExpression((), uniform(rng, -2, 2))),)
                self.steps.append(Displace(shift))
            return
        covariance = random_covariance(rng, len(systems), hbar) * (1 + 1e-9)
        means = tuple(uniform(rng, -2, 2) for _ in range(2 * len(systems)))
        rows = tuple(tuple(row) for row in covariance.tolist())
        self.steps.append(PrepareGaussian(tuple(systems), means, rows))

    def evolve(self, count: int) -> None:
        if not self.live:
            return
        for _ in range(count):
            step = random_map(self.rng, len(self.live))
            systems = tuple(self.live[k] for k in step.systems)
            self.steps.append(Transform(systems, step.matrix, step.shift, step.name, step.parameter))
            if self.shape.channels and self.rng.random() < 0.3:
                self.steps.append(_moved(random_channel(self.rng, len(self.live)), self.live))

    def measure(self) -> None:
        """Measure one mode, in one of the ways that there are, and feed the outcome forward."""
        rng = self.rng
        k = self.live.pop(int(rng.integers(len(self.live))))
        if self.shape.heterodyne and rng.random() < 0.4:
            self.steps.append(Heterodyne(k, (self.name(), self.name())))
        elif self.live and rng.random() < 0.5:
            j = self.live.pop(int(rng.integers(len(self.live))))
            a, b = uniform(rng, 0.5, 1.5), uniform(rng, -1.5, -0.5)
            pair = (Variable.of({2 * j: a, 2 * k: b}, None), Variable.of({2 * j + 1: -b, 2 * k + 1: a}, None))
            self.steps.append(Measure(pair, (self.name(), self.name())))
        else:
            self.steps.append(Measure((random_form(rng, [k]),), (self.name(),)))
        if self.shape.feedforward and self.live:
            target = 2 * self.live[int(rng.integers(len(self.live)))] + int(rng.integers(2))
            terms = tuple((name, uniform(rng, -1, 1)) for name in self.names[-2:])
            self.steps.append(Displace(((target, OutcomeExpression(terms, uniform(rng, -1, 1))),)))
        if rng.random() < 0.5:
            self.steps.append(PrepareVacuum((k,)))
            self.live.append(k)

    def finish(self) -> None:
        """Measure about half of what is left; condition, if asked to, on what was measured first."""
        rng = self.rng
        if len(self.live) > 1 and rng.random() < 0.2:
            self.steps.append(Discard((self.live.pop(),)))
        for k in sorted(self.live)[: max(1, len(self.live) // 2)]:
            self.steps.append(Measure((random_form(rng, [k]),), (self.name(),)))
        if self.shape.condition:
            self.steps.append(Condition(self.names[0], uniform(rng, -1, 1)))


def _moved(step: Step, live: list[int]) -> Step:
    match step:
        case Loss(system=k, transmission=t):
            return Loss(live[k], t)
        case ThermalLoss(system=k, transmission=t, nbar=nbar):
            return ThermalLoss(live[k], t, nbar)
        case Amplify(system=k, gain=g):
            return Amplify(live[k], g)
        case GaussianNoise(variances=listed):
            return GaussianNoise(tuple((2 * live[i // 2] + i % 2, v) for i, v in listed))
    return step


def random_experiment(rng: np.random.Generator, shape: Shape) -> Experiment:
    """One of this shape.

    >>> experiment = random_experiment(np.random.default_rng(3), Shape(3, hbar=2.0))
    >>> experiment.n, len(experiment.outcomes) > 0
    (3, True)
    """
    build = _Builder(rng, shape)
    systems = [int(k) for k in rng.permutation(shape.n)]
    cut = int(rng.integers(1, min(3, shape.n) + 1))
    build.prepare(systems[:cut])
    for k in systems[cut:]:
        build.prepare([k])
    build.evolve(shape.maps)
    for _ in range(shape.measured):
        if build.live:
            build.measure()
            build.evolve(2)
    if build.live:
        build.finish()
    return Experiment(System("modes", shape.n, None, shape.hbar), tuple(build.steps))


def random_experiments(rng: np.random.Generator, shapes: list[Shape], count: int) -> Iterator[Experiment]:
    """Of these shapes in turn."""
    for i in range(count):
        yield random_experiment(rng, shapes[i % len(shapes)])
