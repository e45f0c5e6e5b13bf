"""Experiments on modes for features: every mode prepared, generic numbers of few digits, few other ingredients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from equivalence.experiments.random_modes import random_covariance, uniform
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.steps import (
    Displace,
    Heterodyne,
    Measure,
    OutcomeExpression,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    System,
)
from toytheory.phase_space.variables import Variable

from .feature import Scope


class ModeScript:
    """An experiment on modes, written step by step.

    Parameters
    ----------
    n : modes wanted; fewer where the scope has no room.
    """

    def __init__(self, rng: np.random.Generator, scope: Scope, n: int) -> None:
        assert scope.hbar is not None
        self.rng, self.hbar, self.n = rng, scope.hbar, max(1, min(n, scope.largest_n))
        self.steps: list[Step] = []
        self.names: list[str] = []
        self.moved = bool(rng.random() < 0.7)  # not always, so that a fault of displacements hides no other

    @property
    def experiment(self) -> Experiment:
        """What was written."""
        return Experiment(System("modes", self.n, None, self.hbar), tuple(self.steps))

    def add(self, *steps: Step) -> None:
        """Append steps."""
        self.steps.extend(steps)

    def name(self) -> str:
        """A new name for an outcome."""
        self.names.append(f"m{len(self.names) + 1}")
        return self.names[-1]

    def number(self, low: float, high: float) -> float:
        """With few digits."""
        return uniform(self.rng, low, high)

    def some(self, count: int) -> tuple[int, ...]:
        """Different modes at random."""
        return tuple(int(k) for k in self.rng.choice(self.n, count, replace=False))

    def vacuum(self, systems: Sequence[int] | None = None, displaced: bool = True) -> None:
        """Each mode in the vacuum, displaced differently in x and p."""
        chosen = tuple(range(self.n)) if systems is None else tuple(systems)
        self.add(PrepareVacuum(chosen))
        for k in chosen if displaced and self.moved else ():
            shifts = ((2 * k + i, OutcomeExpression((), self.number(-2, 2))) for i in (0, 1))
            self.add(Displace(tuple(shifts)))

    def lopsided(self) -> None:
        """Each mode in the vacuum, squeezed along another axis and mostly displaced: no two directions are alike."""
        self.vacuum(displaced=False)
        for k in range(self.n):
            self.map("squeeze", (k,), 0.6)
            self.map("rotate", (k,), 3.0)
        for k in range(self.n) if self.moved else ():
            shifts = ((2 * k + i, OutcomeExpression((), self.number(-2, 2))) for i in (0, 1))
            self.add(Displace(tuple(shifts)))

    def gaussian(self, systems: Sequence[int], mixed: bool = True) -> None:
        """Modes in a state given by its moments: well mixed and correlated, or each squeezed along x or p.

        A state in general position that is nearly pure is left out: decomposing it is a matter of rounding.
        """
        if mixed:
            covariance = random_covariance(self.rng, len(systems), self.hbar) + 0.2 * self.hbar * np.eye(
                2 * len(systems)
            )
        else:
            r = [self.number(-0.7, 0.7) or 0.5 for _ in systems]
            covariance = np.diag([self.hbar / 2 * np.exp(sign * x) for x in r for sign in (-2, 2)])
        means = tuple(self.number(-2, 2) for _ in range(2 * len(systems)))
        self.add(PrepareGaussian(tuple(systems), means, tuple(tuple(row) for row in covariance.tolist())))

    def map(self, name: str, systems: Sequence[int] | None = None, most: float | None = None) -> None:
        """A named map, with a parameter at random up to `most` in size."""
        named = MODE_MAPS[name]
        chosen = self.some(named.systems) if systems is None else tuple(systems)
        if named.parameter is None:
            self.add(mode_transform(name, chosen))
            return
        size = most if most is not None else 3.0 if named.parameter == "an angle" else 0.7
        self.add(mode_transform(name, chosen, self.number(-size, size) or 0.5))

    def measure(self, *terms: dict[int, float], constant: float = 0.0) -> None:
        """Measure variables jointly, each given by its coefficients."""
        variables = tuple(Variable.of(each, None, constant) for each in terms)
        self.add(Measure(variables, tuple(self.name() for _ in terms)))

    def homodyne(self, system: int, kind: str = "any") -> None:
        """Measure x, p, or a quadrature between, of one mode."""
        t = {"x": 0.0, "p": np.pi / 2}.get(kind, self.number(-3, 3))
        a, b = (float(round(v, 12)) for v in (np.cos(t), np.sin(t)))
        self.measure({i: v for i, v in ((2 * system, a), (2 * system + 1, b)) if v})

    def heterodyne(self, system: int) -> None:
        """Measure both, noisily."""
        self.add(Heterodyne(system, (self.name(), self.name())))
