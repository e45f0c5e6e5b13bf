"""The preparations, maps and channels of modes as operations of Strawberry Fields.

Signs: Strawberry Fields' gates act as this project's maps do, but for the Fourier gate, which is the inverse of
`fourier`. Channels that the simulator lacks, or has wrong, are made with a vacuum mode beside (`ancilla`) and gates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from quantum_ref.conventions import blocks_from_talk
from toytheory.errors import CannotRun
from toytheory.language.steps import (
    Amplify,
    GaussianNoise,
    Loss,
    PrepareGaussian,
    PrepareVacuum,
    Step,
    ThermalLoss,
    Transform,
)

from .circuit import SFCircuit


def _swap(circuit: SFCircuit, j: int, k: int) -> None:
    circuit.apply(circuit.ops.BSgate(math.pi / 2, 0), j, k)  # Xj -> -Xk, Xk -> Xj
    circuit.apply(circuit.ops.Rgate(math.pi), j)


GATES: dict[str, Callable[[Any, float], Any]] = {
    "rotate": lambda ops, t: ops.Rgate(t),
    "squeeze": lambda ops, r: ops.Sgate(r, 0),
    "beamsplitter": lambda ops, t: ops.BSgate(t, 0),
    "two-mode-squeeze": lambda ops, r: ops.S2gate(r, 0),
    "shear": lambda ops, s: ops.Pgate(s),
    "sum": lambda ops, s: ops.CXgate(s),
    "cphase": lambda ops, s: ops.CZgate(s),
    "fourier": lambda ops, _: ops.Fouriergate().H,
}
"""Name of a map -> the gate for its parameter."""


def apply_step(circuit: SFCircuit, step: Step, ancilla: int) -> None:
    """Apply a step that is no measurement; CannotRun for one that Strawberry Fields cannot decompose.

    Parameters
    ----------
    ancilla : a mode that channels may use; it is reset.
    """
    ops = circuit.ops
    match step:
        case PrepareVacuum():
            for system in step.systems:
                circuit.apply(ops.Vacuum(), system)
        case PrepareGaussian():
            try:
                circuit.prepare(step.systems, np.array(step.means), np.array(step.covariance))
            except ValueError as error:  # it looks for the smallest eigenvalues, which rounding may make negative
                raise CannotRun(f"Strawberry Fields does not take a covariance: {error}") from error
        case Transform():
            _transform(circuit, step)
        case Loss():
            circuit.apply(ops.LossChannel(step.transmission), step.system)
        case ThermalLoss():
            # Strawberry Fields' thermal loss adds excitations to every mode (reports/BUGS_FOUND.md).
            circuit.apply(ops.Thermal(step.nbar), ancilla)
            circuit.apply(ops.BSgate(math.acos(math.sqrt(step.transmission)), 0), step.system, ancilla)
        case Amplify():
            circuit.apply(ops.Vacuum(), ancilla)
            circuit.apply(ops.S2gate(math.acosh(math.sqrt(step.gain)), 0), step.system, ancilla)
        case GaussianNoise():
            for coordinate, variance in step.variances:
                _noise(circuit, coordinate, variance, ancilla)
        case _:
            raise CannotRun(f"does not know the step {type(step).__name__}")


def _transform(circuit: SFCircuit, step: Transform) -> None:
    if step.name == "swap":
        _swap(circuit, *step.systems)
    elif step.name is not None:
        circuit.apply(GATES[step.name](circuit.ops, step.parameter or 0.0), *step.systems)
    else:
        order = list(blocks_from_talk(len(step.systems)))
        matrix = np.array(step.matrix, dtype=np.float64)[np.ix_(order, order)]
        try:
            circuit.apply(circuit.ops.GaussianTransform(matrix, tol=1e-7), *step.systems)
        except ValueError as error:
            raise CannotRun(f"Strawberry Fields does not decompose a written map: {error}") from error
    for system, x, p in zip(step.systems, step.shift[0::2], step.shift[1::2], strict=True):
        circuit.displace(system, float(x), float(p))


def _noise(circuit: SFCircuit, coordinate: int, variance: float, ancilla: int) -> None:
    """Add to the coordinate the x of a thermal mode, times a strength of at most 1: a large one costs digits."""
    excitations = max(variance / circuit.hbar - 0.5, 0.0)
    strength = math.sqrt(variance / (circuit.hbar * (excitations + 0.5)))
    gate = circuit.ops.CZgate(strength) if coordinate % 2 else circuit.ops.CXgate(strength)
    circuit.apply(circuit.ops.Thermal(excitations), ancilla)
    circuit.apply(gate, ancilla, coordinate // 2)
