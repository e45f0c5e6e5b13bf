"""Cirq: its Clifford simulator of qubits, its state vectors of qubits and qudits."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program, Read, Reset, Shift
from toytheory.adapting.words import Gate
from toytheory.phase_space.modular import Matrix, inverse


class CirqClifford(GateAdapter):
    """`CliffordSimulator`."""

    name = "cirq-clifford"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    feed_forward = True
    wires = 66
    needs = "cirq"

    def simulator(self, seed: int) -> Any:
        """The simulator."""
        import cirq

        return cirq.CliffordSimulator(seed=seed)

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Measurements by their keys."""
        return readings(self.simulator(seed), self.circuit(program), program, shots)

    def circuit(self, program: Program) -> Any:
        """The program as a `cirq.Circuit` on `LineQubit`s; readings have their names as keys."""
        import cirq

        q = cirq.LineQubit.range(program.wires)
        gates = {
            "fourier": cirq.H, "phase": cirq.S**-1, "phase-inverse": cirq.S, "sum": cirq.CNOT, "cphase": cirq.CZ,
            "swap": cirq.SWAP,
        }  # fmt: skip
        circuit = cirq.Circuit()
        for step in program.instructions:
            match step:
                case Gate(name="multiply"):
                    pass
                case Gate():
                    circuit.append(gates[step.name](*(q[k] for k in step.wires)))
                case Shift():
                    pauli = cirq.X if step.side == "X" else cirq.Z
                    circuit.append([pauli(q[step.wire])] * (step.constant % 2))
                    for name, factor in step.terms:
                        circuit.append([pauli(q[step.wire]).with_classical_controls(name)] * (factor % 2))
                case Read():
                    circuit.append(cirq.measure(q[step.wire], key=step.name))
                case Reset():
                    circuit.append(cirq.reset(q[step.wire]))
        return circuit


def readings(simulator: Any, circuit: Any, program: Program, shots: int) -> Matrix:
    """What is measured by the keys of a program, (shots, r)."""
    found = simulator.run(circuit, repetitions=shots)
    columns = [found.measurements[name].reshape(shots) for name in program.reads]
    return np.array(columns, dtype=np.int64).reshape(len(columns), shots).T


class CirqQubits(CirqClifford):
    """`Simulator`, state vectors of qubits."""

    name = "cirq-statevector"
    wires = 12

    def simulator(self, seed: int) -> Any:
        """The simulator."""
        import cirq

        return cirq.Simulator(seed=seed)


class CirqDensity(CirqQubits):
    """`DensityMatrixSimulator`."""

    name = "cirq-density"
    wires = 6

    def simulator(self, seed: int) -> Any:
        """The simulator."""
        import cirq

        return cirq.DensityMatrixSimulator(seed=seed)


class CirqQudits(GateAdapter):
    """`Simulator` with qudits; the gates are matrices of this adapter."""

    name = "cirq-qudits"
    dimensions = frozenset({3, 5, 9})
    wires = 8
    largest_space = 3**8
    needs = "cirq"

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Measurements by their keys."""
        import cirq

        return readings(cirq.Simulator(seed=seed), self.circuit(program), program, shots)

    def circuit(self, program: Program) -> Any:
        """The program as a `cirq.Circuit` on `LineQid`s; readings have their names as keys."""
        import cirq

        d = program.d
        q = cirq.LineQid.range(program.wires, dimension=d)
        x = np.arange(d)
        omega = np.exp(2j * np.pi / d)
        add = np.zeros((d, d, d, d))
        for j in range(d):
            add[j, (x + j) % d, j, x] = 1
        matrices = {
            "fourier": omega ** (-np.outer(x, x)) / np.sqrt(d),
            "phase": np.diag(omega ** (x * x * inverse(2, d) % d)),
            "sum": add.reshape(d * d, d * d),
        }
        circuit = cirq.Circuit()
        for step in program.instructions:
            match step:
                case Gate():
                    gate = cirq.MatrixGate(matrices[step.name], qid_shape=(d,) * len(step.wires))
                    circuit.append(gate(*(q[k] for k in step.wires)))
                case Shift(side="X"):
                    circuit.append(
                        cirq.MatrixGate(np.roll(np.eye(d), step.constant, axis=0), qid_shape=(d,))(q[step.wire])
                    )
                case Shift():
                    circuit.append(cirq.MatrixGate(np.diag(omega ** (step.constant * x)), qid_shape=(d,))(q[step.wire]))
                case Read():
                    circuit.append(cirq.measure(q[step.wire], key=step.name))
                case Reset():
                    circuit.append(cirq.ResetChannel(dimension=d)(q[step.wire]))
        return circuit
