"""Circuits of sdim (https://github.com/events555/sdim) as experiments, and back."""

from __future__ import annotations

from typing import Any

from quantum_ref.adapters.sdim import SdimTableau
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import inverse, is_prime

from .programs import program_for


def to_sdim(experiment: Experiment) -> Any:
    """A `sdim.Circuit` whose measurements are the outcomes, in their order; InputError for what has no counterpart."""
    adapter = SdimTableau()
    return adapter.circuit(program_for(adapter, experiment, "sdim"))


def from_sdim(circuit: Any) -> Experiment:
    """A circuit of sdim as an experiment, all qudits |0> at first; outcomes are m1, m2, ... in their order.

    Raises
    ------
    InputError : for even d > 2, which has no quantum counterpart, and for noise and gates that are not converted.
    """
    d, n = int(circuit.dimension), int(circuit.num_qudits)
    if d > 2 and d % 2 == 0:
        raise InputError(f"qudits with d = {d} have no counterpart here", "convert bits, trits and odd d")
    zeros = ", ".join(f"X{k} = 0" for k in range(1, n + 1))
    lines = [f"system {n} dits d={d}" if d > 3 else f"system {n} {'bits' if d == 2 else 'trits'}", f"prepare {zeros}"]
    for operation in circuit.operations:
        lines += statements(operation, d)
    measured = iter(range(1, len(lines) + 1))
    text = "\n".join(f"{line} as m{next(measured)}" if line.startswith("measure") else line for line in lines)
    return parse_experiment(text + "\n")


def statements(operation: Any, d: int) -> list[str]:
    """What an operation does, in the language.

    sdim's H is d^(-1/2) sum omega^(+xy), the inverse of `fourier`; its P is diag(omega^(x(x-1)/2)) for odd prime d,
    diag(omega^(x^2/2)) for other odd d, and S on qubits.
    """
    k = operation.qudit_index + 1
    j = k if operation.target_index is None else operation.target_index + 1
    half = inverse(2, d) if d % 2 and is_prime(d) else 0
    shift = [f"displace P{k} by {-half % d}"] if half else []
    if d == 2:
        phases = {"P": [f"phase {k}", f"displace P{k} by 1"], "P_INV": [f"phase {k}"]}
        turns = {"H": [f"fourier {k}"], "H_INV": [f"fourier {k}"]}
    else:
        phases = {"P": [f"phase {k}", *shift]}
        phases["P_INV"] = ([f"displace P{k} by {half}"] if half else []) + [f"transform P{k} -> P{k} - X{k}"]
        turns = {"H": [f"transform X{k} -> -P{k}, P{k} -> X{k}"], "H_INV": [f"fourier {k}"]}
    known = {
        "I": [],
        "X": [f"displace X{k} by 1"],
        "X_INV": [f"displace X{k} by {d - 1}"],
        "Z": [f"displace P{k} by 1"],
        "Z_INV": [f"displace P{k} by {d - 1}"],
        "CNOT": [f"sum {k} {j}"],
        "CNOT_INV": [f"sum {k} {j}"] * (d - 1),
        "CZ": [f"cphase {k} {j}"],
        "CZ_INV": [f"cphase {k} {j}"] * (d - 1),
        "SWAP": [f"swap {k} {j}"],
        "M": [f"measure X{k}"],
        "RESET": [f"prepare X{k} = 0"],
        **phases,
        **turns,
    }
    if operation.name == "MUL":
        given = operation.params or {}
        return [f"multiply {k} by {given.get('a', given.get('scalar'))}"]
    if operation.name not in known:
        raise InputError(f"there is no statement for {operation.name} of sdim", f"use {', '.join(known)} and MUL")
    return known[operation.name]
