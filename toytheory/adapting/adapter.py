"""A backend made of one method: `run` draws readings of a program, or `probabilities` computes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from toytheory.backend import DISCRETE_STEPS, Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Kind, Noise
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix

from .lowering import BASIC, Offers, block_program, program_of, state_program
from .program import IN_TURN, Program
from .statements import circuit_of_maps, maps_in_gates, statements_of

Part = Literal["outcomes", "state", "maps", "circuit"]
"""Of an experiment, what is asked for (`lowered`)."""

ENOUGH = 20
"""Runs from which it is told which outcomes occur, where a question has one that is certain."""


class GateAdapter:
    """A simulator of gates on wires as a backend: subclass, say what it has, and write `run` or `probabilities`.

    Attributes
    ----------
    name : of the backend.
    dimensions : the d that it takes; None for every d.
    gates, midway, resets, feed_forward, noise, wires : as in `toytheory.adapting.lowering.Offers`.
    largest_space : bound on d^n of an experiment; None for none.
    needs : the package that it drives.
    share : of the experiments that a battery asks, how many it is asked; less than 1 where the package is slow.
    shares : the same of single features, by name.
    asked : names of the questions that `answer` takes; each is a method of that name with `_` for `-`, which is given
        what `made` returns, the program and the question's arguments. "inverse", "inverse-twice", "power",
        "inverse-power", "negative-power", "zero-power", "reimport", "compiled", "kept-when-compiled", "moved" and
        "undone-when-moved" are no methods: they need `run` or `probabilities` to know `Block`, in which another may be.
        "certain-sums" is a method of the program alone.
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
    share: float = 1.0
    shares: Mapping[str, float] = MappingProxyType({})
    asked: tuple[str, ...] = ()

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
            largest_space=self.largest_space, largest_n=self.wires, needs=self.needs, share=self.share,
            shares=dict(self.shares),
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

    def questions(self) -> tuple[str, ...]:
        """Names of the questions that `answer` takes."""
        return self.asked

    def made(self, program: Program) -> Any:
        """The package's object of the state after a program without readings; systems are its first wires."""
        raise NotImplementedError

    def certain_sums(self, program: Program) -> Matrix:
        """Generators of the sums of readings that are certain: coefficients in the order of `reads`, and the sum."""
        raise NotImplementedError

    def answer(self, question: str, experiment: Experiment, *arguments: Any) -> Any:
        """About the state after an experiment without outcomes; or the outcomes after an operation on maps; or sums."""
        if question in IN_TURN:
            program = block_program(experiment, self.offers, question, *arguments)
            return self.occurring(self.fitting(program))
        if question == "certain-sums":
            program = self.program(experiment)
            return program.sums(self.certain_sums(program))
        return self.answers(experiment, [(question, arguments)])[0]

    def answers(self, experiment: Experiment, asked: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Any]:
        """Answers about one state, to questions with their arguments, one after the other."""
        program = self.fitting(state_program(experiment, self.offers))
        state = self.made(program)
        return [getattr(self, name.replace("-", "_"))(state, program, *arguments) for name, arguments in asked]

    def occurring(self, program: Program) -> Matrix:
        """Outcomes that occur, (r, m): of a few runs, or all that have a probability."""
        if self.capabilities.samples:
            return program.outcomes(np.asarray(self.run(program, ENOUGH, 0)))
        keys = list(program.distribution(self.probabilities(program)).probabilities or {})
        return np.array(keys, dtype=np.int64).reshape(len(keys), len(program.names))

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
        return self.fitting(program_of(experiment, self.offers))

    def lowered(self, experiment: Experiment, part: Part = "outcomes") -> str:
        """The text of the experiment in the gates that it is lowered to; CannotRun where statements do not say it.

        Parameters
        ----------
        part : what is asked for: outcomes, of which those that stand for ignorance are told, too, and all runs kept;
            the state at the end; the maps at the end, of which only these are written out; or the circuit as a whole,
            in which preparations are maps, too.
        """
        if part == "maps":
            return format_experiment(maps_in_gates(experiment, self.offers))
        program = program_of(experiment, self.offers) if part == "outcomes" else state_program(experiment, self.offers)
        if part == "circuit":
            return format_experiment(circuit_of_maps(self.fitting(program)))
        return format_experiment(statements_of(self.fitting(replace(program, conditions=()))))

    def fitting(self, program: Program) -> Program:
        """The program, where it does not take too many wires."""
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
