"""An experiment lowered to gates, shifts and readings of single wires: what every adapter would write again.

Exact for odd d and for bits: where a written map, a set that is prepared or a set that is measured becomes a word of
gates, the signs that composition has on bits (docs/bits.md) are computed and mended by shifts and constants. What a
simulator lacks is asked for in another way where that is exact: without resets another wire takes the system's place;
without measurements in the middle a wire keeps each record until the end, and feed-forward is a gate controlled by it.
A fault may then lie in the gates that stand for what was meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform
from toytheory.phase_space.modular import Matrix, solve

from .inverses import inverse_of
from .program import IN_TURN, Block, Instruction, Program, Read, Reset, Scatter, Shift, Sum
from .words import Gate, Word, diagonalised, inverted, order, sign_of, word_of

BASIC = frozenset({"fourier", "phase", "sum"})
"""Gates that every adapter has."""


@dataclass(frozen=True)
class Offers:
    """What a simulator can do besides the basic gates and readings at the end.

    Attributes
    ----------
    gates : its gates: `BASIC` and any of cphase, swap, multiply, and fourier-inverse, phase-inverse, ...
    midway : measurements in the middle.
    resets : resets in the middle.
    feed_forward : shifts by earlier readings.
    noise : random shifts.
    wires : at most.
    """

    gates: frozenset[str] = BASIC
    midway: bool = True
    resets: bool = True
    feed_forward: bool = False
    noise: bool = False
    wires: int = 10_000


def program_of(experiment: Experiment, offers: Offers = Offers()) -> Program:
    r"""The program of an experiment; CannotRun where the simulator has not what it needs.

    >>> from toytheory.language.reading import parse_experiment
    >>> program_of(parse_experiment("system 1 trit\nprepare X = 2\nfourier 1\nmeasure P as p")).instructions[:2]
    (Shift(wire=0, side='X', constant=2, terms=()), Gate(name='fourier', wires=(0,), times=1, parameter=None))
    """
    lowering = _Lowering(experiment, offers)
    for number, step in enumerate(experiment.steps):
        lowering.follow(step, number)
    return lowering.program()


def state_program(experiment: Experiment, offers: Offers = Offers()) -> Program:
    """The program of an experiment of whose systems the state at the end is wanted: they are its first wires.

    What is not known of them is half of a pair: a measurement that nobody looks at would leave one of many states.
    """
    lowering = _Lowering(experiment, replace(offers, midway=False, resets=False))
    for number, step in enumerate(experiment.steps):
        lowering.follow(step, number)
    lowering.ready(range(experiment.n))
    if lowering.wire != list(range(experiment.n)):
        raise CannotRun("a system that is prepared again moves to another wire")
    return lowering.program()


def block_program(experiment: Experiment, offers: Offers, question: str, times: int = 1) -> Program:
    r"""The same, but the maps, which follow each other, are a `Block` to which the package does an operation, or two.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 trit\nprepare X = 0\nfourier 1\nphase 1\nmeasure X"
    >>> [type(each).__name__ for each in block_program(parse_experiment(text), Offers(), "inverse").instructions]
    ['Block', 'Read']
    """
    places = [number for number, step in enumerate(experiment.steps) if isinstance(step, Transform)]
    if not places or places != list(range(places[0], places[-1] + 1)):
        raise CannotRun("a block is one map, or several that follow each other")
    lowering, start = _Lowering(experiment, offers), 0
    for number, step in enumerate(experiment.steps):
        if number == places[0]:
            lowering.ready([k for place in places for k in experiment.steps[place].touched])
            start = len(lowering.instructions)
        lowering.follow(step, number)
        if number == places[-1]:
            inside = lowering.instructions[start:]
            blocks: tuple[Gate | Shift | Block, ...] = tuple(each for each in inside if isinstance(each, Gate | Shift))
            for operation in IN_TURN[question]:
                blocks = (Block(blocks, operation, 1 if operation in ("inverse", "reimport") else times),)
            lowering.instructions[start:] = blocks
    return lowering.program()


@dataclass
class _Lowering:
    experiment: Experiment
    offers: Offers
    instructions: list[Instruction] = field(default_factory=list)
    last: list[Read] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    values: dict[str, tuple[int, Sum]] = field(default_factory=dict)
    kept_on: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.d, n = self.experiment.system.dimension, self.experiment.n
        self.wire = list(range(n))
        self.wires = n
        self.fresh = set(range(n))  # wires that are still at X = 0
        self.unknown = set(range(n))  # systems of which nothing is known, still to be scattered

    def program(self) -> Program:
        names = self.experiment.outcomes
        if self.wires > self.offers.wires:
            raise CannotRun(f"this takes {self.wires} wires, and there are at most {self.offers.wires}")
        return Program(
            self.d, self.wires, (*self.instructions, *self.last), tuple(self.reads), names,
            tuple(self.values[name] for name in names), tuple(self.experiment.conditions),
        )  # fmt: skip

    def follow(self, step: object, number: int) -> None:
        match step:
            case Prepare():
                self.prepare(step)
            case Transform():
                self.ready(step.systems)
                self.transform(step)
            case Measure():
                self.ready(step.touched)
                later = {k for other in self.experiment.steps[number + 1 :] for k in self.used_by(other)}
                self.measure(step, later)
            case Displace():
                self.ready(step.touched)
                for index, expression in step.shifts:
                    self.displace(self.wire[index // 2], index % 2, expression.constant, expression.terms)
            case Noise():
                self.ready(step.touched)
                if not self.offers.noise:
                    raise CannotRun("has no noise")
                where = tuple(2 * self.wire[i // 2] + i % 2 for i in step.coordinates)
                self.instructions.append(Scatter(where, step.weights))
            case Discard():
                self.unknown -= set(step.systems)
            case Condition():
                pass
            case _:
                raise CannotRun(f"does not know the step {type(step).__name__}")

    def used_by(self, step: object) -> tuple[int, ...]:
        """Systems whose state a later step needs."""
        return () if isinstance(step, Discard) else getattr(step, "touched", ())

    # wires

    def new_wire(self) -> int:
        self.wires += 1
        self.fresh.add(self.wires - 1)
        return self.wires - 1

    def gate(self, gate: Gate) -> None:
        """A gate of a word on wires, one instruction each time it is done."""
        if gate.name == "phase" and self.d % 2 == 0 and self.d != 2:
            raise CannotRun(f"no phase gate is defined for even d = {self.d}")
        self.fresh -= set(gate.wires)
        back = f"{gate.name}-inverse"
        if 1 < gate.times == order(gate.name, self.d) - 1 and back in self.offers.gates:
            self.instructions.append(Gate(back, gate.wires))
            return
        self.instructions += [Gate(gate.name, gate.wires, 1, gate.parameter)] * gate.times

    def word(self, word: Word, systems: Sequence[int]) -> None:
        """A word whose wires are positions among systems."""
        for gate in word:
            self.gate(Gate(gate.name, tuple(self.wire[systems[k]] for k in gate.wires), gate.times, gate.parameter))

    def shift(self, wire: int, side: int, constant: int, terms: Sum = ()) -> None:
        if constant % self.d or terms:
            self.fresh.discard(wire)
            self.instructions.append(Shift(wire, "P" if side else "X", constant % self.d, terms))

    def ready(self, systems: Sequence[int]) -> None:
        """Systems of which nothing is known, made completely random before they are used."""
        for system in systems:
            if system in self.unknown:
                self.unknown.discard(system)
                self.scatter(self.wire[system])

    def scatter(self, wire: int) -> None:
        """Half of a pair that nobody looks at, or a measurement that nobody looks at."""
        if not self.offers.midway:
            other = self.new_wire()
            self.gate(Gate("fourier", (other,)))
            self.gate(Gate("sum", (other, wire)))
            return
        self.gate(Gate("fourier", (wire,)))
        self.read(wire, f"_{len(self.reads)}")

    def read(self, wire: int, name: str) -> None:
        self.reads.append(name)
        self.kept_on[name] = wire
        (self.instructions if self.offers.midway else self.last).append(Read(wire, name))

    # steps

    def prepare(self, step: Prepare) -> None:
        for system in step.systems:
            self.unknown.discard(system)
            if self.wire[system] not in self.fresh:
                if self.offers.resets:
                    self.instructions.append(Reset(self.wire[system]))
                else:
                    self.wire[system] = self.new_wire()
        systems = list(step.systems)
        rows = self.rows(step.variables, systems)
        word, factors = diagonalised(rows, self.d)
        count = len(rows)
        wanted = [v - F.constant for v, F in zip(step.values, step.variables, strict=True)]
        if self.d == 2:
            wanted = [v - self.sign(word, factor) for v, factor in zip(wanted, factors, strict=True)]
        x = solve(factors[:, :count], np.array(wanted, dtype=np.int64) % self.d, self.d)
        if x is None:
            raise CannotRun("a set that gates do not make from X = 0")
        for k, system in enumerate(systems):
            if k < count:
                self.shift(self.wire[system], 0, int(x[k]))
            else:
                self.scatter(self.wire[system])
        self.word(inverted(word, self.d), systems)

    def rows(self, variables: Sequence[object], systems: Sequence[int]) -> Matrix:
        where = [c for k in systems for c in (2 * k, 2 * k + 1)]
        rows = np.zeros((len(variables), len(where)), dtype=np.int64)
        for i, variable in enumerate(variables):
            rows[i] = variable.vector(self.experiment.n)[where]  # type: ignore[attr-defined]
        return rows

    def transform(self, step: Transform) -> None:
        if step.name in self.offers.gates:
            self.gate(Gate(str(step.name), tuple(self.wire[k] for k in step.systems), 1, step.parameter))
            return
        back = inverse_of(step, self.d)
        if back is not None and f"{back[0]}-inverse" in self.offers.gates:
            self.gate(Gate(f"{back[0]}-inverse", tuple(self.wire[k] for k in back[1])))
            return
        matrix = np.array(step.matrix, dtype=np.int64)
        word = word_of(matrix, self.d)
        self.word(word, step.systems)
        for i, constant in enumerate(step.shift):
            sign = sign_of(word, np.eye(len(matrix), dtype=np.int64)[i]) if self.d == 2 else 0
            self.shift(self.wire[step.systems[i // 2]], i % 2, constant + sign)

    def measure(self, step: Measure, later: set[int]) -> None:
        systems = list(step.touched)
        rows = self.rows(step.variables, systems)
        word, factors = diagonalised(rows, self.d)
        self.word(word, systems)
        after = bool(later & set(systems))
        names: dict[int, str] = {}
        for k in np.flatnonzero(factors.any(axis=0)).tolist():
            names[k] = name = f"r{len(self.reads)}"
            wire = self.wire[systems[k]]
            if after and not self.offers.midway:
                record = self.new_wire()
                self.gate(Gate("sum", (wire, record)))
                wire = record
            self.read(wire, name)
            self.fresh.discard(wire)
        if after:
            self.word(inverted(word, self.d), systems)
        for factor, variable, outcome in zip(factors, step.variables, step.names, strict=True):
            sign = self.sign(word, factor) if self.d == 2 else 0
            terms = tuple((names[k], int(factor[k])) for k in np.flatnonzero(factor).tolist())
            self.values[outcome] = (variable.constant + sign) % self.d, terms

    def sign(self, word: Word, factor: Matrix) -> int:
        """Of the Pauli product that a word turns into this combination of X."""
        return sign_of(word, np.stack([factor, np.zeros_like(factor)], axis=1).ravel())

    def displace(self, wire: int, side: int, constant: int, terms: Sum) -> None:
        factors: dict[str, int] = {}
        for outcome, times in terms:
            own, readings = self.values[outcome]
            constant += times * own
            for name, factor in readings:
                factors[name] = (factors.get(name, 0) + times * factor) % self.d
        combined = tuple((name, factor) for name, factor in factors.items() if factor)
        if not combined or self.offers.feed_forward:
            self.shift(wire, side, constant, combined)
            return
        if self.offers.midway:
            raise CannotRun("feeds no outcomes forward")
        self.shift(wire, side, constant)
        for name, factor in combined:
            if side:
                self.gate(Gate("fourier", (wire,), 3))
            self.gate(Gate("sum", (self.kept_on[name], wire), -factor % self.d if side else factor))
            if side:
                self.gate(Gate("fourier", (wire,)))
