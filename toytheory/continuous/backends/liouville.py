"""The Liouville backend: an experiment on modes run once, all outcomes as functions of chance, then their moments."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from toytheory.backend import MODE_STEPS, MODES, Capabilities, Side
from toytheory.errors import CannotRun, InputError
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
from toytheory.outcomes.densities import ContinuousDistribution, Floats, Moments, log_density_scale
from toytheory.phase_space.brackets import symplectic_defects
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.space import flow as generated
from toytheory.phase_space.variables import Variable

from .latent_conditions import condition
from .latent_table import UNIT, LatentTable

LARGEST = 2**27
"""Coefficients that a table may have."""

WORST = 0.01
"""A relative error beyond this is no answer."""


class LiouvilleBackend:
    r"""Means and covariances of Liouville distributions, flat directions included; hundreds of modes.

    >>> from toytheory.language.reading import parse_experiment
    >>> pair = parse_experiment("system 2 modes\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\nmeasure X2 as b")
    >>> found = LiouvilleBackend().distribution(pair)
    >>> found.unknown, abs(found.outcomes.variance([1, -1])) < 1e-12
    (('a', 'b'), True)
    """

    name = "liouville"
    side: Side = "toy"
    capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS, exact=True)

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: kinds of systems and steps, or what would not fit into memory."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        rows = 2 * experiment.n + len(experiment.outcomes)
        if 4 * rows**2 > LARGEST:
            return f"{rows} coordinates and outcomes are too many to keep as functions of chance"
        return True

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Moments of all outcomes and of what is left; CannotRun where rounding leaves no digits of them."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        with np.errstate(over="ignore", invalid="ignore"):
            return _Run(experiment).result()


def coordinates_after(experiment: Experiment) -> Moments:
    """What is known of all coordinates, of measured modes too, at the end of an experiment, given its conditions.

    InputError where the conditions cannot be met.
    """
    run = _Run(experiment)
    if run.settle()[0] == -math.inf:
        raise InputError("the conditions cannot be met", "condition on outcomes that can occur")
    return run.table.moments(np.arange(2 * experiment.n, dtype=np.int64))


class _Run:
    """The steps as operations on a table whose first 2n rows are coordinates, the others outcomes."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.hbar = float(experiment.system.hbar or 1.0)
        n = experiment.n
        self.position = {name: 2 * n + i for i, name in enumerate(experiment.outcomes)}
        self.table = LatentTable(2 * n + len(self.position))
        self.untouched = set(range(n))
        self.waiting: dict[int, list[Transform]] = {}  # number of systems -> maps of different systems, not yet done
        self.busy: set[int] = set()
        handlers: dict[type[Step], Callable[[Any], None]] = {
            Prepare: self.prepare,
            PrepareVacuum: self.prepare_vacuum,
            PrepareGaussian: self.prepare_gaussian,
            Displace: self.displace,
            Loss: lambda step: self.attenuate(step.system, step.transmission, 0.0),
            ThermalLoss: lambda step: self.attenuate(step.system, step.transmission, step.nbar),
            Amplify: self.amplify,
            GaussianNoise: self.noise,
            Measure: self.measure,
            Heterodyne: self.heterodyne,
            Condition: lambda step: None,  # applied at the end: no step asks whether a condition is met
            Discard: lambda step: self.forget(step.systems),
        }
        for step in experiment.steps:
            if isinstance(step, Transform):
                self.transform(step)
            else:
                self.flush()
                handlers[type(step)](step)
        self.flush()

    def touch(self, systems: Sequence[int]) -> None:
        """Give systems that were never prepared the flat numbers that stand for knowing nothing."""
        if self.untouched:
            fresh = self.untouched.intersection(systems)
            if fresh:
                self.untouched -= fresh
                self.table.make_flat(coordinates_of(sorted(fresh)))

    # preparations

    def forget(self, systems: Sequence[int]) -> None:
        self.untouched.difference_update(systems)
        self.table.make_flat(coordinates_of(systems))

    def prepare_vacuum(self, step: PrepareVacuum) -> None:
        self.untouched.difference_update(step.systems)
        where = coordinates_of(step.systems)
        self.table.make_normal(where, np.zeros(len(where)), math.sqrt(self.hbar / 2) * np.eye(len(where)))

    def prepare_gaussian(self, step: PrepareGaussian) -> None:
        self.untouched.difference_update(step.systems)
        covariance = np.array(step.covariance, dtype=np.float64)
        unit = np.sqrt(np.diagonal(covariance))
        values, vectors = np.linalg.eigh((covariance + covariance.T) / (2 * np.outer(unit, unit)))
        root = unit[:, None] * vectors * np.sqrt(np.clip(values, 0.0, None))
        # the entries are known to half a unit, and the decomposition is as good as that
        spread = np.zeros(len(unit)) if np.count_nonzero(covariance) == len(unit) else UNIT * np.square(unit)
        self.table.make_normal(coordinates_of(step.systems), np.array(step.means, dtype=np.float64), root, spread)

    def prepare(self, step: Prepare) -> None:
        """A point of the affine set plus flat numbers along it."""
        self.untouched.difference_update(step.systems)
        where = coordinates_of(step.systems)
        rows, constants = _forms(step.variables, where)
        lengths = np.linalg.norm(rows, axis=1)
        q, r = np.linalg.qr((rows / lengths[:, None]).T, mode="complete")
        known = len(rows)
        values = np.linalg.solve(r[:known].T, (np.array(step.values, dtype=np.float64) - constants) / lengths)
        self.table.make_normal(where, q[:, :known] @ values, np.zeros((len(where), 0)))
        worst = UNIT * float(np.linalg.cond(r[:known]))
        self.table.add_flat(where, q[:, known:], worst)
        self.table.wrong[where] = worst**2 * float(values @ values)

    # maps

    def transform(self, step: Transform) -> None:
        """Maps of different systems wait for each other, to be done at once."""
        if not self.busy.isdisjoint(step.systems):
            self.flush()
        self.busy.update(step.systems)
        self.waiting.setdefault(len(step.systems), []).append(step)

    def flush(self) -> None:
        """Do the maps that wait."""
        if not self.busy:
            return
        self.touch(list(self.busy))
        for width, steps in self.waiting.items():
            systems = np.array([step.systems for step in steps], dtype=np.int64)
            where = np.stack([2 * systems, 2 * systems + 1], axis=2).reshape(len(steps), 2 * width)
            matrices = np.array([step.matrix for step in steps], dtype=np.float64)
            written = [m for step, m in zip(steps, matrices, strict=True) if step.name is None]
            defect = max((float(symplectic_defects(m).max()) for m in written), default=0.0)
            self.table.map_rows(where, matrices, defect)
            for step, rows in zip(steps, where, strict=True):
                if step.name is None and any(step.shift):
                    self.table.shift(rows, np.array(step.shift, dtype=np.float64))
        self.waiting.clear()
        self.busy.clear()

    def displace(self, step: Displace) -> None:
        self.touch([index // 2 for index, _ in step.shifts])
        for index, expression in step.shifts:
            total: dict[int, float] = {}
            for name, factor in expression.terms:
                total[self.position[name]] = total.get(self.position[name], 0.0) + factor
            self.table.combine(index, list(total), list(total.values()), float(expression.constant))

    def attenuate(self, system: int, transmission: float, nbar: float) -> None:
        self.scale(system, math.sqrt(transmission), (1 - transmission) * (2 * nbar + 1) * self.hbar / 2)

    def amplify(self, step: Amplify) -> None:
        self.scale(step.system, math.sqrt(step.gain), (step.gain - 1) * self.hbar / 2)

    def scale(self, system: int, factor: float, variance: float) -> None:
        """Multiply x and p and add independent noise to each."""
        self.touch([system])
        where = coordinates_of([system])
        self.table.map_rows(where[None], factor * np.eye(2)[None])
        self.table.add_normal(where, math.sqrt(variance) * np.eye(2))

    def noise(self, step: GaussianNoise) -> None:
        self.touch([index // 2 for index, _ in step.variances])
        where = np.array([index for index, _ in step.variances], dtype=np.int64)
        self.table.add_normal(where, np.diag(np.sqrt([variance for _, variance in step.variances])))

    # measurements

    def measure(self, step: Measure) -> None:
        """Read the variables, then kick along what they generate by flat amounts, such that they stay as they were."""
        outcomes = [self.position[name] for name in step.names]
        for systems, members in _sharing_systems(step.variables):
            self.touch(systems)
            variables = [step.variables[i] for i in members]
            self.measure_together(coordinates_of(systems), variables, np.array([outcomes[i] for i in members]))

    def measure_together(self, where: Matrix, variables: Sequence[Variable], outcomes: Matrix) -> None:
        """Measure variables of coordinates `where`, the outcomes into these rows."""
        forms, constants = _forms(variables, where)
        self.table.read(outcomes, where, forms, constants)
        lengths = np.linalg.norm(forms, axis=1)
        _, s, vt = np.linalg.svd(forms[lengths > 0] / lengths[lengths > 0, None], full_matrices=False)
        independent = vt[s > 1e-12 * len(forms)]
        kicks = generated(independent)
        directions = (kicks - (kicks @ independent.T) @ independent).T
        alone = len(variables) == 1  # then the kick is as exact as the variable, and 0 where that is
        error = UNIT * np.abs(directions) if alone else UNIT * math.sqrt(len(independent))
        self.table.add_flat(where, directions, error)

    def heterodyne(self, step: Heterodyne) -> None:
        self.touch([step.system])
        where = coordinates_of([step.system])
        outcomes = np.array([self.position[name] for name in step.names], dtype=np.int64)
        self.table.read(outcomes, where, np.eye(2), np.zeros(2))
        self.table.add_normal(outcomes, math.sqrt(self.hbar / 2) * np.eye(2))
        self.table.make_flat(where)

    # the end

    def settle(self) -> tuple[float | None, float]:
        """Meet the conditions; their log density, and what may be wrong with it."""
        self.touch(range(self.experiment.n))
        self.table.check_finite()
        if not self.experiment.conditions:
            return 0.0, 0.0
        rows, values = _wanted(self.experiment.conditions)
        if rows is None:
            return -math.inf, 0.0
        return condition(self.table, rows + 2 * self.experiment.n, values, self.hbar)

    def result(self) -> ContinuousDistribution:
        experiment, table, first = self.experiment, self.table, 2 * self.experiment.n
        log_density, doubt = self.settle()
        outcomes = np.arange(first, first + len(experiment.outcomes), dtype=np.int64)
        left = experiment.unmeasured
        coordinates = coordinates_of(left)
        error = max(UNIT, *(table.relative_error(rows, self.hbar) for rows in (outcomes, coordinates)))
        error += max(table.error_of_relations(rows, self.hbar) for rows in (outcomes, coordinates))
        if doubt and log_density is not None:
            error = max(error, doubt / (log_density_scale(len(outcomes), log_density)))
        if not error < WORST:
            raise CannotRun(f"rounding errors leave no digits: the relative error would be about {error:.1g}")
        found, state = table.moments(outcomes), table.moments(coordinates)
        if found.undecided or state.undecided:
            raise CannotRun("a number depends so little on what is unknown that rounding does not tell whether it does")
        return ContinuousDistribution(experiment.outcomes, found, left, state, self.hbar, error, log_density)


def _forms(variables: Sequence[Variable], where: Matrix) -> tuple[Floats, Floats]:
    """Coefficients (k, len(where)) and constants (k,) of variables of some coordinates."""
    position = {int(index): i for i, index in enumerate(where)}
    rows = np.zeros((len(variables), len(where)))
    for row, variable in zip(rows, variables, strict=True):
        for index, coefficient in variable.terms:
            row[position[index]] = coefficient
    return rows, np.array([variable.constant for variable in variables], dtype=np.float64)


def _sharing_systems(variables: Sequence[Variable]) -> list[tuple[list[int], list[int]]]:
    """Groups of variables that share systems, as (systems, numbers of the variables); ascending."""
    group_of: dict[int, int] = {}
    groups: dict[int, tuple[set[int], list[int]]] = {}
    for number, variable in enumerate(variables):
        systems, members = set(variable.systems), [number]
        for other in {group_of[system] for system in systems if system in group_of}:
            more, earlier = groups.pop(other)
            systems |= more
            members = earlier + members
        groups[number] = systems, members
        group_of.update(dict.fromkeys(systems, number))
    return [(sorted(systems), sorted(members)) for systems, members in groups.values()]


def _wanted(conditions: Sequence[tuple[int, float]]) -> tuple[Matrix | None, Floats]:
    """Conditioned outcomes, each once, with their values; None where one is to have two values."""
    wanted: dict[int, float] = {}
    for position, value in conditions:
        if wanted.setdefault(position, value) != value:
            return None, np.zeros(0)
    return np.array(list(wanted), dtype=np.int64), np.array(list(wanted.values()), dtype=np.float64)
