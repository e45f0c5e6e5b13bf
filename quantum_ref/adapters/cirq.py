"""Cirq: its Clifford simulator, state vectors and density matrices of qubits, its state vectors of qudits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

from .qudit_gates import matrices, pauli_words

Word = tuple[str, tuple[int, ...], str | None]
"""A gate, "measure" or "reset"; its wires; the key of a measurement, or of one that controls the gate."""

GATES = {"fourier": "H", "phase": "S**-1", "phase-inverse": "S", "sum": "CNOT", "cphase": "CZ", "swap": "SWAP"}

QUBITS = "q = cirq.LineQubit.range({n})\n"

QUDITS = """\
d, x = {d}, np.arange({d})
q = cirq.LineQid.range({n}, dimension=d)
omega = np.exp(2j * np.pi / d)
fourier = omega ** -np.outer(x, x) / np.sqrt(d)
phase = np.diag(omega ** (x * x * ((d + 1) // 2) % d))
add = np.zeros((d, d, d, d))
for j in range(d):
    add[j, (x + j) % d, j, x] = 1
matrices = {{"fourier": fourier, "phase": phase, "sum": add.reshape(d * d, d * d)}}
matrices |= {{f"{{name}}-inverse": matrix.conj().T for name, matrix in matrices.items()}}


def gate(name, *wires):
    return cirq.MatrixGate(matrices[name], qid_shape=(d,) * len(wires))(*(q[k] for k in wires))


"""


def operated(circuit: Any, block: Block) -> Any:
    """A part: `cirq.inverse`, a power of a gate or of a `CircuitOperation`, or `to_json` and `read_json`."""
    import cirq

    operations = list(circuit.all_operations())
    match block.operation:
        case "inverse":
            return cirq.inverse(operations[0]) if len(operations) == 1 else cirq.inverse(circuit)
        case "power" if len(operations) == 1:
            return operations[0] ** block.times
        case "power":
            return cirq.CircuitOperation(circuit.freeze()).repeat(block.times)
        case "compiled" | "kept-when-compiled":
            return circuit  # which is compiled as a whole
    return cirq.read_json(json_text=cirq.to_json(circuit))


class CirqClifford(GateAdapter):
    """`CliffordSimulator`."""

    name = "cirq-clifford"
    dimensions: frozenset[int] | None = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    feed_forward = True
    wires = 66
    needs = "cirq"
    shares: Mapping[str, float] = MappingProxyType({"shots-many": 0.25})  # which are run one by one
    asked: tuple[str, ...] = (
        "state-vector", "amplitudes", "inverse", "inverse-twice", "power", "negative-power", "zero-power",
        "inverse-power", "reimport", "compiled", "kept-when-compiled", "moved", "undone-when-moved",
    )  # fmt: skip
    simulator_name = "CliffordSimulator"

    def simulator(self, seed: int) -> Any:
        """The simulator."""
        import cirq

        return getattr(cirq, self.simulator_name)(seed=seed)

    def words(self, instructions: Iterable[Instruction]) -> Iterator[Word]:
        """The circuit, operation by operation."""
        for step in instructions:
            match step:
                case Gate(name="multiply"):
                    pass
                case Gate():
                    yield GATES[step.name], step.wires, None
                case Shift():
                    pauli = "X" if step.side == "X" else "Z"
                    yield from [(pauli, (step.wire,), None)] * (step.constant % 2)
                    for name, factor in step.terms:
                        yield from [(pauli, (step.wire,), name)] * (factor % 2)
                case Read():
                    yield "measure", (step.wire,), step.name
                case Reset():
                    yield "reset", (step.wire,), None
                case _:
                    raise CannotRun(f"no such gate: {step}")

    def qubits(self, program: Program) -> Any:
        """On which the circuit is."""
        import cirq

        return cirq.LineQubit.range(program.wires)

    def gate(self, name: str, wires: Sequence[int], d: int) -> Any:
        """A gate."""
        import cirq

        named, _, power = name.partition("**")
        found = getattr(cirq, named)
        return found ** int(power) if power else found

    def circuit(self, program: Program, instructions: Iterable[Instruction]) -> Any:
        """Operations on the qubits; `transform_qubits` moves a part."""
        import cirq

        q = self.qubits(program)
        circuit = cirq.Circuit()
        for step in instructions:
            if isinstance(step, Block):
                if step.operation == "moved":
                    elsewhere = self.circuit(program, step.elsewhere(len(q)))
                    by = {qubit: q[(k + step.times) % len(q)] for k, qubit in enumerate(q)}
                    circuit.append(elsewhere.transform_qubits(by))
                else:
                    circuit.append(operated(self.circuit(program, step.instructions), step))
                continue
            if isinstance(step, Scatter):
                wires, weights = pauli_words(step)
                channel = cirq.asymmetric_depolarize(error_probabilities=weights)
                circuit.append(channel(*(q[k] for k in wires)))
                continue
            for name, wires, key in self.words([step]):
                where = [q[k] for k in wires]
                if name == "measure":
                    circuit.append(cirq.measure(*where, key=key))
                elif name == "reset":
                    circuit.append(cirq.ResetChannel(program.d)(*where))
                else:
                    operation = self.gate(name, wires, program.d)(*where)
                    circuit.append(operation if key is None else operation.with_classical_controls(key))
        return circuit

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Measurements by their keys."""
        circuit = self.circuit(program, program.instructions)
        for block in program.compilations:
            ways = self.ways()
            found = ways[block.times % len(ways)](circuit)
            circuit = found if block.operation == "compiled" else circuit
        found = self.simulator(seed).run(circuit, repetitions=shots)
        columns = [found.measurements[name].reshape(shots) for name in program.reads]
        return np.array(columns, dtype=np.int64).reshape(len(columns), shots).T

    def ways(self) -> list[Callable[[Any], Any]]:
        """Transformers that leave gates which this simulator has; the last one is three in turn."""
        import cirq

        return [
            cirq.eject_z,
            cirq.eject_phased_paulis,
            cirq.drop_negligible_operations,
            cirq.align_left,
            cirq.stratified_circuit,
            lambda circuit: cirq.drop_negligible_operations(cirq.eject_z(cirq.eject_phased_paulis(circuit))),
        ]

    def made(self, program: Program) -> Any:
        """The result of `simulate`."""
        circuit = self.circuit(program, program.instructions)
        return self.simulator(0).simulate(circuit, qubit_order=self.qubits(program))

    def state_vector(self, result: Any, program: Program) -> Any:
        """Of the final state."""
        return result.final_state.state_vector()

    def amplitudes(self, result: Any, program: Program, strings: Sequence[tuple[int, ...]]) -> Any:
        """`inner_product_of_state_and_x` of the CH form."""
        numbers = [int("".join(map(str, string)), 2) for string in strings]
        return [result.final_state.ch_form.inner_product_of_state_and_x(number) for number in numbers]

    def script(self, experiment: Experiment) -> str:
        """The circuit in Cirq's own words; prints how often each reading occurs."""
        program = self.program(experiment)
        lines = [*self.head(program), "circuit = cirq.Circuit()"]
        for step in program.instructions:
            lines += self.lines(step, program.d)
        lines += [
            f"found = cirq.{self.simulator_name}(seed=0).run(circuit, repetitions=1000)",
            f"columns = [found.measurements[key][:, 0].tolist() for key in {list(program.reads)}]",
            "print(Counter(zip(*columns)))",
        ]
        return "\n".join(lines) + "\n"

    def lines(self, step: Instruction, d: int) -> list[str]:
        """Of a script."""
        lines: list[str] = []
        if isinstance(step, Scatter):
            wires, weights = pauli_words(step)
            where = ", ".join(f"q[{k}]" for k in wires)
            return [f"circuit.append(cirq.asymmetric_depolarize(error_probabilities={weights})({where}))"]
        for name, wires, key in self.words([step]):
            where = ", ".join(f"q[{k}]" for k in wires)
            if name == "measure":
                lines.append(f'circuit.append(cirq.measure({where}, key="{key}"))')
            elif name == "reset":
                lines.append(f"circuit.append(cirq.ResetChannel({d})({where}))")
            else:
                controlled = f'.with_classical_controls("{key}")' * (key is not None)
                lines.append(f"circuit.append({self.gate_text(name, wires)}{controlled})")
        return lines

    def head(self, program: Program) -> list[str]:
        """First lines of a script: up to the qubits."""
        return ["from collections import Counter", "", "import cirq", "", QUBITS.format(n=program.wires).rstrip()]

    def gate_text(self, name: str, wires: Sequence[int]) -> str:
        """A gate on its qubits, in a script."""
        where = ", ".join(f"q[{k}]" for k in wires)
        return f"(cirq.{name})({where})" if "**" in name else f"cirq.{name}({where})"


class CirqQubits(CirqClifford):
    """`Simulator`, state vectors of qubits."""

    name = "cirq-statevector"
    wires = 12
    noise = True  # drawn, run by run
    asked: tuple[str, ...] = (
        "state-vector", "amplitudes", "reduced-density-matrix", "expectation", "sum-expectation", "rotated-mean",
        "diagonal-mean", "permuted-mean", "weyl-product", "inverse", "inverse-twice", "power", "negative-power",
        "zero-power", "inverse-power", "reimport", "compiled", "kept-when-compiled", "moved", "undone-when-moved",
    )  # fmt: skip
    simulator_name = "Simulator"

    def ways(self) -> list[Callable[[Any], Any]]:
        """The same and those that leave any gates."""
        import cirq

        return [
            *super().ways(),
            cirq.expand_composite,
            cirq.merge_single_qubit_gates_to_phxz,
            lambda circuit: cirq.eject_z(cirq.eject_phased_paulis(cirq.merge_single_qubit_gates_to_phxz(circuit))),
            lambda circuit: cirq.merge_k_qubit_unitaries(circuit, k=2),
            lambda circuit: cirq.optimize_for_target_gateset(circuit, gateset=cirq.CZTargetGateset()),
            lambda circuit: cirq.optimize_for_target_gateset(circuit, gateset=cirq.SqrtIswapTargetGateset()),
        ]

    def state_vector(self, result: Any, program: Program) -> Any:
        """`final_state_vector`."""
        return result.final_state_vector

    def amplitudes(self, result: Any, program: Program, strings: Sequence[tuple[int, ...]]) -> Any:
        """`compute_amplitudes`."""
        import cirq

        q = self.qubits(program)
        numbers = [cirq.big_endian_digits_to_int(string, base=program.d) for string in strings]
        return self.simulator(0).compute_amplitudes(self.circuit(program, program.instructions), numbers, qubit_order=q)

    def reduced_density_matrix(self, result: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`density_matrix_of`."""
        q = self.qubits(program)
        return result.density_matrix_of([q[k] for k in systems])

    def expectation(self, result: Any, program: Program, coefficients: tuple[int, ...]) -> complex:
        """`PauliString.expectation_from_state_vector`."""
        string, place = self.pauli(program, coefficients)
        return complex(string.expectation_from_state_vector(result.final_state_vector, place))

    def rotated_mean(self, result: Any, program: Program, about: tuple[int, ...], asked: tuple[int, ...]) -> complex:
        """`expectation` after a `PauliStringPhasor` on all qubits, the identity on some of them."""
        import cirq

        phasor = cirq.PauliStringPhasor(self.pauli(program, about)[0], self.qubits(program), exponent_neg=0.5)
        return self._after(program, phasor, asked)

    def diagonal_mean(
        self, result: Any, program: Program, systems: tuple[int, ...], quarters: tuple[int, ...], written: bool,
        asked: tuple[int, ...],
    ) -> complex:  # fmt: skip
        """`expectation` after `TwoQubitDiagonalGate`, `ThreeQubitDiagonalGate` or `DiagonalGate`; or `decompose`."""
        import cirq

        kinds = {2: cirq.TwoQubitDiagonalGate, 3: cirq.ThreeQubitDiagonalGate}
        gate = kinds.get(len(systems), cirq.DiagonalGate)([np.pi / 2 * q for q in quarters])
        q = self.qubits(program)
        operation = gate(*(q[k] for k in systems))
        return self._after(program, cirq.decompose(operation) if written else operation, asked)

    def permuted_mean(
        self, result: Any, program: Program, permutation: tuple[int, ...], asked: tuple[int, ...]
    ) -> complex:
        """`expectation` after `QubitPermutationGate`."""
        import cirq

        q = self.qubits(program)
        return self._after(program, cirq.QubitPermutationGate(list(permutation))(*q[: len(permutation)]), asked)

    def _after(self, program: Program, operations: Any, asked: tuple[int, ...]) -> complex:
        """`expectation` after more operations."""
        import cirq

        circuit = self.circuit(program, program.instructions) + cirq.Circuit(operations)
        return self.expectation(self.simulator(0).simulate(circuit, qubit_order=self.qubits(program)), program, asked)

    def weyl_product(self, result: Any, program: Program, factors: Any) -> Any:
        """The matrix of a product of `PauliString`s with coefficients."""
        count = len(factors[0][1]) // 2
        strings = [(-1) ** value * self.pauli(program, row)[0] for value, row in factors]
        product = strings[0]
        for string in strings[1:]:
            product = product * string
        return product.matrix(self.qubits(program)[:count])

    def pauli(self, program: Program, coefficients: tuple[int, ...]) -> tuple[Any, dict[Any, int]]:
        """A product of Pauli matrices, and where its qubits are; a + 2b is 1 for Z, 2 for X, 3 for Y."""
        import cirq

        q = self.qubits(program)
        kinds = [a + 2 * b for a, b in zip(coefficients[::2], coefficients[1::2], strict=True)]
        chosen = {q[k]: (cirq.Z, cirq.X, cirq.Y)[kind - 1] for k, kind in enumerate(kinds) if kind}
        return cirq.PauliString(chosen), {qubit: k for k, qubit in enumerate(q)}

    def sum_expectation(self, result: Any, program: Program, sums: Any) -> Any:
        """`PauliSum.expectation_from_state_vector`."""
        made = [self.pauli_sum(program, terms) for terms in sums]
        return [one.expectation_from_state_vector(result.final_state_vector, place) for one, place in made]

    def pauli_sum(self, program: Program, terms: Any) -> tuple[Any, dict[Any, int]]:
        """A sum of products, factor by factor, and where its qubits are."""
        import cirq

        q = self.qubits(program)
        total = cirq.PauliSum()
        for weight, factors in terms:
            ops = [(cirq.I, cirq.Z, cirq.X, cirq.Y)[a + 2 * b](q[k]) for k, a, b in factors]
            total += weight * cirq.PauliString(ops)
        return total, {qubit: k for k, qubit in enumerate(q)}


class CirqDensity(CirqQubits):
    """`DensityMatrixSimulator`."""

    name = "cirq-density"
    wires = 6
    share = 0.25
    shares = MappingProxyType({"shots-many": 0.1})
    asked: tuple[str, ...] = (
        "reduced-density-matrix", "expectation", "sum-expectation", "rotated-mean", "diagonal-mean", "permuted-mean",
        "inverse", "inverse-twice", "power", "negative-power", "zero-power", "inverse-power", "reimport", "compiled",
        "kept-when-compiled", "moved", "undone-when-moved",
    )  # fmt: skip
    simulator_name = "DensityMatrixSimulator"

    def reduced_density_matrix(self, result: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`cirq.partial_trace` of the final density matrix."""
        import cirq

        n, size = program.wires, 2 ** len(systems)
        tensor = np.asarray(result.final_density_matrix).reshape((2,) * (2 * n))
        return cirq.partial_trace(tensor, list(systems)).reshape(size, size)

    def expectation(self, result: Any, program: Program, coefficients: tuple[int, ...]) -> complex:
        """`PauliString.expectation_from_density_matrix`."""
        string, place = self.pauli(program, coefficients)
        return complex(string.expectation_from_density_matrix(result.final_density_matrix, place))

    def sum_expectation(self, result: Any, program: Program, sums: Any) -> Any:
        """`PauliSum.expectation_from_density_matrix`."""
        made = [self.pauli_sum(program, terms) for terms in sums]
        return [one.expectation_from_density_matrix(result.final_density_matrix, place) for one, place in made]


class CirqQudits(CirqQubits):
    """`Simulator` with qudits; the gates but X and Z are matrices of this adapter."""

    name = "cirq-qudits"
    dimensions = frozenset({3, 4, 5, 9})
    gates = BASIC | {f"{name}-inverse" for name in BASIC}
    feed_forward = False
    noise = False
    wires = 8
    share = 0.15
    shares = MappingProxyType({"shots-many": 0.05})
    largest_space = 3**8
    asked: tuple[str, ...] = (
        "state-vector", "amplitudes", "reduced-density-matrix", "inverse", "inverse-twice", "power",
        "negative-power", "zero-power", "inverse-power", "reimport", "moved", "undone-when-moved",
    )  # fmt: skip

    def words(self, instructions: Iterable[Instruction]) -> Iterator[Word]:
        """The circuit, operation by operation."""
        for step in instructions:
            match step:
                case Gate():
                    yield step.name, step.wires, None
                case Shift():
                    yield f"{'X' if step.side == 'X' else 'Z'}**{step.constant}", (step.wire,), None
                case _:
                    yield from super().words([step])

    def qubits(self, program: Program) -> Any:
        """On which the circuit is."""
        import cirq

        return cirq.LineQid.range(program.wires, dimension=program.d)

    def gate(self, name: str, wires: Sequence[int], d: int) -> Any:
        """`XPowGate`, `ZPowGate`, or a matrix."""
        import cirq

        if "**" in name:
            return (cirq.XPowGate if name[0] == "X" else cirq.ZPowGate)(exponent=int(name[3:]), dimension=d)
        named, *back = name.split("-")
        matrix = matrices(d)[named]
        return cirq.MatrixGate(matrix.conj().T if back else matrix, qid_shape=(d,) * len(wires))

    def head(self, program: Program) -> list[str]:
        """First lines of a script: up to the qudits and their matrices."""
        text = QUDITS.format(d=program.d, n=program.wires)
        return [
            "from collections import Counter",
            "",
            "import cirq",
            "import numpy as np",
            "",
            *text.rstrip().splitlines(),
            "",
            "",
        ]

    def gate_text(self, name: str, wires: Sequence[int]) -> str:
        """A gate on its qudits, in a script."""
        if "**" in name:
            return f"cirq.{name[0]}PowGate(exponent={name[3:]}, dimension=d)(q[{wires[0]}])"
        return f'gate("{name}", {", ".join(map(str, wires))})'
