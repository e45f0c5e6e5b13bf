"""Qiskit's `quantum_info`: `StabilizerState`, `Statevector` and `DensityMatrix`, sampled by `sample_memory`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from toytheory.adapting.program import Program, Read, Shift
from toytheory.phase_space.modular import Matrix

from .qiskit_aer import AerStabilizer, hermitian, pauli


class QiskitStabilizer(AerStabilizer):
    """`StabilizerState`."""

    name = "qiskit-stabilizer"
    midway = resets = feed_forward = noise = False
    wires = 40
    needs = "qiskit"
    share = 0.25
    asked: tuple[str, ...] = ("reduced-density-matrix", "basis-probabilities", "expectation", "equal-when-joined")
    kind = "StabilizerState"

    def made(self, program: Program) -> Any:
        """The state after the gates."""
        from qiskit import quantum_info

        gates = [step for step in program.instructions if not isinstance(step, Read)]
        return getattr(quantum_info, self.kind)(self.circuit(program, gates, 0))

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """`seed`, then `sample_memory` of the qubits that are read, the last of which comes first in a word."""
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        wires = sorted(set(reads))
        if not reads:
            return np.zeros((shots, 0), dtype=np.int64)
        state = self.made(program)
        state.seed(seed)
        memory = state.sample_memory(shots, wires)
        rows = [[int(word[len(wires) - 1 - wires.index(k)]) for k in reads] for word in memory]
        return np.array(rows, dtype=np.int64).reshape(shots, len(reads))

    def reduced_density_matrix(self, state: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`partial_trace` of `DensityMatrix`, which leaves the qubits in their order, the last most significant."""
        from qiskit.quantum_info import DensityMatrix, partial_trace

        kept = sorted(systems)
        rho = partial_trace(DensityMatrix(state), [k for k in range(program.wires) if k not in systems]).data
        axes = [len(kept) - 1 - kept.index(k) for k in systems]
        tensor = np.asarray(rho).reshape((2,) * (2 * len(kept)))
        return tensor.transpose([*axes, *(len(kept) + axis for axis in axes)]).reshape(2 ** len(kept), -1)

    def basis_probabilities(self, state: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`probabilities`; the first of the qubits is the least significant."""
        return state.probabilities(list(reversed(systems)))

    def expectation(self, state: Any, program: Program, coefficients: tuple[int, ...]) -> Any:
        """`expectation_value` of a `Pauli`."""
        return state.expectation_value(pauli(coefficients), list(range(len(coefficients) // 2)))

    def equal_when_joined(self, state: Any, program: Program, joined: int, left: int) -> bool:
        """`equiv` of what `expand` makes: the qubit that is joined becomes the last one."""
        alone = Program(program.d, 1, (Shift(0, "X", joined),), (), (), (), ())
        whole = (*program.instructions, Shift(program.wires, "X", left))
        circuit = replace(program, wires=program.wires + 1, instructions=whole)
        return bool(state.expand(self.made(alone)).equiv(self.made(circuit)))

    def hermitian_mean(self, state: Any, program: Program, systems: tuple[int, ...], rows: Any) -> Any:
        """`expectation_value` of a `SparsePauliOp`."""
        return state.expectation_value(hermitian(rows), list(reversed(systems)))


class QiskitVector(QiskitStabilizer):
    """`Statevector`."""

    name = "qiskit-statevector"
    share = 1.0
    wires = 10
    asked: tuple[str, ...] = ("state-vector", *QiskitStabilizer.asked)
    kind = "Statevector"

    def state_vector(self, state: Any, program: Program) -> Any:
        """`reverse_qargs`, since the first qubit is the least significant."""
        return np.asarray(state.reverse_qargs())


class QiskitDensity(QiskitStabilizer):
    """`DensityMatrix`."""

    name = "qiskit-density-matrix"
    share = 1.0
    wires = 6
    asked: tuple[str, ...] = QiskitStabilizer.asked[:-1]  # it has no `equiv`
    kind = "DensityMatrix"
