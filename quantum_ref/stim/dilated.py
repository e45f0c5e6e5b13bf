"""Experiments on bits with measurements as Clifford circuits on more qubits, compared by Stim's tableaus.

A measurement flips a fresh qubit in |0>, its record, controlled by the Pauli product; what is fed forward is
controlled by the record, of which nothing but Z is looked at. A prepared or discarded qubit is a fresh one in the place
of the old. What is certain of the qubits and of the records' Z at the end of one experiment is taken back through the
other's tableau; the two are the same where it is certain there at the beginning. Signs are Stim's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import stim

from quantum_ref.plan.parts import known_blocks
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard, Displace, Measure, Noise, OutcomeExpression, Prepare, Step, Transform
from toytheory.phase_space.modular import Matrix

from .paulis import letters, pauli_string
from .program import gates_of

LARGEST = 2**13
"""The largest number of qubits, records and fresh ones among them."""

ONTO_RECORD = {"Z": "CX", "X": "XCX", "Y": "YCX"}
"""The gate that flips a record controlled by one factor of a Pauli product."""


class DilatedQubits:
    """An experiment of preparations, maps, measurements, displacements, discards and noise, as one Clifford unitary.

    Attributes
    ----------
    circuit : its gates.
    qubits : where each qubit of the experiment is at the end.
    records : outcome -> its record; names with a blank are of noise.
    noises : (names of the displacements, their weights) of every step of noise.
    inputs : qubits whose state at the beginning is what comes in.
    zeros : qubits in |0> at the beginning; of all others nothing is known.
    """

    def __init__(self, experiment: Experiment, inputs: Sequence[int] = ()) -> None:
        self.n, self.inputs = experiment.n, sorted(inputs)
        self.circuit = stim.Circuit()
        self.qubits = list(range(self.n))
        self.records: dict[str, int] = {}
        self.noises: list[tuple[tuple[str, ...], Any]] = []
        self.zeros: set[int] = set()
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
        self.inverse = self.tableau.inverse()

    def follow(self, step: Step) -> None:
        """One more step; maps wait for each other, since many are read faster than one by one."""
        if not isinstance(step, Transform):
            self.flush()
        match step:
            case Transform():
                self.waiting.append(step.with_systems({k: self.qubits[k] for k in step.systems}))
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
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")
        self.used.update(step.touched)

    def flush(self) -> None:
        """The maps that wait, as gates."""
        self.circuit += gates_of(self.waiting)
        self.waiting = []

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
                    self.circuit.append("C" + letter, [self.records[name], qubit])

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

    # what is certain: signed Pauli products on the qubits of the circuit, and behind them on labels of the inputs

    def told(self) -> list[stim.PauliString]:
        """Generators of everything certain of the qubits and of the records' Z at the end."""
        return self._certain(self.qubits, self.records.values())

    def told_of(self, qubits: Sequence[int], given: Mapping[str, int]) -> list[stim.PauliString]:
        """Generators of what is certain of these qubits of the circuit, given outcomes that can occur."""
        found = self._certain(qubits, [self.records[name] for name in given])
        conditions = [(2 * self.records[name] + 1, self.outcome(name, value)) for name, value in given.items()]
        return [_reduced(each, conditions) for each in found]

    def _certain(self, qubits: Iterable[int], records: Iterable[int]) -> list[stim.PauliString]:
        """Without X or Z on other qubits; of these records, without X."""
        found = [self.tableau.z_output(k) + stim.PauliString(self.n) for k in sorted(self.zeros)]
        for k in self.inputs:
            for letter, image in (("X", self.tableau.x_output(k)), ("Z", self.tableau.z_output(k))):
                label = stim.PauliString(self.n)
                label[k] = letter
                found.append(image + label)
        shown = set(qubits)
        no_x = np.array([k for k in range(self.count) if k not in shown], dtype=np.int64)
        return _without(found, no_x, no_x[~np.isin(no_x, list(records))])

    def back(self, product: stim.PauliString) -> stim.PauliString:
        """The product of the end as one of the beginning; labels stay."""
        return self.inverse(product[: self.count]) + product[self.count :] * product.sign

    def beyond(self, told: Iterable[stim.PauliString], given: Mapping[str, int]) -> list[int | None]:
        """For each product at the end: None where it is not certain here, else 0, or 1 where it has the other sign.

        Parameters
        ----------
        given : outcomes, which are certain too then.
        """
        conditions, _ = self._conditions(given)
        answers: list[int | None] = []
        for product in told:
            rest = self.left(self._with(self.back(product), conditions))
            answers.append(None if rest.weight else int(rest.sign == -1))
        return answers

    def _conditions(self, given: Mapping[str, int]) -> tuple[list[tuple[int, stim.PauliString]], bool]:
        """Independent products at the beginning that these outcomes make certain, and whether they can occur."""
        found: list[tuple[int, stim.PauliString]] = []
        for name, value in given.items():
            product = self._with(self.back(self.outcome(name, value)), found)
            rest = self.left(product)
            pivot = _pivot(rest)
            if pivot is not None:
                found.append((pivot, product))
            elif rest.sign == -1:
                return found, False
        return found, True

    def _with(self, product: stim.PauliString, others: Sequence[tuple[int, stim.PauliString]]) -> stim.PauliString:
        """The product times those of the others by which it loses their pivots, once what is certain is left out.

        The others commute with it; what is certain need not, so that it is left out of the whole and not of factors.
        """
        for pivot, other in others:
            if _has(self.left(product), pivot):
                product = product * other
        return product

    def outcome(self, name: str, value: int) -> stim.PauliString:
        """The product that is +1 where the outcome has this value."""
        product = stim.PauliString(self.count + self.n)
        product[self.records[name]] = "Z"
        return -product if value % 2 else product

    def left(self, begun: stim.PauliString) -> stim.PauliString:
        """A product at the beginning times what is certain there: without Z on |0> and without factors on inputs."""
        xs, zs = begun.to_numpy()
        certain_x, certain_z = np.zeros_like(xs), np.zeros_like(zs)
        zeros, inputs = self._places
        certain_z[zeros] = zs[zeros]
        for bits, certain in ((xs, certain_x), (zs, certain_z)):
            certain[inputs] = certain[self.count + inputs] = bits[inputs]
        signs = int(np.count_nonzero(xs[inputs] & zs[inputs]))  # Y Y is -1 where X X and Z Z are 1
        rest = begun * stim.PauliString.from_numpy(xs=certain_x, zs=certain_z)
        return -rest if signs % 2 else rest

    @cached_property
    def _places(self) -> tuple[Matrix, Matrix]:
        return np.array(sorted(self.zeros), dtype=np.int64), np.array(self.inputs, dtype=np.int64)

    def probability(self, given: Mapping[str, int]) -> Fraction:
        """That these outcomes have these values."""
        conditions, possible = self._conditions(given)
        return Fraction(1, 2 ** len(conditions)) if possible else Fraction(0)


