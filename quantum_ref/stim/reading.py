"""Stim circuits read as experiments on bits.

Qubits begin in |0>, so an experiment begins with `prepare X1 = 0, X2 = 0, ...`. Read are: every Clifford gate, resets
and measurements in every basis, MPP and MPAD, feedback from the record, Pauli noise. REPEAT is written out. Noisy
results are flips, heralded noise is noise on a system beside that is measured, DETECTOR and OBSERVABLE_INCLUDE are
detectors D0, D1, ... and observables L0, L1, ...; TICK and QUBIT_COORDS say nothing about outcomes and are left out.
Refused are sweep bits and observables of Pauli operators: the language has no word for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import product

import stim

from toytheory.errors import InputError, Place
from toytheory.language.bookkeeping import Detector, Flip, Observable
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, Rows, named_transform
from toytheory.language.steps import Displace, Measure, Noise, OutcomeExpression, Prepare, Step, System, Transform
from toytheory.phase_space.variables import Variable

from .paulis import COEFFICIENTS, GATES, MEASURED_RESETS, MEASUREMENTS, RESETS

PAIRS = tuple("".join(pair) for pair in product("IXYZ", repeat=2))[1:]
"""The order of the arguments of PAULI_CHANNEL_2."""

ANNOTATIONS = frozenset({"TICK", "QUBIT_COORDS", "SHIFT_COORDS"})
HERALDED = frozenset({"HERALDED_ERASE", "HERALDED_PAULI_CHANNEL_1"})
NO_OPERATIONS = frozenset({"I", "II", "I_ERROR", "II_ERROR"})
BASES = {name: letter for names in (MEASUREMENTS, RESETS, MEASURED_RESETS) for letter, name in names.items()}
PAIR_MEASUREMENTS = {"MXX": "X", "MYY": "Y", "MZZ": "Z"}
CONTROLLED = {"CX": "X", "CY": "Y", "CZ": "Z", "XCZ": "X", "YCZ": "Y"}
"""The Pauli operator that a gate applies where its control from the record is 1."""

SHIFTS = {"I": (0, 0), "X": (1, 0), "Y": (1, 1), "Z": (0, 1)}
"""Pauli operator -> what it adds to X and P."""

CORRELATED = frozenset({"E", "ELSE_CORRELATED_ERROR"})

LARGEST_CIRCUIT = 10**6
"""Instructions with their loops written out."""


@dataclass(frozen=True)
class Places:
    """Where in a file what a circuit tells stands, for refusals.

    Attributes
    ----------
    source : the file.
    detectors : of each detector in its order, loops written out.
    observables : of each observable by its number.
    """

    source: str | None = None
    detectors: Sequence[Place] = ()
    observables: Mapping[int, Place] = field(default_factory=dict)


NOWHERE = Places()


def from_stim(circuit: stim.Circuit, *, prepared: bool = True, places: Places = NOWHERE) -> Experiment:
    """The experiment on bits that a circuit describes; its outcomes m1, m2, ... are the records.

    Probabilities of noise are read as the shortest decimals of Stim's floats, exactly: 0.1 is 1/10. Where they add up
    to a little over 1 by rounding, which Stim allows, they are scaled to 1.

    Parameters
    ----------
    prepared : whether qubits begin in |0>, as in Stim; else nothing is known of them, and the circuit is an operation.
    places : of a circuit that was read from a file.

    Raises
    ------
    InputError : the circuit has no qubits, is too long, or has an instruction that the language cannot say.

    >>> [type(step).__name__ for step in from_stim(stim.Circuit("H 0")).steps]
    ['Prepare', 'Transform']
    """
    if circuit.num_qubits == 0:
        raise InputError("a circuit without qubits", "use at least one qubit")
    if _length(circuit) > LARGEST_CIRCUIT:
        raise InputError(
            f"a circuit of more than {LARGEST_CIRCUIT} instructions, loops written out", "repeat loops less often"
        )
    reader = CircuitReader(circuit.num_qubits, places)
    if prepared:
        reader.prepare("Z", range(circuit.num_qubits))
    reader.read_all(circuit)
    reader.finish()
    return Experiment(System.of_dimension(2, reader.systems), tuple(reader.steps), places.source)


def _length(circuit: stim.Circuit) -> int:
    total = 0
    for item in circuit:
        total += item.repeat_count * _length(item.body_copy()) if isinstance(item, stim.CircuitRepeatBlock) else 1
    return total


@lru_cache(maxsize=4096)
def exact(probability: float) -> Fraction:
    """The shortest decimal that a float stands for.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(probability))


