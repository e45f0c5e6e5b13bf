"""A backend made of one method: `run` draws readings of a program, or `probabilities` computes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import numpy as np

from toytheory.backend import DISCRETE_STEPS, Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Kind, Noise
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix

from .lowering import BASIC, Offers, program_of
from .program import Program


class GateAdapter:
    """A simulator of gates on wires as a backend: subclass, say what it has, and write `run` or `probabilities`.

    Attributes
    ----------
    name : of the backend.
    dimensions : the d that it takes; None for every d.
    gates, midway, resets, feed_forward, noise, wires : as in `toytheory.adapting.lowering.Offers`.
    largest_space : bound on d^n of an experiment; None for none.
    needs : the package that it drives.
    """

    name: str = "adapter"
    side: Side = "quantum"
    dimensions: frozenset[int] | None = None
    gates: frozenset[str] = BASIC
    midway: bool = True
    resets: bool = True
    feed_forward: bool = False
    noise: bool = False
    wires: int = 10_000
    largest_space: int | None = None
    needs: str | None = None

    @cached_property
    def offers(self) -> Offers:
        """What experiments are lowered to."""
        return Offers(self.gates, self.midway, self.resets, self.feed_forward, self.noise, self.wires)

    @cached_property
    def capabilities(self) -> Capabilities:
        """What is declared."""
        kinds: set[Kind] = {"dits"} if self.dimensions is None or set(self.dimensions) - {2, 3} else set()
        kinds |= {"bits"} if self.dimensions is None or 2 in self.dimensions else set()
        kinds |= {"trits"} if self.dimensions is None or 3 in self.dimensions else set()
        computes = type(self).probabilities is not GateAdapter.probabilities
        draws = type(self).run is not GateAdapter.run
        steps = DISCRETE_STEPS if self.noise else DISCRETE_STEPS - {Noise}
        return Capabilities(
            frozenset(kinds), steps, exact=computes, samples=draws, dimensions=self.dimensions,
            largest_space=self.largest_space, largest_n=self.wires, needs=self.needs,
        )  # fmt: skip

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Readings (shots, r) in [0, d), in the order of `program.reads`."""
        raise NotImplementedError

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Values of all readings, in the order of `program.reads` -> their probability."""
        raise NotImplementedError

    def script(self, experiment: Experiment) -> str:
        """A program in the package's own language that does the same; CannotRun where none is written."""
        raise CannotRun("writes no scripts")

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: what is declared, and what the lowering lacks."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        try:
            self.program(experiment)
        except CannotRun as lacking:
            return str(lacking)
        return True

    def program(self, experiment: Experiment) -> Program:
        """The experiment lowered; CannotRun where that is not possible."""
        program = program_of(experiment, self.offers)
        if self.largest_space is not None and program.d**program.wires > self.largest_space:
            raise CannotRun(f"this takes {program.wires} wires, too many for d = {program.d}")
        return program

    def distribution(self, experiment: Experiment) -> Distribution:
        """Of the outcomes, exactly."""
        program = self.program(experiment)
        return program.distribution(self.probabilities(program))

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Matrix:
        """Outcomes of the runs that meet the conditions, (kept, m)."""
        program = self.program(experiment)
        return program.outcomes(np.asarray(self.run(program, shots, seed)))
