"""Qiskit Aer: its stabilizer, extended stabilizer, state vector, density matrix and matrix product state methods."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program, Read, Reset, Shift
from toytheory.adapting.words import Gate
from toytheory.phase_space.modular import Matrix

METHODS = {"fourier": "h", "phase": "sdg", "phase-inverse": "s", "sum": "cx", "cphase": "cz", "swap": "swap"}


class AerStabilizer(GateAdapter):
    """Method "stabilizer"."""

    name = "aer-stabilizer"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    feed_forward = True
    wires = 130
    needs = "qiskit_aer"
    method = "stabilizer"

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """The memory of classical bits, the last bit of which comes first."""
        from qiskit import QuantumCircuit
        from qiskit_aer import AerSimulator

        if not program.reads:  # Aer keeps no memory of nothing
            return np.zeros((shots, 0), dtype=np.int64)
        circuit: Any = QuantumCircuit(program.wires, len(program.reads))
        position = {name: i for i, name in enumerate(program.reads)}
        for step in program.instructions:
            match step:
                case Gate(name="multiply"):
                    pass
                case Gate():
                    getattr(circuit, METHODS[step.name])(*step.wires)
                case Shift():
                    pauli = circuit.x if step.side == "X" else circuit.z
                    if step.constant % 2:
                        pauli(step.wire)
                    for name, factor in step.terms:
                        if factor % 2:
                            with circuit.if_test((circuit.clbits[position[name]], 1)):
                                pauli(step.wire)
                case Read():
                    circuit.measure(step.wire, position[step.name])
                case Reset():
                    circuit.reset(step.wire)
        simulator = AerSimulator(method=self.method)
        memory = simulator.run(circuit, shots=shots, seed_simulator=seed, memory=True).result().get_memory()
        rows = [[int(bit) for bit in reversed(word.replace(" ", ""))][: len(program.reads)] for word in memory]
        return np.array(rows, dtype=np.int64).reshape(shots, len(program.reads))


class AerExtended(AerStabilizer):
    """Method "extended_stabilizer"."""

    name = "aer-extended-stabilizer"
    method = "extended_stabilizer"
    feed_forward = False  # refuses control flow
    wires = 12


class AerVectors(AerStabilizer):
    """Method "statevector"."""

    name = "aer-statevector"
    method = "statevector"
    wires = 10


class AerProducts(AerStabilizer):
    """Method "matrix_product_state"."""

    name = "aer-matrix-product-state"
    method = "matrix_product_state"
    wires = 70