def pauli_variable(letter: str, qubit: int, constant: int = 0) -> Variable:
    """X, Y or Z of one qubit as a variable.

    >>> str(pauli_variable("Y", 2))
    'X3 + P3'
    """
    a, b = COEFFICIENTS["IXYZ".index(letter)]
    return Variable.of([(2 * qubit, a), (2 * qubit + 1, b)], 2, constant)


def pauli_product(targets: Sequence[stim.GateTarget]) -> stim.PauliString:
    """The product of Pauli targets, in their order, with its sign.

    >>> pauli_product([stim.target_x(0), stim.target_x(0), stim.target_z(1, invert=True)])
    stim.PauliString("-_Z")
    """
    total = stim.PauliString(1 + max((target.value for target in targets), default=0))
    for target in targets:
        factor = stim.PauliString(len(total))
        factor[target.value] = target.pauli_type
        total *= -factor if target.is_inverted_result_target else factor
    return total


@lru_cache(maxsize=256)
def tableau_map(gate: str) -> tuple[Rows, tuple[int, ...]]:
    """Rows and constants of a Clifford circuit on qubits 0, 1, ...: U^dagger A U for each X_i and P_i.

    >>> tableau_map("S 0")
    (((1, 0), (1, 1)), (0, 1))
    """
    inverse = stim.Circuit(gate).to_tableau().inverse()
    images = [output(i) for i in range(len(inverse)) for output in (inverse.z_output, inverse.x_output)]
    rows = tuple(tuple(c for number in image for c in COEFFICIENTS[number]) for image in images)
    return rows, tuple(int(image.sign == -1) for image in images)


@lru_cache(maxsize=256)
def _name_of(rows: Rows, shift: tuple[int, ...]) -> str | None:
    return next((n for n in GATES if NAMED_MAPS[n].rows(2, 0) == rows), None) if not any(shift) else None


