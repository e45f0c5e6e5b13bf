"""A sound simulator of qudits with gates that are wrong: one cause, or two."""

from __future__ import annotations

from typing import Any

from conform_qudits import Dense

from toytheory.adapting import Gate, Shift


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
