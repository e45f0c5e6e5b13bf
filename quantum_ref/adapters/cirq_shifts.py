"""What Cirq's transformers make of circuits of qudits, each transformer asked by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Instruction, Program, Shift
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment

from .cirq import CirqQudits, Word


class CirqShifts(CirqQudits):
    """`Simulator` with qudits, compiled by `eject_z`."""

    name = "cirq-shifts"
    gates = BASIC
    share = 1.0
    asked = ("compiled", "kept-when-compiled")

    def program(self, experiment: Experiment) -> Program:
        """None: only questions are asked."""
        raise CannotRun("is asked about compiled circuits alone")

    def ways(self) -> list[Callable[[Any], Any]]:
        """The one transformer."""
        import cirq

        return [cirq.eject_z]


class CirqShiftsEjected(CirqShifts):
    """The same, compiled by `eject_phased_paulis`; shifts are X and Z again and again: there is what to cancel."""

    name = "cirq-shifts-ejected"

    def words(self, instructions: Iterable[Instruction]) -> Iterator[Word]:
        """The circuit, operation by operation."""
        for step in instructions:
            if isinstance(step, Shift):
                yield from [(f"{'X' if step.side == 'X' else 'Z'}**1", (step.wire,), None)] * step.constant
            else:
                yield from super().words([step])

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
