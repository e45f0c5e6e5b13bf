"""Qiskit Aer: its stabilizer, extended stabilizer, state vector, density matrix and matrix product state methods."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Instruction, Program, Read, Reset, Scatter, Shift
from toytheory.adapting.words import Gate
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

from .qudit_gates import pauli_words

METHODS = {"fourier": "h", "phase": "sdg", "phase-inverse": "s", "sum": "cx", "cphase": "cz", "swap": "swap"}

BASES = (["rz", "sx", "x", "cx"], ["u", "cz"])
"""Gates that `transpile` is to write a circuit in: any circuit can be."""

Word = tuple[str, tuple[int, ...], int | None]
"""Method of a circuit; its qubits; the classical bit of a measurement, or of one that controls the gate."""


def words(instructions: Iterable[Instruction], reads: tuple[str, ...]) -> Iterator[Word]:
    """The circuit, operation by operation."""
    for step in instructions:
        match step:
            case Gate(name="multiply"):
                pass
            case Gate():
                yield METHODS[step.name], step.wires, None
            case Shift():
                pauli = "x" if step.side == "X" else "z"
                yield from [(pauli, (step.wire,), None)] * (step.constant % 2)
                for name, factor in step.terms:
                    yield from [(pauli, (step.wire,), reads.index(name))] * (factor % 2)
            case Read():
                yield "measure", (step.wire,), reads.index(step.name)
            case Reset():
                yield "reset", (step.wire,), None
            case _:
                raise CannotRun(f"no such gate: {step}")


def pauli_noise(step: Scatter) -> tuple[list[tuple[str, float]], list[int]]:
    """What `pauli_error` takes, the last qubit first in a word, and the qubits."""
    wires, weights = pauli_words(step)
    return [(word[::-1], weight) for word, weight in weights.items()], list(wires)


def operated(circuit: Any, block: Block, again: Callable[[Any], Any]) -> Any:
    """A part: `inverse`, `power`, `transpile`, or written out and read again."""
    match block.operation:
        case "inverse":
            return circuit.inverse()
        case "power":
            return circuit.power(block.times)
        case "compiled" | "kept-when-compiled":
            return circuit  # which is compiled as a whole
    return again(circuit)


def pauli(coefficients: tuple[int, ...]) -> Any:
    """A `Pauli`; in its label the last qubit comes first, a + 2b is 1 for Z, 2 for X, 3 for Y."""
    from qiskit.quantum_info import Pauli

    letters = ["IZXY"[a + 2 * b] for a, b in zip(coefficients[::2], coefficients[1::2], strict=True)]
    return Pauli("".join(reversed(letters)))


def hermitian(rows: tuple[tuple[complex, ...], ...]) -> Any:
    """A matrix as `SparsePauliOp`."""
    from qiskit.quantum_info import Operator, SparsePauliOp

    return SparsePauliOp.from_operator(Operator(np.array(rows)))


def numbers(strings: tuple[tuple[int, ...], ...]) -> list[int]:
    """Basis states, the first qubit least significant."""
    return [sum(x << k for k, x in enumerate(string)) for string in strings]


def by_qasm(circuit: Any) -> Any:
    """`qasm2.dumps`, and `loads` with the gates that are documented to be those of `dumps`."""
    from qiskit import qasm2

    return qasm2.loads(qasm2.dumps(circuit), custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)


def by_qpy(circuit: Any) -> Any:
    """`qpy.dump` and `load`."""
    from qiskit import qpy

    file = io.BytesIO()
    qpy.dump(circuit, file)
    file.seek(0)
    return qpy.load(file)[0]


class AerStabilizer(GateAdapter):
    """Method "stabilizer"."""

    name = "aer-stabilizer"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    feed_forward = True
    noise = True  # drawn, run by run
    wires = 130
    needs = "qiskit_aer"
    # `transpile` for the simulator builds the simulator's target some sixty times: a second each
    shares: Mapping[str, float] = MappingProxyType({"ask-compiled": 0.25, "ask-kept-when-compiled": 0.25})
    asked: tuple[str, ...] = (
        "basis-probabilities", "string-probabilities", "expectation", "sum-expectation", "hermitian-variance",
        "inverse", "inverse-twice", "power", "zero-power", "inverse-power", "reimport", "compiled",
        "kept-when-compiled",
    )  # fmt: skip
    """Negative powers are written as matrices, which the method "stabilizer" does not take."""
    method = "stabilizer"
    again = staticmethod(by_qasm)

    def circuit(self, program: Program, instructions: Iterable[Instruction], clbits: int) -> Any:
        """A `QuantumCircuit`."""
        from qiskit import QuantumCircuit

        circuit: Any = QuantumCircuit(program.wires, clbits)
        for step in instructions:
            if isinstance(step, Block):
                inside = operated(self.circuit(program, step.instructions, 0), step, self.again)
                circuit.compose(inside.decompose("circuit*", reps=2), range(program.wires), inplace=True)
                continue
            if isinstance(step, Scatter):
                from qiskit_aer.noise import pauli_error

                errors, qubits = pauli_noise(step)
                circuit.append(pauli_error(errors), qubits)
                continue
            for name, wires, bit in words([step], program.reads):
                if name == "measure":
                    circuit.measure(*wires, bit)
                elif bit is None:
                    getattr(circuit, name)(*wires)
                else:
                    with circuit.if_test((circuit.clbits[bit], 1)):
                        getattr(circuit, name)(*wires)
        return circuit

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """The memory of classical bits, the last bit of which comes first."""
        from qiskit_aer import AerSimulator

        if not program.reads:  # Aer keeps no memory of nothing
            return np.zeros((shots, 0), dtype=np.int64)
        circuit = self.circuit(program, program.instructions, len(program.reads))
        simulator = AerSimulator(method=self.method)
        for block in program.compilations:
            done = self.compiled(circuit, simulator, block.times)
            circuit = done if block.operation == "compiled" else circuit
        memory = simulator.run(circuit, shots=shots, seed_simulator=seed, memory=True).result().get_memory()
        rows = [[int(bit) for bit in reversed(word.replace(" ", ""))][: len(program.reads)] for word in memory]
        return np.array(rows, dtype=np.int64).reshape(shots, len(program.reads))

    def compiled(self, circuit: Any, simulator: Any, way: int) -> Any:
        """`transpile` for the simulator; higher levels make rotations that the method "stabilizer" does not take."""
        from qiskit import transpile

        return transpile(circuit, simulator, optimization_level=way % 2, seed_transpiler=0)

    def made(self, program: Program) -> Any:
        """A circuit to which a query is added."""
        return self.circuit(program, program.instructions, 0)

    def told(self, circuit: Any, save: Callable[[Any], object], key: str) -> Any:
        """What a saving instruction saves."""
        from qiskit_aer import AerSimulator

        asked = circuit.copy()
        save(asked)
        return AerSimulator(method=self.method).run(asked, seed_simulator=0).result().data(0)[key]

    def basis_probabilities(self, circuit: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`save_probabilities`; the first of the qubits is the least significant."""
        return self.told(circuit, lambda c: c.save_probabilities(list(reversed(systems))), "probabilities")

    def string_probabilities(self, circuit: Any, program: Program, strings: tuple[tuple[int, ...], ...]) -> Any:
        """`save_amplitudes_squared`."""
        return self.told(circuit, lambda c: c.save_amplitudes_squared(numbers(strings)), "amplitudes_squared")

    def amplitudes(self, circuit: Any, program: Program, strings: tuple[tuple[int, ...], ...]) -> Any:
        """`save_amplitudes`."""
        return self.told(circuit, lambda c: c.save_amplitudes(numbers(strings)), "amplitudes")

    def expectation(self, circuit: Any, program: Program, coefficients: tuple[int, ...]) -> Any:
        """`save_expectation_value`."""
        where = list(range(len(coefficients) // 2))
        return self.told(circuit, lambda c: c.save_expectation_value(pauli(coefficients), where), "expectation_value")

    def sum_expectation(self, circuit: Any, program: Program, sums: Any) -> Any:
        """`save_expectation_value` of a `SparsePauliOp` `from_sparse_list`."""
        from qiskit.quantum_info import SparsePauliOp

        def told(terms: Any) -> Any:
            listed = [
                ("".join("IZXY"[a + 2 * b] for _, a, b in factors), [k for k, _, _ in factors], weight)
                for weight, factors in terms
            ]
            operator, where = SparsePauliOp.from_sparse_list(listed, program.wires), range(program.wires)
            return self.told(circuit, lambda c: c.save_expectation_value(operator, where), "expectation_value")

        return [told(terms) for terms in sums]

    def rotated_mean(self, circuit: Any, program: Program, about: tuple[int, ...], asked: tuple[int, ...]) -> Any:
        """`expectation` after a `PauliEvolutionGate` of time pi/4."""
        from qiskit.circuit.library import PauliEvolutionGate

        turned = circuit.copy()
        turned.append(PauliEvolutionGate(pauli(about), time=np.pi / 4), range(len(about) // 2))
        return self.expectation(turned.decompose(reps=2), program, asked)

    def hermitian_mean(self, circuit: Any, program: Program, systems: tuple[int, ...], rows: Any) -> Any:
        """`save_expectation_value`; the first of the qubits is the least significant."""
        operator, where = hermitian(rows), list(reversed(systems))
        return self.told(circuit, lambda c: c.save_expectation_value(operator, where), "expectation_value")

    def hermitian_variance(self, circuit: Any, program: Program, systems: tuple[int, ...], rows: Any) -> Any:
        """The second of the two that `save_expectation_value_variance` saves."""
        operator, where = hermitian(rows), list(reversed(systems))
        save, key = (lambda c: c.save_expectation_value_variance(operator, where)), "expectation_value_variance"
        return self.told(circuit, save, key)[1]

    def state_vector(self, circuit: Any, program: Program) -> Any:
        """`save_statevector`, then `reverse_qargs`, since the first qubit is the least significant."""
        return np.asarray(self.told(circuit, lambda c: c.save_statevector(), "statevector").reverse_qargs())

    def reduced_density_matrix(self, circuit: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`save_density_matrix`; the first of the qubits is the least significant."""
        found = self.told(circuit, lambda c: c.save_density_matrix(list(reversed(systems))), "density_matrix")
        return np.asarray(found)

    def script(self, experiment: Experiment) -> str:
        """The circuit in Qiskit's own words; prints how often each row of classical bits, the last first, occurs."""
        program = self.program(experiment)
        lines = [
            "from qiskit import QuantumCircuit",
            "from qiskit_aer import AerSimulator",
            "from qiskit_aer.noise import pauli_error",
            "",
            f"circuit = QuantumCircuit({program.wires}, {max(1, len(program.reads))})",
        ]
        for step in program.instructions:
            lines += self.lines(step, program.reads)
        lines += [
            f'simulator = AerSimulator(method="{self.method}")',
            "print(simulator.run(circuit, shots=1000, seed_simulator=0).result().get_counts())",
        ]
        return "\n".join(lines) + "\n"

    def lines(self, step: Instruction, reads: tuple[str, ...]) -> Iterator[str]:
        """Of a script."""
        if isinstance(step, Scatter):
            errors, qubits = pauli_noise(step)
            yield f"circuit.append(pauli_error({errors}), {qubits})"
            return
        for name, wires, bit in words([step], reads):
            where = ", ".join(map(str, wires))
            if name == "measure":
                yield f"circuit.measure({where}, {bit})"
            elif bit is None:
                yield f"circuit.{name}({where})"
            else:
                yield from (f"with circuit.if_test((circuit.clbits[{bit}], 1)):", f"    circuit.{name}({where})")


class AerExtended(AerStabilizer):
    """Method "extended_stabilizer"."""

    name = "aer-extended-stabilizer"
    method = "extended_stabilizer"
    feed_forward = False  # refuses control flow
    wires = 12
    asked: tuple[str, ...] = (
        "state-vector",
        "inverse",
        "inverse-twice",
        "power",
        "negative-power",
        "zero-power",
        "inverse-power",
    )


class AerVectors(AerStabilizer):
    """Method "statevector"."""

    name = "aer-statevector"
    shares = MappingProxyType[str, float]({})
    method = "statevector"
    wires = 10
    asked: tuple[str, ...] = (
        "state-vector", "amplitudes", "reduced-density-matrix", "basis-probabilities", "string-probabilities",
        "expectation", "sum-expectation", "hermitian-mean", "hermitian-variance", "rotated-mean", "inverse",
        "inverse-twice", "power", "negative-power", "zero-power", "inverse-power", "reimport", "compiled",
        "kept-when-compiled",
    )  # fmt: skip
    again = staticmethod(by_qpy)

    def compiled(self, circuit: Any, simulator: Any, way: int) -> Any:
        """`transpile` to some gates."""
        from qiskit import transpile

        return transpile(circuit, basis_gates=BASES[way % 2], optimization_level=way // 2 % 4, seed_transpiler=0)


class AerDensity(AerVectors):
    """Method "density_matrix"."""

    name = "aer-density-matrix"
    method = "density_matrix"
    wires = 8
    asked: tuple[str, ...] = (
        "reduced-density-matrix", "basis-probabilities", "string-probabilities", "expectation", "sum-expectation",
        "hermitian-mean", "hermitian-variance", "rotated-mean", "compiled", "kept-when-compiled",
    )  # fmt: skip


class AerProducts(AerVectors):
    """Method "matrix_product_state"."""

    name = "aer-matrix-product-state"
    method = "matrix_product_state"
    wires = 70
    asked: tuple[str, ...] = (
        "state-vector", "amplitudes", "reduced-density-matrix", "basis-probabilities", "string-probabilities",
        "expectation", "sum-expectation", "hermitian-mean", "hermitian-variance", "rotated-mean", "compiled",
        "kept-when-compiled",
    )  # fmt: skip
