"""Paulimer: its simulations of stabilizer circuits, a new one for each run or one of all outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Instruction, Program, Read, Shift
from toytheory.adapting.words import Gate
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

OPCODES = {
    "fourier": "Hadamard", "phase": "SqrtZInv", "phase-inverse": "SqrtZ", "sum": "ControlledX", "cphase": "ControlledZ",
    "swap": "Swap",
}  # fmt: skip


LETTERS = {"I": ((1, 0), (0, 1)), "X": ((0, 1), (1, 0)), "Y": ((0, -1j), (1j, 0)), "Z": ((1, 0), (0, -1))}


def clifford_of(block: Block, wires: int) -> Any:
    """A part as a `CliffordUnitary` of all qubits, inverted, raised to a power, moved, or made of its images again."""
    import paulimer

    made = paulimer.CliffordUnitary.identity(wires)
    for step in block.elsewhere(wires) if block.operation == "moved" else block.instructions:
        match step:
            case Block():
                made = clifford_of(step, wires) * made
            case Shift():
                opcode = paulimer.UnitaryOpcode.X if step.side == "X" else paulimer.UnitaryOpcode.Z
                for _ in range(step.constant % 2):
                    made.left_mul(opcode, [step.wire])
            case Gate() if step.name != "multiply":
                made.left_mul(getattr(paulimer.UnitaryOpcode, OPCODES[step.name]), list(step.wires))
    match block.operation:
        case "inverse":
            return made.inverse()
        case "power":
            return made**block.times
        case "moved":
            whole = paulimer.CliffordUnitary.identity(wires)
            whole.left_mul_clifford(made, [(wire + block.times) % wires for wire in range(wires)])
            return whole
    images = [image(k) for image in (made.image_x, made.image_z) for k in range(wires)]
    try:
        return paulimer.CliffordUnitary.from_images(images)
    except BaseException as panic:  # a panic of Rust is no `Exception`
        if type(panic).__name__ != "PanicException":
            raise
        raise RuntimeError(f"it panicked: {panic}") from panic


def text_of(coefficients: Sequence[int], minus: bool = False) -> str:
    """A Pauli product as a dense text; a + 2b is 1 for Z, 2 for X, 3 for Y."""
    pairs = zip(coefficients[::2], coefficients[1::2], strict=True)
    return "-" * minus + "".join("IZXY"[a + 2 * b] for a, b in pairs)


def calls(instructions: Iterable[Instruction], reads: tuple[str, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    """Methods of the simulation and their arguments: opcodes and Pauli products by name, parts as they are."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    for step in instructions:
        match step:
            case Gate(name="multiply"):
                pass
            case Gate():
                found.append(("apply_unitary", (OPCODES[step.name], list(step.wires))))
            case Shift():
                pauli = f"{'X' if step.side == 'X' else 'Z'}{step.wire}"
                found += [("apply_pauli", (pauli,))] * (step.constant % 2)
                outcomes = [reads.index(name) for name, factor in step.terms if factor % 2]
                found += [("apply_conditional_pauli", (pauli, outcomes))] * bool(outcomes)
            case Read():
                found.append(("measure", (f"Z{step.wire}",)))
            case Block():
                found.append(("apply_clifford", (step,)))
    return found


