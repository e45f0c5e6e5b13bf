"""Experiments on bits with measurements as Clifford circuits on more qubits, compared by Stim's tableaus.

A measurement flips a fresh qubit in |0>, its record, controlled by the Pauli product; what is fed forward is
controlled by the record, of which nothing but Z is looked at. A prepared or discarded qubit is a fresh one in the place
of the old. What is certain at the end is, for each product that is certain at the beginning, what the tableau makes of
it; those without a part on qubits that nobody sees are told. A branch is left open (`Opening`): its qubits go in, and
come out as halves of Bell pairs whose other halves are labels, so that everything around the branches is followed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import stim

from quantum_ref.plan.parts import known_blocks
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import When
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    Transform,
)

from .paulis import letters, pauli_string
from .products import Echelon, Keys, Products, echelon
from .program import gates_of

LARGEST = 2**13
"""The largest number of qubits, records and fresh ones among them."""

ONTO_RECORD = {"Z": "CX", "X": "XCX", "Y": "YCX"}
"""The gate that flips a record controlled by one factor of a Pauli product."""


class Steps(Protocol):
    """What is followed: an experiment, or what happens in a branch."""

    @property
    def n(self) -> int:
        """Qubits."""
        ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """Core steps, and branches."""
        ...


@dataclass(frozen=True)
class Part:
    """The steps of a branch, on the qubits that it touches; outcomes from outside of it are controls."""

    n: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Opening:
    """A branch that is left open.

    Attributes
    ----------
    step : the branch.
    systems : that it touches.
    into : where they are as they go in.
    out : the labels of the qubits that come out.
    """

    step: When
    systems: tuple[int, ...]
    into: tuple[int, ...]
    out: tuple[int, ...]


class DilatedQubits:
    """An experiment of preparations, maps, measurements, displacements, discards, noise and branches, as one unitary.

    Attributes
    ----------
    circuit : its gates.
    qubits : where each qubit of the experiment is at the end.
    records : outcome -> its record; names with a blank are of noise.
    noises : (names of the displacements, their weights) of every step of noise.
    inputs : qubits whose state at the beginning is what comes in.
    zeros : qubits in |0> at the beginning; of all others nothing is known.
    paired : qubits that begin as halves of Bell pairs: the inputs, and what comes out of branches. The other half of
        the i-th is the label i, which has its place behind all qubits.
    openings : the branches.
    conditions : outcomes with the values that are kept only.
    """

    def __init__(self, experiment: Steps, inputs: Sequence[int] = ()) -> None:
        self.n, self.inputs = experiment.n, sorted(inputs)
        self.circuit = stim.Circuit()
        self.qubits = list(range(self.n))
        self.records: dict[str, int] = {}
        self.noises: list[tuple[tuple[str, ...], Any]] = []
        self.zeros: set[int] = set()
        self.paired = list(self.inputs)
        self.openings: list[Opening] = []
        self.conditions: list[tuple[str, int]] = []
        self.used = set(inputs)
        self.count = self.n
        self.waiting: list[Step] = []
        for step in experiment.steps:
            self.follow(step)
        self.flush()
        if self.count > LARGEST:
            raise CannotRun(f"{self.count} qubits and records are too many for one tableau")
        idle = stim.Circuit()
        idle.append("I", range(self.count))
        self.tableau = (idle + self.circuit).to_tableau()

    def follow(self, step: Step) -> None:
        """One more step; maps wait for each other, since many are read faster than one by one."""
        if not isinstance(step, Transform):
            self.flush()
        match step:
            case Transform():
                self.waiting.append(step)
            case Displace():
                self.displace(step)
            case Measure():
                for F, name in zip(step.variables, step.names, strict=True):
                    record = self.records[name] = self.fresh()
                    self.zeros.add(record)
                    for k, letter in letters(F):
                        self.circuit.append(ONTO_RECORD[letter], [self.qubits[k], record])
                    if F.constant % 2:
                        self.circuit.append("X", [record])
            case Prepare():
                self.prepare(step)
            case Discard():
                for k in step.systems:
                    self.renew(k)
            case Noise():
                self.disturb(step)
            case Condition():
                self.conditions.append((step.name, int(step.value) % 2))
            case When():
                self.open(step)
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")
        self.used.update(step.touched)

    def flush(self) -> None:
        """The maps that wait, as gates."""
        self.circuit += gates_of(self.waiting, self.qubits)
        self.waiting = []

    def open(self, step: When) -> None:
        """The qubits that the branches touch go in, and others come out; the same for their outcomes."""
        systems = tuple(sorted(step.touched))
        into, first = tuple(self.qubits[k] for k in systems), len(self.paired)
        for k in systems:
            self.qubits[k] = self.fresh()
            self.paired.append(self.qubits[k])
        for name in step.makes:
            self.records[name] = self.fresh()
        self.openings.append(Opening(step, systems, into, tuple(range(first, len(self.paired)))))

    def record(self, name: str) -> int:
        """The record of an outcome; one of which nothing is known here is a qubit as it comes."""
        if name not in self.records:
            self.records[name] = self.fresh()
        return self.records[name]

    def disturb(self, step: Noise) -> None:
        """Displacements by registers of which nothing is known, and whose value is told like an outcome."""
        names = tuple(f"noise {len(self.noises)}.{j}" for j in range(len(step.coordinates)))
        for index, name in zip(step.coordinates, names, strict=True):
            self.records[name] = self.fresh()
            self.displace(Displace(((index, OutcomeExpression(((name, 1),))),)))
        self.noises.append((names, step.weights))

    def hide(self, names: Iterable[str]) -> None:
        """Outcomes that are not told."""
        for name in names:
            del self.records[name]

    def fresh(self) -> int:
        """A qubit of which nothing is known."""
        self.count += 1
        return self.count - 1

    def renew(self, k: int) -> None:
        """A fresh qubit in the place of this one; the same one where nothing is known of it yet."""
        if k in self.used:
            self.qubits[k] = self.fresh()

    def displace(self, step: Displace) -> None:
        """Pauli operators, controlled by the records."""
        for index, expression in step.shifts:
            qubit, letter = self.qubits[index // 2], "XZ"[index % 2]
            if expression.constant % 2:
                self.circuit.append(letter, [qubit])
            for name, factor in expression.terms:
                if factor % 2:
                    self.circuit.append("C" + letter, [self.record(name), qubit])

    def prepare(self, step: Prepare) -> None:
        """Fresh qubits, of which some in |0> become the known Pauli products."""
        for k in step.systems:
            self.renew(k)
        for block in known_blocks(step):
            places = [self.qubits[k] for k in block.systems]
            self.zeros.update(places[: len(block.variables)])
            position = {k: i for i, k in enumerate(block.systems)}
            known = [
                pauli_string(F, position, len(places), value)
                for F, value in zip(block.variables, block.values, strict=True)
            ]
            if known:
                made = stim.Tableau.from_stabilizers(known, allow_underconstrained=True)
                for gate in made.to_circuit():
                    targets = [places[t.value] for t in gate.targets_copy()]
                    self.circuit.append(gate.name, targets)

    # what is certain: signed Pauli products on the qubits at the end, and behind them on the labels

    @cached_property
    def certain(self) -> Products:
        """Everything certain, of all qubits and labels."""
        zeros, paired = sorted(self.zeros), self.paired
        x2x, x2z, z2x, z2z, x_signs, z_signs = self.tableau.to_numpy()
        none, own = np.zeros((len(zeros), len(paired)), dtype=np.bool_), np.eye(len(paired), dtype=np.bool_)
        xs = np.vstack([z2x[zeros], x2x[paired], z2x[paired]])
        zs = np.vstack([z2z[zeros], x2z[paired], z2z[paired]])
        label_xs, label_zs = np.vstack([none, own, ~own & False]), np.vstack([none, ~own & False, own])
        signs = np.concatenate([z_signs[zeros], x_signs[paired], z_signs[paired]])
        return Products.signed(np.hstack([xs, label_xs]), np.hstack([zs, label_zs]), signs)

    def hidden(self, qubits: Iterable[int], records: Iterable[int]) -> Keys:
        """What nobody sees where these qubits are seen, and Z of these records."""
        seen, read = set(qubits), set(records)
        unseen = [k for k in range(self.count) if k not in seen]
        return np.array([(0, k) for k in unseen] + [(1, k) for k in unseen if k not in read], dtype=np.int64).reshape(
            -1, 2
        )

    @cached_property
    def joints(self) -> list[int]:
        """The places at which branches are open: of each, where it goes in, and the labels of what comes out."""
        return [k for each in self.openings for k in (*each.into, *(self.count + i for i in each.out))]

    @cached_property
    def order(self) -> Keys:
        """What is told: openings, labels of the inputs, qubits, records by name."""
        labels = [self.count + i for i in range(len(self.inputs))]
        keys = [(side, k) for k in [*self.joints, *labels] for side in (0, 1)]
        keys += [(side, k) for k in self.qubits for side in (1, 0)]
        return np.array([*keys, *((1, self.records[name]) for name in sorted(self.records))], dtype=np.int64)

    @cached_property
    def form(self) -> Echelon:
        """All that is told, by the keys of `order`."""
        shown = [*self.qubits, *(k for each in self.openings for k in each.into)]
        return echelon(echelon(self.certain, self.hidden(shown, self.records.values())).rest, self.order)

    @cached_property
    def common(self) -> Products:
        """What is certain whatever happens in the branches."""
        return self.form.products.take(self.form.pivots >= 2 * len(self.joints))

    def told_of(self, qubits: Sequence[int], given: Mapping[str, int]) -> list[stim.PauliString]:
        """Generators of what is certain of these qubits of the circuit, given outcomes that can occur."""
        hidden = self.hidden(qubits, [self.records[name] for name in given])
        found = echelon(self.certain, hidden).rest
        read = np.array([(1, self.records[name]) for name in given], dtype=np.int64).reshape(-1, 2)
        conditions = echelon(self.asking(given), read)
        return echelon(conditions.remainder(found), self.order).products.strings(self.count)

    def asking(self, given: Mapping[str, int]) -> Products:
        """Outcomes that are given, as products."""
        xs, zs = np.zeros((2, len(given), self.count + len(self.paired)), dtype=np.bool_)
        for row, name in zip(zs, given, strict=True):
            row[self.records[name]] = True
        return Products.signed(xs, zs, np.array([value % 2 == 1 for value in given.values()], dtype=np.bool_))

    def probability(self, given: Mapping[str, int]) -> Fraction:
        """That these outcomes have these values, where there are no branches."""
        return conditioned(self.common, self.asking(given), self.order)[0]


def conditioned(products: Products, conditions: Products, keys: Keys) -> tuple[Fraction, Echelon]:
    """The probability of conditions where independent products are certain, and all that is certain then."""
    both = echelon(products.and_also(conditions), keys)
    if both.rest.negative().any():
        return Fraction(0), both
    return Fraction(1, 2 ** (len(both.products) - len(products))), both
