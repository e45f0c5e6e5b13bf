"""MQT Qudits: its tensor network and its decision diagram simulator, which give state vectors, and shots with noise.

Its S is diag(omega^(x(x+1)/2)) for odd d, which is `phase` and a displacement of P by 1/2; its h is d^(-1/2) sum
omega^(+xy), of which `fourier` is the inverse. The decision diagrams take the gates that the tutorial lists.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Instruction, Program, Read, Scatter, Shift
from toytheory.adapting.words import Gate
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix, inverse

from .qudit_gates import matrices


class Call(NamedTuple):
    """A method of a circuit: its qudits, its parameters, a qudit and its level that control it, how often inverted."""

    method: str
    qudits: tuple[int, ...]
    parameters: Any = None
    control: tuple[int, int] | None = None
    inverted: int = 0

    @property
    def text(self) -> str:
        """In a script."""
        target = self.qudits[0] if len(self.qudits) == 1 else list(self.qudits)
        told = self.parameters.tolist() if isinstance(self.parameters, np.ndarray) else self.parameters
        more = "" if told is None else f", np.array({told})" if told is not self.parameters else f", {told}"
        control = "" if self.control is None else f".control([{self.control[0]}], [{self.control[1]}])"
        return f"circuit.{self.method}({target}{more}){control}" + ".dag()" * self.inverted

    def on(self, circuit: Any) -> None:
        """Add the gate."""
        target = self.qudits[0] if len(self.qudits) == 1 else list(self.qudits)
        gate = getattr(circuit, self.method)(target, *([] if self.parameters is None else [self.parameters]))
        if self.control is not None:
            gate.control([self.control[0]], [self.control[1]])
        for _ in range(self.inverted):
            gate.dag()


class MQTNetworks(GateAdapter):
    """`tnsim`, circuits of the named gates."""

    name = "mqt-qudits-tnsim"
    dimensions = frozenset({2, 3, 4, 5, 6, 7})
    gates = BASIC | {"fourier-inverse", "phase-inverse", "sum-inverse"}
    midway = False
    resets = False
    wires = 7
    largest_space = 2500
    needs = "mqt.qudits"
    simulator = "tnsim"
    asked: tuple[str, ...] = ("state-vector", "inverse", "reimport")

    def calls(self, program: Program, instructions: Iterable[Instruction] | None = None) -> list[Call]:
        """The circuit, gate by gate."""
        found: list[Call] = []
        for step in program.instructions if instructions is None else instructions:
            match step:
                case Gate():
                    found += self.gate(step.name, step.wires, program.d, step.parameter)
                case Shift():
                    found += self.shift(step, program.d)
                case Read():
                    pass
                case Block(operation="inverse"):
                    inside = self.calls(program, step.instructions)
                    found += [gate._replace(inverted=gate.inverted + 1) for gate in reversed(inside)]
                case Block(operation="reimport" | "compiled" | "kept-when-compiled"):
                    found += self.calls(program, step.instructions)
                case _:
                    raise CannotRun(f"no such gate: {step}")
        return found

    def shift(self, step: Shift, d: int) -> list[Call]:
        """Of X or P."""
        return [Call("x" if step.side == "X" else "z", (step.wire,))] * step.constant

    def gate(self, name: str, wires: tuple[int, ...], d: int, parameter: int | None) -> list[Call]:
        """A named map, `dag` for an inverse; Z undoes the displacement of S."""
        back = Shift(wires[0], "P", -inverse(2, d) % d if d % 2 else 0)
        match name:
            case "fourier" | "fourier-inverse":
                return [Call("h", wires, inverted=int(name == "fourier"))]
            case "phase":
                return [Call("s", wires, inverted=int(d == 2)), *self.shift(back, d)]
            case "phase-inverse":
                forth = replace(back, constant=-back.constant % d)
                return [Call("s", wires, inverted=int(d != 2)), *self.shift(forth, d)]
        return [Call("csum", wires, inverted=int(name == "sum-inverse"))]

    def state(self, program: Program) -> Any:
        """The state vector; where a part is to be written out and read again, all is."""
        with np.errstate(all="ignore"):  # the package sets this for the whole process when it is imported
            return np.asarray(self.result(self.circuit(program)).get_state_vector())

    def circuit(self, program: Program) -> Any:
        """The gates, or what is read of what is written of them."""
        from mqt.qudits.quantum_circuit import QuantumCircuit

        circuit: Any = QuantumCircuit(program.wires, [program.d] * program.wires, 0)
        for gate in self.calls(program):
            gate.on(circuit)
        again = any(isinstance(step, Block) and step.operation == "reimport" for step in program.instructions)
        return self.read_again(circuit) if again else circuit

    def read_again(self, circuit: Any) -> Any:
        """`to_qasm` and `from_qasm`."""
        from mqt.qudits.quantum_circuit import QuantumCircuit

        found: Any = QuantumCircuit()
        found.from_qasm(circuit.to_qasm())
        return found

    def result(self, circuit: Any, **options: Any) -> Any:
        """Of a run."""
        from mqt.qudits.simulation import MQTQuditProvider

        return MQTQuditProvider().get_backend(self.simulator).run(circuit, **options).result()

    def made(self, program: Program) -> Any:
        """The state vector."""
        return self.state(program)

    def state_vector(self, state: Any, program: Program) -> Any:
        """`get_state_vector`."""
        return state.ravel()

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Of the qudits that are read."""
        state = self.state(program).reshape((program.d,) * program.wires)
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        found: dict[tuple[int, ...], float] = {}
        for key in np.argwhere(np.abs(state) ** 2 > 1e-12):
            told = tuple(int(key[wire]) for wire in reads)
            found[told] = found.get(told, 0.0) + float(np.abs(state[tuple(key)]) ** 2)
        return found

    def script(self, experiment: Experiment) -> str:
        """The circuit in the package's own words; prints the outcomes that are possible, qudit by qudit."""
        program = self.program(experiment)
        lines = [
            "import numpy as np",
            "from mqt.qudits.quantum_circuit import QuantumCircuit",
            "from mqt.qudits.simulation import MQTQuditProvider",
            "",
            f"circuit = QuantumCircuit({program.wires}, [{program.d}] * {program.wires}, 0)",
            *(gate.text for gate in self.calls(program)),
            f'state = MQTQuditProvider().get_backend("{self.simulator}").run(circuit).result().get_state_vector()',
            f"p = np.abs(np.asarray(state).reshape(({program.d},) * {program.wires})) ** 2",
            "print({tuple(map(int, key)): round(float(p[tuple(key)]), 6) for key in np.argwhere(p > 1e-9)})",
        ]
        return "\n".join(lines) + "\n"


