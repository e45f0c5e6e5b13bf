"""A simulator of Gaussian states as a backend: it makes a state by steps in turn and tells its moments.

Outcomes that nothing depends on are read off the moments of the state; those that are conditioned on are selected by
the simulator where it can. Feed-forward is not offered. A simulator that inverts gates is asked for `adjoint`, one that
deletes modes is given `Discard`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from toytheory.backend import MODE_STEPS, MODES, Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Heterodyne, Measure, Prepare, Step, Transform
from toytheory.outcomes.densities import ContinuousDistribution, Floats, Moments
from toytheory.phase_space.space import coordinates_of

from .ladders import is_interferometer


@dataclass(frozen=True)
class Selected:
    """A measurement of one mode with this result: x cos(angle) + p sin(angle) = value, or both, noisily (heterodyne).

    Attributes
    ----------
    system : the mode.
    angle : of the quadrature; None for heterodyne.
    values : one, or x and p.
    """

    system: int
    angle: float | None
    values: tuple[float, ...]


@dataclass(frozen=True)
class Undone:
    """The package's own inverse of a map or of a displacement.

    Attributes
    ----------
    step : what is undone.
    """

    step: Transform | Displace


ModeStep = Step | Selected | Undone
"""What `made` is given."""


class ModeAdapter:
    """Subclass, say what the simulator has, and write `made` and `moments`.

    Attributes
    ----------
    name : of the backend.
    maps : the named maps that it has.
    interferometers : whether it takes written maps that are orthogonal.
    written : whether it takes all written maps.
    steps : kinds of steps that it takes.
    selects : "homodyne", "heterodyne": measurements with a given result.
    tolerance : how wrong its numbers may be (`ContinuousDistribution`).
    largest_n : modes at most.
    needs : the package that it drives.
    share : of the experiments that a battery asks, how many it is asked; less than 1 where the package is slow.
    shares : the same of single features, by name.
    prepares_again : whether a mode can be prepared after something was done to it.
    deletes : whether it deletes modes: then `made` is given `Discard`, and its state has the modes that are left.
    asked : names of the questions that `answer` takes.
    """

    name: str = "adapter"
    side: Side = "quantum"
    maps: frozenset[str] = frozenset()
    interferometers: bool = False
    written: bool = False
    steps: frozenset[type[Step]] = MODE_STEPS - {Prepare}
    selects: frozenset[str] = frozenset()
    tolerance: float = 1e-7
    largest_n: int = 50
    needs: str | None = None
    share: float = 1.0
    shares: Mapping[str, float] = MappingProxyType({})
    prepares_again: bool = True
    deletes: bool = False
    asked: tuple[str, ...] = ()

    @cached_property
    def capabilities(self) -> Capabilities:
        """What is declared."""
        return Capabilities(
            MODES, self.steps, largest_n=self.largest_n, needs=self.needs, share=self.share, shares=dict(self.shares)
        )

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
        """The simulator's state of n modes after these steps, from the vacuum."""
        raise NotImplementedError

    def moments(self, state: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """Means (2n,) and covariance (2n, 2n) of a state, in the talk's order x1, p1, x2, p2, ..., in units of hbar."""
        raise NotImplementedError

    def questions(self) -> tuple[str, ...]:
        """Names of the questions that `answer` takes."""
        return self.asked

    def answer(self, question: str, experiment: Experiment, *arguments: Any) -> Any:
        """The answer to a question about the state after an experiment without outcomes."""
        return self.answers(experiment, [(question, arguments)])[0]

    def answers(self, experiment: Experiment, asked: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Any]:
        """Answers about one state, to questions with their arguments, one after the other."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            raise CannotRun(reason)
        state = self.made(self.elementary(experiment)[0], experiment.n, float(experiment.system.hbar or 0))
        return [getattr(self, name.replace("-", "_"))(state, experiment, *arguments) for name, arguments in asked]

    def adjoint(self, state: Any, experiment: Experiment) -> Floats:
        """Means, then the covariance row by row, of the preparations and the package's inverse of all that follows.

        Errors: CannotRun where something that follows the preparations is neither a map nor a displacement.
        """
        steps = self.elementary(experiment)[0]
        first = next((i for i, step in enumerate(steps) if isinstance(step, Transform | Displace)), len(steps))
        back = [Undone(step) for step in steps[first:][::-1] if isinstance(step, Transform | Displace)]
        if len(back) < len(steps) - first:
            raise CannotRun("inverts maps and displacements only")
        hbar = float(experiment.system.hbar or 0)
        means, covariance = self.moments(self.made([*steps[:first], *back], experiment.n, hbar), experiment.n, hbar)
        return np.concatenate([means, covariance.ravel()])

    def script(self, experiment: Experiment) -> str:
        """A program in the package's own language that does the same; CannotRun where none is written."""
        raise CannotRun("writes no scripts")

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        try:
            self.elementary(experiment)
        except CannotRun as lacking:
            return str(lacking)
        return True

    def elementary(self, experiment: Experiment) -> tuple[list[ModeStep], dict[str, tuple[Any, int]]]:
        """The steps that the simulator does, and for each outcome that is read off its step and place there."""
        wanted = {s.name: float(s.value) for s in experiment.steps if isinstance(s, Condition)}
        steps: list[ModeStep] = []
        read: dict[str, tuple[Any, int]] = {}
        closed: set[int] = set()
        prepared: set[int] = set()
        used: set[int] = set()
        deleted: set[int] = set()
        for step in experiment.steps:
            if isinstance(step, Condition):
                continue
            if isinstance(step, Discard):
                if self.deletes:
                    deleted |= set(step.touched)
                    steps.append(step)
                continue
            if deleted & set(step.touched):
                raise CannotRun("uses no mode that it deleted")
            if closed & set(step.touched) and not step.resets:
                raise CannotRun("reads outcomes at the end, and uses no mode that was measured")
            if set(step.resets) & {k for other, place in read.values() if place >= 0 for k in other.touched}:
                raise CannotRun("reads outcomes at the end, and prepares no mode again that was measured")
            if not self.prepares_again and used & set(step.resets):
                raise CannotRun("prepares modes at the beginning only")
            used |= set(step.touched)
            closed -= set(step.resets)
            prepared |= set(step.resets)
            if not set(step.touched) <= prepared:
                raise CannotRun("has no state of a mode that was not prepared")
            if isinstance(step, Transform) and not self._has(step):
                raise CannotRun(f"has no gate for {step.name or 'a written map'}")
            if isinstance(step, Displace) and step.uses:
                raise CannotRun("feeds no outcomes forward")
            if not isinstance(step, Measure | Heterodyne):
                steps.append(step)
                continue
            closed |= set(step.touched)
            if set(step.names) & set(wanted):
                steps += self._selected(step, wanted)
                read |= dict.fromkeys(step.names, (step, -1))
            elif any(isinstance(other, Selected) for other in steps) and not self.selects:
                raise CannotRun("selects nothing")
            else:
                read |= {name: (step, i) for i, name in enumerate(step.names)}
        if not set(experiment.unmeasured) <= prepared:
            raise CannotRun("has no state of a mode that was not prepared")
        return steps, read

    def _has(self, step: Transform) -> bool:
        if step.name is not None:
            return step.name in self.maps
        return not any(step.shift) and (self.written or (self.interferometers and is_interferometer(step)))

    def _selected(self, step: Any, wanted: dict[str, float]) -> list[Selected]:
        kind = "heterodyne" if isinstance(step, Heterodyne) else "homodyne"
        if kind not in self.selects:
            raise CannotRun(f"selects no outcomes of {kind}")
        if not set(step.names) <= set(wanted):
            raise CannotRun("selects all outcomes of a measurement, or none")
        values = [wanted[name] for name in step.names]
        if kind == "heterodyne":
            return [Selected(step.system, None, tuple(values))]
        if len(step.variables) > 1 or len(step.touched) > 1:
            raise CannotRun("measures modes one by one")
        a, b = self._factors(step.variables[0])
        size = math.hypot(a, b)
        return [Selected(step.touched[0], math.atan2(b, a), ((values[0] - step.variables[0].constant) / size,))]

    @staticmethod
    def _factors(variable: Any) -> tuple[float, float]:
        terms = dict(variable.terms)
        k = 2 * variable.systems[0]
        return float(terms.get(k, 0.0)), float(terms.get(k + 1, 0.0))

    def distribution(self, experiment: Experiment) -> ContinuousDistribution:
        """Moments of the outcomes and of the modes that are left, given what was selected."""
        steps, read = self.elementary(experiment)
        n, hbar = experiment.n, float(experiment.system.hbar or 0)
        log_density = self._log_density(steps, n, hbar)
        means, covariance = self._moments(steps, n, hbar)
        rows, constants, added = list[Floats](), list[float](), list[float]()
        values = {experiment.outcomes[i]: float(v) for i, v in experiment.conditions}
        for name in experiment.outcomes:
            step, place = read[name]
            row, constant, noise = np.zeros(2 * n), 0.0, 0.0
            if place < 0:
                constant = values[name]
            elif isinstance(step, Heterodyne):
                row[2 * step.system + place], noise = 1.0, hbar / 2
            else:
                row, constant = step.variables[place].vector(n), float(step.variables[place].constant)
            rows.append(row)
            constants.append(constant)
            added.append(noise)
        form = np.array(rows, dtype=np.float64).reshape(len(rows), 2 * n)
        where = coordinates_of(experiment.unmeasured)
        return ContinuousDistribution(
            experiment.outcomes,
            Moments.of(form @ means + np.array(constants), form @ covariance @ form.T + np.diag(added)),
            experiment.unmeasured,
            Moments.of(means[where], covariance[np.ix_(where, where)]),
            hbar,
            self.tolerance,
            log_density,
        )

    def _moments(self, steps: Sequence[ModeStep], n: int, hbar: float) -> tuple[Floats, Floats]:
        """Of all n modes; those that were deleted have zeros."""
        gone = {k for step in steps if isinstance(step, Discard) for k in step.systems}
        if not gone:
            return self.moments(self.made(steps, n, hbar), n, hbar)
        where = coordinates_of([k for k in range(n) if k not in gone])
        means, covariance = np.zeros(2 * n), np.zeros((2 * n, 2 * n))
        means[where], covariance[np.ix_(where, where)] = self.moments(self.made(steps, n, hbar), n - len(gone), hbar)
        return means, covariance

    def _log_density(self, steps: Sequence[ModeStep], n: int, hbar: float) -> float:
        """Of all that is selected, each given what was selected before, from the simulator's moments before it."""
        total = 0.0
        for i, step in enumerate(steps):
            if isinstance(step, Selected):
                means, covariance = self._moments(steps[:i], n, hbar)
                k = 2 * step.system
                if step.angle is None:
                    form, extra = np.eye(2), np.eye(2) * hbar / 2
                else:
                    form, extra = np.array([[math.cos(step.angle), math.sin(step.angle)]]), np.zeros((1, 1))
                spread = form @ covariance[k : k + 2, k : k + 2] @ form.T + extra
                off = np.array(step.values) - form @ means[k : k + 2]
                total -= 0.5 * float(off @ np.linalg.solve(spread, off))
                total -= 0.5 * math.log(float(np.linalg.det(2 * math.pi * spread)))
        return total
