"""One run of an experiment on bits, trits or dits: an ontic state that is followed step by step.

Who writes random experiments carries it along. What it has seen is possible, so conditions may ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

import numpy as np

from toytheory.language.bookkeeping import Derived, Flip, Random, Repeat, When, indexed, made
from toytheory.language.steps import Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.phase_space.modular import Matrix, solve
from toytheory.phase_space.space import coordinates_of, flow
from toytheory.phase_space.variables import coefficient_matrix


class Run:
    r"""An ontic state (2n,) and the outcomes so far.

    Attributes
    ----------
    luck : chooses, where the run is random, one of so many possibilities.

    >>> from toytheory.language.reading import parse_experiment
    >>> run = Run(3, 1, lambda count: count - 1)
    >>> run.follow(parse_experiment("system 1 trit\nprepare X = 2\nmeasure X as a\nlet b = 2a").steps)
    >>> run.outcomes
    {'a': 2, 'b': 1}
    """

    def __init__(self, d: int, n: int, luck: Callable[[int], int]) -> None:
        self.d, self.n, self.luck = d, n, luck
        self.point: Matrix = np.zeros(2 * n, dtype=np.int64)
        self.outcomes: dict[str, int] = {}

    def copy(self) -> Run:
        """The same run, to be continued otherwise."""
        other = copy(self)
        other.outcomes = dict(self.outcomes)
        return other

    def follow(self, steps: Iterable[Step]) -> None:
        """What these steps do to it; conditions and reports do nothing."""
        for step in steps:
            self._step(step)
            self.point = self.point % self.d

    def _step(self, step: Step) -> None:
        d, seen = self.d, self.outcomes
        match step:
            case Prepare():
                self._prepare(step)
            case Transform():
                where = coordinates_of(step.systems)
                self.point = self.point.copy()
                self.point[where] = np.array(step.matrix) @ self.point[where] + step.shift
            case Measure():
                seen.update((a, int(F(self.point))) for a, F in zip(step.names, step.variables, strict=True))
                kicks = np.array([self.luck(d) for _ in step.names], dtype=np.int64)
                self.point = self.point + kicks @ flow(coefficient_matrix(step.variables, self.n))
            case Displace():
                self.point = self.point.copy()
                for coordinate, expression in step.shifts:
                    self.point[coordinate] += expression(seen, d)
            case Noise():
                self.point = self.point.copy()
                self.point[list(step.coordinates)] += self._drawn(step.weights)
            case Random():
                listed = step.weights
                seen[step.name] = self.luck(d) if listed is None else self._drawn([((v,), w) for v, w in listed])[0] % d
            case Flip():
                for name, move in zip(step.names, self._drawn(step.weights), strict=True):
                    seen[name] = (seen[name] + move) % d
            case Derived():
                seen[step.name] = step.expression(seen, d)
            case When():
                taken = (b for b in step.branches if all(seen[name] == value for name, value in b.conditions))
                self.follow(branch.steps if (branch := next(taken, None)) else ())
            case Repeat():
                self._rounds(step)

    def _prepare(self, step: Prepare) -> None:
        """Some ontic state with these values."""
        where = coordinates_of(step.systems)
        rows = coefficient_matrix(step.variables, self.n)[:, where]
        wanted = np.array([v - F.constant for F, v in zip(step.variables, step.values, strict=True)], dtype=np.int64)
        self.point = self.point.copy()
        found = solve(rows, wanted % self.d, self.d)
        assert found is not None  # an experiment that is valid prepares nothing else
        self.point[where] = found

    def _drawn(self, weights: Any) -> tuple[int, ...]:
        possible = [move for move, weight in weights if weight]
        drawn: tuple[int, ...] = possible[self.luck(len(possible))]
        return drawn

    def _rounds(self, step: Repeat) -> None:
        names, before = made(step.steps), dict(self.outcomes)
        last = {indexed(name, -1): 0 for name in names}
        for number in range(1, step.count + 1):
            self.outcomes = {**before, **last}
            self.follow(step.steps)
            values = {name: self.outcomes[name] for name in names}
            before.update((indexed(name, number), value) for name, value in values.items())
            last = {indexed(name, -1): value for name, value in values.items()}
        self.outcomes = before