class MQTDiagrams(MQTNetworks):
    """`misim`, circuits of the named gates."""

    name = "mqt-qudits-misim"
    simulator = "misim"


class MQTNetworkControls(MQTNetworks):
    """`tnsim`; `sum` is made of X controlled by each level."""

    name = "mqt-qudits-tnsim-controls"
    dimensions = frozenset({2, 3, 5})
    wires = 4
    largest_space = 300

    def gate(self, name: str, wires: tuple[int, ...], d: int, parameter: int | None) -> list[Call]:
        """A named map."""
        if not name.startswith("sum"):
            return super().gate(name, wires, d, parameter)
        inverted = int(name == "sum-inverse")
        return [Call("x", wires[1:], None, (wires[0], k), inverted) for k in range(1, d) for _ in range(k)]


class MQTDiagramControls(MQTNetworkControls):
    """`misim`; `sum` is made of X controlled by each level."""

    name = "mqt-qudits-misim-controls"
    simulator = "misim"


class MQTNetworkMatrices(MQTNetworks):
    """`tnsim`, which is said to take all gates; `cu_one` and `cu_two` with matrices of this adapter, `pm` for X.

    The matrix of `cu_two` refers to its qudits in the order of the register, whatever the order of the list: so do the
    matrices that `csum` and `cx` have for both orders. The documentation does not say it.
    """

    name = "mqt-qudits-tnsim-matrices"
    dimensions = frozenset({2, 3, 5})
    gates = BASIC | {"fourier-inverse", "phase-inverse", "sum-inverse", "multiply"}
    wires = 4
    largest_space = 300

    def shift(self, step: Shift, d: int) -> list[Call]:
        """X as a permutation."""
        if step.side == "P" or not step.constant % d:
            return super().shift(step, d)
        return [Call("pm", (step.wire,), [(x + step.constant) % d for x in range(d)])]

    def gate(self, name: str, wires: tuple[int, ...], d: int, parameter: int | None) -> list[Call]:
        """A matrix, or a permutation."""
        if name == "multiply":
            return [Call("pm", wires, [x * int(parameter or 1) % d for x in range(d)])]
        plain, _, back = name.partition("-")
        matrix = matrices(d)[plain]
        if len(wires) == 1:
            return [Call("cu_one", wires, matrix, inverted=int(bool(back)))]
        if wires[0] > wires[1]:
            matrix = matrix.reshape((d,) * 4).transpose(1, 0, 3, 2).reshape(d * d, d * d)
        return [Call("cu_two", wires, matrix, inverted=int(bool(back)))]

    def read_again(self, circuit: Any) -> Any:
        """`save_to_file` and `load_from_file`, which keep the matrices in files of their own."""
        from mqt.qudits.quantum_circuit import QuantumCircuit

        found: Any = QuantumCircuit()
        with tempfile.TemporaryDirectory() as folder:
            found.load_from_file(circuit.save_to_file("circuit", folder))
        return found


