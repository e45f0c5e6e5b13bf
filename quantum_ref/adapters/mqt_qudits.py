"""MQT Qudits: its tensor network and its decision diagram simulator, both of which give state vectors.

Its S is diag(omega^(x(x+1)/2)) for odd d, which is `phase` and a displacement of P by 1/2; its h is d^(-1/2) sum
omega^(+xy), of which `fourier` is the inverse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Block, Program, Read, Shift
from toytheory.adapting.words import Gate
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import inverse

Call = tuple[str, tuple[int, ...], bool]
"""Method of a circuit, its qudits, and whether the gate is inverted."""


def calls(program: Program) -> list[Call]:
    """The circuit, gate by gate."""
    found: list[Call] = []
    back = -inverse(2, program.d) % program.d if program.d % 2 else 0  # Z to this power undoes the displacement
    for step in program.instructions:
        match step:
            case Gate(name="fourier" | "fourier-inverse"):
                found.append(("h", step.wires, step.name == "fourier"))
            case Gate(name="phase"):
                found += [("s", step.wires, program.d == 2), *[("z", step.wires, False)] * back]
            case Gate(name="phase-inverse"):
                found += [("s", step.wires, program.d != 2), *[("z", step.wires, True)] * back]
            case Gate(name="sum" | "sum-inverse"):
                found.append(("csum", step.wires, step.name == "sum-inverse"))
            case Shift():
                found += [("x" if step.side == "X" else "z", (step.wire,), False)] * step.constant
            case Read():
                pass
            case Block(operation="reimport"):
                found += calls(replace(program, instructions=step.instructions))
            case _:
                raise CannotRun(f"no such gate: {step}")
    return found


class MQTNetworks(GateAdapter):
    """`tnsim`."""

    name = "mqt-qudits-tnsim"
    dimensions = frozenset({2, 3, 4, 5, 6, 7})
    gates = BASIC | {"fourier-inverse", "phase-inverse", "sum-inverse"}
    midway = False
    resets = False
    wires = 7
    largest_space = 2500
    needs = "mqt.qudits"
    simulator = "tnsim"
    asked = ("state-vector", "reimport")

    def state(self, program: Program) -> Any:
        """The state vector; where a part is to be written out and read again, all is, by `to_qasm` and `from_qasm`."""
        with np.errstate(all="ignore"):  # the package sets this for the whole process when it is imported
            return self._run(program)

    def _run(self, program: Program) -> Any:
        from mqt.qudits.quantum_circuit import QuantumCircuit
        from mqt.qudits.simulation import MQTQuditProvider

        circuit: Any = QuantumCircuit(program.wires, [program.d] * program.wires, 0)
        for name, wires, inverted in calls(program):
            gate = getattr(circuit, name)(wires[0] if len(wires) == 1 else list(wires))
            if inverted:
                gate.dag()
        if any(isinstance(step, Block) for step in program.instructions):
            text, circuit = circuit.to_qasm(), QuantumCircuit()
            circuit.from_qasm(text)
        result = MQTQuditProvider().get_backend(self.simulator).run(circuit).result()
        return np.asarray(result.get_state_vector())

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
        ]
        for name, wires, inverted in calls(program):
            target = wires[0] if len(wires) == 1 else list(wires)
            lines.append(f"circuit.{name}({target})" + ".dag()" * inverted)
        lines += [
            f'state = MQTQuditProvider().get_backend("{self.simulator}").run(circuit).result().get_state_vector()',
            f"p = np.abs(np.asarray(state).reshape(({program.d},) * {program.wires})) ** 2",
            "print({tuple(map(int, key)): round(float(p[tuple(key)]), 6) for key in np.argwhere(p > 1e-9)})",
        ]
        return "\n".join(lines) + "\n"


class MQTDiagrams(MQTNetworks):
    """`misim`."""

    name = "mqt-qudits-misim"
    simulator = "misim"