def _pivot(product: stim.PauliString) -> int | None:
    """The first qubit with a Pauli operator, and which of its two bits: 2k for X or Y, 2k + 1 for Z."""
    if not product.weight:
        return None
    k = product.pauli_indices()[0]
    return int(2 * k + (product[k] == 3))


def _has(product: stim.PauliString, pivot: int) -> bool:
    letter = product[pivot // 2]
    return letter in (2, 3) if pivot % 2 else letter in (1, 2)


def _reduced(product: stim.PauliString, module: Sequence[tuple[int, stim.PauliString]]) -> stim.PauliString:
    """The product times those of the module that clear its pivots."""
    for pivot, other in module:
        if _has(product, pivot):
            product = product * other
    return product


def _without(products: list[stim.PauliString], no_x: Matrix, no_z: Matrix) -> list[stim.PauliString]:
    """Generators of the products of these that have no X on some qubits and no Z on some."""
    if not products:
        return []
    rest = list(products)
    xs, zs = (np.array(side, dtype=np.bool_) for side in zip(*(each.to_numpy() for each in rest), strict=True))
    for table, columns in ((xs, no_x), (zs, no_z)):
        for column in columns.tolist():
            rows = np.flatnonzero(table[:, column])
            if not rows.size:
                continue
            first, others = int(rows[0]), rows[1:]
            for row in others.tolist():
                rest[row] = rest[row] * rest[first]
            xs[others] ^= xs[first]
            zs[others] ^= zs[first]
            xs[first] = zs[first] = False
            rest[first] = stim.PauliString(0)
    return [each for each in rest if len(each)]


@dataclass(frozen=True)
class Difference:
    """Where two experiments differ; as `toytheory.discrete.dilated.Difference`, for Pauli products and their signs."""

    only_in: int
    variable: Matrix
    outcomes: dict[str, int]
    labels: Matrix
    value: int
    random: bool


def difference(
    first: DilatedQubits, second: DilatedQubits, given: Mapping[str, int] | None = None
) -> Difference | None:
    r"""Where two experiments with the same inputs and names of outcomes differ; None where they are the same.

    Parameters
    ----------
    given : compare the runs with these outcomes only, which can occur in both.

    >>> from toytheory.language.reading import parse_experiment
    >>> one = parse_experiment("system 2 bits\nmeasure X1 as a\ndisplace X2 by a")
    >>> two = parse_experiment("system 2 bits\nsum 1 2\nmeasure X1 as a")
    >>> difference(DilatedQubits(one, [0, 1]), DilatedQubits(two, [0, 1])) is None   # controlled by what is measured
    True
    """
    for where, (one, two) in enumerate(((first, second), (second, first))):
        told = one.told()
        answers = two.beyond(_moved(told, one, two), given or {})
        wrong = sorted((i for i, answer in enumerate(answers) if answer != 0), key=lambda i: answers[i] is None)
        if wrong:
            xs, zs = told[wrong[0]].to_numpy()
            variable = np.stack([zs, xs], axis=1).astype(np.int64)
            outcomes = {name: 1 for name, record in one.records.items() if zs[record]}
            return Difference(
                where,
                variable[one.qubits].ravel(),
                outcomes,
                variable[one.count :].ravel(),
                int(told[wrong[0]].sign == -1),
                answers[wrong[0]] is None,
            )
    return None


def _moved(products: Iterable[stim.PauliString], one: DilatedQubits, two: DilatedQubits) -> Iterator[stim.PauliString]:
    """Public products of one experiment on the qubits of another."""
    order = [(one.qubits[k], two.qubits[k]) for k in range(one.n)]
    order += [(record, two.records[name]) for name, record in one.records.items()]
    order += [(one.count + k, two.count + k) for k in range(one.n)]
    source, target = np.array(order, dtype=np.int64).T
    for product in products:
        xs, zs = np.zeros((2, two.count + two.n), dtype=np.bool_)
        xs[target], zs[target] = (bits[source] for bits in product.to_numpy())
        yield stim.PauliString.from_numpy(xs=xs, zs=zs, sign=product.sign)
