"""The gates of a program in the words of qudit packages: X, Z, H, P, CNOT, ... with their inverses.

The packages' H is d^(-1/2) sum omega^(+xy), so `fourier` is its inverse. Their P is diag(omega^(x(x-1)/2)) for odd d
(prime d, for packages that say so), which is `phase` and a displacement of P by -1/2; on qubits it is S, and `phase` is
its inverse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toytheory.adapting.program import Block, Program, Read, Reset, Scatter, Shift
from toytheory.adapting.words import Gate
from toytheory.errors import CannotRun
from toytheory.phase_space.modular import inverse

Named = tuple[str, tuple[int, ...], int | None]
"""Name of a gate, its wires, its parameter."""

SAME = {
    "fourier": "H_INV",
    "fourier-inverse": "H",
    "sum": "CNOT",
    "sum-inverse": "CNOT_INV",
    "cphase": "CZ",
    "cphase-inverse": "CZ_INV",
    "swap": "SWAP",
    "multiply": "MUL",
}

Phase = Literal["x(x-1)/2", "x^2/2"]


def named(program: Program, phase: Phase) -> Iterator[Named]:
    """Gates, "M" and "RESET" in their order; a part that is to be written out and read again is told as it is.

    Parameters
    ----------
    phase : what the package's P does for this odd d; at d = 2 it is S.
    """
    half = inverse(2, program.d) if program.d % 2 and phase == "x(x-1)/2" else 0
    for step in program.instructions:
        match step:
            case Gate(name="phase"):
                yield ("P_INV" if program.d == 2 else "P"), step.wires, None
                yield from ((("Z", step.wires, None),) * half)
            case Gate(name="phase-inverse"):
                yield ("P" if program.d == 2 else "P_INV"), step.wires, None
                yield from ((("Z_INV", step.wires, None),) * half)
            case Gate():
                yield SAME[step.name], step.wires, step.parameter
            case Shift(terms=()):
                back = 2 * step.constant > program.d
                count = program.d - step.constant if back else step.constant
                name = ("X" if step.side == "X" else "Z") + ("_INV" if back else "")
                yield from ((name, (step.wire,), None),) * count
            case Read():
                yield "M", (step.wire,), None
            case Reset():
                yield "RESET", (step.wire,), None
            case Block(operation="reimport"):
                yield from named(replace(program, instructions=step.instructions), phase)
            case _:
                raise CannotRun(f"no such gate: {step}")


def matrices(d: int) -> dict[str, NDArray[np.complex128]]:
    """`fourier`, `phase` (for odd d and 2), `sum`, X and Z as matrices, the first wire most significant."""
    x = np.arange(d)
    omega = np.exp(2j * np.pi / d)
    add = np.zeros((d, d, d, d), dtype=np.complex128)
    for j in range(d):
        add[j, (x + j) % d, j, x] = 1
    phases = np.array([1, -1j]) if d == 2 else omega ** (x * x * ((d + 1) // 2) % d)
    return {
        "fourier": omega ** -np.outer(x, x) / np.sqrt(d),
        "phase": np.diag(phases),
        "sum": add.reshape(d * d, d * d),
        "X": np.roll(np.eye(d, dtype=np.complex128), 1, axis=0),
        "Z": np.diag(omega**x),
    }


def pauli_words(step: Scatter) -> tuple[tuple[int, ...], dict[str, float]]:
    """Noise of qubits: their wires, and Pauli products, a letter a wire, with their probabilities, "I" among them."""
    wires = tuple(sorted({c // 2 for c in step.coordinates}))
    found: dict[str, float] = {}
    for key, weight in step.weights:
        by = dict(zip(step.coordinates, key, strict=True))
        word = "".join("IXZY"[by.get(2 * k, 0) % 2 + 2 * (by.get(2 * k + 1, 0) % 2)] for k in wires)
        found[word] = found.get(word, 0.0) + float(weight)
    return wires, found


def equal_noise(step: Scatter, d: int) -> tuple[int, Literal["X", "P", "both"], float]:
    """A wire, what is displaced, all displacements alike, and the probability that it is; CannotRun for other noise."""
    (wire, *others) = {c // 2 for c in step.coordinates}
    weights = {tuple(x % d for x in key): weight for key, weight in step.weights if any(x % d for x in key) and weight}
    count = d ** len(step.coordinates) - 1
    if others or len(set(weights.values())) > 1 or len(weights) not in (0, count):
        raise CannotRun("has noise of single systems, of which all displacements are alike")
    side: Literal["X", "P", "both"] = "both" if len(step.coordinates) == 2 else "P" if step.coordinates[0] % 2 else "X"
    return wire, side, float(sum(weights.values()))
