"""PennyLane: default.clifford, default.qubit, default.mixed, default.qutrit and default.qutrit.mixed."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Instruction, Program, Read, Scatter, Shift
from toytheory.adapting.refusals import refusing
from toytheory.adapting.words import Gate
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

from .qudit_gates import pauli_words

PHASE = np.diag(np.exp(2j * np.pi / 3 * np.array([0, 2, 8])))
"""omega^(x^2/2), 1/2 modulo 3."""

Word = tuple[str, tuple[int, ...]]
"""An operation of PennyLane, or the adjoint of one ("adjoint(S)"), and its wires."""

Terms = tuple[tuple[float, tuple[tuple[int, int, int], ...]], ...]
"""(weight, factors), a factor (system, a, b); a + 2b is 1 for Z, 2 for X, 3 for Y."""

QUBIT_GATES = {
    "fourier": "Hadamard", "phase": "adjoint(S)", "phase-inverse": "S", "sum": "CNOT", "cphase": "CZ", "swap": "SWAP",
}  # fmt: skip

TRANSFORMS = (
    "cancel_inverses", "commute_controlled", "merge_rotations", "single_qubit_fusion", "undo_swaps",
    "combine_global_phases", "compile",
)  # fmt: skip
"""Transforms that leave a circuit the same; the first two write no gate in others."""

CLOCKS = {"1": np.exp(2j * np.pi / 3 * np.arange(3)), "2": np.exp(-2j * np.pi / 3 * np.arange(3))}
"""Value of the control of `cphase` -> the diagonal of what is done to the other qutrit."""

QUTRIT_GATES = {"fourier": "adjoint(THadamard)", "phase": "phase", "sum": "TAdd", "cphase": "controlled"}


def channel_of(step: Scatter) -> tuple[Any, ...]:
    """`BitFlip`, `PhaseFlip`, `DepolarizingChannel` or `PauliError`, with arguments; CannotRun for other noise."""
    wires, weights = pauli_words(step)
    errors = {word: weight for word, weight in weights.items() if weight and set(word) != {"I"}}
    if len(wires) == 1 and len(errors) == 3 and len(set(errors.values())) == 1:
        return "DepolarizingChannel", 3 * errors["X"], wires[0]
    if len(errors) > 1:
        raise CannotRun("has noise of one product of Pauli matrices, or of all of one qubit alike")
    word, weight = next(iter(errors.items()), ("X" * len(wires), 0.0))
    if word in ("X", "Z"):
        return {"X": "BitFlip", "Z": "PhaseFlip"}[word], weight, wires[0]
    return "PauliError", word, weight, list(wires)


def sum_of(terms: Terms) -> Any:
    """`dot` of weights and products; a + 2b is 1 for Z, 2 for X, 3 for Y."""
    import pennylane as qml

    made = []
    for _, factors in terms:
        ops = [(qml.Identity, qml.Z, qml.X, qml.Y)[a + 2 * b](k) for k, a, b in factors]
        made.append(qml.prod(*ops) if len(ops) > 1 else ops[0])
    return qml.dot([weight for weight, _ in terms], made)


def pauli_letters(coefficients: Sequence[int]) -> str:
    """A letter for each qubit; a + 2b is 1 for Z, 2 for X, 3 for Y."""
    return "".join("IZXY"[a + 2 * b] for a, b in zip(coefficients[::2], coefficients[1::2], strict=True))


class PennyLaneDevice(GateAdapter):
    """A device for circuits of gates, read at the end."""

    midway = False
    resets = False
    needs = "pennylane"
    device_name = ""
    gate_names: Mapping[str, str] = QUBIT_GATES
    shift_names = ("PauliX", "PauliZ")
    transforms: tuple[str, ...] = TRANSFORMS[:3]

    def words(self, instructions: Iterable[Instruction]) -> Iterator[Word]:
        """The circuit, operation by operation."""
        for step in instructions:
            match step:
                case Gate(name="multiply"):
                    pass
                case Gate():
                    yield self.gate_names[step.name], step.wires
                case Shift():
                    yield from [(self.shift_names[step.side == "P"], (step.wire,))] * step.constant

    def queue(self, instructions: Iterable[Instruction], wires: int) -> Any:
        """Queue the operations, on so many wires; the last of them."""
        import pennylane as qml

        last: Any = None
        for step in instructions:
            if isinstance(step, Block):
                last = self.operated(step, wires)
            if isinstance(step, Scatter):
                name, *arguments = channel_of(step)
                last = getattr(qml, name)(*arguments)
            for name, where in self.words([step]):
                if name == "phase":
                    last = qml.QutritUnitary(PHASE, wires=where[0])
                elif name == "controlled":
                    for value, matrix in CLOCKS.items():
                        last = qml.ControlledQutritUnitary(
                            np.diag(matrix), control_wires=where[:1], wires=where[1:], control_values=value
                        )
                elif name.startswith("adjoint"):
                    last = qml.adjoint(getattr(qml, name[8:-1]))(wires=list(where))
                else:
                    last = getattr(qml, name)(wires=list(where))
        return last

    def operated(self, block: Block, wires: int) -> Any:
        """`adjoint` of a function that queues the gates, `pow` of one, `map_wires` of each; a whole is compiled."""
        import pennylane as qml

        if "compiled" in block.operation:
            return self.queue(block.instructions, wires)
        if block.operation == "moved":
            to, last = {k: (k + block.times) % wires for k in range(wires)}, None
            for operation in qml.tape.make_qscript(self.queue)(block.elsewhere(wires), wires).operations:
                last = qml.map_wires(operation, to, queue=True)
            return last
        if block.operation == "inverse":
            return qml.adjoint(self.queue)(block.instructions, wires)
        if self.operations(block) != 1:
            raise CannotRun("has powers of single gates")
        return qml.pow(self.queue(block.instructions, wires), block.times)

    def operations(self, block: Block) -> int:
        """How many operations it has, those of blocks inside among them."""
        inside = [step for step in block.instructions if isinstance(step, Block)]
        queued = (len(CLOCKS) if name == "controlled" else 1 for name, _ in self.words(block.instructions))
        return sum(queued) + sum(map(self.operations, inside))

    def returned(self, program: Program, measured: Callable[[], Any], shots: int | None = None, **options: Any) -> Any:
        """What a circuit returns that ends in this."""
        import pennylane as qml

        def circuit() -> Any:
            self.queue(program.instructions, program.wires)
            return measured()

        device = qml.device(self.device_name, wires=program.wires, **options)
        blocks = program.compilations
        if not blocks:
            with self.refusing(program):
                return np.asarray(qml.set_shots(qml.QNode(circuit, device), shots=shots)())
        return np.asarray(qml.execute([self.transformed(circuit, blocks[0], shots)], device)[0])

    def refusing(self, program: Program) -> Any:
        """Inverses and powers are of any gate, and devices say which they do not have; their own gates they must do."""
        import pennylane as qml

        if any(isinstance(step, Block) for step in program.instructions):
            return refusing(qml.exceptions.DeviceError, "not supported ")
        return contextlib.nullcontext()

    def transformed(self, circuit: Callable[[], Any], block: Block, shots: int | None) -> Any:
        """The tape that one of the transforms makes, or all of them in turn; or the one that they were given."""
        import pennylane as qml

        tape: Any = qml.tape.make_qscript(circuit, shots=shots)()
        way, found = block.times % (len(self.transforms) + 1), tape
        for name in self.transforms[way : way + 1] or self.transforms:
            (found,), _ = getattr(qml.transforms, name)(found)
        return found if block.operation == "compiled" else tape

    def made(self, program: Program) -> Program:
        """The program, which is run again for each query."""
        return program

    def state_vector(self, state: Program, program: Program) -> Any:
        """`state`."""
        import pennylane as qml

        return self.returned(program, qml.state)

    def reduced_density_matrix(self, state: Program, program: Program, systems: tuple[int, ...]) -> Any:
        """`density_matrix`."""
        import pennylane as qml

        return self.returned(program, lambda: qml.density_matrix(wires=list(systems)))

    def basis_probabilities(self, state: Program, program: Program, systems: tuple[int, ...]) -> Any:
        """`probs`."""
        import pennylane as qml

        return self.returned(program, lambda: qml.probs(wires=list(systems)))

    def string_probabilities(self, state: Program, program: Program, strings: tuple[tuple[int, ...], ...]) -> Any:
        """`expval` of `Projector`."""
        import pennylane as qml

        def chance(key: tuple[int, ...]) -> Any:
            return self.returned(program, lambda: qml.expval(qml.Projector(key, wires=range(program.wires))))

        return np.array([chance(key) for key in strings])

    def hermitian_mean(self, state: Program, program: Program, systems: tuple[int, ...], rows: Any) -> Any:
        """`expval` of `Hermitian`, or `THermitian`."""
        return self._of_matrix("expval", program, systems, rows)

    def hermitian_variance(self, state: Program, program: Program, systems: tuple[int, ...], rows: Any) -> Any:
        """`var` of it."""
        return self._of_matrix("var", program, systems, rows)

    def _of_matrix(self, kind: str, program: Program, systems: tuple[int, ...], rows: Any) -> Any:
        import pennylane as qml

        operator = qml.Hermitian if program.d == 2 else qml.THermitian
        return self.returned(program, lambda: getattr(qml, kind)(operator(np.array(rows), wires=list(systems))))

    def script(self, experiment: Experiment) -> str:
        """The circuit in PennyLane's own words; prints the probabilities of the wires that are read, in that order."""
        program = self.program(experiment)
        wires = list(dict.fromkeys(step.wire for step in program.instructions if isinstance(step, Read)))
        lines = ["import numpy as np", "import pennylane as qml", "", "np.set_printoptions(suppress=True)"]
        if "phase" in self.gate_names.values():
            lines += ["omega, x = np.exp(2j * np.pi / 3), np.arange(3)", "phase = np.diag(omega ** (2 * x * x % 3))"]
        lines += ["", "", f'@qml.qnode(qml.device("{self.device_name}", wires={program.wires}))', "def circuit():"]
        for step in program.instructions:
            if isinstance(step, Scatter):
                name, *arguments = channel_of(step)
                lines.append(f"    qml.{name}({', '.join(map(repr, arguments))})")
            for name, where in self.words([step]):
                if name == "phase":
                    lines.append(f"    qml.QutritUnitary(phase, wires={where[0]})")
                elif name == "controlled":
                    for value in CLOCKS:
                        lines += [
                            f"    clock = np.diag(omega ** ({value} * x))",
                            f"    wires = {{'control_wires': {where[0]}, 'wires': {where[1]}}}",
                            f"    qml.ControlledQutritUnitary(clock, **wires, control_values='{value}')",
                        ]
                elif name.startswith("adjoint"):
                    lines.append(f"    qml.adjoint(qml.{name[8:-1]})(wires={list(where)})")
                else:
                    lines.append(f"    qml.{name}(wires={list(where)})")
        lines += [f"    return qml.probs(wires={wires})", "", "", "print(circuit())"]
        return "\n".join(lines) + "\n"


