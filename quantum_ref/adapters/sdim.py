"""sdim (https://github.com/events555/sdim): its tableau, and its Pauli frame sampler."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix, is_prime

from .qudit_gates import Named, named

INVERSES = frozenset({"fourier-inverse", "phase-inverse", "sum-inverse", "cphase-inverse"})

RANDOM_STATE = """\
import random

import numpy as np
from sdim import Circuit, Program

"""


@contextlib.contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Both of the process's generators, which sdim draws from, seeded and afterwards as they were."""
    before = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])


class SdimTableau(GateAdapter):
    """Every shot on the tableau."""

    name = "sdim"
    gates = BASIC | INVERSES | {"cphase", "swap", "multiply"}
    wires = 300
    needs = "sdim"
    tableau = True

    def gate_list(self, program: Program) -> list[Named]:
        """In sdim's names; its P is documented to differ between prime and composite d."""
        return list(named(program, "x(x-1)/2" if is_prime(program.d) else "x^2/2"))

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Readings, from a seed."""
        from sdim import Program as SdimProgram

        circuit, places = self.circuit(program)
        asked = max(shots, 2)  # of one shot the results have another form
        with _seeded(seed):
            found: Any = SdimProgram(circuit).simulate(shots=asked, force_tableau=self.tableau)
        table = found if self.tableau else found[0]
        columns = [[result.measurement_value for result in table[wire][turn]] for wire, turn in places]
        return np.array(columns, dtype=np.int64).reshape(len(places), asked).T[:shots]

    def circuit(self, program: Program) -> tuple[Any, list[tuple[int, int]]]:
        """The program as a `sdim.Circuit`, and of each reading (qudit, how many measurements of it came before)."""
        from sdim import Circuit

        circuit = Circuit(program.wires, program.d)
        places: list[tuple[int, int]] = []
        rounds = [0] * program.wires
        for name, wires, parameter in self.gate_list(program):
            if name == "M":
                places.append((wires[0], rounds[wires[0]]))
            if name in ("M", "RESET"):
                rounds[wires[0]] += 1
            more = {"a": parameter} if name == "MUL" else {}
            circuit.add_gate(name, *wires, **more)
        return circuit, places

    def script(self, experiment: Experiment) -> str:
        """The same in sdim's own words; prints how often each combination of readings occurred."""
        program = self.program(experiment)
        lines = [f"circuit = Circuit({program.wires}, {program.d})"]
        places, rounds = [], [0] * program.wires
        for name, wires, parameter in self.gate_list(program):
            if name == "M":
                places.append((wires[0], rounds[wires[0]]))
            if name in ("M", "RESET"):
                rounds[wires[0]] += 1
            more = f", a={parameter}" if name == "MUL" else ""
            lines.append(f'circuit.add_gate("{name}", {", ".join(map(str, wires))}{more})')
        lines += [
            "random.seed(0)",
            "np.random.seed(0)",
            f"found = Program(circuit).simulate(shots=1000, force_tableau={self.tableau})" + "[0]" * (not self.tableau),
            f"places = {places}  # (qudit, how many measurements of it came before)",
            "rows = [tuple(found[q][k][s].measurement_value for q, k in places) for s in range(1000)]",
            "print({row: rows.count(row) for row in sorted(set(rows))})",
        ]
        return RANDOM_STATE + "\n".join(lines) + "\n"


class SdimFrames(SdimTableau):
    """Shots after the first by Pauli frames."""

    name = "sdim-frames"
    tableau = False
