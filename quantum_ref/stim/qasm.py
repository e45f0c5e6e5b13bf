"""Circuits of qubits as OpenQASM 3, with feedback as `if (c[0]) x q[1];`.

Stim writes OpenQASM too; its version 1.16 names feedback's register `ms`, which it does not declare, and its gates with
capital letters, which `stdgates.inc` does not have.
"""

from __future__ import annotations

from collections.abc import Iterator

import stim

from toytheory.errors import InputError

NAMES = {
    "H": "h", "X": "x", "Y": "y", "Z": "z", "S": "s", "S_DAG": "sdg", "SQRT_X": "sx", "CX": "cx", "CY": "cy",
    "CZ": "cz", "SWAP": "swap",
}  # fmt: skip
"""Stim's gates that `stdgates.inc` has."""

CONTROLLED = {"CX": "x", "CY": "y", "CZ": "z"}
BASES = {"MX": ("h",), "MY": ("sdg", "h"), "RX": ("h",), "RY": ("h", "s")}
"""Gates that take a basis to that of Z, before a measurement; and back, after a reset."""

ANNOTATIONS = frozenset({"TICK", "QUBIT_COORDS", "SHIFT_COORDS", "DETECTOR", "OBSERVABLE_INCLUDE"})


def to_qasm(circuit: stim.Circuit) -> str:
    r"""The text of an OpenQASM 3 program whose bits c[0], c[1], ... are the circuit's records.

    Errors: InputError for noise, and for what else has no counterpart.

    >>> print(to_qasm(stim.Circuit("H 0\nM 0\nCX rec[-1] 1")), end="")
    OPENQASM 3.0;
    include "stdgates.inc";
    qubit[2] q;
    bit[1] c;
    h q[0];
    c[0] = measure q[0];
    if (c[0]) x q[1];
    """
    head = ["OPENQASM 3.0;", 'include "stdgates.inc";', f"qubit[{circuit.num_qubits}] q;"]
    if circuit.num_measurements:
        head.append(f"bit[{circuit.num_measurements}] c;")
    return "\n".join([*head, *_Program().lines(circuit)]) + "\n"


class _Program:
    """Counts records while it writes."""

    def __init__(self) -> None:
        self.records = 0

    def lines(self, circuit: stim.Circuit) -> Iterator[str]:
        for instruction in circuit.flattened():
            if instruction.name not in ANNOTATIONS:
                yield from self.written(instruction)

    def written(self, instruction: stim.CircuitInstruction) -> Iterator[str]:
        name = instruction.name
        if any(instruction.gate_args_copy()):
            raise InputError(f"the Stim instruction {name} is noise, which OpenQASM has no word for", "leave it out")
        for group in instruction.target_groups():
            recorded = [target for target in group if target.is_measurement_record_target]
            if recorded:
                yield self.feedback(name, group)
            elif name in NAMES:
                yield f"{NAMES[name]} {', '.join(f'q[{target.value}]' for target in group)};"
            elif name in ("M", "MX", "MY"):
                yield from self.measured(name, group[0])
            elif name in ("R", "RX", "RY"):
                yield f"reset q[{group[0].value}];"
                yield from (f"{gate} q[{group[0].value}];" for gate in BASES.get(name, ()))
            elif name == "MPAD":
                yield f"c[{self.records}] = {'true' if group[0].value else 'false'};"
                self.records += 1
            else:
                yield from self.decomposed(name, group)

    def feedback(self, name: str, group: list[stim.GateTarget]) -> str:
        (control,) = (target for target in group if target.is_measurement_record_target)
        (qubit,) = (target for target in group if target.is_qubit_target)
        if name not in CONTROLLED:
            raise InputError(f"{name} controlled by a record has no counterpart", "use CX, CY or CZ")
        return f"if (c[{self.records + control.value}]) {CONTROLLED[name]} q[{qubit.value}];"

    def measured(self, name: str, target: stim.GateTarget) -> Iterator[str]:
        there = BASES.get(name, ())
        back = [{"sdg": "s"}.get(gate, gate) for gate in reversed(there)]
        turned = ["x"] if target.is_inverted_result_target else []
        yield from (f"{gate} q[{target.value}];" for gate in (*there, *turned))
        yield f"c[{self.records}] = measure q[{target.value}];"
        yield from (f"{gate} q[{target.value}];" for gate in (*turned, *back))
        self.records += 1

    def decomposed(self, name: str, group: list[stim.GateTarget]) -> Iterator[str]:
        """In Stim's own decomposition."""
        single = stim.Circuit()
        targets = (
            [part for target in group for part in (target, stim.target_combiner())][:-1] if name == "MPP" else group
        )
        single.append(name, targets)
        parts = single.decomposed()
        if parts == single:
            raise InputError(f"the Stim instruction {name} has no counterpart", "leave it out")
        yield from self.lines(parts)
