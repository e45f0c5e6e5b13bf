"""The dense backend: the probability of every ontic state, in exact rationals; the transparent one.

Every step does to the d^(2n) probabilities what the talk says in words, outcome by outcome. Nothing is
known here of isotropic modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toytheory.backend import Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    Transform,
)
from toytheory.outcomes.distributions import Distribution, Key
from toytheory.phase_space.space import PhaseSpace, coordinates_of, flow
from toytheory.phase_space.variables import Variable

BRANCHES = 2**17
"""The largest number of branches; fewer where they are large."""

WORK = 2**28
"""Bound on branches times ontic states."""

LONGEST = 2**29
"""Probabilities that all steps in all branches may add up: some seconds."""


class DenseBackend:
    """The explicit probability vector over all ontic states; d^n up to 512.

    >>> from toytheory.language.steps import System
    >>> X, P = Variable.of({0: 1}, 3), Variable.of({1: 1}, 3)
    >>> steps = (Prepare((X,), (1,), (0,)), Measure((P,), ("a",)), Measure((X,), ("b",)))
    >>> len(DenseBackend().distribution(Experiment(System.of_dimension(3, 1), steps)).probabilities)
    9
    """

    name = "dense"
    side: Side = "toy"
    capabilities = Capabilities(exact=True, largest_space=512)

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: d^(2n) numbers must fit, and be added up in time even in a single branch."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        least = PhaseSpace(experiment.d, experiment.n).size * sum(
            _copies(step, experiment.d) for step in experiment.steps
        )
        return f"would add up at least {least:.2g} probabilities; at most {LONGEST:.2g}" if least > LONGEST else True

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where measurements branch into too many cases."""
        reason = self.can_run(experiment)
        if reason is not True:
            raise CannotRun(reason)
        space = PhaseSpace(experiment.d, experiment.n)
        limit = min(BRANCHES, WORK // space.size)
        joint: dict[Key, Fraction] = {}
        steps = _Steps(space).compiled(experiment)
        branches = 1
        pending = [(0, Weights(np.ones(space.size, dtype=np.int64), Fraction(1, space.size), space.size), _NOTHING)]
        while pending:  # depth first
            done, weights, outcomes = pending.pop()
            if done == len(steps):
                joint[tuple(outcomes.values())] = weights.scale * weights.total
                continue
            following = list(steps[done](weights, outcomes))
            branches += max(0, len(following) - 1)
            if branches > limit:
                raise CannotRun(f"more than {limit} sequences of outcomes on {space.size} ontic states")
            pending.extend((done + 1, *after) for after in following)
        return Distribution.from_joint(experiment.d, experiment.outcomes, joint)


@dataclass(frozen=True, eq=False)
class Weights:
    """Probabilities of all ontic states, `scale` times whole numbers with a known sum.

    Attributes
    ----------
    values : (d^(2n),) in the order of `PhaseSpace.points`; int64, or Python integers where the sum is larger.
    scale : positive.
    total : the sum of the values.
    """

    values: NDArray[Any]
    scale: Fraction
    total: int

    def with_room_for(self, factor: int) -> Weights:
        """The same probabilities, such that values can add up to `factor` times the sum without overflow."""
        if self.total * factor < 2**62:
            return self
        common = int(np.gcd.reduce(self.values))
        values, total = self.values // common, self.total // common
        kind = np.int64 if total * factor < 2**62 else np.object_
        return Weights(values.astype(kind), self.scale * common, total)


Outcomes = dict[str, int]
Operation = Callable[[Weights, Outcomes], Iterator[tuple[Weights, Outcomes]]]
"""What a step makes of one branch: the branches that follow."""

_NOTHING: Outcomes = {}


def _copies(step: Step, d: int) -> int:
    """How many displaced copies of the distribution a step adds up, at least, for one sequence of outcomes."""
    if isinstance(step, Measure):
        return d * len(step.variables)
    return len(step.weights) if isinstance(step, Noise) else 1


class _Steps:
    """The steps of an experiment as operations on weights."""

    def __init__(self, space: PhaseSpace) -> None:
        self.space, self.d = space, space.d
        self.added = 0  # probabilities added up so far
        self.grid = np.arange(space.size).reshape((space.d,) * (2 * space.n))
        self.points = space.points()
        self.before = lru_cache(maxsize=max(8, 2**22 // space.size))(self._before)

    def compiled(self, experiment: Experiment) -> list[Operation]:
        translate: dict[type[Step], Callable[[Any], list[Operation]]] = {
            Prepare: lambda s: [self.reset(s.systems, self.allowed(s))],
            Transform: lambda s: [self.move(s)],
            Measure: lambda s: [self.look(v, name) for v, name in zip(s.variables, s.names, strict=True)],
            Displace: lambda s: [self.displace(s.shifts)],
            Noise: lambda s: [self.mix(s)],
            Condition: lambda s: [self.keep(s)],
            Discard: lambda s: [self.reset(s.systems, slice(None))],
        }
        return [operation for step in experiment.steps for operation in translate[type(step)](step)]

    def _before(self, shift: tuple[int, ...]) -> NDArray[np.intp]:
        """For each ontic state m the place of m - shift."""
        return np.roll(self.grid, shift, axis=tuple(range(self.grid.ndim))).reshape(-1)

    def places(self, systems: tuple[int, ...]) -> NDArray[np.intp]:
        """Places of ontic states, (states of these systems, states of the others)."""
        where = coordinates_of(systems)
        return np.moveaxis(self.grid, where, range(where.size)).reshape(self.d**where.size, -1)

    def allowed(self, step: Prepare) -> NDArray[np.bool_]:
        """Which ontic states of the prepared systems have the known values."""
        where = coordinates_of(step.systems)
        local = np.zeros((self.d**where.size, 2 * self.space.n), dtype=np.int64)
        local[:, where] = PhaseSpace(self.d, len(step.systems)).points()
        met = np.ones(len(local), dtype=bool)
        for variable, value in zip(step.variables, step.values, strict=True):
            met &= variable(local) == value % self.d
        return met

    def reset(self, systems: tuple[int, ...], states: NDArray[np.bool_] | slice) -> Operation:
        """Sum over the systems, then spread evenly over some of their states."""
        places = self.places(systems)
        targets = places[states]

        def run(weights: Weights, outcomes: Outcomes) -> Iterator[tuple[Weights, Outcomes]]:
            weights = weights.with_room_for(len(targets))
            values = np.zeros_like(weights.values)
            values[targets] = weights.values[places].sum(axis=0)
            yield Weights(values, weights.scale / len(targets), weights.total * len(targets)), outcomes

        return run

    def move(self, step: Transform) -> Operation:
        """Every ontic state m to S m + a."""
        places = self.places(step.systems)
        local = PhaseSpace(self.d, len(step.systems))
        targets = places[local.index(local.points() @ np.array(step.matrix).T + np.array(step.shift))]

        def run(weights: Weights, outcomes: Outcomes) -> Iterator[tuple[Weights, Outcomes]]:
            values = np.empty_like(weights.values)
            values[targets] = weights.values[places]
            yield Weights(values, weights.scale, weights.total), outcomes

        return run

    def look(self, variable: Variable, name: str) -> Operation:
        """For each value keep the ontic states that have it, then average over the flow of the variable."""
        found = variable(self.points)
        kick = flow(variable.vector(self.space.n))

        def run(weights: Weights, outcomes: Outcomes) -> Iterator[tuple[Weights, Outcomes]]:
            weights = weights.with_room_for(self.d)
            for value in range(self.d):
                kept = np.where(found == value, weights.values, 0)
                total = int(kept.sum())
                if total:
                    values = self.spread(kept, [(tuple(t * kick % self.d), 1) for t in range(self.d)])
                    yield Weights(values, weights.scale / self.d, total * self.d), {**outcomes, name: value}

        return run

    def spread(self, values: NDArray[Any], shifts: list[tuple[tuple[int, ...], int]]) -> NDArray[Any]:
        """The sum of displaced copies, each so many times."""
        total = np.zeros_like(values)
        self.added += len(shifts) * values.size
        if self.added > LONGEST:
            raise CannotRun(f"the sequences of outcomes add up more than {LONGEST:.2g} probabilities")
        for shift, times in shifts:
            total += times * values[self.before(shift)]
        return total

    def displace(self, shifts: tuple[tuple[int, OutcomeExpression], ...]) -> Operation:
        """Add to coordinates what earlier outcomes say."""

        def run(weights: Weights, outcomes: Outcomes) -> Iterator[tuple[Weights, Outcomes]]:
            shift = [0] * (2 * self.space.n)
            for coordinate, expression in shifts:
                shift[coordinate] = expression(outcomes, self.d)
            yield Weights(weights.values[self.before(tuple(shift))], weights.scale, weights.total), outcomes

        return run

    def mix(self, step: Noise) -> Operation:
        """Average over displacements with their probabilities, brought to one denominator."""
        unit = lcm(*(weight.denominator for _, weight in step.weights))
        shifts = []
        for by, weight in step.weights:
            shift = [0] * (2 * self.space.n)
            for coordinate, amount in zip(step.coordinates, by, strict=True):
                shift[coordinate] = amount % self.d
            shifts.append((tuple(shift), int(weight * unit)))

        def run(weights: Weights, outcomes: Outcomes) -> Iterator[tuple[Weights, Outcomes]]:
            weights = weights.with_room_for(unit)
            yield Weights(self.spread(weights.values, shifts), weights.scale / unit, weights.total * unit), outcomes

        return run

    def keep(self, step: Condition) -> Operation:
        """End the branches in which the outcome is another."""

        def run(weights: Weights, outcomes: Outcomes) -> Iterator[tuple[Weights, Outcomes]]:
            if outcomes[step.name] == step.value % self.d:
                yield weights, outcomes

        return run
