"""Stim circuits as programs of the sampler: Clifford gates, measurements, resets, Pauli noise, detectors, feedback.

Qubits begin in |0>. Loops are written out. What the toy theory knows nothing of, signs, comes from Stim itself
(`reference`); how runs differ from one another is the same in both theories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
import stim

from quantum_ref.stim.paulis import COEFFICIENTS
from quantum_ref.stim.reading import (
    BASES,
    CONTROLLED,
    CORRELATED,
    PAIR_MEASUREMENTS,
    SHIFTS,
    errors_of,
    exact,
    pauli_product,
    tableau_map,
)
from toytheory.discrete.sampling.builder import ProgramBuilder
from toytheory.discrete.sampling.elementary import Steps, elementary
from toytheory.discrete.sampling.noise import Kind, kind_of
from toytheory.discrete.sampling.program import Program
from toytheory.errors import InputError

SILENT = frozenset({"TICK", "QUBIT_COORDS", "SHIFT_COORDS", "I", "II", "I_ERROR", "II_ERROR"})

PRODUCTS = frozenset({"SPP", "SPP_DAG"})

LARGEST = 10**8
"""Targets of a circuit with its loops written out."""

_FREE = {letter: np.array([COEFFICIENTS["IXYZ".index(letter)][::-1]], dtype=np.int64) for letter in "XYZ"}
"""The direction in which nothing is known of an eigenstate: that in which the variable stays as it is."""

Targets = Sequence[stim.GateTarget]


class CircuitProgram:
    r"""A circuit read as a program.

    Attributes
    ----------
    records : rows of the measurement record.
    detectors, observables : rows, in their order.

    >>> circuit = stim.Circuit("X_ERROR(1) 0\nM 0\nDETECTOR rec[-1]")
    >>> CircuitProgram(circuit).detector_program().names
    ('D0',)
    """

    def __init__(self, circuit: stim.Circuit) -> None:
        if circuit.num_qubits == 0:
            raise InputError("a circuit without qubits", "use at least one qubit")
        if circuit.num_sweep_bits:
            raise InputError("the circuit is controlled by sweep bits", "use a record, such as rec[-1], or a qubit")
        self.builder = ProgramBuilder(2, circuit.num_qubits, known=True)
        self.records: list[int] = []
        self.detectors: list[int] = []
        self._observables: dict[int, list[tuple[int, int]]] = {}
        self._chain: list[tuple[dict[int, str], Fraction]] = []
        self._size, self._times = 0, 1
        self._read(circuit)
        self._end_chain()

    def program(self) -> Program:
        """The records, named m1, m2, ..."""
        return self.builder.program([f"m{i + 1}" for i in range(len(self.records))], self.records, ())

    def detector_program(self) -> Program:
        """The detectors D0, D1, ... and the observables L0, L1, ..."""
        count = 1 + max(self._observables, default=-1)
        rows = [self.builder.combine(self._observables.get(i, [])) for i in range(count)]
        names = [f"D{i}" for i in range(len(self.detectors))] + [f"L{i}" for i in range(count)]
        return self.builder.program(names, self.detectors + rows, ())

    def _read(self, circuit: stim.Circuit) -> None:
        steps = self._steps(circuit)
        if self._size > LARGEST:
            raise InputError(f"a circuit of more than {LARGEST} targets, loops written out", "repeat loops less often")
        for step in steps:
            step()

    def _steps(self, circuit: stim.Circuit) -> list[Callable[[], None]]:
        """What to do, in order: instructions inside of loops are looked at once."""
        return [
            self._rounds(item) if isinstance(item, stim.CircuitRepeatBlock) else self._instruction(item)
            for item in circuit
        ]

    def _rounds(self, block: stim.CircuitRepeatBlock) -> Callable[[], None]:
        self._times *= block.repeat_count
        body = self._steps(block.body_copy())
        self._times //= block.repeat_count

        def run() -> None:
            for _ in range(block.repeat_count):
                for step in body:
                    step()

        return run

    def _instruction(self, instruction: stim.CircuitInstruction) -> Callable[[], None]:
        name = instruction.name
        if name in SILENT:
            self._size += self._times
            return self._end_chain
        targets = instruction.targets_copy()
        self._size += self._times * (1 + len(targets))
        if name in CORRELATED:
            probability = exact(instruction.gate_args_copy()[0])
            return lambda: self._correlated(name, targets, probability)
        step = self._plain(name, instruction, targets)

        def run() -> None:
            self._end_chain()
            step()

        return run

    def _padding(self, values: Sequence[int], arguments: Sequence[Fraction]) -> None:
        for value in values:
            self._recorded(self.builder.combine([], value), arguments)

    def _plain(self, name: str, instruction: stim.CircuitInstruction, targets: Targets) -> Callable[[], None]:
        if name == "DETECTOR":
            return lambda: self.detectors.append(self.builder.combine([(self._record(t), 1) for t in targets]))
        if name == "OBSERVABLE_INCLUDE":
            return lambda: self._observable(int(instruction.gate_args_copy()[0]), targets)
        data = _data(name)
        if (channel := _channel(name, tuple(instruction.gate_args_copy()))) is not None:
            where, width = self.builder.where, 4 if data.is_two_qubit_gate else 2
            coordinates = [c for target in targets for c in (2 * target.value, 2 * target.value + 1)]
            return lambda: self.builder.noise_sites(channel, [where[c] for c in coordinates], width)
        if data.is_unitary and name not in SHIFTS and name not in PRODUCTS and all(t.is_qubit_target for t in targets):
            return self._cliffords(name, _coordinates(targets, data.is_two_qubit_gate))
        arguments = [exact(a) for a in instruction.gate_args_copy()]
        if name == "MPAD":
            return lambda: self._padding([t.value for t in targets], arguments)
        groups = instruction.target_groups()
        if name.startswith("HERALDED_"):
            return lambda: self._heralded(arguments, name, groups)
        handler = self._handler(name)

        def run() -> None:
            for group in groups:
                handler(name, group, arguments)

        return run

    def _cliffords(self, name: str, sites: Sequence[Sequence[int]]) -> Callable[[], None]:
        transform, (steps, shift) = self.builder.transform, _gate_steps(name, len(sites[0]) if sites else 0)

        def run() -> None:
            for each in sites:
                transform(each, steps, shift)

        return run

    def _handler(self, name: str) -> Callable[[str, Targets, Sequence[Fraction]], None]:
        data = _data(name)
        if name in PAIR_MEASUREMENTS or name == "MPP":
            return self._product
        if data.is_reset and data.produces_measurements:
            return self._measured_reset
        if data.is_reset:
            return lambda name, group, _: self._reset(BASES[name], group[0].value)
        if data.produces_measurements and name in BASES:
            return self._measure
        if data.is_unitary:
            return self._gate
        raise InputError(f"the Stim instruction {name} has no counterpart", "leave it out")

    def _record(self, target: stim.GateTarget) -> int:
        if len(self.records) + target.value < 0:
            raise InputError(f"{target} refers to a result before the first", "measure first")
        return self.records[int(target.value)]

    # measurements and resets

    def _recorded(self, row: int, arguments: Sequence[Fraction]) -> None:
        """A record that is wrong with some probability."""
        self.records.append(row)
        if arguments and arguments[0]:
            self.builder.noise_sites(_flip(arguments[0]), [row], 1)

    def _variable(self, terms: Sequence[tuple[int, int]], constant: int, arguments: Sequence[Fraction]) -> None:
        row = self.builder.read(terms, constant)
        self.builder.kick([(c ^ 1, a) for c, a in terms])
        self._recorded(row, arguments)

    def _measure(self, name: str, group: Targets, arguments: Sequence[Fraction]) -> None:
        target = group[0]
        self._variable(_terms(BASES[name], target.value), int(target.is_inverted_result_target), arguments)

    def _product(self, name: str, group: Targets, arguments: Sequence[Fraction]) -> None:
        if name == "MPP":
            factors = pauli_product(group)
            if factors.sign not in (1, -1):
                raise InputError(f"{name} of a product that is not Hermitian", "measure commuting factors")
            letters, sign = {q: "IXYZ"[factors[q]] for q in factors.pauli_indices()}, int(factors.sign == -1)
        else:
            letters = {target.value: PAIR_MEASUREMENTS[name] for target in group}
            sign = sum(target.is_inverted_result_target for target in group) % 2
        terms = [term for qubit, letter in letters.items() for term in _terms(letter, qubit)]
        self._variable(terms, sign, arguments)

    def _reset(self, letter: str, qubit: int) -> None:
        self.builder.prepare([2 * qubit, 2 * qubit + 1], (0, 0), _FREE[letter])

    def _measured_reset(self, name: str, group: Targets, arguments: Sequence[Fraction]) -> None:
        self._measure(name, group, arguments)
        self._reset(BASES[name], group[0].value)

    def _observable(self, number: int, targets: Targets) -> None:
        parts = self._observables.setdefault(number, [])
        for target in targets:
            if target.is_measurement_record_target:
                parts.append((self._record(target), 1))
            else:
                parts.append((self.builder.read(_terms(target.pauli_type, target.value)), 1))

    # gates and feedback

    def _gate(self, name: str, group: Targets, _: Sequence[Fraction]) -> None:
        recorded = [target for target in group if target.is_measurement_record_target]
        if recorded:
            by = [(self._record(target), 1) for target in recorded]
            for target in group:
                if target.is_qubit_target:
                    self._displace(CONTROLLED[name], target.value, by)
        elif name in SHIFTS:
            self._displace(name, group[0].value, [], 1)
        elif name in PRODUCTS:
            qubits, gate = _product_gate(name, group)
            rows, shift = tableau_map(gate)
            self.builder.transform([c for q in qubits for c in (2 * q, 2 * q + 1)], elementary(rows, 2), shift)
        else:  # of a controlled gate some targets are records: these groups are of qubits
            self._cliffords(name, _coordinates(group, len(group) == 2))()

    def _displace(self, letter: str, qubit: int, rows: Sequence[tuple[int, int]], constant: int = 0) -> None:
        for k, added in enumerate(SHIFTS[letter]):
            if added:
                self.builder.displace(2 * qubit + k, rows, constant)

    # noise

    def _heralded(self, arguments: Sequence[Fraction], name: str, groups: Sequence[Targets]) -> None:
        """A record that says that something happened, and what happened: every Pauli operator has its share."""
        shares = [arguments[0] / 4] * 4 if name == "HERALDED_ERASE" else list(arguments)
        kind = kind_of([((1, *SHIFTS[letter]), p) for letter, p in zip("IXYZ", shares, strict=True)], 2)
        for (target,) in groups:
            self.records.append(self.builder.combine([]))
            where = self.builder.where
            rows = [self.records[-1], where[2 * target.value], where[2 * target.value + 1]]
            self.builder.noise_sites(kind, rows, len(rows))

    def _correlated(self, name: str, targets: Targets, probability: Fraction) -> None:
        if name == "E":
            self._end_chain()
        elif not self._chain:
            raise InputError("ELSE_CORRELATED_ERROR without a correlated error right before it", "begin with E(...)")
        left = 1 - sum(p for _, p in self._chain)
        factors = pauli_product(targets)
        self._chain.append(({q: "IXYZ"[factors[q]] for q in factors.pauli_indices()}, left * probability))

    def _end_chain(self) -> None:
        if not self._chain:
            return
        qubits = sorted({qubit for error, _ in self._chain for qubit in error})
        weights = [(tuple(k for q in qubits for k in SHIFTS[error.get(q, "I")]), p) for error, p in self._chain]
        self._chain = []
        if qubits:
            rows = [self.builder.where[c] for q in qubits for c in (2 * q, 2 * q + 1)]
            self.builder.noise_sites(kind_of(weights, 2), rows, len(rows))


@lru_cache(maxsize=256)
def _data(name: str) -> stim.GateData:
    return stim.gate_data(name)


@lru_cache(maxsize=1024)
def _gate_steps(name: str, width: int) -> tuple[Steps, Sequence[int]]:
    """A gate on so many coordinates."""
    rows, shift = tableau_map(name + " 0 1"[:width]) if width else ((), ())
    return elementary(rows, 2), shift if any(shift) else ()


def _coordinates(targets: Targets, pairs: bool) -> list[tuple[int, ...]]:
    """Of the qubits one by one, or two by two."""
    first = [2 * target.value for target in targets]
    if pairs:
        return [(a, a + 1, b, b + 1) for a, b in zip(first[::2], first[1::2], strict=True)]
    return [(a, a + 1) for a in first]


@lru_cache(maxsize=1024)
def _flip(probability: Fraction) -> Kind:
    return kind_of([((1,), probability)], 2)


def _terms(letter: str, qubit: int) -> list[tuple[int, int]]:
    """X, Y or Z of a qubit by coordinates.

    >>> _terms("Y", 2)
    [(4, 1), (5, 1)]
    """
    return [(2 * qubit + k, 1) for k, c in enumerate(COEFFICIENTS["IXYZ".index(letter)]) if c]


def _product_gate(name: str, group: Targets) -> tuple[list[int], str]:
    """The qubits of SPP or SPP_DAG, and the gate on qubits 0, 1, ..."""
    if pauli_product(group).sign not in (1, -1):
        raise InputError(f"{name} of a product that is not Hermitian", "use commuting factors")
    qubits = sorted({target.value for target in group})
    local = [
        "!" * target.is_inverted_result_target + target.pauli_type.strip("I") + str(qubits.index(target.value))
        for target in group
    ]
    return qubits, f"{name} {'*'.join(local)}"


@lru_cache(maxsize=1024)
def _channel(name: str, arguments: tuple[float, ...]) -> Kind | None:
    """The kind of a Pauli channel; probabilities that add up to over 1 by rounding are scaled to 1."""
    errors = errors_of(name, [exact(a) for a in arguments] or [Fraction(0)] * 15)
    if errors is None:
        return None
    total = max(sum(errors.values(), Fraction(0)), Fraction(1))
    return kind_of(
        [(tuple(k for letter in error for k in SHIFTS[letter]), p / total) for error, p in errors.items()], 2
    )
