"""Circuits of qubits as OpenQASM 3, with feedback as `if (c[0]) x q[1];`.

Stim writes OpenQASM too; its version 1.16 names feedback's register `ms`, which it does not declare, and its gates with
capital letters, which `stdgates.inc` does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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

COORDINATES = frozenset({"TICK", "QUBIT_COORDS", "SHIFT_COORDS"})

COMPLETE = 0.75
"""The probability at which DEPOLARIZE1 leaves nothing known: measuring Z and X and not looking does the same."""


def to_qasm(circuit: stim.Circuit, inverted: Sequence[bool] = ()) -> str:
    r"""The text of an OpenQASM 3 program whose bits c[0], c[1], ... are the circuit's records.

    Detectors and observables are bits d[0], d[1], ... and l[0], l[1], ...

    Parameters
    ----------
    inverted : of the annotations DETECTOR and OBSERVABLE_INCLUDE in their order, whether 1 is added to the value.

    Errors: InputError for noise, and for what else has no counterpart.

    >>> print(to_qasm(stim.Circuit("H 0\nM 0\nCX rec[-1] 1\nM 1\nDETECTOR rec[-1] rec[-2]")), end="")
    OPENQASM 3.0;
    include "stdgates.inc";
    qubit[2] q;
    bit[2] c;
    bit[1] d;
    h q[0];
    c[0] = measure q[0];
    if (c[0]) x q[1];
    c[1] = measure q[1];
    d[0] = c[1] ^ c[0];
    """
    program = _Program(inverted)
    body = [*program.lines(circuit), *program.observed()]
    registers = {"c": circuit.num_measurements, "d": circuit.num_detectors, "l": circuit.num_observables}
    head = ["OPENQASM 3.0;", 'include "stdgates.inc";', f"qubit[{circuit.num_qubits}] q;"]
    head += [f"bit[{count}] {name};" for name, count in registers.items() if count]
    head += ["bit unseen;"] if program.unseen else []
    return "\n".join([*head, *body]) + "\n"


class _Program:
    """Counts records while it writes."""

    def __init__(self, inverted: Sequence[bool]) -> None:
        self.inverted = list(inverted)
        self.records = self.detectors = 0
        self.observables: dict[int, tuple[list[int], bool]] = {}
        self.unseen = False  # whether something is measured that is no record

    def lines(self, circuit: stim.Circuit) -> Iterator[str]:
        for instruction in circuit.flattened():
            if instruction.name in ("DETECTOR", "OBSERVABLE_INCLUDE"):
                yield from self.told(instruction)
            elif instruction.name not in COORDINATES:
                yield from self.written(instruction)

    def told(self, instruction: stim.CircuitInstruction) -> Iterator[str]:
        targets = instruction.targets_copy()
        if not all(target.is_measurement_record_target for target in targets):
            raise InputError(f"{instruction.name} of a Pauli operator has no counterpart", "name records of it")
        records = [self.records + target.value for target in targets]
        inverted = bool(self.inverted) and self.inverted.pop(0)
        if instruction.name == "DETECTOR":
            yield f"d[{self.detectors}] = {_parity(records, inverted)};"
            self.detectors += 1
        else:  # what one observable is made of may come in parts
            number = int(instruction.gate_args_copy()[0])
            before, was = self.observables.get(number, ([], False))
            self.observables[number] = ([*before, *records], was != inverted)

    def observed(self) -> Iterator[str]:
        """The observables, once all records are there."""
        for number, (records, inverted) in sorted(self.observables.items()):
            yield f"l[{number}] = {_parity(records, inverted)};"

    def written(self, instruction: stim.CircuitInstruction) -> Iterator[str]:
        name, arguments = instruction.name, instruction.gate_args_copy()
        if name == "DEPOLARIZE1" and arguments == [COMPLETE]:
            for target in instruction.targets_copy():
                yield from self.forgotten(target.value)
            return
        if any(arguments):
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

    def forgotten(self, qubit: int) -> Iterator[str]:
        """Nothing is known of a qubit of which Z and X were measured by nobody."""
        self.unseen = True
        yield from (f"unseen = measure q[{qubit}];", f"h q[{qubit}];", f"unseen = measure q[{qubit}];")

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


def _parity(records: Sequence[int], inverted: bool) -> str:
    """The sum of records, an even number of times none, as an expression for a bit."""
    odd = [record for record in dict.fromkeys(records) if records.count(record) % 2]
    if not odd:
        return "true" if inverted else "false"
    parity = " ^ ".join(f"c[{record}]" for record in odd)
    if not inverted:
        return parity
    return f"!({parity})" if len(odd) > 1 else f"!{parity}"