class Paulimer(GateAdapter):
    """`OutcomeSpecificSimulation`; it has no resets."""

    name = "paulimer"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    resets = False
    feed_forward = True
    wires = 600
    needs = "paulimer"
    asked: tuple[str, ...] = (
        "expectation", "deterministic", "permuted-mean", "weyl-product", "common-elements", "gates-are-diagonal",
        "inverse", "inverse-twice", "power", "negative-power", "zero-power", "inverse-power", "reimport", "moved",
        "undone-when-moved",
    )  # fmt: skip

    def begun(self, wires: int, seed: int) -> Any:
        """A simulation of these qubits."""
        import paulimer

        return paulimer.OutcomeSpecificSimulation.new_with_seeded_random_outcomes(wires, seed=seed)

    def simulation(self, program: Program, seed: int) -> Any:
        """After all steps."""
        import paulimer

        simulation = self.begun(program.wires, seed)
        for method, (what, *more) in calls(program.instructions, program.reads):
            if method == "apply_clifford":
                simulation.apply_clifford(clifford_of(what, program.wires))
                continue
            made = getattr(paulimer.UnitaryOpcode, what) if method == "apply_unitary" else paulimer.SparsePauli(what)
            getattr(simulation, method)(made, *more)
        return simulation

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """The outcome vector of each run."""
        seeds = np.random.default_rng(seed).integers(0, 2**31, shots)
        rows = [list(self.simulation(program, each).outcome_vector) for each in seeds.tolist()]
        return np.array(rows, dtype=np.int64).reshape(shots, len(program.reads))

    def made(self, program: Program) -> Any:
        """The simulation."""
        return self.simulation(program, 0)

    def expectation(self, simulation: Any, program: Program, coefficients: tuple[int, ...]) -> int:
        """Whether a Pauli product is a stabilizer, with the sign + or any; a + 2b is 1 for Z, 2 for X, 3 for Y."""
        import paulimer

        kinds = [a + 2 * b for a, b in zip(coefficients[::2], coefficients[1::2], strict=True)]
        text = " ".join(f"{'IZXY'[kind]}{k}" for k, kind in enumerate(kinds) if kind)
        pauli = paulimer.SparsePauli(text) if text else paulimer.SparsePauli.identity()
        if not simulation.is_stabilizer(pauli, ignore_sign=True):
            return 0
        return 1 if simulation.is_stabilizer(pauli) else -1

    def permuted_mean(
        self, simulation: Any, program: Program, permutation: tuple[int, ...], asked: tuple[int, ...]
    ) -> int:
        """The same after `apply_permutation`, "where qubit i goes to position permutation[i]"."""
        after = self.made(program)
        after.apply_permutation(list(permutation), list(range(len(permutation))))
        return self.expectation(after, program, asked)

    def weyl_product(self, simulation: Any, program: Program, factors: Any) -> Any:
        """Of `DensePauli`; its phase and letters are made a matrix here."""
        import paulimer

        made = [paulimer.DensePauli(text_of(row, value % 2 == 1)) for value, row in factors]
        product = reduce(lambda left, right: left * right, made)
        matrix: Any = np.eye(1)
        for letter in product.characters:
            matrix = np.kron(matrix, np.array(LETTERS[letter]))
        return product.phase * matrix

    def common_elements(self, simulation: Any, program: Program, pairs: Any) -> list[int]:
        """Elements of the intersection of two `PauliGroup`s."""
        import paulimer

        def group(factors: Any) -> Any:
            texts = [text_of(row, value % 2 == 1) for value, row in factors]
            return paulimer.PauliGroup([paulimer.SparsePauli(text) for text in texts])

        return [len(list((group(one) & group(other)).elements)) for one, other in pairs]

    def gates_are_diagonal(self, simulation: Any, program: Program, side: str, gates: Any) -> bool:
        """`CliffordUnitary.is_diagonal`."""
        import paulimer

        made = paulimer.CliffordUnitary.identity(1 + max(k for _, wires in gates for k in wires))
        for name, wires in gates:
            opcode = {"X": "X", "P": "Z"}.get(name) or OPCODES[name]
            made.left_mul(getattr(paulimer.UnitaryOpcode, opcode), list(wires))
        return bool(made.is_diagonal("Z" if side == "X" else "X"))

    def deterministic(self, simulation: Any, program: Program, system: int) -> bool:
        """Whether Z of the qubit is a stabilizer, with any sign."""
        import paulimer

        return bool(simulation.is_stabilizer(paulimer.SparsePauli(f"Z{system}"), ignore_sign=True))

    def script(self, experiment: Experiment) -> str:
        """The circuit in Paulimer's own words; prints the outcomes of 20 runs."""
        program = self.program(experiment)
        lines = [
            "from paulimer import OutcomeSpecificSimulation, SparsePauli, UnitaryOpcode",
            "",
            "for seed in range(20):",
            f"    simulation = OutcomeSpecificSimulation.new_with_seeded_random_outcomes({program.wires}, seed=seed)",
        ]
        for method, (what, *more) in calls(program.instructions, program.reads):
            made = f"UnitaryOpcode.{what}" if method == "apply_unitary" else f'SparsePauli("{what}")'
            lines.append(f"    simulation.{method}({', '.join([made, *map(repr, more)])})")
        return "\n".join([*lines, "    print(list(simulation.outcome_vector))"]) + "\n"


class PaulimerComplete(Paulimer):
    """`OutcomeCompleteSimulation`: outcomes are sums of random bits."""

    name = "paulimer-complete"
    asked = ("expectation", "deterministic")

    def begun(self, wires: int, seed: int) -> Any:
        """A simulation of all outcomes."""
        import paulimer

        return paulimer.OutcomeCompleteSimulation(wires)

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """`outcome_matrix` times random bits, and `outcome_shift`."""
        simulation = self.simulation(program, 0)
        bits = simulation.random_bit_count
        made = np.array([[int(row[k]) for k in range(bits)] for row in simulation.outcome_matrix.rows], dtype=np.int64)
        shift = np.array([int(bit) for bit in simulation.outcome_shift], dtype=np.int64)
        drawn = np.random.default_rng(seed).integers(0, 2, (shots, bits))
        found: Matrix = (drawn @ made.reshape(len(shift), bits).T + shift) % 2
        return found

    def script(self, experiment: Experiment) -> str:
        """The circuit in Paulimer's own words; prints the matrix and the shift of the outcomes."""
        text = super().script(experiment).replace("OutcomeSpecificSimulation", "OutcomeCompleteSimulation")
        text = text.replace(".new_with_seeded_random_outcomes", "").replace(", seed=seed)", ")").replace("20", "1")
        return text.replace("list(simulation.outcome_vector)", "simulation.outcome_matrix, simulation.outcome_shift")
