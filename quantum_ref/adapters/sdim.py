"""sdim (https://github.com/events555/sdim): its tableau, and its Pauli frame sampler."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Program, Scatter
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix, is_prime

from .qudit_gates import equal_noise, named
from .seeded import seeded

INVERSES = frozenset({"fourier-inverse", "phase-inverse", "sum-inverse", "cphase-inverse"})

RANDOM_STATE = """\
import random

import numpy as np
from sdim import Circuit, Program

"""


def options(name: str, parameter: Any) -> dict[str, Any]:
    """What `add_gate` is told besides the qudits."""
    if name == "N1":
        return {"noise_channel": parameter[0], "prob": parameter[1]}
    return {"a": parameter} if name == "MUL" else {}


class SdimTableau(GateAdapter):
    """Every shot on the tableau."""

    name = "sdim"
    gates = BASIC | INVERSES | {"cphase", "swap", "multiply"}
    wires = 300
    needs = "sdim"
    share = 0.25
    tableau = True
    asked: tuple[str, ...] = ("state-vector", "deterministic", "reimport")

    def gate_list(self, program: Program) -> list[tuple[str, tuple[int, ...], Any]]:
        """In sdim's names; its P is documented to differ between prime and composite d."""
        return list(named(program, "x(x-1)/2" if is_prime(program.d) else "x^2/2"))

    def circuit(self, program: Program) -> Any:
        """Where a part is to be written out and read again, all is, by `write_circuit` and `read_circuit`."""
        from sdim import Circuit, read_circuit, write_circuit

        circuit = Circuit(program.wires, program.d)
        for name, wires, parameter in self.gate_list(program):
            circuit.add_gate(name, *wires, **options(name, parameter))
        if any(isinstance(step, Block) for step in program.instructions):
            with tempfile.TemporaryDirectory() as folder:
                write_circuit(circuit, output_file="circuit.chp", directory=folder)
                return read_circuit(str(Path(folder) / "circuit.chp"))
        return circuit

    def simulated(self, circuit: Any, shots: int) -> Any:
        """What `Program.simulate` returns."""
        from sdim import Program as SdimProgram

        return SdimProgram(circuit).simulate(shots=shots, force_tableau=self.tableau)

    def made(self, program: Program) -> Any:
        """The circuit."""
        return self.circuit(program)

    def state_vector(self, circuit: Any, program: Program) -> Any:
        """`cirq_statevector_from_circuit`."""
        from sdim import cirq_statevector_from_circuit

        return cirq_statevector_from_circuit(circuit)

    def deterministic(self, circuit: Any, program: Program, system: int) -> bool:
        """Whether a measurement says that it is."""
        circuit.add_gate("M", system)
        with seeded(0):
            return bool(self.simulated(circuit, 2)[system][0][0].deterministic)

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Readings, from a seed."""
        circuit = self.circuit(program)
        places: list[tuple[int, int]] = []
        rounds = [0] * program.wires
        for name, wires, _ in self.gate_list(program):
            if name == "M":
                places.append((wires[0], rounds[wires[0]]))
            if name in ("M", "RESET"):
                rounds[wires[0]] += 1
        asked = max(shots, 2)  # of one shot the results have another form
        with seeded(seed):
            found = self.simulated(circuit, asked)
        table = found if self.tableau else found[0]
        columns = [[result.measurement_value for result in table[wire][turn]] for wire, turn in places]
        return np.array(columns, dtype=np.int64).reshape(len(places), asked).T[:shots]

    def script(self, experiment: Experiment) -> str:
        """The same in sdim's own words; prints how often each combination of readings occurred."""
        program = self.program(experiment)
        lines = [f"circuit = Circuit({program.wires}, {program.d})"]
        first = int(any(isinstance(step, Scatter) for step in program.instructions))  # the reference has no noise
        places, rounds = [], [0] * program.wires
        for name, wires, parameter in self.gate_list(program):
            if name == "M":
                places.append((wires[0], rounds[wires[0]]))
            if name in ("M", "RESET"):
                rounds[wires[0]] += 1
            more = "".join(f", {key}={value!r}" for key, value in options(name, parameter).items())
            lines.append(f'circuit.add_gate("{name}", {", ".join(map(str, wires))}{more})')
        lines += [
            "random.seed(0)",
            "np.random.seed(0)",
            f"found = Program(circuit).simulate(shots=1000, force_tableau={self.tableau})" + "[0]" * (not self.tableau),
            f"places = {places}  # (qudit, how many measurements of it came before)",
            f"rows = [tuple(found[q][k][s].measurement_value for q, k in places) for s in range({first}, 1000)]",
            "print({row: rows.count(row) for row in sorted(set(rows))})",
        ]
        return RANDOM_STATE + "\n".join(lines) + "\n"


class SdimFrames(SdimTableau):
    """Shots after the first by Pauli frames.

    The first is the reference, to which noise is not applied, as sdim says of its noise gates: where there is noise, it
    is not among the readings.
    """

    name = "sdim-frames"
    share = 1.0
    tableau = False
    noise = True  # drawn
    asked = ()

    def gate_list(self, program: Program) -> list[tuple[str, tuple[int, ...], Any]]:
        """In sdim's names; noise is N1."""
        found: list[tuple[str, tuple[int, ...], Any]] = []
        for step in program.instructions:
            if isinstance(step, Scatter):
                wire, side, chance = equal_noise(step, program.d)
                found.append(("N1", (wire,), ({"X": "f", "P": "p", "both": "d"}[side], chance)))
            else:
                found += super().gate_list(replace(program, instructions=(step,)))
        return found

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Readings, from a seed."""
        first = int(any(isinstance(step, Scatter) for step in program.instructions))
        return super().run(program, shots + first, seed)[first:]
