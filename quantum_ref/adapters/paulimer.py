"""Paulimer: its simulation of stabilizer circuits, a new one for each run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Instruction, Program, Read, Shift
from toytheory.adapting.words import Gate
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

OPCODES = {
    "fourier": "Hadamard", "phase": "SqrtZInv", "phase-inverse": "SqrtZ", "sum": "ControlledX", "cphase": "ControlledZ",
    "swap": "Swap",
}  # fmt: skip


def calls(instructions: Iterable[Instruction], reads: tuple[str, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    """Methods of the simulation and their arguments: opcodes and Pauli products by name."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    for step in instructions:
        match step:
            case Gate(name="multiply"):
                pass
            case Gate():
                found.append(("apply_unitary", (OPCODES[step.name], list(step.wires))))
            case Shift():
                pauli = f"{'X' if step.side == 'X' else 'Z'}{step.wire}"
                found += [("apply_pauli", (pauli,))] * (step.constant % 2)
                outcomes = [reads.index(name) for name, factor in step.terms if factor % 2]
                found += [("apply_conditional_pauli", (pauli, outcomes))] * bool(outcomes)
            case Read():
                found.append(("measure", (f"Z{step.wire}",)))
    return found


class Paulimer(GateAdapter):
    """`OutcomeSpecificSimulation`; it has no resets."""

    name = "paulimer"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    resets = False
    feed_forward = True
    wires = 600
    needs = "paulimer"
    asked = ("expectation", "deterministic")

    def simulation(self, program: Program, seed: int) -> Any:
        """After all steps."""
        import paulimer

        simulation = paulimer.OutcomeSpecificSimulation.new_with_seeded_random_outcomes(program.wires, seed=seed)
        for method, (what, *more) in calls(program.instructions, program.reads):
            made = getattr(paulimer.UnitaryOpcode, what) if method == "apply_unitary" else paulimer.SparsePauli(what)
            getattr(simulation, method)(made, *more)
        return simulation

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """The outcome vector of each run."""
        seeds = np.random.default_rng(seed).integers(0, 2**31, shots)
        rows = [list(self.simulation(program, each).outcome_vector) for each in seeds.tolist()]
        return np.array(rows, dtype=np.int64).reshape(shots, len(program.reads))

    def made(self, program: Program) -> Any:
        """The simulation."""
        return self.simulation(program, 0)

    def expectation(self, simulation: Any, program: Program, coefficients: tuple[int, ...]) -> int:
        """Whether a Pauli product is a stabilizer, with the sign + or any; a + 2b is 1 for Z, 2 for X, 3 for Y."""
        import paulimer

        kinds = [a + 2 * b for a, b in zip(coefficients[::2], coefficients[1::2], strict=True)]
        text = " ".join(f"{'IZXY'[kind]}{k}" for k, kind in enumerate(kinds) if kind)
        pauli = paulimer.SparsePauli(text) if text else paulimer.SparsePauli.identity()
        if not simulation.is_stabilizer(pauli, ignore_sign=True):
            return 0
        return 1 if simulation.is_stabilizer(pauli) else -1

    def deterministic(self, simulation: Any, program: Program, system: int) -> bool:
        """Whether Z of the qubit is a stabilizer, with any sign."""
        import paulimer

        return bool(simulation.is_stabilizer(paulimer.SparsePauli(f"Z{system}"), ignore_sign=True))

    def script(self, experiment: Experiment) -> str:
        """The circuit in Paulimer's own words; prints the outcomes of 20 runs."""
        program = self.program(experiment)
        lines = [
            "from paulimer import OutcomeSpecificSimulation, SparsePauli, UnitaryOpcode",
            "",
            "for seed in range(20):",
            f"    simulation = OutcomeSpecificSimulation.new_with_seeded_random_outcomes({program.wires}, seed=seed)",
        ]
        for method, (what, *more) in calls(program.instructions, program.reads):
            made = f"UnitaryOpcode.{what}" if method == "apply_unitary" else f'SparsePauli("{what}")'
            lines.append(f"    simulation.{method}({', '.join([made, *map(repr, more)])})")
        return "\n".join([*lines, "    print(list(simulation.outcome_vector))"]) + "\n"