class PennyLaneClifford(PennyLaneDevice):
    """`default.clifford`."""

    name = "pennylane-clifford"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    wires = 70
    device_name = "default.clifford"
    transforms: tuple[str, ...] = TRANSFORMS[:2]  # `merge_rotations` writes S^dagger by RZ, which the device has not
    asked: tuple[str, ...] = (
        "state-vector", "reduced-density-matrix", "basis-probabilities", "string-probabilities", "expectation",
        "variance", "hermitian-mean", "inverse", "inverse-twice", "power", "negative-power", "zero-power",
        "inverse-power",
        "sum-expectation", "compiled", "kept-when-compiled", "moved", "undone-when-moved",
    )  # fmt: skip

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Samples of the wires that are read."""
        import pennylane as qml

        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        wires = sorted(set(reads))
        if not reads:
            return np.zeros((shots, 0), dtype=np.int64)
        found = self.returned(program, lambda: qml.sample(wires=wires), shots, seed=seed)
        chosen: Matrix = found.reshape(shots, len(wires))[:, [wires.index(k) for k in reads]].astype(np.int64)
        return chosen

    def state_vector(self, state: Program, program: Program) -> Any:
        """`state` of a device that does not tell the tableau."""
        import pennylane as qml

        return self.returned(program, qml.state, tableau=False)

    def expectation(self, state: Program, program: Program, coefficients: tuple[int, ...]) -> Any:
        """`expval` of a product of Pauli matrices."""
        return self._of_product("expval", program, coefficients)

    def variance(self, state: Program, program: Program, coefficients: tuple[int, ...]) -> Any:
        """`var` of it."""
        return self._of_product("var", program, coefficients)

    def _of_product(self, kind: str, program: Program, coefficients: tuple[int, ...], *more: Any) -> Any:
        import pennylane as qml

        def measured() -> Any:
            for operation in more:
                qml.apply(operation)
            letters = dict(enumerate(pauli_letters(coefficients)))
            return getattr(qml, kind)(qml.pauli.PauliWord(letters).operation(range(len(letters))))

        return float(self.returned(program, measured))

    def sum_expectation(self, state: Program, program: Program, sums: tuple[Terms, ...]) -> Any:
        """`expval` of `dot`, with products by `prod`."""
        import pennylane as qml

        def mean(terms: Terms) -> float:
            return float(self.returned(program, lambda: qml.expval(sum_of(terms))))

        return [mean(terms) for terms in sums]


class PennyLaneQubits(PennyLaneClifford):
    """`default.qubit`, state vectors."""

    name = "pennylane-qubit"
    wires = 10
    device_name = "default.qubit"
    transforms = TRANSFORMS
    asked: tuple[str, ...] = (
        *PennyLaneClifford.asked, "hermitian-variance", "rotated-mean", "diagonal-mean", "permuted-mean",
    )  # fmt: skip

    def rotated_mean(self, state: Program, program: Program, about: tuple[int, ...], asked: tuple[int, ...]) -> Any:
        """`expval` after `PauliRot`."""
        import pennylane as qml

        return self._of_product(
            "expval", program, asked, qml.PauliRot(np.pi / 2, pauli_letters(about), wires=range(len(about) // 2))
        )

    def diagonal_mean(
        self, state: Program, program: Program, systems: tuple[int, ...], quarters: tuple[int, ...], written: bool,
        asked: tuple[int, ...],
    ) -> Any:  # fmt: skip
        """`expval` after `DiagonalQubitUnitary`, or its `decomposition`."""
        import pennylane as qml

        gate = qml.DiagonalQubitUnitary(1j ** np.array(quarters), wires=list(systems))
        return self._of_product("expval", program, asked, *(gate.decomposition() if written else [gate]))

    def permuted_mean(self, state: Program, program: Program, permutation: tuple[int, ...], asked: Any) -> Any:
        """`expval` after `Permute`, which names for each place the wire that comes there."""
        import pennylane as qml

        if len(permutation) < 2:
            return self.expectation(state, program, asked)
        gate = qml.Permute(np.argsort(permutation).tolist(), wires=range(len(permutation)))
        return self._of_product("expval", program, asked, gate)

    def state_vector(self, state: Program, program: Program) -> Any:
        """`state`."""
        import pennylane as qml

        return self.returned(program, qml.state)


class PennyLaneLightning(PennyLaneQubits):
    """`lightning.qubit`, state vectors in compiled code."""

    name = "pennylane-lightning"
    device_name = "lightning.qubit"
    needs = "pennylane_lightning"


class PennyLaneReference(PennyLaneQubits):
    """`reference.qubit`, which is for tests of devices; it writes circuits in few gates first."""

    name = "pennylane-reference"
    device_name = "reference.qubit"
    wires = 8


class PennyLaneQutrit(PennyLaneDevice):
    """`default.qutrit`; `phase` is a matrix, since there is no such gate."""

    name = "pennylane-qutrit"
    dimensions = frozenset({3})
    gates = BASIC | {"cphase"}
    wires = 8
    device_name = "default.qutrit"
    gate_names = QUTRIT_GATES
    shift_names = ("TShift", "TClock")
    transforms = TRANSFORMS[:2]
    asked: tuple[str, ...] = (
        "state-vector", "reduced-density-matrix", "basis-probabilities", "hermitian-mean", "hermitian-variance",
        "inverse", "inverse-twice", "power", "negative-power", "zero-power", "inverse-power", "compiled",
        "kept-when-compiled", "moved", "undone-when-moved",
    )  # fmt: skip

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Of the wires that are read."""
        import pennylane as qml

        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        wires = list(dict.fromkeys(reads))
        if not reads:
            return {(): 1.0}
        found = self.returned(program, lambda: qml.probs(wires=wires))
        values = itertools.product(range(program.d), repeat=len(wires))
        return {
            tuple(key[wires.index(k)] for k in reads): float(p)
            for key, p in zip(values, found, strict=True)
            if p > 1e-12
        }


class PennyLaneQutritMixed(PennyLaneQutrit):
    """`default.qutrit.mixed`."""

    name = "pennylane-qutrit-mixed"
    device_name = "default.qutrit.mixed"
    wires = 5
    asked: tuple[str, ...] = PennyLaneQutrit.asked[1:]


class PennyLaneMixed(PennyLaneDevice):
    """`default.mixed`, density matrices of qubits, with noise channels."""

    name = "pennylane-mixed"
    dimensions = frozenset({2})
    gates = PennyLaneClifford.gates
    wires = 6
    noise = True  # exactly
    device_name = "default.mixed"
    asked: tuple[str, ...] = PennyLaneQutritMixed.asked
    probabilities = PennyLaneQutrit.probabilities
