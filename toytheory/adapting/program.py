"""What an adapter is given: gates, shifts, readings and resets of wires that all start at X = 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np

from toytheory.errors import CannotRun
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix, howell, inverse

from .words import Gate

Sum = tuple[tuple[str, int], ...]
"""(name, factor) pairs: a linear combination of readings."""

NEAR = 1e-6
"""How far a float may be from the probability that it stands for."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Add `constant` + `terms` to X (the shift operator to that power) or to P (the clock operator) of a wire."""

    wire: int
    side: Literal["X", "P"]
    constant: int
    terms: Sum = ()


@dataclass(frozen=True, slots=True)
class Read:
    """Measure X of a wire, in the computational basis; the wire stays, in the state found."""

    wire: int
    name: str


@dataclass(frozen=True, slots=True)
class Reset:
    """Bring a wire to X = 0, whatever it was."""

    wire: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Add a random tuple to coordinates (2 wire for X, 2 wire + 1 for P); tuples not listed have probability 0."""

    coordinates: tuple[int, ...]
    weights: tuple[tuple[tuple[int, ...], Fraction], ...]


Operation = Literal["inverse", "power", "reimport", "compiled", "kept-when-compiled", "moved"]
"""What a package does to a circuit as a whole: invert, repeat, write out and read again, compile it, move it.

"kept-when-compiled" compiles it, and goes on with the circuit that was given.
"""

OPERATIONS: tuple[Operation, ...] = get_args(Operation)

IN_TURN: dict[str, tuple[Operation, ...]] = {
    **{name: (name,) for name in OPERATIONS},
    "inverse-twice": ("inverse", "inverse"),
    "inverse-power": ("inverse", "power"),
    "negative-power": ("power",),
    "zero-power": ("power",),
    "undone-when-moved": ("moved", "inverse"),
}
"""Question -> operations that are done one after the other: a block with a block inside."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the circuit that the package itself is to invert, to raise to a power, to write out or to compile.

    Only programs of questions have one (`asked` of `GateAdapter`).

    Attributes
    ----------
    instructions : gates and constant shifts; or another block.
    operation : what is done to them as a whole.
    times : the power, negative or 0 only where questions are asked that are about these. Where it is compiled, a number
        from 0 to 59, by which a package with several ways to do so chooses one. Where it is moved, how far
        (`elsewhere`). Otherwise 1.
    """

    instructions: tuple[Gate | Shift | Block, ...]
    operation: Operation
    times: int = 1

    def elsewhere(self, wires: int) -> tuple[Gate | Shift | Block, ...]:
        """The instructions before they are moved: on wire (k - times) modulo the number of wires where k is meant."""
        return tuple(_moved(step, wires, -self.times) for step in self.instructions)


def _moved(step: Gate | Shift | Block, wires: int, by: int) -> Gate | Shift | Block:
    match step:
        case Gate():
            return replace(step, wires=tuple((wire + by) % wires for wire in step.wires))
        case Shift():
            return replace(step, wire=(step.wire + by) % wires)
    return replace(step, instructions=tuple(_moved(each, wires, by) for each in step.instructions))


Instruction = Gate | Shift | Read | Reset | Scatter | Block


@dataclass(frozen=True)
class Program:
    """An experiment as gates and readings.

    Attributes
    ----------
    d, wires : values of a reading, and how many wires there are; all start at X = 0.
    instructions : in their order.
    reads : names of all readings, in the order in which they are made; those that stand for ignorance are among them.
    names, values : of the outcomes, and what each is: a constant and a combination of readings.
    conditions : (position among the outcomes, value) of runs that are kept.
    """

    d: int
    wires: int
    instructions: tuple[Instruction, ...]
    reads: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[int, Sum], ...]
    conditions: tuple[tuple[int, int], ...]

    @property
    def compilations(self) -> list[Block]:
        """The blocks that are compiled, with all that surrounds them: one, or none."""
        blocks = (step for step in self.instructions if isinstance(step, Block))
        return [block for block in blocks if block.operation in ("compiled", "kept-when-compiled")]

    def outcomes(self, readings: Matrix) -> Matrix:
        """Outcomes (kept, m) of the runs that meet the conditions, from readings (shots, r) in the order of `reads`."""
        table = np.asarray(readings)
        if table.ndim != 2 or table.shape[1] != len(self.reads):
            raise ValueError(f"readings of shape {table.shape}, where (shots, {len(self.reads)}) is wanted")
        position = {name: i for i, name in enumerate(self.reads)}
        found = np.zeros((len(table), len(self.values)), dtype=np.int64)
        for column, (constant, terms) in enumerate(self.values):
            found[:, column] = constant
            for name, factor in terms:
                found[:, column] += factor * table[:, position[name]].astype(np.int64)
        found %= self.d
        kept = np.ones(len(found), dtype=np.bool_)
        for column, value in self.conditions:
            kept &= found[:, column] == value % self.d
        return found[kept]

    def sums(self, rows: Matrix) -> Matrix:
        """Certain sums of the outcomes, (k, m + 1) in Howell form, from those of the readings, (k, r + 1).

        CannotRun where the outcomes are not the readings, one by one, up to constants and signs.
        """
        places = [self.reads.index(terms[0][0]) for _, terms in self.values if len(terms) == 1]
        if self.conditions or sorted(places) != list(range(len(self.reads))) or len(places) != len(self.values):
            raise CannotRun("has readings that are no outcomes")
        back = np.array([inverse(terms[0][1] % self.d, self.d) for _, terms in self.values], dtype=np.int64)
        constants = np.array([constant for constant, _ in self.values], dtype=np.int64)
        given = np.asarray(rows, dtype=np.int64).reshape(-1, len(self.reads) + 1)
        factors = given[:, places] * back
        return howell(np.column_stack([factors, given[:, -1] + factors @ constants]), self.d)

    def distribution(self, probabilities: Mapping[tuple[int, ...], float]) -> Distribution:
        """Of the outcomes, from the probabilities of all readings; floats are snapped to multiples of d^-r.

        With noise, of d^-r divided by the denominators of its weights. ValueError where one is further than 1e-6 from
        any.
        """
        listed: dict[tuple[int, ...], Fraction] = {}
        whole = self.d ** len(self.reads) * math.prod(_parts(step) for step in self.instructions)
        for key, p in probabilities.items():
            exact = Fraction(round(float(p) * whole), whole)
            if abs(float(exact) - float(p)) > NEAR:
                raise ValueError(f"the probability {p!r} of the readings {key} is no multiple of 1/{whole}")
            if exact:
                rows = self.outcomes(np.array([key], dtype=np.int64).reshape(1, len(self.reads)))
                for row in rows.tolist():
                    listed[tuple(row)] = listed.get(tuple(row), Fraction(0)) + exact
        total = sum(listed.values(), Fraction(0))
        if not self.conditions:
            return Distribution(self.d, self.names, dict(sorted(listed.items())))
        given = {key: p / total for key, p in sorted(listed.items())}
        return Distribution(self.d, self.names, given, None, total)


def _parts(step: Instruction) -> int:
    """Of how many equal parts the weights of noise are multiples; 1 for other instructions."""
    return math.lcm(*(weight.denominator for _, weight in step.weights)) if isinstance(step, Scatter) else 1
