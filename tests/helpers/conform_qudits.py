"""A small simulator of qudits that answers every question, and copies of it that answer one wrongly."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from quantum_ref.hilbert.questions import answered, reduced
from quantum_ref.hilbert.unitaries import displacement, named_unitary
from toytheory.adapting import Block, Gate, GateAdapter, Program, Read, Shift


class Dense(GateAdapter):
    """State vectors; gates are applied to all qudits as matrices.

    Parameters
    ----------
    wrong : the question that is answered wrongly, if any.
    """

    name = "dense-qudits"
    dimensions = frozenset({2, 3, 5})
    midway = resets = False
    wires = 6
    largest_space = 1000
    asked = (
        "amplitudes", "basis-probabilities", "deterministic", "expectation", "hermitian-mean", "hermitian-variance",
        "reduced-density-matrix", "rotated-mean", "state-vector", "string-probabilities", "variance",
        "common-elements", "diagonal-mean", "equal-when-joined", "gates-are-diagonal", "moved", "permuted-mean",
        "undone-when-moved", "weyl-product",
        "sum-expectation", "compiled", "kept-when-compiled", "inverse", "inverse-power", "inverse-twice", "power",
        "negative-power", "zero-power", "reimport", "certain-sums",
    )  # fmt: skip

    def __init__(self, wrong: str = "") -> None:
        self.wrong = wrong

    def unitary(self, program: Program, instructions: Any) -> Any:
        """Of some instructions, (d^n, d^n)."""
        d, n = program.d, program.wires
        total = np.eye(d**n, dtype=complex)
        for step in instructions:
            match step:
                case Gate(name=name, wires=wires):
                    matrix = named_unitary(name, d)
                case Shift(wire=wire, side=side, constant=c):
                    matrix, wires = displacement(*((c, 0) if side == "X" else (0, c)), d), (wire,)
                case Block():
                    total = self.operated(self.unitary(program, step.instructions), step) @ total
                    continue
                case Read():
                    continue
            k = len(wires)
            there = total.reshape((d,) * n + (-1,))
            moved = np.tensordot(matrix.reshape((d,) * (2 * k)), there, (range(k, 2 * k), wires))
            total = np.moveaxis(moved, range(k), wires).reshape(d**n, -1)
        return total

    def operated(self, unitary: Any, block: Block) -> Any:
        inner = [step.operation for step in block.instructions if isinstance(step, Block)]
        sign = "zero-" * (block.times == 0) or "negative-" * (block.times < 0)
        what = sign * (block.operation == "power") + "-".join([*inner, block.operation])
        names = {"inverse-inverse": "inverse-twice", "moved-inverse": "undone-when-moved"}
        wrong = names.get(what, what) == self.wrong
        match block.operation:
            case "inverse":
                return unitary.T if wrong else unitary.conj().T
            case "power":
                return np.linalg.matrix_power(unitary, block.times + wrong)
        return np.eye(len(unitary)) if wrong else unitary

    def probabilities(self, program: Program) -> Any:
        state = self.made(program).reshape((program.d,) * program.wires)
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        found: dict[tuple[int, ...], float] = {}
        for key in itertools.product(range(program.d), repeat=program.wires):
            told = tuple(key[wire] for wire in reads)
            found[told] = found.get(told, 0.0) + abs(state[key]) ** 2
        return {key: p for key, p in found.items() if p > 1e-9}

    def certain_sums(self, program: Program) -> Any:
        readings = np.array(list(self.probabilities(program)))
        combined = itertools.product(range(program.d), repeat=len(program.reads))
        found = [(*row, values[0]) for row in combined if len(values := np.unique(readings @ row % program.d)) == 1]
        return np.array(found) + np.eye(len(program.reads) + 1)[-1] * (self.wrong == "certain-sums")

    def made(self, program: Program) -> Any:
        return self.unitary(program, program.instructions)[:, 0] * np.exp(0.3j)  # a phase in front means nothing

    def answers(self, experiment: Any, asked: Any) -> Any:
        self.d = experiment.d
        return super().answers(experiment, asked)

    def _answer(self, name: str, state: Any, *arguments: Any) -> Any:
        found = answered(name, np.outer(state, state.conj()), self.d, *arguments)
        if name != self.wrong:
            return found
        return (
            (not found) if isinstance(found, bool) else np.asarray(found)[..., ::-1] if np.ndim(found) else found - 1j
        )

    def whole(self, program: Program, coefficients: Any) -> Any:
        """Of all wires."""
        return (*coefficients, *(0,) * (2 * program.wires - len(coefficients)))

    def amplitudes(self, state: Any, program: Program, strings: Any) -> Any:
        return self._answer("amplitudes", state, strings)

    def string_probabilities(self, state: Any, program: Program, strings: Any) -> Any:
        systems = tuple(range(len(strings[0])))
        rho = reduced(np.outer(state, state.conj()), self.d, systems)
        found = answered("string-probabilities", rho, self.d, strings)
        return found[::-1] if self.wrong == "string-probabilities" else found

    def hermitian_mean(self, state: Any, program: Program, systems: Any, rows: Any) -> Any:
        return self._answer("hermitian-mean", state, systems, rows)

    def hermitian_variance(self, state: Any, program: Program, systems: Any, rows: Any) -> Any:
        return self._answer("hermitian-variance", state, systems, rows)

    def variance(self, state: Any, program: Program, coefficients: Any) -> Any:
        return self._answer("variance", state, self.whole(program, coefficients))

    def rotated_mean(self, state: Any, program: Program, about: Any, asked: Any) -> Any:
        return self._answer("rotated-mean", state, self.whole(program, about), self.whole(program, asked))

    def diagonal_mean(self, state: Any, program: Program, systems: Any, quarters: Any, written: Any, asked: Any) -> Any:
        ordered = systems if self.wrong != "diagonal-mean" or not written else systems[::-1]
        rho = np.outer(state, state.conj())
        return answered("diagonal-mean", rho, self.d, ordered, quarters, written, self.whole(program, asked))

    def equal_when_joined(self, state: Any, program: Program, joined: int, left: int) -> Any:
        return self._answer("equal-when-joined", state, joined, left)

    def common_elements(self, state: Any, program: Program, pairs: Any) -> Any:
        found = np.array(answered("common-elements", np.eye(1), self.d, pairs))
        return found + 1 if self.wrong == "common-elements" else found

    def gates_are_diagonal(self, state: Any, program: Program, side: str, gates: Any) -> Any:
        systems = 1 + max(k for _, where in gates for k in where)
        found = answered("gates-are-diagonal", np.eye(self.d**systems), self.d, side, gates)
        return found != (self.wrong == "gates-are-diagonal")

    def permuted_mean(self, state: Any, program: Program, permutation: Any, asked: Any) -> Any:
        rho = reduced(np.outer(state, state.conj()), self.d, range(len(permutation)))
        to = np.argsort(permutation) if self.wrong == "permuted-mean" else permutation
        return answered("permuted-mean", rho, self.d, to, asked)

    def weyl_product(self, state: Any, program: Program, factors: Any) -> Any:
        ordered = factors[::-1] if self.wrong == "weyl-product" else factors
        return answered("weyl-product", np.eye(1), self.d, ordered)

    def state_vector(self, state: Any, program: Program) -> Any:
        return self._answer("state-vector", state)

    def reduced_density_matrix(self, state: Any, program: Program, systems: Any) -> Any:
        return self._answer("reduced-density-matrix", state, systems)

    def basis_probabilities(self, state: Any, program: Program, systems: Any) -> Any:
        return self._answer("basis-probabilities", state, systems)

    def expectation(self, state: Any, program: Program, coefficients: Any) -> Any:
        return self._answer("expectation", state, self.whole(program, coefficients))

    def sum_expectation(self, state: Any, program: Program, sums: Any) -> Any:
        found = answered("sum-expectation", np.outer(state, state.conj()), self.d, sums)
        return found + np.array([0, 1, 0]) if self.wrong == "sum-expectation" else found

    def deterministic(self, state: Any, program: Program, system: int) -> Any:
        return self._answer("deterministic", state, system)
