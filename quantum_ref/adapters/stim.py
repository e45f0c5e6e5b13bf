"""Stim: its frame sampler, and its tableau simulator shot by shot."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from operator import mul
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Program, Read, Reset, Scatter, Shift
from toytheory.adapting.words import Gate
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

GATES = {"fourier": "H", "phase": "S_DAG", "phase-inverse": "S", "sum": "CX", "cphase": "CZ", "swap": "SWAP"}


Operated = Callable[[str, Block], Any]
"""A text and what is to be done to it -> a `stim.Circuit`."""


def by_circuits(text: str, block: Block) -> Any:
    """`Circuit.inverse`, `Circuit * times`, `Circuit.to_file` and `from_file`."""
    import stim

    circuit = stim.Circuit(text)
    match block.operation:
        case "inverse":
            return circuit.inverse()
        case "power":
            return circuit * block.times
        case "compiled":
            return circuit.decomposed()
        case "kept-when-compiled":
            circuit.decomposed()
            return circuit
    file = io.StringIO()
    circuit.to_file(file)
    file.seek(0)
    return stim.Circuit.from_file(file)


def by_tableaus(text: str, block: Block) -> Any:
    """`Tableau.inverse`, `Tableau ** times`, `Tableau.to_circuit` and `from_circuit`."""
    import stim

    tableau = stim.Tableau.from_circuit(stim.Circuit(text))
    match block.operation:
        case "inverse":
            return tableau.inverse().to_circuit()
        case "power":
            return (tableau**block.times).to_circuit()
    return tableau.to_circuit()


def circuit_of(program: Program, operated: Operated = by_circuits) -> str:
    """The program in Stim's language; every reading is a record."""
    lines: list[str] = []
    records: list[str] = []
    for step in program.instructions:
        match step:
            case Gate(name="multiply"):
                pass
            case Gate():
                lines.append(f"{GATES[step.name]} {' '.join(map(str, step.wires))}")
            case Shift():
                lines += [f"{step.side if step.side == 'X' else 'Z'} {step.wire}"] * (step.constant % 2)
                letter = "CX" if step.side == "X" else "CZ"
                for name, factor in step.terms:
                    back = records.index(name) - len(records)
                    lines += [f"{letter} rec[{back}] {step.wire}"] * (factor % 2)
            case Read():
                lines.append(f"M {step.wire}")
                records.append(step.name)
            case Reset():
                lines.append(f"R {step.wire}")
            case Scatter():
                lines += _errors(step)
            case Block():
                lines.append(str(operated(circuit_of(replace(program, instructions=step.instructions)), step)))
    return "\n".join(lines)


def pauli_string(coefficients: Sequence[int], value: int = 0) -> Any:
    """A `PauliString`, with the sign - for an odd value; a + 2b is 1 for Z, 2 for X, 3 for Y."""
    import stim

    letters = ("_ZXY"[a + 2 * b] for a, b in zip(coefficients[::2], coefficients[1::2], strict=True))
    return stim.PauliString("+-"[value % 2] + "".join(letters))


