"""The ontic backend of modes: every run is a phase-space point that follows the flow, kicked where it is measured.

Nothing here knows means or covariances. Preparations and channels draw numbers, maps move points, a measurement reads a
linear form of the point and kicks it along what the form generates. Of some numbers nothing is known (kicks, unprepared
coordinates): they cannot be drawn. Before sampling, the same program is run on *trial points*, one for each number that
is drawn, which shows how outcomes depend on it; where an outcome depends on an unknown number, the reason is told.
Otherwise any value will do for it, and a normal one is taken, so that a dependence would show. Repeated with other last
digits, the trial points also show how far off a run may be by rounding; where that is too much, the reason is told.

Conditions on a density select no runs. They are met exactly: each run's numbers are moved by the least amount that
meets the conditions, which draws them from their conditional distribution (the trial points say how).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
from toytheory.outcomes.densities import Floats
from toytheory.outcomes.draws import Streams
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.space import flow as generated

from .trial_points import COPIES, SURE, Jitter, Trial

MEMORY = 2**25
"""Bytes that the runs of one chunk may take; so little because a cache holds them."""

KICK = 10.0
"""Standard deviation, in units of sqrt(hbar), of what stands in for unknown numbers that no outcome depends on."""

WORST = 1e-6
"""The runs may be off by rounding by this part of a deviation."""

WORST_CERTAIN = 1e-7
"""Outcomes that are certain may be off by this part of their value or of sqrt(hbar)."""


class LiouvilleOnticBackend:
    r"""Samples of phase-space points; tens of modes at millions of runs, hundreds at thousands.

    Parameters
    ----------
    memory : bytes for the runs that are made at once. The samples do not depend on it, but for rounding.

    >>> from toytheory.language.reading import parse_experiment
    >>> experiment = parse_experiment("system 1 mode\nprepare X = 2\nmeasure X as a\nmeasure X + 1 as b")
    >>> LiouvilleOnticBackend().sample(experiment, 2, seed=0).tolist()
    [[2.0, 3.0], [2.0, 3.0]]
    """

    name = "liouville-ontic"
    side: Side = "toy"
    capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS, exact=False, samples=True)

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: kinds of systems and steps, an outcome of which nothing is known."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                _Program(experiment, Streams(0)).settle(experiment)
        except CannotRun as unknown:
            return str(unknown)
        return True

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Floats:
        """Outcomes, (shots, m), of runs that meet the conditions; (0, m) where these cannot be met.

        Errors: InputError for a negative number of shots or seed; CannotRun as `can_run`.
        """
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            raise CannotRun(reason)
        if shots < 0 or seed < 0:
            raise InputError(f"{shots} shots with seed {seed}", "give numbers that are not negative")
        with np.errstate(over="ignore", invalid="ignore"):
            outcomes = self._drawn(experiment, shots, seed)
        if not np.isfinite(outcomes).all():
            raise CannotRun("numbers grow beyond what floats can hold")
        return outcomes

    def _drawn(self, experiment: Experiment, shots: int, seed: int) -> Floats:
        program = _Program(experiment, Streams(seed))
        outcomes = np.empty((shots, len(experiment.outcomes)))
        if not program.settle(experiment):
            return outcomes[:0]
        chunk = max(64, self.memory // program.bytes_per_run)
        for start in range(0, shots, chunk):
            count = min(chunk, shots - start)
            outcomes[start : start + count] = program.run(count).T
        return outcomes


@dataclass
class _Runs:
    """Some runs at the same point of the experiment.

    Attributes
    ----------
    state : (2n, runs) their phase-space points.
    outcomes : (m, runs) filled as far as things have been measured.
    known, unknown : the numbers drawn for them, (draws, runs): normal ones, and what stands for unknown ones.
    unit : 1; constants are multiplied by it, so that trial points without them show what is linear.
    """

    state: Floats
    outcomes: Floats
    known: Floats
    unknown: Floats
    unit: float


Operation = Callable[[_Runs], None]


class _Program:
    """The steps of an experiment as operations on runs.

    Attributes
    ----------
    known, unknown : how many numbers of each kind a run draws.
    jitter : what all numbers of the experiment go through.
    """

    def __init__(self, experiment: Experiment, streams: Streams, jitter: Jitter | None = None) -> None:
        self.n, self.streams, self.jitter = experiment.n, streams, jitter or Jitter(None)
        self.hbar = float(experiment.system.hbar or 1.0)
        self.names = experiment.outcomes
        self.position = {name: i for i, name in enumerate(self.names)}
        self.known = self.unknown = 0
        self.trial: Trial | None = None
        self.conditions: dict[int, float] = {}
        translate: dict[type[Step], Callable[[Any], Iterable[Operation]]] = {
            Prepare: self.prepare,
            PrepareVacuum: self.prepare_vacuum,
            PrepareGaussian: self.prepare_gaussian,
            Displace: self.displace,
            Loss: lambda step: self.scale(step.system, step.transmission, (1 - step.transmission) / 2),
            ThermalLoss: self.thermal_loss,
            Amplify: lambda step: self.scale(step.system, step.gain, (step.gain - 1) / 2),
            GaussianNoise: self.noise,
            Measure: self.measure,
            Heterodyne: self.heterodyne,
            Condition: lambda step: (),  # met by `settle`
            Discard: lambda step: (),  # nothing looks at it before it is prepared again
        }
        steps = _until_last_measurement(experiment.steps)
        self.operations: list[Operation] = [*self.nothing_known(_used_unprepared(steps))]
        maps: list[Transform] = []
        for step in steps:
            if isinstance(step, Transform):
                maps.append(step)
                continue
            self.operations += _motions(maps, self.jitter)
            maps = []
            self.operations += translate[type(step)](step)

    @property
    def bytes_per_run(self) -> int:
        """State and outcomes, numbers drawn, and a copy of the state for maps."""
        return 8 * (4 * self.n + len(self.names) + 2 * self.known + self.unknown)

    def execute(self, known: Floats, unknown: Floats, unit: float = 1.0) -> Floats:
        """Outcomes (m, runs) of runs for which these numbers are drawn."""
        count = known.shape[1]
        runs = _Runs(np.zeros((2 * self.n, count)), np.zeros((len(self.names), count)), known, unknown, unit)
        for operation in self.operations:
            operation(runs)
        return runs.outcomes

    def run(self, count: int) -> Floats:
        """Outcomes (m, count) of the next runs."""
        known = self.drawn(0, self.known, count)
        unknown = self.drawn(1, self.unknown, count) * (KICK * math.sqrt(self.hbar))
        if self.trial is not None:
            self.trial.correct(known, unknown)
        outcomes = self.execute(known, unknown)
        for position, value in self.conditions.items():
            missed = float(np.abs(outcomes[position] - value).max(initial=0.0))
            if missed > WORST_CERTAIN * max(abs(value), math.sqrt(self.hbar)):
                raise CannotRun(f"rounding errors leave no digits: {self.names[position]} is off by {missed:.1g}")
            outcomes[position] = value
        return outcomes

    def drawn(self, kind: int, numbers: int, count: int) -> Floats:
        """(numbers, count) standard normal numbers, the same however the runs are cut into chunks."""
        rows = np.empty((numbers, count))
        for number, row in enumerate(rows):
            self.streams.at(kind, number).standard_normal(out=row)
        return rows

    # numbers drawn

    def number(self, x: Any) -> float:
        """A number of the experiment."""
        return float(self.jitter.each(np.array(x, dtype=np.float64)))

    def draw_known(self, count: int) -> slice:
        """Numbers that are standard normal."""
        self.known += count
        return slice(self.known - count, self.known)

    def draw_unknown(self, count: int) -> slice:
        """Numbers of which nothing is known."""
        self.unknown += count
        return slice(self.unknown - count, self.unknown)

    # what steps do to points

    def nothing_known(self, systems: Iterable[int]) -> Iterable[Operation]:
        """Points anywhere."""
        where = coordinates_of(list(systems))
        drawn = self.draw_unknown(len(where))

        def operate(runs: _Runs) -> None:
            runs.state[where] = runs.unknown[drawn]

        yield operate

    def placed(self, where: Matrix, centre: Floats, spread: Floats | None, free: Floats | None) -> Iterable[Operation]:
        """Points at centre + spread . (normal numbers) + free . (unknown numbers)."""
        normal = self.draw_known(0 if spread is None else spread.shape[1])
        flat = self.draw_unknown(0 if free is None else free.shape[1])

        def operate(runs: _Runs) -> None:
            points = np.repeat(centre[:, None] * runs.unit, runs.state.shape[1], axis=1)
            if spread is not None:
                points += spread @ runs.known[normal]
            if free is not None:
                points += free @ runs.unknown[flat]
            runs.state[where] = points

        yield operate

    def prepare_vacuum(self, step: PrepareVacuum) -> Iterable[Operation]:
        where = coordinates_of(step.systems)
        normal, width = self.draw_known(len(where)), self.number(math.sqrt(self.hbar / 2))

        def operate(runs: _Runs) -> None:
            runs.state[where] = width * runs.known[normal]

        yield operate

    def prepare_gaussian(self, step: PrepareGaussian) -> Iterable[Operation]:
        """Draw with this covariance."""
        digits = self.jitter.each(np.array(step.covariance, dtype=np.float64))
        spread = _root((digits + digits.T) / 2)
        means = self.jitter.each(np.array(step.means, dtype=np.float64))
        yield from self.placed(coordinates_of(step.systems), means, spread, None)

    def prepare(self, step: Prepare) -> Iterable[Operation]:
        """Draw the systems anew among the points that have the known values."""
        where = coordinates_of(step.systems)
        position = {int(index): i for i, index in enumerate(where)}
        rows = np.zeros((len(step.variables), len(where)))
        for row, variable in zip(rows, step.variables, strict=True):
            for index, coefficient in variable.terms:
                row[position[index]] = coefficient
        wanted = [value - variable.constant for value, variable in zip(step.values, step.variables, strict=True)]
        lengths = np.linalg.norm(rows, axis=1)
        rows, values = rows / lengths[:, None], np.array(wanted, dtype=np.float64) / lengths
        centre = np.linalg.lstsq(rows, values, rcond=None)[0]
        free = np.linalg.svd(rows)[2][len(rows) :].T
        yield from self.placed(where, self.jitter.together(centre), None, self.jitter.together(free))

    def displace(self, step: Displace) -> Iterable[Operation]:
        shifts = [
            (index, self.number(e.constant), [(self.position[name], self.number(factor)) for name, factor in e.terms])
            for index, e in step.shifts
        ]

        def operate(runs: _Runs) -> None:
            for index, constant, terms in shifts:
                for place, factor in terms:
                    runs.state[index] += factor * runs.outcomes[place]
                runs.state[index] += constant * runs.unit

        yield operate

    def thermal_loss(self, step: ThermalLoss) -> Iterable[Operation]:
        return self.scale(step.system, step.transmission, (1 - step.transmission) * (2 * step.nbar + 1) / 2)

    def scale(self, system: int, energy: float, variance: float) -> Iterable[Operation]:
        """The point of mode and environment turns (or is squeezed); the environment is drawn and then forgotten."""
        where, factor = coordinates_of([system]), self.number(math.sqrt(energy))
        width = self.number(math.sqrt(variance * self.hbar))
        environment = self.draw_known(2)

        def operate(runs: _Runs) -> None:
            runs.state[where] = factor * runs.state[where] + width * runs.known[environment]

        yield operate

    def noise(self, step: GaussianNoise) -> Iterable[Operation]:
        where = np.array([index for index, _ in step.variances], dtype=np.int64)
        widths = self.jitter.each(np.sqrt([[variance] for _, variance in step.variances]))
        drawn = self.draw_known(len(where))

        def operate(runs: _Runs) -> None:
            runs.state[where] += widths * runs.known[drawn]

        yield operate

    def measure(self, step: Measure) -> Iterable[Operation]:
        """Read all variables, then kick along each of their flows."""
        places = [self.position[name] for name in step.names]
        variables = [(tuple((i, self.number(c)) for i, c in v.terms), self.number(v.constant)) for v in step.variables]

        def read(runs: _Runs) -> None:
            for place, (terms, constant) in zip(places, variables, strict=True):
                outcome = runs.outcomes[place]
                outcome[:] = constant * runs.unit
                for index, factor in terms:
                    outcome += runs.state[index] if factor == 1 else factor * runs.state[index]

        yield read
        for terms, _ in variables:
            if terms:
                yield self.kick(terms)

    def kick(self, terms: Sequence[tuple[int, float]]) -> Operation:
        """Move points along what a variable generates, by amounts of which nothing is known."""
        vector = np.zeros(2 * (max(index for index, _ in terms) // 2) + 2)
        for index, factor in terms:
            vector[index] = factor
        direction = generated(vector / np.linalg.norm(vector))
        moved = [(int(i), float(direction[i])) for i in np.flatnonzero(direction)]
        drawn = self.draw_unknown(1).start

        def operate(runs: _Runs) -> None:
            for index, factor in moved:
                runs.state[index] += factor * runs.unknown[drawn]

        return operate

    def heterodyne(self, step: Heterodyne) -> Iterable[Operation]:
        """Read x and p of a mode that has been mixed with as much again of a vacuum; the mode is used up."""
        where, places = coordinates_of([step.system]), [self.position[name] for name in step.names]
        drawn, width = self.draw_known(2), self.number(math.sqrt(self.hbar / 2))

        def read(runs: _Runs) -> None:
            runs.outcomes[places] = runs.state[where] + width * runs.known[drawn]

        yield read
        yield from self.nothing_known([step.system])

    # what outcomes depend on

    def settle(self, experiment: Experiment) -> bool:
        """Prepare to meet the conditions; False where they cannot be met.

        Errors: CannotRun where an outcome is unknown, or where rounding leaves no digits.
        """
        programs = [self, *(_Program(experiment, self.streams, Jitter(seed)) for seed in range(COPIES))]
        trial = Trial.of([program.execute for program in programs], self.known, self.unknown)
        if not trial.finite:
            raise CannotRun("numbers grow beyond what floats can hold")
        if not trial.settle(experiment.conditions):
            return False
        unknown = trial.unknown_outcomes()
        if unknown.size:
            listed = ", ".join(self.names[i] for i in unknown[:4]) + (", ..." if unknown.size > 4 else "")
            raise CannotRun(f"nothing is known of {listed}: the distribution is flat there and cannot be sampled")
        self.check_digits(trial)
        self.trial, self.conditions = trial, dict(experiment.conditions)
        return True

    def check_digits(self, trial: Trial) -> None:
        """CannotRun where runs would be off by more than samples may be."""
        wrong = trial.uncertainty(KICK * math.sqrt(self.hbar))
        deviations = np.linalg.norm(trial.of_known[0], axis=1)
        sizes = np.maximum(np.abs(trial.base[0]), math.sqrt(self.hbar))
        allowed = np.where(trial.random_outcomes(), WORST * deviations, WORST_CERTAIN / SURE * sizes)
        if (wrong > allowed).any():
            worst = int(np.argmax(wrong / allowed))
            raise CannotRun(
                f"rounding errors leave no digits: {self.names[worst]} would be off by about {wrong[worst]:.1g}"
            )


def _until_last_measurement(steps: Sequence[Step]) -> Sequence[Step]:
    last = max((i for i, step in enumerate(steps) if isinstance(step, Measure | Heterodyne)), default=-1)
    return steps[: last + 1]


def _used_unprepared(steps: Sequence[Step]) -> list[int]:
    """Systems that are used before they are prepared."""
    prepared: set[int] = set()
    found: set[int] = set()
    for step in steps:
        match step:
            case Prepare() | PrepareVacuum() | PrepareGaussian():
                prepared.update(step.systems)
                continue
            case Transform():
                used: Iterable[int] = step.systems
            case Measure():
                used = (system for variable in step.variables for system in variable.systems)
            case Displace():
                used = (index // 2 for index, _ in step.shifts)
            case GaussianNoise():
                used = (index // 2 for index, _ in step.variances)
            case Loss() | ThermalLoss() | Amplify() | Heterodyne():
                used = (step.system,)
            case _:
                continue
        found.update(set(used) - prepared)
    return sorted(found)


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


def _motions(maps: Sequence[Transform], jitter: Jitter) -> Iterable[Operation]:
    """Maps that follow each other, as one flow of all systems that they touch where that is less work."""
    if not maps:
        return
    systems = sorted({system for step in maps for system in step.systems})
    if len(maps) == 1 or (2 * len(systems)) ** 2 > 4 * sum((2 * len(step.systems)) ** 2 for step in maps):
        for step in maps:
            yield _motion(coordinates_of(step.systems), *_digits(step, jitter))
        return
    position = {system: i for i, system in enumerate(systems)}
    whole, shift = np.eye(2 * len(systems)), np.zeros(2 * len(systems))
    for step in maps:
        rows = coordinates_of([position[system] for system in step.systems])
        matrix, moved = _digits(step, jitter)
        whole[rows] = matrix @ whole[rows]
        shift[rows] = matrix @ shift[rows] + moved
    yield _motion(coordinates_of(systems), whole, shift)


def _digits(step: Transform, jitter: Jitter) -> tuple[Floats, Floats]:
    matrix, shift = np.array(step.matrix, dtype=np.float64), np.array(step.shift, dtype=np.float64)
    return jitter.each(matrix), jitter.each(shift)


def _motion(where: Matrix, matrix: Floats, shift: Floats) -> Operation:
    moves, all_rows = bool(shift.any()), np.array_equal(where, np.arange(len(where)))

    def operate(runs: _Runs) -> None:
        points = matrix @ (runs.state[: len(where)] if all_rows else runs.state[where])
        if moves:
            points += shift[:, None] * runs.unit
        if all_rows:
            runs.state[: len(where)] = points
        else:
            runs.state[where] = points

    return operate
