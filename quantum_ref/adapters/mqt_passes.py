"""What the compiler of MQT Qudits makes of circuits, pass by pass and level by level, on its fake machine of two trits.

Outcomes are asked for after the circuit is compiled as a whole, and are told as the package's `plot_counts` tells them:
a compiled circuit has mappings from levels of the machine, by which `remap_result` permutes what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from toytheory.adapting.program import Block, Program, Read
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment

from .mqt_qudits import MQTNetworks

MACHINE = "faketraps2trits"


class MQTPhyLocQR(MQTNetworks):
    """`QuditCompiler.compile` with "PhyLocQRPass", then `tnsim`."""

    name = "mqt-qudits-phy-loc-qr"
    dimensions = frozenset({3})
    wires = 2
    asked = ("compiled", "kept-when-compiled")
    passes: tuple[str, ...] = ("PhyLocQRPass",)

    def program(self, experiment: Experiment) -> Program:
        """None: only questions are asked."""
        raise CannotRun("is asked about compiled circuits alone")

    def circuit(self, program: Program) -> Any:
        """Compiled as a whole."""
        circuit = super().circuit(program)
        (block,) = (step for step in program.instructions if isinstance(step, Block))
        found = self.compiled(circuit)
        return found if block.operation == "compiled" else circuit

    def compiled(self, circuit: Any) -> Any:
        """The compiled circuit."""
        from mqt.qudits.compiler import QuditCompiler

        return QuditCompiler().compile(self.machine(), circuit, list(self.passes))

    def machine(self) -> Any:
        """A new one: compiling changes where it has its levels."""
        from mqt.qudits.simulation import MQTQuditProvider

        return MQTQuditProvider().get_backend(MACHINE)

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Of the qudits that are read, as `remap_result` orders them."""
        with np.errstate(all="ignore"):  # the package sets this for the whole process when it is imported
            from mqt.qudits.visualisation.plot_information import remap_result

            circuit = self.circuit(program)
            state = np.asarray(self.result(circuit).get_state_vector()).ravel()
            weights = np.real(remap_result(np.abs(state) ** 2, circuit)).reshape((program.d,) * program.wires)
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        found: dict[tuple[int, ...], float] = {}
        for key in np.argwhere(weights > 1e-9):
            told = tuple(int(key[wire]) for wire in reads)
            found[told] = found.get(told, 0.0) + float(weights[tuple(key)])
        return found


class MQTPhyLocAda(MQTPhyLocQR):
    """`QuditCompiler.compile` with "PhyLocAdaPass", as the tutorial does."""

    name = "mqt-qudits-phy-loc-ada"
    passes = ("PhyLocAdaPass",)


class MQTLevel0(MQTPhyLocQR):
    """`QuditCompiler.compile_O0`."""

    name = "mqt-qudits-level-0"
    shares = MappingProxyType({"ask-compiled": 0.04})  # a wrong circuit takes a second to be compiled smaller
    level = "compile_O0"

    def compiled(self, circuit: Any) -> Any:
        """The compiled circuit."""
        from mqt.qudits.compiler import QuditCompiler

        return getattr(QuditCompiler(), self.level)(self.machine(), circuit)


class MQTLevel1(MQTLevel0):
    """`QuditCompiler.compile_O1`."""

    name = "mqt-qudits-level-1"
    level = "compile_O1"


class MQTLevel2(MQTLevel0):
    """`QuditCompiler.compile_O2`."""

    name = "mqt-qudits-level-2"
    level = "compile_O2"


class MQTLogLocQR(MQTPhyLocQR):
    """`transpile` of `LogLocQRPass`, for levels that are where they are in the circuit."""

    name = "mqt-qudits-log-loc-qr"
    passes = ("LogLocQRPass",)

    def compiled(self, circuit: Any) -> Any:
        """What the passes make of it, one after the other."""
        from mqt.qudits.compiler import QuditCompiler

        machine = self.machine()
        for name in self.passes:
            circuit = QuditCompiler.passes_enabled[name](machine).transpile(circuit)
        return circuit


class MQTLogEntQR(MQTLogLocQR):
    """`transpile` of `LogEntQRCEXPass`."""

    name = "mqt-qudits-log-ent-qr"
    passes = ("LogEntQRCEXPass",)


class MQTZRemoval(MQTLogLocQR):
    """`transpile` of `ZRemovalOptPass`; phases that are lost at the end do not show in what is measured there."""

    name = "mqt-qudits-z-removal"
    passes = ("ZRemovalOptPass",)
