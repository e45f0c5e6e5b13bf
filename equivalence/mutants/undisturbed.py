"""The toy theory with or without the disturbance that keeps complementarity.

No rewriting of an experiment can take the disturbance out, so this is an engine of its own: every
coordinate is an affine function of chance. With the disturbance left in, it is a sound backend.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform
from toytheory.outcomes.distributions import Distribution, LatentNoise, LatentOutcomes
from toytheory.phase_space.modular import Matrix, kernel, solve
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import coefficient_matrix


class Engine:
    """The toy theory, one affine function of chance a coordinate; with or without disturbance.

    Parameters
    ----------
    disturbs : whether a measurement kicks the ontic state, as it must.
    """

    name = "engine"
    side = "toy"

    def __init__(self, sound: Any, *, disturbs: bool) -> None:
        self.sound, self.disturbs = sound, disturbs
        self.capabilities = sound.capabilities

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """As the backend that it stands for."""
        reason: Literal[True] | str = self.sound.can_run(experiment)
        return reason

    def distribution(self, experiment: Experiment) -> Distribution:
        """The distribution of outcomes, all functions of chance at once."""
        walk = _Walk(experiment, self.disturbs)
        for step in experiment.steps:
            walk.follow(step)
        return walk.outcomes().distribution(experiment.conditions)


class _Walk:
    """Row 0 of `state` holds constants, every further row one uniform or noisy latent variable: (1 + r, 2n)."""

    def __init__(self, experiment: Experiment, disturbs: bool) -> None:
        self.d, self.n, self.disturbs = experiment.d, experiment.n, disturbs
        self.names = experiment.outcomes
        self.state: Matrix = np.zeros((1, 2 * self.n), dtype=np.int64)
        self.seen: dict[str, Matrix] = {}
        self.noises: list[tuple[list[int], Noise]] = []
        self.add(np.eye(2 * self.n, dtype=np.int64))

    def add(self, rows: Matrix) -> list[int]:
        """New latent variables, rows (k, 2n) saying how they move the coordinates."""
        start = len(self.state)
        self.state = np.vstack([self.state, rows]) % self.d
        return list(range(start, len(self.state)))

    def follow(self, step: Any) -> None:
        match step:
            case Prepare():
                self.prepare(step)
            case Transform():
                where = coordinates_of(step.systems)
                self.state[:, where] = self.state[:, where] @ np.array(step.matrix, dtype=np.int64).T % self.d
                self.state[0, where] = (self.state[0, where] + step.shift) % self.d
            case Measure():
                for F, name in zip(step.variables, step.names, strict=True):
                    row = F.vector(self.n)
                    self.seen[name] = self.state @ row % self.d
                    self.seen[name][0] += F.constant
                    if self.disturbs:
                        self.add(flow(row)[None, :])
            case Displace():
                for coordinate, expression in step.shifts:
                    for name, factor in expression.terms:
                        form = self.seen[name]
                        self.state[: len(form), coordinate] += factor * form
                    self.state[0, coordinate] += expression.constant
                self.state %= self.d
            case Noise():
                moves = np.zeros((len(step.coordinates), 2 * self.n), dtype=np.int64)
                moves[np.arange(len(moves)), list(step.coordinates)] = 1
                self.noises.append((self.add(moves), step))
            case Condition() | Discard():
                pass
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")

    def prepare(self, step: Prepare) -> None:
        where = coordinates_of(step.systems)
        rows = coefficient_matrix(step.variables, self.n)[:, where]
        values = [v - F.constant for v, F in zip(step.values, step.variables, strict=True)]
        self.state[:, where] = 0
        point = solve(rows, values, self.d) if len(rows) else None
        self.state[0, where] = 0 if point is None else point
        free = kernel(rows, self.d, columns=where.size)
        moves = np.zeros((len(free), 2 * self.n), dtype=np.int64)
        moves[:, where] = free
        self.add(moves)

    def outcomes(self) -> LatentOutcomes:
        """The outcomes as functions of chance."""
        table = np.zeros((len(self.state), len(self.names)), dtype=np.int64)
        for column, name in enumerate(self.names):
            form = self.seen[name] % self.d
            table[: len(form), column] = form
        noisy = [latent for latents, _ in self.noises for latent in latents]
        uniform = np.setdiff1d(np.arange(1, len(table)), noisy)
        noise = tuple(LatentNoise(table[latents], step.weights) for latents, step in self.noises)
        return LatentOutcomes(self.d, self.names, table[0], table[uniform], noise)
