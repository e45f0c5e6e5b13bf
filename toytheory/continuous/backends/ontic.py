"""The ontic backend of modes: every run is a phase-space point that follows the flow, kicked where it is measured.

What a run does is written down once (`lowered`). Of some numbers that a run would draw nothing is known (kicks,
unprepared coordinates): they cannot be drawn. Before sampling, the same instructions are followed by *trial points*,
one for each number that is drawn, which shows how outcomes depend on it; where an outcome depends on an unknown number,
the reason is told. Otherwise any value will do for it, and a normal one is taken, so that a dependence would show.
Beside them copies with other last digits show how far off a run may be by rounding; where that is too much, the reason
is told.

Conditions on a density select no runs. They are met exactly: each run's numbers are moved by the least amount that
meets the conditions, which draws them from their conditional distribution (the trial points say how).
"""

from __future__ import annotations

import math
import sys
from typing import Literal, Protocol

import numpy as np

from toytheory.backend import MODE_STEPS, MODES, Capabilities, Side
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import Floats
from toytheory.outcomes.draws import Streams

from .instructions import OUT_OF_RANGE
from .lowered import lowered
from .trial_points import COPIES, SURE, Trial

MEMORY = 2**25
"""Bytes that the runs of one chunk may take; so little because a cache holds them."""

KICK = 10.0
"""Standard deviation, in units of sqrt(hbar), of what stands in for unknown numbers that no outcome depends on."""

WORST = 1e-6
"""The runs may be off by rounding by this part of a deviation."""

WORST_CERTAIN = 1e-7
"""Outcomes that are certain may be off by this part of their value or of sqrt(hbar)."""

WORTH_COMPILING, WORTH_RUNNING = 2**27, 2**14
"""Products from which on it pays to load the compiled instructions (most of a second), and to use them once loaded."""

_COMPILED = "toytheory.continuous.backends.compiled_points"


class LiouvilleOnticBackend:
    r"""Samples of phase-space points; hundreds of modes at millions of runs.

    Parameters
    ----------
    memory : bytes for the runs that are made at once. The samples do not depend on it.
    compiled : whether to follow the instructions with Numba; by default where it pays. The samples do not depend on it.

    >>> from toytheory.language.reading import parse_experiment
    >>> experiment = parse_experiment("system 1 mode\nprepare X = 2\nmeasure X as a\nmeasure X + 1 as b")
    >>> LiouvilleOnticBackend().sample(experiment, 2, seed=0).tolist()
    [[2.0, 3.0], [2.0, 3.0]]
    """

    name = "liouville-ontic"
    side: Side = "toy"
    capabilities = Capabilities(kinds=MODES, steps=MODE_STEPS, exact=False, samples=True)

    def __init__(self, memory: int = MEMORY, compiled: bool | None = None) -> None:
        self.memory, self.compiled = memory, compiled

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: kinds of systems and steps, an outcome of which nothing is known."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                Runs(experiment, 0, self.compiled).settle()
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
            raise CannotRun(OUT_OF_RANGE)
        return outcomes

    def _drawn(self, experiment: Experiment, shots: int, seed: int) -> Floats:
        runs = Runs(experiment, shots, self.compiled)
        if not runs.settle():
            return np.empty((0, len(experiment.outcomes)))
        outcomes, streams = np.empty((shots, len(experiment.outcomes))), Streams(seed)
        chunk = max(64, self.memory // runs.bytes_per_run)
        for start in range(0, shots, chunk):
            outcomes[start : start + chunk] = runs.run(min(chunk, shots - start), streams)
        return outcomes


class _Followed(Protocol):
    """Instructions that can be followed, compiled or not."""

    def outcomes(self, drawn: Floats) -> Floats: ...

    def dependence(self) -> tuple[Floats, Floats]: ...


class Runs:
    """What is done in every run, and what is known of that.

    Attributes
    ----------
    trial : how outcomes depend on the numbers drawn.
    """

    def __init__(self, experiment: Experiment, shots: int, compiled: bool | None = None) -> None:
        self.names, self.conditions = experiment.outcomes, experiment.conditions
        self.hbar = float(experiment.system.hbar or 1.0)
        instructions = lowered(experiment)
        program = instructions.program()
        self.unknown = sum(instructions.unknown)
        self.known = len(instructions.unknown) - self.unknown
        self.bytes_per_run = 16 * sum(program.sizes)
        work = program.work(shots + (1 + COPIES) * (self.known + self.unknown))
        self.program: _Followed = program
        if work > (WORTH_RUNNING if _COMPILED in sys.modules else WORTH_COMPILING) if compiled is None else compiled:
            from .compiled_points import CompiledProgram

            self.program = CompiledProgram(program)
        base, drawn = self.program.dependence()
        self.trial = Trial(base, drawn[:, :, : self.known], drawn[:, :, self.known :], np.zeros(self.known))

    def settle(self) -> bool:
        """Prepare to meet the conditions; False where they cannot be met.

        Errors: CannotRun where an outcome is unknown, or where rounding leaves no digits.
        """
        if not self.trial.finite:
            raise CannotRun(OUT_OF_RANGE)
        if not self.trial.settle(self.conditions):
            return False
        unknown = self.trial.unknown_outcomes()
        if unknown.size:
            listed = ", ".join(self.names[i] for i in unknown[:4]) + (", ..." if unknown.size > 4 else "")
            raise CannotRun(f"nothing is known of {listed}: the distribution is flat there and cannot be sampled")
        self.check_digits()
        return True

    def check_digits(self) -> None:
        """CannotRun where runs would be off by more than samples may be."""
        wrong, random = self.trial.uncertainty(KICK * math.sqrt(self.hbar))
        deviations = np.linalg.norm(self.trial.of_known[0], axis=1)
        sizes = np.maximum(np.abs(self.trial.base[0]), math.sqrt(self.hbar))
        allowed = np.where(random, WORST * deviations, WORST_CERTAIN / SURE * sizes)
        if (wrong > allowed).any():
            worst = int(np.argmax(wrong / allowed))
            raise CannotRun(
                f"rounding errors leave no digits: {self.names[worst]} would be off by about {wrong[worst]:.1g}"
            )

    def run(self, count: int, streams: Streams) -> Floats:
        """Outcomes (count, m) of the next runs."""
        known = streams.at(0).standard_normal((count, self.known))
        unknown = streams.at(1).standard_normal((count, self.unknown)) * (KICK * math.sqrt(self.hbar))
        self.trial.correct(known.T, unknown.T)
        outcomes = self.program.outcomes(np.hstack([known, unknown]))
        for position, value in self.conditions:
            missed = float(np.abs(outcomes[:, position] - value).max(initial=0.0))
            if missed > WORST_CERTAIN * max(abs(value), math.sqrt(self.hbar)):
                raise CannotRun(f"rounding errors leave no digits: {self.names[position]} is off by {missed:.1g}")
            outcomes[:, position] = value
        return outcomes