def _errors(step: Scatter) -> list[str]:
    """A chain of correlated errors, of which at most one happens."""
    lines: list[str] = []
    left = 1.0
    for shift, weight in step.weights:
        by = dict(zip(step.coordinates, shift, strict=True))
        letters = []
        for wire in sorted({c // 2 for c in step.coordinates}):
            letter = {(0, 0): "", (1, 0): "X", (0, 1): "Z", (1, 1): "Y"}[
                by.get(2 * wire, 0) % 2, by.get(2 * wire + 1, 0) % 2
            ]
            letters += [f"{letter}{wire}"] * bool(letter)
        if letters:
            name = "ELSE_CORRELATED_ERROR" if lines else "CORRELATED_ERROR"
            lines.append(f"{name}({min(1.0, float(weight) / left)}) {' '.join(letters)}")
            left -= float(weight)
    return lines


class StimFrames(GateAdapter):
    """`Circuit.compile_sampler`: a reference sample and Pauli frames."""

    name = "stim-frames"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    feed_forward = True
    noise = True
    needs = "stim"
    asked: tuple[str, ...] = (
        "inverse", "inverse-twice", "power", "zero-power", "inverse-power", "reimport", "compiled",
        "kept-when-compiled", "certain-sums",
    )  # fmt: skip
    last_lines: tuple[str, ...] = ("print(circuit.compile_sampler(seed=0).sample(20).astype(int))",)

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Records."""
        import stim

        circuit = stim.Circuit(circuit_of(program))
        if not program.reads:
            return np.zeros((shots, 0), dtype=np.int64)
        return np.asarray(circuit.compile_sampler(seed=seed).sample(shots), dtype=np.int64)

    def certain_sums(self, program: Program) -> Matrix:
        """`flow_generators` without input and output, of the circuit between resets; M and R of a qubit make MR."""
        import stim

        resets = f"R {' '.join(map(str, range(program.wires)))}\nTICK"
        text = re.sub(r"^M (\d+)\nR \1$", r"MR \1", circuit_of(program), flags=re.MULTILINE)
        flows = stim.Circuit(f"{resets}\n{text}\nTICK\n{resets}").flow_generators()
        rows = np.zeros((len(flows), len(program.reads) + 1), dtype=np.int64)
        kept = []
        for row, flow in zip(rows, flows, strict=True):
            ends = flow.input_copy(), flow.output_copy()
            if not any(end.weight for end in ends):
                kept.append(row)
                row[flow.measurements_copy()] = 1
                row[-1] = (ends[0].sign * ends[1].sign).real < 0
        return np.array(kept, dtype=np.int64).reshape(len(kept), rows.shape[1])

    def script(self, experiment: Experiment) -> str:
        """The circuit, sampled."""
        text = circuit_of(self.program(experiment))
        lines = ["import stim", "", f'circuit = stim.Circuit("""\n{text}\n""")']
        return "\n".join([*lines, *self.last_lines, ""])


class StimTableau(StimFrames):
    """`TableauSimulator`, one for each shot."""

    name = "stim-tableau"
    asked = (
        "state-vector",
        "expectation",
        "deterministic",
        "inverse",
        "inverse-twice",
        "power",
        "negative-power",
        "zero-power",
        "inverse-power",
        "reimport",
        "weyl-product",
    )
    last_lines = (
        "for seed in range(20):",
        "    simulator = stim.TableauSimulator(seed=seed)",
        "    simulator.do(circuit)",
        "    print([int(bit) for bit in simulator.current_measurement_record()])",
    )

    def made(self, program: Program) -> Any:
        """The simulator after the circuit."""
        import stim

        simulator = stim.TableauSimulator()
        simulator.set_num_qubits(program.wires)
        simulator.do(stim.Circuit(circuit_of(program)))
        return simulator

    def state_vector(self, simulator: Any, program: Program) -> Any:
        """`state_vector`, the first qubit most significant."""
        return simulator.state_vector(endian="big")

    def expectation(self, simulator: Any, program: Program, coefficients: tuple[int, ...]) -> int:
        """`peek_observable_expectation`."""
        return int(simulator.peek_observable_expectation(pauli_string(coefficients)))

    def weyl_product(self, simulator: Any, program: Program, factors: Any) -> Any:
        """`to_unitary_matrix` of a product of `PauliString`s, the first qubit most significant."""
        return reduce(mul, (pauli_string(row, value) for value, row in factors)).to_unitary_matrix(endian="big")

    def deterministic(self, simulator: Any, program: Program, system: int) -> bool:
        """Whether `peek_z` is not 0."""
        return bool(simulator.peek_z(system))

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Records."""
        import stim

        circuit = stim.Circuit(circuit_of(program, by_tableaus))
        seeds = np.random.default_rng(seed).integers(0, 2**62, shots)
        rows: list[Any] = []
        for each in seeds.tolist():
            simulator = stim.TableauSimulator(seed=each)
            simulator.do(circuit)
            rows.append(simulator.current_measurement_record())
        return np.array(rows, dtype=np.int64).reshape(shots, len(program.reads))
