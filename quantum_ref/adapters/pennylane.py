"""PennyLane: default.clifford, default.qutrit and default.gaussian."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.modes import ModeAdapter, Selected
from toytheory.adapting.program import Program, Read, Shift
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


class PennyLaneClifford(GateAdapter):
    """`default.clifford`, readings at the end."""

    name = "pennylane-clifford"
    dimensions = frozenset({2})
    gates = BASIC | {"phase-inverse", "cphase", "swap", "multiply"}
    midway = False
    resets = False
    wires = 70
    needs = "pennylane"

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Samples of the wires that are read."""
        import pennylane as qml

        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        wires = sorted(set(reads))
        device = qml.device("default.clifford", wires=program.wires, seed=seed)
        gates: dict[str, Any] = {
            "fourier": qml.Hadamard, "phase": lambda wires: qml.adjoint(qml.S(wires)), "phase-inverse": qml.S,
            "sum": qml.CNOT, "cphase": qml.CZ, "swap": qml.SWAP,
        }  # fmt: skip

        def circuit() -> Any:
            for step in program.instructions:
                match step:
                    case Gate(name="multiply"):
                        pass
                    case Gate():
                        gates[step.name](wires=list(step.wires))
                    case Shift() if step.constant % 2:
                        (qml.PauliX if step.side == "X" else qml.PauliZ)(wires=step.wire)
            return qml.sample(wires=wires)

        if not reads:
            return np.zeros((shots, 0), dtype=np.int64)
        found = np.asarray(qml.set_shots(qml.QNode(circuit, device), shots=shots)())
        return found.reshape(shots, len(wires))[:, [wires.index(k) for k in reads]].astype(np.int64)


class PennyLaneQutrit(GateAdapter):
    """`default.qutrit`; `phase` is a matrix, since there is no such gate."""

    name = "pennylane-qutrit"
    dimensions = frozenset({3})
    midway = False
    resets = False
    wires = 8
    needs = "pennylane"
    device = "default.qutrit"

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Of the wires that are read."""
        import pennylane as qml

        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        wires = list(dict.fromkeys(reads))
        phase = np.diag(np.exp(2j * np.pi / 3 * np.array([0, 2, 8])))

        def circuit() -> Any:
            for step in program.instructions:
                match step:
                    case Gate(name="fourier"):
                        qml.adjoint(qml.THadamard(wires=step.wires[0]))
                    case Gate(name="phase"):
                        qml.QutritUnitary(phase, wires=step.wires[0])
                    case Gate():
                        qml.TAdd(wires=list(step.wires))
                    case Shift():
                        for _ in range(step.constant):
                            (qml.TShift if step.side == "X" else qml.TClock)(wires=step.wire)
            return qml.probs(wires=wires)

        if not reads:
            return {(): 1.0}
        found = np.asarray(qml.QNode(circuit, qml.device(self.device, wires=program.wires))())
        values = itertools.product(range(3), repeat=len(wires))
        return {
            tuple(key[wires.index(k)] for k in reads): float(p)
            for key, p in zip(values, found, strict=True)
            if p > 1e-12
        }


class PennyLaneQutritMixed(PennyLaneQutrit):
    """`default.qutrit.mixed`."""

    name = "pennylane-qutrit-mixed"
    device = "default.qutrit.mixed"
    wires = 5


class PennyLaneGaussian(ModeAdapter):
    """`default.gaussian`: its state is read from the device."""

    name = "pennylane-gaussian"
    maps = frozenset({"rotate", "squeeze", "beamsplitter", "two-mode-squeeze", "shear", "sum", "cphase"})
    steps = MODE_STEPS - {Prepare, Condition, Amplify, GaussianNoise}
    largest_n = 12
    needs = "pennylane"
    asked = ("mean-photon", "quadrature", "number-probability", "fidelity-vacuum")

    def gates(self, steps: Sequence[Step | Selected], n: int, hbar: float) -> None:
        """Queue the gates."""
        import pennylane as qml

        used: set[int] = set()
        for step in steps:
            if isinstance(step, PrepareVacuum | PrepareGaussian) and used & set(step.systems):
                raise CannotRun("prepares modes at the beginning only")
            used.update(getattr(step, "touched", ()))
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
                case Loss():
                    qml.ThermalState(0.0, wires=step.system) if step.transmission == 0 else None
                    raise CannotRun("has no loss")
                case ThermalLoss():
                    raise CannotRun("has no loss")
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

    def _value(self, experiment: Experiment, measured: Any) -> Any:
        hbar = float(experiment.system.hbar or 0)
        return self.device(self.elementary(experiment)[0], experiment.n, hbar, measured)[1]

    def answer(self, question: str, experiment: Experiment, *arguments: Any) -> Any:
        """By expectation values, variances and projections."""
        import pennylane as qml

        if question == "mean-photon":
            kinds = (qml.expval, qml.var)
            return np.array(
                [float(self._value(experiment, lambda k=k: k(qml.NumberOperator(arguments[0])))) for k in kinds]
            )
        if question == "quadrature":
            mode, angle = arguments
            kinds = (qml.expval, qml.var)
            return np.array(
                [float(self._value(experiment, lambda k=k: k(qml.QuadOperator(angle, wires=mode)))) for k in kinds]
            )
        numbers = np.zeros(experiment.n, dtype=int) if question == "fidelity-vacuum" else np.array(arguments[0])
        projector = qml.FockStateProjector(numbers, wires=range(experiment.n))
        return float(self._value(experiment, lambda: qml.expval(projector)))
