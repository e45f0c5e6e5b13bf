"""The preparations, maps and channels of modes as operations of Strawberry Fields.

Signs: Strawberry Fields' gates act as this project's maps do, but for the Fourier gate, which is the inverse of
`fourier`. Channels that the simulator lacks, or has wrong, are made with a vacuum mode beside (`ancilla`) and gates.
"""

from __future__ import annotations

import math

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
    circuit.gate("BSgate", j, k, by=(math.pi / 2, 0))  # Xj -> -Xk, Xk -> Xj
    circuit.gate("Rgate", j, by=(math.pi,))


GATES: dict[str, tuple[str, tuple[float, ...]]] = {
    "rotate": ("Rgate", ()),
    "squeeze": ("Sgate", (0,)),
    "beamsplitter": ("BSgate", (0,)),
    "two-mode-squeeze": ("S2gate", (0,)),
    "shear": ("Pgate", ()),
    "sum": ("CXgate", ()),
    "cphase": ("CZgate", ()),
}
"""Name of a map -> the gate for its parameter, and further parameters of that; `fourier` is beside."""

BESIDE = ThermalLoss | Amplify | GaussianNoise
"""The steps that use a mode beside."""


def apply_step(circuit: SFCircuit, step: Step, ancilla: int) -> None:
    """Apply a step that is no measurement; CannotRun for one that Strawberry Fields cannot decompose.

    Parameters
    ----------
    ancilla : a mode that steps of `BESIDE` may use; it is reset.
    """
    match step:
        case PrepareVacuum():
            for system in step.systems:
                circuit.gate("Vacuum", system)
        case PrepareGaussian():
            try:
                circuit.prepare(step.systems, np.array(step.means), np.array(step.covariance))
            except ValueError as error:  # it looks for the smallest eigenvalues, which rounding may make negative
                raise CannotRun(f"Strawberry Fields does not take a covariance: {error}") from error
        case Transform():
            _transform(circuit, step)
        case Loss():
            circuit.gate("LossChannel", step.system, by=(step.transmission,))
        case ThermalLoss():
            # Strawberry Fields' thermal loss adds excitations to every mode (reports/BUGS_FOUND.md).
            circuit.gate("Thermal", ancilla, by=(step.nbar,))
            circuit.gate("BSgate", step.system, ancilla, by=(math.acos(math.sqrt(step.transmission)), 0))
        case Amplify():
            circuit.gate("Vacuum", ancilla)
            circuit.gate("S2gate", step.system, ancilla, by=(math.acosh(math.sqrt(step.gain)), 0))
        case GaussianNoise():
            for coordinate, variance in step.variances:
                _noise(circuit, coordinate, variance, ancilla)
        case _:
            raise CannotRun(f"does not know the step {type(step).__name__}")


def _transform(circuit: SFCircuit, step: Transform) -> None:
    if step.name == "swap":
        _swap(circuit, *step.systems)
    elif step.name == "fourier":
        circuit.gate("Fouriergate", *step.systems, inverse=True)
    elif step.name is not None:
        name, further = GATES[step.name]
        circuit.gate(name, *step.systems, by=(step.parameter or 0.0, *further))
    else:
        order = list(blocks_from_talk(len(step.systems)))
        matrix = np.array(step.matrix, dtype=np.float64)[np.ix_(order, order)]
        try:
            circuit.gate("GaussianTransform", *step.systems, by=(tuple(map(tuple, matrix.tolist())), False, 1e-7))
        except ValueError as error:
            raise CannotRun(f"Strawberry Fields does not decompose a written map: {error}") from error
    for system, x, p in zip(step.systems, step.shift[0::2], step.shift[1::2], strict=True):
        circuit.displace(system, float(x), float(p))


def _noise(circuit: SFCircuit, coordinate: int, variance: float, ancilla: int) -> None:
    """Add to the coordinate the x of a thermal mode, times a strength of at most 1: a large one costs digits."""
    excitations = max(variance / circuit.hbar - 0.5, 0.0)
    strength = math.sqrt(variance / (circuit.hbar * (excitations + 0.5)))
    circuit.gate("Thermal", ancilla, by=(excitations,))
    circuit.gate("CZgate" if coordinate % 2 else "CXgate", ancilla, coordinate // 2, by=(strength,))
