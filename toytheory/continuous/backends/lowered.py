"""The steps of an experiment on modes as instructions on points.

Nothing here knows means or covariances. Preparations and channels draw numbers, maps move points, a measurement reads a
linear form of the point and kicks it along what the form generates. Of some numbers nothing is known: kicks, and
coordinates that were not prepared. What no outcome depends on, be it a number, a map or a kick, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Heterodyne,
    Loss,
    Measure,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.variables import Variable

from .instructions import Instructions, coordinates
from .trial_points import COPIES

_READING = frozenset({Measure, Heterodyne})
_RESETTING = frozenset({Prepare, PrepareVacuum, PrepareGaussian, Discard})
_NONE: frozenset[int] = frozenset()


def lowered(experiment: Experiment) -> Instructions:
    """What makes the outcomes of a point from the numbers that are drawn for it."""
    lowering = _Lowering(experiment)
    steps, later, unprepared = needed(experiment.steps)
    lowering.nothing_known(sorted(unprepared))
    maps: list[Transform] = []
    for step, used in zip(steps, later, strict=True):
        if isinstance(step, Transform):
            maps.append(step)
            continue
        lowering.motions(maps)
        maps = []
        lowering.write[type(step)](step, used)
    return lowering.instructions


def needed(steps: Sequence[Step]) -> tuple[list[Step], list[frozenset[int]], set[int]]:
    """The steps that outcomes depend on.

    Returns
    -------
    steps : those.
    later : of each that measures, which of its systems later steps depend on.
    unprepared : the systems that are used before they are prepared.
    """
    found: list[Step] = []
    later: list[frozenset[int]] = []
    used: set[int] = set()
    for step in reversed(steps):
        kind = type(step)
        touched, reads = step.systems if isinstance(step, Transform) else step.touched, kind in _READING
        if kind is Condition or (not reads and used.isdisjoint(touched)):
            continue
        if kind is not Discard:
            found.append(step)
            later.append(frozenset(used.intersection(touched)) if reads else _NONE)
        if kind in _RESETTING:
            used.difference_update(touched)
        else:
            used.update(touched)
    return found[::-1], later[::-1], used


class _Lowering:
    def __init__(self, experiment: Experiment) -> None:
        self.hbar = float(experiment.system.hbar or 1.0)
        first = 2 * experiment.n
        self.outcome = {name: first + i for i, name in enumerate(experiment.outcomes)}
        self.instructions = Instructions(first, len(self.outcome))
        self.write: dict[type[Step], Callable[[Any, frozenset[int]], None]] = {
            Prepare: self.prepare,
            PrepareVacuum: self.prepare_vacuum,
            PrepareGaussian: self.prepare_gaussian,
            Displace: self.displace,
            Loss: lambda step, _: self.scale(step.system, step.transmission, (1 - step.transmission) / 2),
            ThermalLoss: lambda step, _: self.scale(
                step.system, step.transmission, (1 - step.transmission) * (2 * step.nbar + 1) / 2
            ),
            Amplify: lambda step, _: self.scale(step.system, step.gain, (step.gain - 1) / 2),
            GaussianNoise: self.noise,
            Measure: self.measure,
            Heterodyne: self.heterodyne,
        }

    # preparations

    def nothing_known(self, systems: Sequence[int]) -> None:
        """Points anywhere."""
        where = coordinates(systems)
        for target, number in zip(where, self.instructions.draw(len(where), unknown=True), strict=True):
            self.instructions.combine(target, [], taken=number)

    def prepare_vacuum(self, step: PrepareVacuum, later: frozenset[int]) -> None:
        where = coordinates(step.systems)
        self.instructions.multiply(where, self.instructions.draw(len(where)), math.sqrt(self.hbar / 2))

    def prepare_gaussian(self, step: PrepareGaussian, later: frozenset[int]) -> None:
        """Draw with this covariance."""
        jitter, where = self.instructions.jitter, coordinates(step.systems)
        digits = jitter.copies(np.array(step.covariance, dtype=np.float64))
        spread = np.stack([_root((matrix + matrix.T) / 2) for matrix in digits])
        means = jitter.copies(np.array(step.means, dtype=np.float64))
        self.instructions.set_copies(where, self.instructions.draw(len(where)), spread, means)

    def prepare(self, step: Prepare, later: frozenset[int]) -> None:
        """Draw the systems anew among the points that have the known values."""
        where = coordinates(step.systems)
        position = {index: i for i, index in enumerate(where)}
        rows = np.zeros((len(step.variables), len(where)))
        for row, variable in zip(rows, step.variables, strict=True):
            for index, coefficient in variable.terms:
                row[position[index]] = coefficient
        wanted = [value - variable.constant for value, variable in zip(step.values, step.variables, strict=True)]
        lengths = np.linalg.norm(rows, axis=1)
        rows, values = rows / lengths[:, None], np.array(wanted, dtype=np.float64) / lengths
        centre = np.linalg.lstsq(rows, values, rcond=None)[0]
        free = np.linalg.svd(rows)[2][len(rows) :].T
        drawn, jitter = self.instructions.draw(free.shape[1], unknown=True), self.instructions.jitter
        self.instructions.set_copies(where, drawn, jitter.together(free), jitter.together(centre))

    # what moves points

    def motions(self, maps: Sequence[Transform]) -> None:
        """Maps that follow each other, as one flow of all systems that they touch where that is less work."""
        systems = sorted(set(chain.from_iterable([step.systems for step in maps])))
        if len(maps) < 2 or len(systems) ** 2 > sum([len(step.systems) ** 2 for step in maps]):
            self.instructions.move(maps)
            return
        position, size = {system: i for i, system in enumerate(systems)}, 2 * len(systems)
        whole, shift = np.repeat(np.eye(size)[None], 1 + COPIES, axis=0), np.zeros((1 + COPIES, size, 1))
        for step in maps:
            rows = coordinates([position[system] for system in step.systems])
            matrix = self.instructions.jitter.copies(np.array(step.matrix, dtype=np.float64))
            moved = self.instructions.jitter.copies(np.array(step.shift, dtype=np.float64))
            whole[:, rows] = matrix @ whole[:, rows]
            shift[:, rows] = matrix @ shift[:, rows] + moved[:, :, None]
        where = coordinates(systems)
        self.instructions.set_copies(where, where, whole, shift[:, :, 0])

    def displace(self, step: Displace, later: frozenset[int]) -> None:
        for index, expression in step.shifts:
            terms = [(self.outcome[name], factor) for name, factor in expression.terms]
            self.instructions.combine(index, terms, expression.constant, taken=index)

    def scale(self, system: int, energy: float, variance: float) -> None:
        """The point of mode and environment turns (or is squeezed); the environment is drawn and then forgotten."""
        factor, width = math.sqrt(energy), math.sqrt(variance * self.hbar)
        for target, number in zip(coordinates([system]), self.instructions.draw(2), strict=True):
            self.instructions.combine(target, [(target, factor), (number, width)])

    def noise(self, step: GaussianNoise, later: frozenset[int]) -> None:
        for (index, variance), number in zip(step.variances, self.instructions.draw(len(step.variances)), strict=True):
            self.instructions.combine(index, [(number, math.sqrt(variance))], taken=index)

    # measurements

    def measure(self, step: Measure, later: frozenset[int]) -> None:
        """Read all variables, then kick along each of their flows."""
        self.instructions.read([self.outcome[name] for name in step.names], step.variables)
        for variable in step.variables:
            if not later.isdisjoint(variable.systems):
                self.kick(variable)

    def kick(self, variable: Variable) -> None:
        """Move points along what a variable generates, X to -P and P to X, by an amount of which nothing is known."""
        length = math.hypot(*(factor for _, factor in variable.terms))
        (drawn,) = self.instructions.draw(1, unknown=True)
        for index, factor in variable.terms:
            target, amount = (index - 1, factor / length) if index % 2 else (index + 1, -factor / length)
            self.instructions.combine(target, [(drawn, amount)], taken=target)

    def heterodyne(self, step: Heterodyne, later: frozenset[int]) -> None:
        """Read x and p of a mode that has been mixed with as much again of a vacuum; the mode is used up."""
        width, numbers = math.sqrt(self.hbar / 2), self.instructions.draw(2)
        for name, index, number in zip(step.names, coordinates([step.system]), numbers, strict=True):
            self.instructions.combine(self.outcome[name], [(number, width)], taken=index)
        self.nothing_known(sorted(later))


def _root(covariance: Floats) -> Floats:
    """(k, k) root with root @ root.T the covariance: triangular, or along the axes where it is nearly singular."""
    unit = np.sqrt(np.diagonal(covariance))
    scaled = covariance / np.outer(unit, unit)
    try:
        root = np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(scaled)
        root = vectors * np.sqrt(np.clip(values, 0.0, None))
    whole: Floats = unit[:, None] * root
    return whole
