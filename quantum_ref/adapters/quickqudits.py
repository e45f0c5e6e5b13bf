"""QuickQudits (https://github.com/QUICK-JKU/QuickQudits): circuits on its tableau or state vector, read at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Instruction, Program, Read, Scatter
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix

from .qudit_gates import named
from .sdim import INVERSES

METHODS = {
    "H": "H", "H_INV": "Hdag", "P": "S", "P_INV": "Sdag", "CNOT": "CX", "CNOT_INV": "CXdag", "CZ": "CZ",
    "CZ_INV": "CZdag", "SWAP": "SWAP", "X": "X", "X_INV": "Xdag", "Z": "Z", "Z_INV": "Zdag",
}  # fmt: skip


def written(program: Program) -> list[tuple[str, tuple[int, ...]]]:
    """Methods of a circuit and their qudits."""
    return [(METHODS[name], wires) for name, wires, _ in named(program, "x(x-1)/2") if name != "M"]


def circuit_of(program: Program) -> Any:
    """The gates; of a block, what `reverse`, or `save_circuit` and `load_circuit`, make of them."""
    import quickqudits as qq

    circuit = qq.QuantumCircuit(program.wires, program.d)
    plain: list[Instruction] = []

    def append() -> None:
        for method, wires in written(replace(program, instructions=tuple(plain))):
            getattr(circuit, method)(*wires)
        plain.clear()

    for step in program.instructions:
        if isinstance(step, Block):
            append()
            inside = circuit_of(replace(program, instructions=step.instructions))
            circuit.compose(inside.reverse() if step.operation == "inverse" else _read_again(inside), in_place=True)
        elif isinstance(step, Scatter):
            append()
            circuit.add_noise_channel(*weyl_noise(step, program.d))
        else:
            plain.append(step)
    append()
    return circuit


def weyl_noise(step: Scatter, d: int) -> tuple[int, Any]:
    """A qudit and the probabilities of X^a Z^b, (d, d); CannotRun where noise is of several qudits."""
    wire = step.coordinates[0] // 2
    if {c // 2 for c in step.coordinates} != {wire}:
        raise CannotRun("has noise of single qudits")
    found = np.zeros((d, d))
    for key, weight in step.weights:
        by = dict(zip(step.coordinates, key, strict=True))
        found[by.get(2 * wire, 0) % d, by.get(2 * wire + 1, 0) % d] += float(weight)
    return wire, found


def _read_again(circuit: Any) -> Any:
    from quickqudits import io

    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "circuit.npz")
        io.save_circuit(circuit, file)
        return io.load_circuit(file)


def of_all(systems: Sequence[int], n: int) -> None:
    """CannotRun where not all are asked for, in their order."""
    if tuple(systems) != tuple(range(n)):
        raise CannotRun("tells this of all qudits together, in their order")


class QuickQudits(GateAdapter):
    """`Tableau.sample_measurements` after `apply_circuit`, which is for prime d."""

    name = "quickqudits"
    dimensions = frozenset({2, 3, 5, 7, 11})
    gates = BASIC | INVERSES | {"cphase", "swap"}
    midway = False
    resets = False
    wires = 300
    needs = "quickqudits"
    asked: tuple[str, ...] = (
        "state-vector",
        "basis-probabilities",
        "deterministic",
        "inverse",
        "inverse-twice",
        "reimport",
    )

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """Readings, from the outcomes of all qudits."""
        import quickqudits as qq

        found = self.drawn(qq, circuit_of(program), program, shots, seed)
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        return np.asarray(found, dtype=np.int64)[:, reads]

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        tableau = qq.Tableau(program.wires, program.d)
        tableau.apply_circuit(circuit)
        return np.asarray(tableau.sample_measurements(shots, seed=seed))

    def made(self, program: Program) -> Any:
        """The tableau after the circuit."""
        import quickqudits as qq

        tableau = qq.Tableau(program.wires, program.d)
        tableau.apply_circuit(circuit_of(program))
        return tableau

    def state_vector(self, tableau: Any, program: Program) -> Any:
        """`to_statevector`."""
        return tableau.to_statevector()

    def basis_probabilities(self, tableau: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`to_probvector_exact`."""
        of_all(systems, program.wires)
        return tableau.to_probvector_exact()

    def deterministic(self, tableau: Any, program: Program, system: int) -> bool:
        """Whether `measurement_kinds` says "det"."""
        return bool(tableau.measurement_kinds(system)[system] == "det")

    def script(self, experiment: Experiment) -> str:
        """The circuit in QuickQudits' own words; prints outcomes of all qudits, a row a run."""
        program = self.program(experiment)
        lines = ["import quickqudits as qq", "", f"circuit = qq.QuantumCircuit({program.wires}, {program.d})"]
        lines += [f"circuit.{method}({', '.join(map(str, wires))})" for method, wires in written(program)]
        return "\n".join([*lines, *self.last_lines(program)]) + "\n"

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return [
            f"tableau = qq.Tableau({program.wires}, {program.d})",
            "tableau.apply_circuit(circuit)",
            "print(tableau.sample_measurements(20, seed=0))",
        ]


