"""A sound simulator of qudits with gates that are wrong: one cause, or two."""

from __future__ import annotations

from typing import Any

import numpy as np
from conform_qudits import Dense

from toytheory.adapting import BASIC, Block, Gate, Shift


class Trits(Dense):
    """Sound, of trits."""

    name = "dense-trits"
    dimensions = frozenset({3})
    wires = 4
    asked = ()
    wrong_gates: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()

    def unitary(self, program: Any, instructions: Any) -> Any:
        """A wrong `phase` does nothing, a wrong `sum` exchanges its wires, a wrong `fourier` is moved by Z."""
        done: list[Any] = []
        for step in instructions:
            name = step.name if isinstance(step, Gate) else ""
            if name not in self.wrong_gates:
                done.append(step)
            elif name == "sum":
                done.append(Gate("sum", step.wires[::-1]))
            elif name == "fourier":
                done += [step, Shift(step.wires[0], "P", 1)]
        return super().unitary(program, done)


class WrongPhase(Trits):
    """One cause."""

    name = "wrong-phase"
    wrong_gates = ("phase",)


class WrongSum(Trits):
    """One cause, met also where a wire keeps a record."""

    name = "wrong-sum"
    wrong_gates = ("sum",)


class WrongPhaseAndSum(Trits):
    """Two."""

    name = "wrong-phase-and-sum"
    wrong_gates = ("phase", "sum")


class WrongFourier(Trits):
    """One cause, met wherever P is prepared or measured."""

    name = "wrong-fourier"
    wrong_gates = ("fourier",)


class WrongInversePhase(Trits):
    """One cause: a gate that does the opposite; it has inverse gates for all that gates are made of."""

    name = "wrong-inverse-phase"
    gates = BASIC | {"fourier-inverse", "phase-inverse", "sum-inverse"}

    def unitary(self, program: Any, instructions: Any) -> Any:
        """`phase-inverse` is `phase`."""
        done: list[Any] = []
        for step in instructions:
            name, _, back = (step.name if isinstance(step, Gate) else "").partition("-")
            times = 1 if not back or name == "phase" else 3 if name == "fourier" else 2
            done += [Gate(name, step.wires)] * times if back else [step]
        return super().unitary(program, done)


class WrongInverses(Trits):
    """It leaves some gates as they are where a circuit is inverted: a cause each."""

    name = "wrong-inverses"
    asked = ("inverse",)
    kept: tuple[str, ...] = ("phase", "sum")

    def unitary(self, program: Any, instructions: Any) -> Any:
        total = np.eye(program.d**program.wires, dtype=complex)
        for step in instructions:
            inside = [super(WrongInverses, self).unitary(program, [each]) for each in getattr(step, "instructions", ())]
            if isinstance(step, Block):
                for each, one in zip(step.instructions[::-1], inside[::-1], strict=True):
                    total = (one if getattr(each, "name", "") in self.kept else one.conj().T) @ total
            else:
                total = super().unitary(program, [step]) @ total
        return total


class WrongInverseOfSum(WrongInverses):
    """One cause, met also in maps that are made of it."""

    name = "wrong-inverse-of-sum"
    kept = ("sum",)


class WrongVectors(Trits):
    """Gates are lost where the state vector is told: a cause each."""

    name = "wrong-vectors"
    asked = ("state-vector",)
    lost: tuple[str, ...] = ("phase", "sum")

    def state_vector(self, state: Any, program: Any) -> Any:
        kept = [step for step in program.instructions if getattr(step, "name", "") not in self.lost]
        return self.unitary(program, kept)[:, 0]


class WrongVectorsOfSum(WrongVectors):
    """One cause."""

    name = "wrong-vectors-of-sum"
    lost = ("sum",)
