"""QuickQudits (https://github.com/QUICK-JKU/QuickQudits): circuits on its tableau, measured at the end."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program, Read
from toytheory.phase_space.modular import Matrix

from .qudit_gates import named
from .sdim import INVERSES

METHODS = {
    "H": "H", "H_INV": "Hdag", "P": "S", "P_INV": "Sdag", "CNOT": "CX", "CNOT_INV": "CXdag", "CZ": "CZ",
    "CZ_INV": "CZdag", "SWAP": "SWAP", "X": "X", "X_INV": "Xdag", "Z": "Z", "Z_INV": "Zdag",
}  # fmt: skip


class QuickQudits(GateAdapter):
    """`Tableau.sample_measurements` after `apply_circuit`, which is for prime d."""

    name = "quickqudits"
    dimensions = frozenset({2, 3, 5, 7, 11})
    gates = BASIC | INVERSES | {"cphase", "swap"}
    midway = False
    resets = False
    wires = 300
    needs = "quickqudits"

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Readings, from the outcomes of all qudits."""
        import quickqudits as qq

        circuit = qq.QuantumCircuit(program.wires, program.d)
        for name, wires, _ in named(program, "x(x-1)/2"):
            if name != "M":
                getattr(circuit, METHODS[name])(*wires)
        found = self.drawn(qq, circuit, program, shots, seed)
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        return np.asarray(found, dtype=np.int64)[:, reads]

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        tableau = qq.Tableau(program.wires, program.d)
        tableau.apply_circuit(circuit)
        return np.asarray(tableau.sample_measurements(shots, seed=seed))


class QuickQuditsFrames(QuickQudits):
    """`Tableau.sample_measurements_noisy_pf`, its Pauli frames."""

    name = "quickqudits-frames"

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        tableau = qq.Tableau(program.wires, program.d)
        return np.asarray(tableau.sample_measurements_noisy_pf(qc=circuit, shots=shots, seed=seed))


class QuickQuditsOneByOne(QuickQudits):
    """`Tableau.measure_all`, shot by shot."""

    name = "quickqudits-measure-all"
    wires = 40

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        rng = np.random.default_rng(seed)
        tableau = qq.Tableau(program.wires, program.d)
        tableau.apply_circuit(circuit)
        return np.array([tableau.measure_all(rng=rng)[1] for _ in range(shots)])


class QuickQuditsComposite(QuickQudits):
    """`CompositeTableau.sample_measurements`, for composite d."""

    name = "quickqudits-composite"
    dimensions = frozenset({9, 15})
    wires = 40

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        from quickqudits.tableau_composite import CompositeTableau

        tableau = CompositeTableau(program.wires, program.d)
        tableau.apply_circuit(circuit)
        return np.asarray(tableau.sample_measurements(shots, seed=seed))
