"""SymFT: its sampler of circuits in Stim's language."""

from __future__ import annotations

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

from .stim import circuit_of


class SymFT(GateAdapter):
    """`Circuit.sample`."""

    name = "symft"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    feed_forward = True
    wires = 600
    needs = "symft"

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Records."""
        import symft

        if not program.reads:
            return np.zeros((shots, 0), dtype=np.int64)
        found = symft.Circuit(circuit_of(program)).sample(shots, seed=seed)
        return np.asarray(found, dtype=np.int64).reshape(shots, len(program.reads))

    def script(self, experiment: Experiment) -> str:
        """The circuit, sampled."""
        text = circuit_of(self.program(experiment))
        lines = ["import symft", "", f'circuit = symft.Circuit("""\n{text}\n""")']
        return "\n".join([*lines, "print(circuit.sample(20, seed=0))", ""])