class CircuitReader:
    """Turns instructions into steps."""

    def __init__(self, qubits: int, places: Places = NOWHERE) -> None:
        self.places = places
        self.steps: list[Step] = []
        self.qubits = self.systems = qubits
        self.records = 0
        self.noisy = Fraction(0)  # the chance that a record of this instruction is wrong
        self.detectors = 0
        self.observables: dict[int, list[str]] = {}
        self.chain: list[tuple[dict[int, str], Fraction]] = []  # exclusive errors that may still go on

    def read_all(self, circuit: stim.Circuit) -> None:
        """The instructions of a circuit, loops written out."""
        for instruction in circuit.flattened():
            self.read(instruction)

    def read(self, instruction: stim.CircuitInstruction) -> None:
        """One instruction; InputError where the language cannot say it."""
        name, arguments = instruction.name, [exact(a) for a in instruction.gate_args_copy()]
        if name in CORRELATED:
            self._correlated(name, instruction.targets_copy(), arguments[0])
            return
        self.end_chain()
        if name in ANNOTATIONS or name in NO_OPERATIONS:
            return
        if name in ("DETECTOR", "OBSERVABLE_INCLUDE"):
            self._told(name, instruction.targets_copy(), instruction.gate_args_copy())
            return
        handler = self._handler(name)
        if handler is None:
            raise InputError(f"the Stim instruction {name} has no counterpart", "leave it out")
        measures = stim.gate_data(name).produces_measurements and name not in HERALDED
        self.noisy = arguments[0] if measures and arguments else Fraction(0)
        for group in instruction.target_groups():
            if any(target.is_sweep_bit_target for target in group):
                raise InputError(f"{name} controlled by a sweep bit", "use a record, such as rec[-1], or a qubit")
            handler(name, group, arguments)

    def _handler(self, name: str) -> Callable[[str, Sequence[stim.GateTarget], Sequence[Fraction]], None] | None:
        if name in MEASUREMENTS.values():
            return self._measurement
        if name in RESETS.values():
            return lambda name, group, _: self.prepare(BASES[name], [target.value for target in group])
        if name in MEASURED_RESETS.values():
            return self._measured_reset
        if name in PAIR_MEASUREMENTS:
            return self._pair_measurement
        if name == "MPP":
            return self._product_measurement
        if name == "MPAD":
            return lambda _, group, __: self.measure(Variable((), group[0].value, 2))
        if name in HERALDED:
            return self._heralded
        if errors_of(name, [Fraction(0)] * 15) is not None:
            return self._channel
        return self._gate if stim.gate_data(name).is_unitary else None

    # preparations and measurements

    def prepare(self, letter: str, qubits: Sequence[int]) -> None:
        """Eigenstates +1 of X, Y or Z."""
        variables = tuple(pauli_variable(letter, qubit) for qubit in qubits)
        self.steps.append(Prepare(variables, (0,) * len(variables), tuple(qubits)))

    def measure(self, variable: Variable) -> None:
        """One variable, named by its number; its record may be wrong."""
        self.records += 1
        names = (f"m{self.records}",)
        self.steps.append(Measure((variable,), names))
        if self.noisy:
            self.steps.append(Flip(names, (((0,), 1 - self.noisy), ((1,), self.noisy))))

    def _measurement(self, name: str, group: Sequence[stim.GateTarget], _: Sequence[Fraction]) -> None:
        target = group[0]
        self.measure(pauli_variable(BASES[name], target.value, int(target.is_inverted_result_target)))

    def _measured_reset(self, name: str, group: Sequence[stim.GateTarget], arguments: Sequence[Fraction]) -> None:
        self._measurement(name, group, arguments)
        self.prepare(BASES[name], [group[0].value])

    def _pair_measurement(self, name: str, group: Sequence[stim.GateTarget], _: Sequence[Fraction]) -> None:
        letter = PAIR_MEASUREMENTS[name]
        first, second = (pauli_variable(letter, t.value, int(t.is_inverted_result_target)) for t in group)
        self.measure(first + second)

    def _product_measurement(self, name: str, group: Sequence[stim.GateTarget], _: Sequence[Fraction]) -> None:
        factors = pauli_product(group)
        if factors.sign not in (1, -1):
            raise InputError(f"{name} of a product that is not Hermitian", "measure commuting factors")
        terms = [(2 * q + k, c) for q in range(len(factors)) for k, c in enumerate(COEFFICIENTS[factors[q]])]
        self.measure(Variable.of(terms, 2, int(factors.sign == -1)))

    # detectors and observables

    def _told(self, name: str, targets: Sequence[stim.GateTarget], arguments: Sequence[float]) -> None:
        if not all(target.is_measurement_record_target for target in targets):
            raise InputError(f"{name} of a Pauli operator", "measure it, and name its record")
        records = [self._record(target) for target in targets]
        if name == "OBSERVABLE_INCLUDE":
            self.observables.setdefault(int(arguments[0]), []).extend(records)
            return
        place = self.places.detectors[self.detectors] if self.detectors < len(self.places.detectors) else None
        self.steps.append(Detector(f"D{self.detectors}", _parity(records), tuple(arguments), place=place))
        self.detectors += 1

    def _record(self, target: stim.GateTarget) -> str:
        """The name of a record that is counted back from here."""
        if self.records + target.value < 0:
            problem = f"rec[{target.value}] looks back behind the first of {self.records} records"
            raise InputError(problem, "count back from the last record, which is rec[-1]")
        return f"m{self.records + 1 + target.value}"

    def finish(self) -> None:
        """Write down what only the end of the circuit settles."""
        self.end_chain()
        for number, records in sorted(self.observables.items()):
            place = self.places.observables.get(number)
            self.steps.append(Observable(f"L{number}", _parity(records), place=place))

    # gates and feedback

    def _gate(self, name: str, group: Sequence[stim.GateTarget], _: Sequence[Fraction]) -> None:
        recorded = [target for target in group if target.is_measurement_record_target]
        if recorded:
            self._feedback(name, group)
        elif name in SHIFTS:
            self._displace(name, group[0].value, OutcomeExpression((), 1))
        else:
            self._clifford(name, group)

    def _feedback(self, name: str, group: Sequence[stim.GateTarget]) -> None:
        terms = [(self._record(t), 1) for t in group if t.is_measurement_record_target]
        qubits = [target.value for target in group if target.is_qubit_target]
        for qubit in qubits:  # a gate between two records does nothing
            self._displace(CONTROLLED[name], qubit, OutcomeExpression(tuple(terms)))

    def _displace(self, letter: str, qubit: int, by: OutcomeExpression) -> None:
        shifts = [(2 * qubit + k, by) for k, added in enumerate(SHIFTS[letter]) if added]
        self.steps.append(Displace(tuple(shifts)))

    def _clifford(self, name: str, group: Sequence[stim.GateTarget]) -> None:
        if name in ("SPP", "SPP_DAG"):
            qubits, between = sorted({target.value for target in group}), "*"
            if pauli_product(group).sign not in (1, -1):
                raise InputError(f"{name} of a product that is not Hermitian", "use commuting factors")
        else:
            qubits, between = [target.value for target in group], " "
        local = [
            "!" * target.is_inverted_result_target + target.pauli_type.strip("I") + str(qubits.index(target.value))
            for target in group
        ]
        rows, shift = tableau_map(f"{name} {between.join(local)}")
        named = _name_of(rows, shift)
        systems = tuple(qubits)
        self.steps.append(named_transform(named, systems, 2) if named else Transform(systems, rows, shift))

    # noise

    def _channel(self, name: str, group: Sequence[stim.GateTarget], arguments: Sequence[Fraction]) -> None:
        errors = errors_of(name, arguments)
        qubits = [target.value for target in group]
        self._noise([(dict(zip(qubits, error, strict=True)), p) for error, p in (errors or {}).items()])

    def _heralded(self, name: str, group: Sequence[stim.GateTarget], arguments: Sequence[Fraction]) -> None:
        """An error and its herald happen together: on a qubit and on a system beside, which is measured."""
        self.systems = self.qubits + 1
        chances = [arguments[0] / 4] * 4 if name == "HERALDED_ERASE" else arguments
        errors = {letter: p for letter, p in zip("IXYZ", chances, strict=True) if p}
        qubit, beside = group[0].value, self.qubits
        quiet = 1 - sum(errors.values(), Fraction(0))
        weights = {(0, 0, 0): quiet} | {(*SHIFTS[letter], 1): p for letter, p in errors.items()}
        self.prepare("Z", [beside])
        self.steps.append(Noise((2 * qubit, 2 * qubit + 1, 2 * beside), tuple(weights.items())))
        self.measure(pauli_variable("Z", beside))

    def _correlated(self, name: str, targets: Sequence[stim.GateTarget], probability: Fraction) -> None:
        if name == "E":
            self.end_chain()
        elif not self.chain:
            raise InputError("ELSE_CORRELATED_ERROR without a correlated error right before it", "begin with E(...)")
        left = 1 - sum(p for _, p in self.chain)
        factors = pauli_product(targets)
        error = {qubit: "IXYZ"[factors[qubit]] for qubit in factors.pauli_indices()}
        self.chain.append((error, left * probability))

    def end_chain(self) -> None:
        """Write down the chain of correlated errors that has come to its end."""
        if any(error for error, _ in self.chain):
            self._noise(self.chain)
        self.chain = []

    def _noise(self, errors: Sequence[tuple[dict[int, str], Fraction]]) -> None:
        """Exclusive Pauli errors; with the probability that is left, nothing happens."""
        qubits = sorted({qubit for error, _ in errors for qubit in error})
        total = sum((p for _, p in errors), Fraction(0))
        weights: dict[tuple[int, ...], Fraction] = {(0,) * (2 * len(qubits)): max(1 - total, Fraction(0))}
        for error, p in errors:
            shift = tuple(added for qubit in qubits for added in SHIFTS[error.get(qubit, "I")])
            weights[shift] = weights.get(shift, Fraction(0)) + p / max(total, Fraction(1))
        coordinates = tuple(c for qubit in qubits for c in (2 * qubit, 2 * qubit + 1))
        self.steps.append(Noise(coordinates, tuple(weights.items())))


def _parity(records: Sequence[str]) -> OutcomeExpression:
    """The sum of records; one that is listed twice cancels."""
    count = Counter(records)
    return OutcomeExpression(tuple((name, 1) for name, number in count.items() if number % 2))


def errors_of(name: str, arguments: Sequence[Fraction]) -> dict[str, Fraction] | None:
    """The errors of a Pauli channel with their probabilities; None where the name is no such channel's.

    >>> errors_of("DEPOLARIZE1", [Fraction(3, 4)])
    {'X': Fraction(1, 4), 'Y': Fraction(1, 4), 'Z': Fraction(1, 4)}
    """
    match name:
        case "X_ERROR" | "Y_ERROR" | "Z_ERROR":
            return {name[0]: arguments[0]}
        case "DEPOLARIZE1":
            return dict.fromkeys("XYZ", arguments[0] / 3)
        case "DEPOLARIZE2":
            return dict.fromkeys(PAIRS, arguments[0] / 15)
        case "PAULI_CHANNEL_1":
            return dict(zip("XYZ", arguments, strict=False))
        case "PAULI_CHANNEL_2":
            return dict(zip(PAIRS, arguments, strict=False))
    return None
