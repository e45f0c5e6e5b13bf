"""Circuits and stabilizers of Cirq as experiments and epistemic states, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from quantum_ref.adapters.cirq import CirqClifford, CirqQudits
from toytheory.discrete.epistemic import EpistemicState
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Measure

from .programs import program_for
from .stim import from_stim_state, to_stim_state

QUBITS = {"H": "H", "S": "S", "X": "X", "Y": "Y", "Z": "Z", "CNOT": "CX", "CZ": "CZ", "SWAP": "SWAP", "I": "I"}
"""Gates of Cirq, and the same in Stim."""


def to_cirq(experiment: Experiment) -> Any:
    """A `cirq.Circuit` whose measurement keys are the experiment's outcomes, on qubits or, for d = 3, 5, 9, on qudits.

    InputError for what has no counterpart, with the reason.
    """
    adapter = CirqClifford() if experiment.system.d == 2 else CirqQudits()
    program = program_for(adapter, experiment, "Cirq")
    return adapter.circuit(program, program.instructions)


def from_cirq(circuit: Any) -> Experiment:
    """A circuit of Clifford gates on qubits as an experiment on bits; qubits in Cirq's order, all |0> at first.

    Outcomes have the names of the keys; of a key with several qubits, `key_0`, `key_1`, ...

    Raises
    ------
    InputError : for other gates, for keys that are no names, and for classical control.
    """
    import stim

    from quantum_ref.stim.reading import from_stim

    place = {qubit: k for k, qubit in enumerate(sorted(circuit.all_qubits()))}
    if not place:
        raise InputError("a circuit without qubits", "put a gate or a measurement in it")
    found, names = stim.Circuit(), []
    for operation in circuit.all_operations():
        targets = [place[qubit] for qubit in operation.qubits]
        word, keys = _word(operation)
        found.append(word, targets)
        names += keys
    untouched = [k for k in place.values() if k >= found.num_qubits]
    found.append("I", untouched) if untouched else None
    return _named(from_stim(found), names)


def _word(operation: Any) -> tuple[str, list[str]]:
    """The operation in Stim, and what its outcomes are called."""
    import cirq

    gate = operation.gate
    if gate is None or operation.classical_controls:
        raise InputError(f"{operation} is no gate, reset or measurement by itself", "take classical control away")
    if isinstance(gate, cirq.MeasurementGate):
        if any(gate.full_invert_mask()):
            raise InputError(f"{operation} inverts what it measures", "measure without a mask")
        key, count = cirq.measurement_key_name(gate), len(operation.qubits)
        names = [key] if count == 1 else [f"{key}_{k}" for k in range(count)]
        if not re.fullmatch(r"[A-Za-z_]\w*", key):
            raise InputError(f"the key {key!r} is no name of an outcome", "use letters, digits and underscores")
        return "M", names
    if isinstance(gate, cirq.ResetChannel) and gate.dimension == 2:
        return "R", []
    table = {getattr(cirq, name): word for name, word in QUBITS.items()}
    table |= {cirq.S**-1: "S_DAG", cirq.X**0.5: "SQRT_X", cirq.X**-0.5: "SQRT_X_DAG"}
    table |= {cirq.Y**0.5: "SQRT_Y", cirq.Y**-0.5: "SQRT_Y_DAG", cirq.ISWAP: "ISWAP", cirq.ISWAP**-1: "ISWAP_DAG"}
    for known, word in table.items():
        if gate == known:
            return word, []
    raise InputError(f"{operation} is no Clifford gate that is converted", f"use {', '.join(QUBITS)}, S**-1 and roots")


def _named(experiment: Experiment, names: list[str]) -> Experiment:
    """With these outcomes, in their order."""
    rest = iter(names)
    steps = tuple(
        replace(step, names=tuple(next(rest) for _ in step.names)) if isinstance(step, Measure) else step
        for step in experiment.steps
    )
    if len(set(names)) != len(names):
        raise InputError("a measurement key is used twice", "give each measurement a key of its own")
    return replace(experiment, steps=steps)


def to_cirq_state(state: EpistemicState) -> list[Any]:
    """The known variables as `cirq.DensePauliString` with the signs of their values; InputError for other than bits."""
    import cirq

    return [cirq.DensePauliString(str(p)[1:].replace("_", "I"), coefficient=p.sign) for p in to_stim_state(state)]


def from_cirq_state(stabilizers: Iterable[Any]) -> EpistemicState:
    """The epistemic state with these Pauli products known: a `cirq.CliffordTableau`'s, or `DensePauliString`s.

    InputError where they do not commute, contradict each other, or are of different lengths.
    """
    import stim

    given = stabilizers.stabilizers() if hasattr(stabilizers, "stabilizers") else stabilizers
    if any(complex(pauli.coefficient) not in (1, -1) for pauli in given):
        raise InputError("a Pauli product with a coefficient other than 1 and -1", "give Hermitian ones")
    letters = ["".join("_XYZ"[k] for k in pauli.pauli_mask) for pauli in given]
    signs = ["-" if complex(pauli.coefficient) == -1 else "+" for pauli in given]
    return from_stim_state([stim.PauliString(sign + word) for sign, word in zip(signs, letters, strict=True)])
