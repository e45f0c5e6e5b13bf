"""Stim: its frame sampler, and its tableau simulator shot by shot."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program, Read, Reset, Scatter, Shift
from toytheory.adapting.words import Gate
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

GATES = {"fourier": "H", "phase": "S_DAG", "phase-inverse": "S", "sum": "CX", "cphase": "CZ", "swap": "SWAP"}


def circuit_of(program: Program) -> str:
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
    return "\n".join(lines)


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

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Records."""
        import stim

        circuit = stim.Circuit(circuit_of(program))
        if not program.reads:
            return np.zeros((shots, 0), dtype=np.int64)
        return np.asarray(circuit.compile_sampler(seed=seed).sample(shots), dtype=np.int64)

    def script(self, experiment: Experiment) -> str:
        """The circuit, sampled."""
        text = circuit_of(self.program(experiment))
        lines = ["import stim", "", f'circuit = stim.Circuit("""\n{text}\n""")']
        return "\n".join([*lines, "print(circuit.compile_sampler(seed=0).sample(20))", ""])


class StimTableau(StimFrames):
    """`TableauSimulator`, one for each shot."""

    name = "stim-tableau"

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Records."""
        import stim

        circuit = stim.Circuit(circuit_of(program))
        seeds = np.random.default_rng(seed).integers(0, 2**62, shots)
        rows: list[Any] = []
        for each in seeds.tolist():
            simulator = stim.TableauSimulator(seed=each)
            simulator.do(circuit)
            rows.append(simulator.current_measurement_record())
        return np.array(rows, dtype=np.int64).reshape(shots, len(program.reads))