class MQTNetworkShots(MQTNetworks):
    """`tnsim`, shots of `get_counts`, which it draws where a noise model is given; no seed can be.

    Noise is that of one gate, Z, which is undone by `virtrz`; so Z is written by `virtrz` everywhere else.
    """

    name = "mqt-qudits-tnsim-shots"
    dimensions = frozenset({2, 3})
    wires = 4
    largest_space = 100
    noise = True
    asked = ()
    probabilities = GateAdapter.probabilities  # it draws

    def shift(self, step: Shift, d: int) -> list[Call]:
        """Z level by level."""
        if step.side == "X":
            return super().shift(step, d)
        turns = [(k, -2 * np.pi * step.constant * k / d) for k in range(1, d) if step.constant % d]
        return [Call("virtrz", (step.wire,), [k, turn]) for k, turn in turns]

    def calls(self, program: Program, instructions: Iterable[Instruction] | None = None) -> list[Call]:
        """The circuit, gate by gate."""
        found: list[Call] = []
        for step in program.instructions:
            if isinstance(step, Scatter):
                wire = step.coordinates[0] // 2
                found += [Call("z", (wire,)), *self.shift(Shift(wire, "P", -1), program.d)]
            else:
                found += super().calls(program, [step])
        return found

    def run(self, program: Program, shots: int, seed: int) -> Matrix:
        """`get_counts`, which tells the index of the basis state of each shot."""
        from mqt.qudits.simulation.noise_tools import Noise, NoiseModel

        levels = {strength(step, program.d) for step in program.instructions if isinstance(step, Scatter)}
        if len(levels) > 1:
            raise CannotRun("has one strength of noise for a gate")
        model: Any = NoiseModel()
        for depolarizing, dephasing in levels:
            model.add_quantum_error_locally(Noise(depolarizing, dephasing), ["z"])
        asked = max(shots, 50)  # it takes no fewer
        with np.errstate(all="ignore"), _forking():
            found = self.result(self.circuit(program), noise_model=model, shots=asked).get_counts()
        digits = np.array(np.unravel_index(np.asarray(found, dtype=np.int64), (program.d,) * program.wires)).T
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        return np.asarray(digits[:shots, reads], dtype=np.int64)


class MQTDiagramShots(MQTNetworkShots):
    """`misim`, shots of `get_counts`."""

    name = "mqt-qudits-misim-shots"
    simulator = "misim"


@contextlib.contextmanager
def _forking() -> Iterator[None]:
    """Its pool of processes forks, where the system can: one that starts Python anew for each run takes seconds."""
    before = multiprocessing.get_start_method(allow_none=True)
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


def strength(step: Scatter, d: int) -> tuple[float, float]:
    """Probabilities of depolarizing (every X^a Z^b alike) and, on qubits, of dephasing (Z); CannotRun for others."""
    weights = {key: float(weight) for key, weight in step.weights if any(key) and weight}
    one = len({c // 2 for c in step.coordinates}) == 1
    alike = not weights or (len(weights) == d * d - 1 and len(set(weights.values())) == 1)
    if one and len(step.coordinates) == 2 and alike:
        return d * d * next(iter(weights.values()), 0.0), 0.0
    if d == 2 and len(step.coordinates) == 1 and step.coordinates[0] % 2:
        return 0.0, sum(weights.values())
    raise CannotRun("has depolarizing and, on qubits, dephasing")