class QuickQuditsFrames(QuickQudits):
    """`Tableau.sample_measurements_noisy_pf`, its Pauli frames."""

    name = "quickqudits-frames"
    noise = True
    asked = ()

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        tableau = qq.Tableau(program.wires, program.d)
        return np.asarray(tableau.sample_measurements_noisy_pf(qc=circuit, shots=shots, seed=seed))

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return [
            f"tableau = qq.Tableau({program.wires}, {program.d})",
            "print(tableau.sample_measurements_noisy_pf(qc=circuit, shots=20, seed=0))",
        ]


class QuickQuditsPushed(QuickQuditsFrames):
    """`Tableau.sample_measurements_noise_push`, noise pushed to the end."""

    name = "quickqudits-noise-push"
    wires = 30

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        tableau = qq.Tableau(program.wires, program.d)
        return np.asarray(tableau.sample_measurements_noise_push(qc=circuit, shots=shots, seed=seed))

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return [
            f"tableau = qq.Tableau({program.wires}, {program.d})",
            "print(tableau.sample_measurements_noise_push(qc=circuit, shots=20, seed=0))",
        ]


class QuickQuditsRealized(QuickQuditsFrames):
    """`Tableau.sample_measurements_noisy_naive`, a circuit with its noise drawn for each shot."""

    name = "quickqudits-noise-naive"
    wires = 20

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        tableau = qq.Tableau(program.wires, program.d)
        return np.asarray(tableau.sample_measurements_noisy_naive(qc=circuit, shots=shots, seed=seed)[0])

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return [
            f"tableau = qq.Tableau({program.wires}, {program.d})",
            "print(tableau.sample_measurements_noisy_naive(qc=circuit, shots=20, seed=0)[0])",
        ]


class QuickQuditsMixtures(QuickQudits):
    """`QuantumCircuit.execute_density_matrix`, of which the diagonal is told."""

    name = "quickqudits-density"
    dimensions = frozenset({2, 3, 4, 5})
    wires = 4
    largest_space = 3**4
    noise = True
    asked = ()
    run = GateAdapter.run  # it computes

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Of the qudits that are read."""
        diagonal = np.real(np.diagonal(circuit_of(program).execute_density_matrix()))
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        found: dict[tuple[int, ...], float] = {}
        for key, p in zip(np.ndindex((program.d,) * program.wires), diagonal.tolist(), strict=True):
            told = tuple(key[wire] for wire in reads)
            found[told] = found.get(told, 0.0) + p
        return found

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return ["print(circuit.execute_density_matrix().diagonal().real.round(6))"]


class QuickQuditsOneByOne(QuickQudits):
    """`Tableau.measure_all`, shot by shot."""

    name = "quickqudits-measure-all"
    wires = 40
    asked = ()

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        rng = np.random.default_rng(seed)
        tableau = qq.Tableau(program.wires, program.d)
        tableau.apply_circuit(circuit)
        return np.array([tableau.measure_all(rng=rng)[1] for _ in range(shots)])

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return [
            f"tableau = qq.Tableau({program.wires}, {program.d})",
            "tableau.apply_circuit(circuit)",
            "print([tableau.measure_all(seed=seed)[1].tolist() for seed in range(20)])",
        ]


class QuickQuditsComposite(QuickQudits):
    """`CompositeTableau.sample_measurements`, for composite d."""

    name = "quickqudits-composite"
    dimensions = frozenset({4, 6, 9, 15})
    wires = 40
    asked = ()

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        from quickqudits.tableau_composite import CompositeTableau

        tableau = CompositeTableau(program.wires, program.d)
        tableau.apply_circuit(circuit)
        return np.asarray(tableau.sample_measurements(shots, seed=seed))

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return [
            f"tableau = qq.CompositeTableau({program.wires}, {program.d})",
            "tableau.apply_circuit(circuit)",
            "print(tableau.sample_measurements(20, seed=0))",
        ]


class QuickQuditsVectors(QuickQudits):
    """`QuantumCircuit.sample`, on state vectors."""

    name = "quickqudits-vectors"
    dimensions = frozenset({2, 3, 4, 5, 6, 9})
    wires = 8
    largest_space = 3**8
    asked = ("state-vector", "reduced-density-matrix")

    def drawn(self, qq: Any, circuit: Any, program: Program, shots: int, seed: int) -> Matrix:
        """Outcomes of all qudits."""
        return np.asarray(circuit.sample(shots, seed=seed)[1])

    def made(self, program: Program) -> Any:
        """The circuit."""
        return circuit_of(program)

    def state_vector(self, circuit: Any, program: Program) -> Any:
        """`execute`."""
        return circuit.execute()[0]

    def reduced_density_matrix(self, circuit: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`execute_density_matrix`."""
        of_all(systems, program.wires)
        return circuit.execute_density_matrix()

    def last_lines(self, program: Program) -> list[str]:
        """Of a script, from the circuit on."""
        return ["print(circuit.sample(20, seed=0)[1])"]
