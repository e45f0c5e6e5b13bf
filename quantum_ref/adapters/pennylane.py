"""PennyLane: default.clifford, default.qutrit and default.gaussian."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.modes import ModeAdapter, Selected
from toytheory.adapting.program import Block, Instruction, Program, Read, Scatter, Shift
from toytheory.adapting.words import Gate
from toytheory.backend import MODE_STEPS
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Amplify,
    Condition,
    Displace,
    GaussianNoise,
    Loss,
    Prepare,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix

from .qudit_gates import pauli_words

PHASE = np.diag(np.exp(2j * np.pi / 3 * np.array([0, 2, 8])))
"""omega^(x^2/2), 1/2 modulo 3."""

Word = tuple[str, tuple[int, ...]]
"""An operation of PennyLane, or the adjoint of one ("adjoint(S)"), and its wires."""

QUBIT_GATES = {
    "fourier": "Hadamard", "phase": "adjoint(S)", "phase-inverse": "S", "sum": "CNOT", "cphase": "CZ", "swap": "SWAP",
}  # fmt: skip

TRANSFORMS = (
    "cancel_inverses", "commute_controlled", "merge_rotations", "single_qubit_fusion", "combine_global_phases",
    "compile",
)  # fmt: skip
"""Transforms that leave a circuit the same; the first of them write no gate in others."""

QUTRIT_GATES = {"fourier": "adjoint(THadamard)", "phase": "phase", "sum": "TAdd"}


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
    transforms = len(TRANSFORMS)

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

    def queue(self, instructions: Iterable[Instruction]) -> Any:
        """Queue the operations; the last of them."""
        import pennylane as qml

        last: Any = None
        for step in instructions:
            if isinstance(step, Block):
                self.operated(step)
            if isinstance(step, Scatter):
                name, *arguments = channel_of(step)
                last = getattr(qml, name)(*arguments)
            for name, wires in self.words([step]):
                if name == "phase":
                    last = qml.QutritUnitary(PHASE, wires=wires[0])
                elif name.startswith("adjoint"):
                    last = qml.adjoint(getattr(qml, name[8:-1]))(wires=list(wires))
                else:
                    last = getattr(qml, name)(wires=list(wires))
        return last

    def operated(self, block: Block) -> None:
        """`adjoint` of a function that queues the gates, a transform of it, `pow` of one of them."""
        import pennylane as qml

        if block.operation == "inverse":
            qml.adjoint(self.queue)(block.instructions)
        elif block.operation == "compile":
            known = TRANSFORMS[: self.transforms]
            getattr(qml.transforms, known[block.times % len(known)])(self.queue)(block.instructions)
        elif len(list(self.words(block.instructions))) == 1:
            qml.pow(self.queue(block.instructions), block.times)
        else:
            raise CannotRun("has powers of single gates")

    def returned(self, program: Program, measured: Callable[[], Any], shots: int | None = None, **options: Any) -> Any:
        """What a circuit returns that ends in this."""
        import pennylane as qml

        def circuit() -> Any:
            self.queue(program.instructions)
            return measured()

        device = qml.device(self.device_name, wires=program.wires, **options)
        return np.asarray(qml.set_shots(qml.QNode(circuit, device), shots=shots)())

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

        def probability(string: tuple[int, ...]) -> Any:
            return self.returned(program, lambda: qml.expval(qml.Projector(string, wires=range(program.wires))))

        return np.array([probability(string) for string in strings])

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
            lines.append("phase = np.diag(np.exp(2j * np.pi / 3 * np.array([0, 2, 8])))")
        lines += ["", "", f'@qml.qnode(qml.device("{self.device_name}", wires={program.wires}))', "def circuit():"]
        for step in program.instructions:
            if isinstance(step, Scatter):
                name, *arguments = channel_of(step)
                lines.append(f"    qml.{name}({', '.join(map(repr, arguments))})")
            for name, where in self.words([step]):
                if name == "phase":
                    lines.append(f"    qml.QutritUnitary(phase, wires={where[0]})")
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
    asked: tuple[str, ...] = (
        "state-vector", "reduced-density-matrix", "basis-probabilities", "string-probabilities", "expectation",
        "variance", "hermitian-mean", "inverse", "inverse-twice", "power", "negative-power", "zero-power",
        "inverse-power",
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

    def _of_product(self, kind: str, program: Program, coefficients: tuple[int, ...], *turned: Any) -> Any:
        import pennylane as qml

        def measured() -> Any:
            for word in turned:
                qml.PauliRot(np.pi / 2, word, wires=range(len(word)))
            letters = dict(enumerate(pauli_letters(coefficients)))
            return getattr(qml, kind)(qml.pauli.PauliWord(letters).operation(range(len(letters))))

        return float(self.returned(program, measured))


class PennyLaneQubits(PennyLaneClifford):
    """`default.qubit`, state vectors."""

    name = "pennylane-qubit"
    wires = 10
    device_name = "default.qubit"
    asked: tuple[str, ...] = (*PennyLaneClifford.asked, "hermitian-variance", "rotated-mean", "compile")

    def rotated_mean(self, state: Program, program: Program, about: tuple[int, ...], asked: tuple[int, ...]) -> Any:
        """`expval` after `PauliRot`."""
        return self._of_product("expval", program, asked, pauli_letters(about))

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
    wires = 8
    device_name = "default.qutrit"
    gate_names = QUTRIT_GATES
    shift_names = ("TShift", "TClock")
    transforms = 2
    asked: tuple[str, ...] = (
        "state-vector", "reduced-density-matrix", "basis-probabilities", "hermitian-mean", "hermitian-variance",
        "inverse", "inverse-twice", "compile",
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


class PennyLaneGaussian(ModeAdapter):
    """`default.gaussian`: its state is read from the device."""

    name = "pennylane-gaussian"
    maps = frozenset({"rotate", "squeeze", "beamsplitter", "two-mode-squeeze", "shear", "sum", "cphase"})
    steps = MODE_STEPS - {Prepare, Condition, Loss, ThermalLoss, Amplify, GaussianNoise}
    largest_n = 12
    needs = "pennylane"
    prepares_again = False
    asked: tuple[str, ...] = (
        "mean-photon", "quadrature", "number-probability", "fidelity-vacuum",
        "reduced-number-probability", "reduced-polynomial",
    )  # fmt: skip

    def gates(self, steps: Sequence[Step | Selected], n: int, hbar: float) -> None:
        """Queue the gates."""
        import pennylane as qml

        for step in steps:
            match step:
                case PrepareVacuum():
                    pass
                case PrepareGaussian() if len(step.systems) == n and step.systems == tuple(range(n)):
                    order = [2 * k for k in range(n)] + [2 * k + 1 for k in range(n)]
                    matrix = np.array(step.covariance)[np.ix_(order, order)]
                    qml.GaussianState(matrix, np.array(step.means)[order], wires=range(n))
                case PrepareGaussian():
                    raise CannotRun("prepares all modes, or none")
                case Transform(name="rotate"):
                    qml.Rotation(step.parameter, wires=step.systems[0])
                case Transform(name="squeeze"):
                    qml.Squeezing(step.parameter, 0.0, wires=step.systems[0])
                case Transform(name="beamsplitter"):
                    qml.Beamsplitter(step.parameter, 0.0, wires=list(step.systems))
                case Transform(name="two-mode-squeeze"):
                    qml.TwoModeSqueezing(step.parameter, 0.0, wires=list(step.systems))
                case Transform(name="shear"):
                    qml.QuadraticPhase(step.parameter, wires=step.systems[0])
                case Transform(name="sum"):
                    qml.ControlledAddition(step.parameter, wires=list(step.systems))
                case Transform(name="cphase"):
                    qml.ControlledPhase(step.parameter, wires=list(step.systems))
                case Displace():
                    for coordinate, expression in step.shifts:
                        size = float(expression.constant) / np.sqrt(2 * hbar)
                        angle = np.pi / 2 * (coordinate % 2) + np.pi * (size < 0)
                        qml.Displacement(abs(size), angle, wires=coordinate // 2)
                case _:
                    raise CannotRun(f"does not know the step {type(step).__name__}")

    def device(self, steps: Sequence[Step | Selected], n: int, hbar: float, measured: Any) -> tuple[Any, Any]:
        """The device after a circuit, and what the circuit returned."""
        import pennylane as qml

        device = qml.device("default.gaussian", wires=n, hbar=hbar)

        def circuit() -> Any:
            self.gates(steps, n, hbar)
            return measured()

        found = qml.QNode(circuit, device)()
        return device, found

    def made(self, steps: Sequence[Step | Selected], n: int, hbar: float) -> Any:
        """The device."""
        import pennylane as qml

        legacy, _ = self.device(steps, n, hbar, lambda: qml.expval(qml.QuadX(0)))
        return getattr(legacy, "target_device", legacy)

    def moments(self, state: Any, n: int, hbar: float) -> tuple[Floats, Floats]:
        """`_state` of the device, in the order x1, ..., xn, p1, ..., pn and in units of hbar."""
        covariance, means = state._state
        order = [i for k in range(n) for i in (k, n + k)]
        return np.asarray(means)[order], np.asarray(covariance)[np.ix_(order, order)]

    def _value(self, experiment: Experiment, measured: Any) -> float:
        hbar = float(experiment.system.hbar or 0)
        return float(self.device(self.elementary(experiment)[0], experiment.n, hbar, measured)[1])

    def mean_photon(self, state: Any, experiment: Experiment, mode: int) -> Floats:
        """`expval` and `var` of `NumberOperator`."""
        import pennylane as qml

        return self._mean_and_variance(experiment, lambda: qml.NumberOperator(mode))

    def quadrature(self, state: Any, experiment: Experiment, mode: int, angle: float) -> Floats:
        """`expval` and `var` of `QuadOperator`."""
        import pennylane as qml

        return self._mean_and_variance(experiment, lambda: qml.QuadOperator(angle, wires=mode))

    def number_probability(self, state: Any, experiment: Experiment, numbers: tuple[int, ...]) -> float:
        """`expval` of `FockStateProjector`."""
        import pennylane as qml

        where = range(experiment.n)
        return self._value(experiment, lambda: qml.expval(qml.FockStateProjector(np.array(numbers), wires=where)))

    def reduced_number_probability(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], numbers: tuple[int, ...]
    ) -> float:
        """`expval` of `FockStateProjector` on these wires."""
        import pennylane as qml

        return self._value(experiment, lambda: qml.expval(qml.FockStateProjector(np.array(numbers), wires=modes)))

    def reduced_polynomial(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], A: Any, b: Any, c: float
    ) -> float:
        """`expval` of `PolyXP` on these wires."""
        import pennylane as qml

        half = np.array(b) / 2
        table = np.block([[np.array([[c]]), half[None]], [half[:, None], np.array(A)]])
        return self._value(experiment, lambda: qml.expval(qml.PolyXP(table, wires=modes)))

    def fidelity_vacuum(self, state: Any, experiment: Experiment) -> float:
        """The probability of no photon."""
        return self.number_probability(state, experiment, (0,) * experiment.n)

    def _mean_and_variance(self, experiment: Experiment, operator: Callable[[], Any]) -> Floats:
        import pennylane as qml

        kinds = (qml.expval, qml.var)
        return np.array([self._value(experiment, lambda kind=kind: kind(operator())) for kind in kinds])
