"""PennyLane's default.gaussian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from quantum_ref.conventions import blocks_from_talk
from toytheory.adapting.ladders import passive_and_active
from toytheory.adapting.modes import ModeAdapter, ModeStep, Undone
from toytheory.adapting.refusals import refusing
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
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Floats

from .seeded import seeded


class PennyLaneGaussian(ModeAdapter):
    """`default.gaussian`: its state is read from the device."""

    name = "pennylane-gaussian"
    maps = frozenset({"rotate", "squeeze", "beamsplitter", "two-mode-squeeze", "shear", "sum", "cphase"})
    steps = MODE_STEPS - {Prepare, Condition, Loss, ThermalLoss, Amplify, GaussianNoise}
    largest_n = 12
    needs = "pennylane"
    shares = MappingProxyType({"modes-ask-reduced-number-probability": 0.05})
    interferometers = True
    asked: tuple[str, ...] = (
        "adjoint", "mean-photon", "quadrature", "number-probability", "fidelity-vacuum",
        "reduced-number-probability", "reduced-polynomial", "homodyne-samples",
    )  # fmt: skip

    def gates(self, steps: Sequence[ModeStep], n: int, hbar: float) -> None:
        """Queue the gates."""
        import pennylane as qml

        touched: set[int] = set()
        for step in steps:
            match step:
                case PrepareVacuum():
                    for k in touched & set(step.systems):  # all wires begin in the vacuum
                        qml.CoherentState(0.0, 0.0, wires=k)
                case PrepareGaussian() if len(step.systems) == n:
                    order = list(blocks_from_talk(n))
                    matrix = np.array(step.covariance)[np.ix_(order, order)]
                    qml.GaussianState(matrix, np.array(step.means)[order], wires=step.systems)
                case PrepareGaussian():
                    raise CannotRun("prepares all modes, or none")
                case Transform() | Displace():
                    self.map(step, hbar)
                case Undone(step=Transform(name="shear")):
                    raise CannotRun("has no inverse of QuadraticPhase")
                case Undone():
                    qml.adjoint(self.map)(step.step, hbar)
                case _:
                    raise CannotRun(f"does not know the step {type(step).__name__}")
            touched |= set(step.step.touched if isinstance(step, Undone) else getattr(step, "touched", ()))

    @staticmethod
    def map(step: Transform | Displace, hbar: float) -> None:
        """Queue the gates of a map or a displacement."""
        import pennylane as qml

        match step:
            case Transform(name=None):
                qml.InterferometerUnitary(passive_and_active(step)[0], wires=step.systems)
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

    def device(
        self, steps: Sequence[ModeStep], n: int, hbar: float, measured: Any, shots: int | None = None
    ) -> tuple[Any, Any]:
        """The device after a circuit, and what the circuit returned."""
        import pennylane as qml

        device = qml.device("default.gaussian", wires=n, hbar=hbar)

        def circuit() -> Any:
            self.gates(steps, n, hbar)
            return measured()

        found = qml.set_shots(qml.QNode(circuit, device), shots=shots)()
        return device, found

    def made(self, steps: Sequence[ModeStep], n: int, hbar: float) -> Any:
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

    def homodyne_samples(
        self, state: Any, experiment: Experiment, modes: tuple[int, ...], angle: float, shots: int
    ) -> Any:
        """`sample` of `QuadOperator` of each mode, returned by one circuit; the device returns one only."""
        import pennylane as qml

        def measured() -> list[Any]:
            return [qml.sample(qml.QuadOperator(angle, wires=k)) for k in modes]

        hbar = float(experiment.system.hbar or 0)
        with seeded(0), refusing(qml.exceptions.QuantumFunctionError, "only support single measurements"):
            _, found = self.device(self.elementary(experiment)[0], experiment.n, hbar, measured, shots)
        return np.reshape(found, (len(modes), shots)).T

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
