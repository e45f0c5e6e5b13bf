"""Variables of bits as Stim's Pauli products, and maps of bits as Stim's tableaus and circuits.

(1, 0) is Z, (0, 1) is X, (1, 1) is Y; an outcome 1 is the eigenvalue -1, so a constant 1 is the sign -1.
The qubits of Stim count from 0, as systems do in records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import stim

from quantum_ref.plan.parts import MapBlock
from toytheory.errors import CannotRun
from toytheory.language.maps.discrete import NAMED_MAPS, Rows
from toytheory.phase_space.variables import Variable

LETTERS = {(1, 0): "Z", (0, 1): "X", (1, 1): "Y"}
"""Coefficients of X and P of one bit -> Pauli operator."""

COEFFICIENTS = {0: (0, 0), 1: (0, 1), 2: (1, 1), 3: (1, 0)}
"""Stim's number of a Pauli operator (I, X, Y, Z) -> coefficients of X and P."""

GATES = {"fourier": "H", "phase": "S_DAG", "sum": "CX", "cphase": "CZ", "swap": "SWAP"}
"""The named maps that do something to bits, as Stim's gates."""

MEASUREMENTS = {"Z": "M", "X": "MX", "Y": "MY"}
RESETS = {"Z": "R", "X": "RX", "Y": "RY"}
MEASURED_RESETS = {"Z": "MR", "X": "MRX", "Y": "MRY"}

LARGEST_BLOCK = 128
"""Systems in one map that does not fall into parts; Stim's synthesis takes seconds there and grows as k^3.5."""


def letters(variable: Variable) -> list[tuple[int, str]]:
    """(qubit, "X", "Y" or "Z") of each factor of the Pauli product, ascending.

    >>> letters(Variable.of({0: 1, 1: 1, 5: 1}, 2))
    [(0, 'Y'), (2, 'X')]
    """
    found: dict[int, list[int]] = {}
    for index, coefficient in variable.terms:
        found.setdefault(index // 2, [0, 0])[index % 2] = coefficient
    return [(qubit, LETTERS[a, b]) for qubit, (a, b) in found.items()]


def pauli_string(variable: Variable, position: Mapping[int, int], count: int, value: int = 0) -> stim.PauliString:
    """The signed Pauli product that is +1 where the variable has the value, on `count` qubits.

    Parameters
    ----------
    position : qubit -> where it stands in the product.

    >>> pauli_string(Variable.of({0: 1, 3: 1}, 2, constant=1), {0: 0, 1: 1}, 2)
    stim.PauliString("-ZX")
    """
    product = stim.PauliString(count)
    for qubit, letter in letters(variable):
        product[position[qubit]] = letter
    return -product if (variable.constant + value) % 2 else product


def measurement(circuit: stim.Circuit, variable: Variable) -> None:
    """Append the measurement whose record is the variable's value; the variable depends on some system.

    >>> circuit = stim.Circuit()
    >>> measurement(circuit, Variable.of({0: 1, 3: 1}, 2, constant=1))
    >>> circuit
    stim.Circuit('''
        MPP !Z0*X1
    ''')
    """
    factors, inverted = letters(variable), bool(variable.constant)
    if len(factors) == 1:
        qubit, letter = factors[0]
        circuit.append(MEASUREMENTS[letter], [stim.target_inv(qubit) if inverted else qubit])
        return
    targets = []
    for number, (qubit, letter) in enumerate(factors):
        if number:
            targets.append(stim.target_combiner())
        targets.append(stim.target_pauli(qubit, letter, inverted and number == 0))
    circuit.append("MPP", targets)


def heisenberg_tableau(rows: Rows, shift: Sequence[int]) -> stim.Tableau:
    """The Clifford U with U^dagger X_i U, U^dagger P_i U as the rows say, constants giving the signs.

    Stim's tableaus hold U A U^dagger, so the one that the rows describe is that of U^dagger.

    >>> heisenberg_tableau(((1, 0), (1, 1)), (0, 0)) == stim.Tableau.from_named_gate("S_DAG")
    True
    """
    count = len(rows) // 2
    position = {qubit: qubit for qubit in range(count)}
    images = [
        pauli_string(Variable.from_vector(row, 2, constant), position, count)
        for row, constant in zip(rows, shift, strict=True)
    ]
    return stim.Tableau.from_conjugated_generators(xs=images[1::2], zs=images[0::2]).inverse()


def remapped(circuit: stim.Circuit, qubits: Sequence[int]) -> stim.Circuit:
    """A circuit of Clifford gates with its qubit i replaced by qubits[i]."""
    result = stim.Circuit()
    for instruction in circuit:
        targets = [qubits[target.value] for target in instruction.targets_copy()]
        result.append(instruction.name, targets)
    return result


@lru_cache(maxsize=1024)
def _synthesised(rows: Rows, shift: tuple[int, ...]) -> stim.Circuit:
    return heisenberg_tableau(rows, shift).to_circuit("elimination")


def synthesised(block: MapBlock) -> stim.Circuit:
    """A circuit for a map of bits; CannotRun where Stim would take too long to find one."""
    if len(block.systems) > LARGEST_BLOCK:
        raise CannotRun(
            f"a map on {len(block.systems)} systems that does not fall into parts; Stim is asked for at most "
            f"{LARGEST_BLOCK}"
        )
    rows = tuple(tuple(int(c) for c in row) for row in block.matrix)
    return remapped(_synthesised(rows, tuple(int(c) for c in block.shift)), block.systems)


def gate_of(name: str | None, rows: Rows, shift: Iterable[int]) -> str | None:
    """Stim's gate for a named map, if the rows are that map's and there are no constants.

    >>> gate_of("phase", ((1, 0), (1, 1)), (0, 0))
    'S_DAG'
    """
    if name not in GATES or any(shift):
        return None
    return GATES[name] if np.array_equal(rows, NAMED_MAPS[name].rows(2, 0)) else None
