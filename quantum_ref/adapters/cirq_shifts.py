"""Cirq's own gates of qudits: powers of X and of Z, and what its transformers make of circuits of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .cirq import CirqQudits


class CirqShifts(CirqQudits):
    """`Simulator` with qudits, X and Z by `XPowGate` and `ZPowGate`, other gates by matrices; compiled by `eject_z`."""

    name = "cirq-shifts"
    asked = (*CirqQudits.asked, "compiled")
    transformers: tuple[str, ...] = ("eject_z",)

    def gate(self, name: str, wires: Sequence[int], d: int) -> Any:
        """A matrix, or a gate of this dimension."""
        import cirq

        if name in ("X", "Z"):
            return getattr(cirq, f"{name}PowGate")(dimension=d)
        return super().gate(name, wires, d)

    def gate_text(self, name: str, wires: Sequence[int]) -> str:
        """A gate on its qudits, in a script."""
        if name in ("X", "Z"):
            return f"cirq.{name}PowGate(dimension=d)(q[{wires[0]}])"
        return super().gate_text(name, wires)


class CirqShiftsEjected(CirqShifts):
    """The same, compiled by `eject_phased_paulis`."""

    name = "cirq-shifts-ejected"
    transformers = ("eject_phased_paulis",)
