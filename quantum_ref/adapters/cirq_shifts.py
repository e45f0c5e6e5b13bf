"""What Cirq's transformers make of circuits of qudits, each transformer asked by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .cirq import CirqQudits


class CirqShifts(CirqQudits):
    """`Simulator` with qudits, compiled by `eject_z`."""

    name = "cirq-shifts"
    asked = ("compiled", "kept-when-compiled")

    def ways(self) -> list[Callable[[Any], Any]]:
        """The one transformer."""
        import cirq

        return [cirq.eject_z]


class CirqShiftsEjected(CirqShifts):
    """The same, compiled by `eject_phased_paulis`."""

    name = "cirq-shifts-ejected"

    def ways(self) -> list[Callable[[Any], Any]]:
        """The one transformer."""
        import cirq

        return [cirq.eject_phased_paulis]


class CirqShiftsReordered(CirqShifts):
    """The same, compiled by one of those that only move operations, or drop those that do nothing."""

    name = "cirq-shifts-reordered"

    def ways(self) -> list[Callable[[Any], Any]]:
        """Several."""
        import cirq

        return [cirq.align_left, cirq.align_right, cirq.stratified_circuit, cirq.drop_negligible_operations]
