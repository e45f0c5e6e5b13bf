"""Experiments on bits as `stim.Circuit`, to be sampled or fed to other tools. The way back is `stim_reading`.

An outcome is a record of the circuit, in the same order; random numbers and what `let` names are measured on a qubit
beside. Unknown systems are completely depolarised.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import stim

from quantum_ref.plan.parts import KnownBlock
from toytheory.backend import DISCRETE_STEPS
from toytheory.errors import CannotRun, InputError, Place
from toytheory.language.bookkeeping import Detector, Flip, Repeat, Report, When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.steps import Noise, OutcomeExpression, Step
from toytheory.phase_space.variables import Variable

from .backend import StimBackend
from .paulis import LARGEST_BLOCK, LETTERS, RESETS, measurement, pauli_string, remapped
from .program import alone, translate
from .reading import PAIRS, from_stim

__all__ = ["from_stim", "to_stim"]


def to_stim(experiment: Experiment) -> stim.Circuit:
    """The circuit whose records are the experiment's outcomes.

    Stim keeps probabilities in floats, so noise weights that are no short decimals (1/3) come out rounded; jointly
    on up to two systems they become Pauli channels, on more a chain of correlated errors.

    Raises
    ------
    InputError : not on bits, or with what Stim has no counterpart of: conditions (condition the samples instead),
        branches, reports, records that are flipped together.
    CannotRun : a map or a preparation on too many systems at once.

    >>> from toytheory.language.steps import Measure, Prepare, System
    >>> X1, P1 = Variable.of({0: 1}, 2), Variable.of({1: 1}, 2)
    >>> to_stim(Experiment(System("bits", 1, 2), (Prepare((P1,), (1,), (0,)), Measure((X1,), ("a",)))))
    stim.Circuit('''
        RX 0
        Z 0
        M 0
    ''')
    """
    return circuit_of(experiment).circuit


def circuit_of(experiment: Experiment) -> CircuitWriter:
    """As `to_stim`, with what else the writer knows."""
    if experiment.has_conditions:
        raise InputError(
            "conditions have no counterpart in a Stim circuit",
            "leave them out, and keep the samples that meet them",
            experiment.place_of_conditions(),
        )
    if experiment.reported is not None:
        problem = "a report has no counterpart in a circuit, which tells all its records"
        raise InputError(problem, "leave it out", _place_of(experiment, Report))
    try:
        lowered = lower(experiment, DISCRETE_STEPS | {Flip}, values=True)
    except CannotRun as reason:
        place = _place_of(experiment, When) or _place_of(experiment, Repeat)
        mend = "write one circuit a branch" if "branches" in str(reason) else "write less in one experiment"
        raise InputError(f"the experiment has no Stim circuit: it {reason}", mend, place) from None
    quiet = tuple(step for step in lowered.core.steps if not isinstance(step, Flip))
    plain = replace(lowered.core, steps=quiet)
    can = StimBackend().can_run(plain)
    if can is not True:
        raise InputError(f"the experiment has no Stim circuit: {can}", "give a discrete experiment on bits")
    writer = CircuitWriter({name: chance for step in lowered.core.steps for name, chance in _flipped(step)})
    translate(plain, writer)
    writer.tell(experiment, lowered.readout)
    if not writer.circuit.num_qubits:
        writer.circuit.append("I", range(experiment.n))  # a circuit has the qubits that it names
    return writer


def _place_of(experiment: Experiment, kind: type[Step]) -> Place | None:
    """Where the first step of a kind stands."""
    return next((step.place for step in flat(experiment.steps) if type(step) is kind), None)


def _flipped(step: Step) -> list[tuple[str, Fraction]]:
    """Records that may be wrong, each by itself."""
    if not isinstance(step, Flip):
        return []
    if len(step.names) > 1:
        problem = f"the records {', '.join(step.names)} are flipped together, which Stim has no word for"
        raise InputError(problem, "measure them one by one, each with a flip of its own", step.place)
    return [(step.names[0], dict(step.weights).get((1,), Fraction(0)))]


class CircuitWriter:
    """A `Sink` that writes a circuit to be sampled.

    Attributes
    ----------
    inverted : of the detectors, then of the observables: whether 1 is added to the parity of the records.
    """

    def __init__(self, flips: Mapping[str, Fraction]) -> None:
        self.circuit = stim.Circuit()
        self.names: list[str] = []
        self.inverted: list[bool] = []
        self.flips = flips

    def prepare(self, blocks: Sequence[KnownBlock], used: Container[int]) -> None:
        """Reset, depolarise what is left free, and rotate it into place."""
        resets: dict[str, list[int]] = {letter: [] for letter in RESETS}
        free: list[int] = []
        rotations = stim.Circuit()
        for block in blocks:
            resets[alone(block) or "Z"] += block.systems
            if alone(block) is None:
                free += block.systems[len(block.variables) :]
                rotations += _rotation(block)
        for letter, qubits in resets.items():
            if qubits:
                self.circuit.append(RESETS[letter], qubits)
        if free:
            self.circuit.append("DEPOLARIZE1", free, 0.75)
        self.circuit += rotations

    def measure(self, variables: Sequence[Variable], names: Sequence[str]) -> None:
        """Records are the values; a variable that depends on nothing is a padding bit."""
        for variable, name in zip(variables, names, strict=True):
            measured = stim.Circuit()
            if variable.terms:
                measurement(measured, variable)
            else:
                measured.append("MPAD", [variable.constant])
            for part in measured:
                noisy = [float(self.flips[name])] if self.flips.get(name) else []
                flipped = noisy if stim.gate_data(part.name).produces_measurements else part.gate_args_copy()
                self.circuit.append(part.name, part.targets_copy(), flipped)
            self.names.append(name)

    def record(self, outcome: int) -> stim.GateTarget:
        """An earlier outcome counted back from here."""
        return stim.target_rec(outcome - len(self.names))

    def tell(self, experiment: Experiment, readout: Mapping[str, OutcomeExpression]) -> None:
        """Detectors and observables, at the end; a constant that they add has no word in Stim and is left out."""
        position = {name: i for i, name in enumerate(self.names)}
        places = {step.name: step.at for step in flat(experiment.steps) if isinstance(step, Detector)}

        def targets(name: str) -> list[stim.GateTarget]:
            self.inverted.append(bool(readout[name].constant % 2))
            return [self.record(position[term]) for term, factor in readout[name].terms if factor % 2]

        for name in experiment.detectors:
            self.circuit.append("DETECTOR", targets(name), list(places[name.partition("[")[0]]))
        for number, name in enumerate(experiment.observables):
            self.circuit.append("OBSERVABLE_INCLUDE", targets(name), number)

    def noise(self, step: Noise) -> None:
        """One error, a depolarisation or a Pauli channel on one or two qubits, a chain of correlated errors on more."""
        qubits = sorted({index // 2 for index in step.coordinates})
        weights: dict[str, Fraction] = {}
        for shift, weight in step.weights:
            weights[_error(step.coordinates, shift, qubits)] = weight
        errors = {error: weight for error, weight in weights.items() if weight and set(error) != {"I"}}
        if not errors:
            return
        listed = {1: tuple("XYZ"), 2: PAIRS}.get(len(qubits), ())
        if len(qubits) == 1 and len(errors) == 1:  # the words that Stim's error analysis takes as they are
            ((error, weight),) = errors.items()
            self.circuit.append(f"{error}_ERROR", qubits, float(weight))
            return
        if listed and len(errors) == len(listed) and len(set(errors.values())) == 1:
            self.circuit.append(f"DEPOLARIZE{len(qubits)}", qubits, float(sum(errors.values())))
            return
        if listed and len(errors) > 1:
            arguments = [float(errors.get(error, 0)) for error in listed]
            self.circuit.append(f"PAULI_CHANNEL_{len(qubits)}", qubits, arguments)
            return
        left = Fraction(1)
        for number, (error, weight) in enumerate(errors.items()):
            targets = [stim.target_pauli(q, letter) for q, letter in zip(qubits, error, strict=True) if letter != "I"]
            self.circuit.append("ELSE_CORRELATED_ERROR" if number else "E", targets, float(weight / left))
            left -= weight


def _error(coordinates: Sequence[int], shift: Sequence[int], qubits: Sequence[int]) -> str:
    """A displacement as Pauli letters: adding 1 to X is the operator X, adding 1 to P is Z."""
    by = dict(zip(coordinates, shift, strict=True))
    names = {(0, 0): "I", **LETTERS}
    return "".join(names[by.get(2 * q + 1, 0) % 2, by.get(2 * q, 0) % 2] for q in qubits)


def _rotation(block: KnownBlock) -> stim.Circuit:
    """The Clifford gates that take the known values of Z on the first qubits to those of the variables."""
    count = len(block.systems)
    if count > LARGEST_BLOCK:
        raise CannotRun(f"{count} systems prepared jointly; Stim is asked for at most {LARGEST_BLOCK}")
    if not block.variables:
        return stim.Circuit()
    position = {system: i for i, system in enumerate(block.systems)}
    stabilizers = [
        pauli_string(variable, position, count, value)
        for variable, value in zip(block.variables, block.values, strict=True)
    ]
    tableau = stim.Tableau.from_stabilizers(stabilizers, allow_underconstrained=True)
    return remapped(tableau.to_circuit("elimination"), block.systems)
