"""An experiment as one array of integers, which compiled code runs without asking Python anything.

Every instruction is a code followed by its numbers; those of varying number begin with how many they are.

    MAP + action s1 ... sk              a symplectic map; `action` is where k and its two matrices are written
    MEASURE constant r (c a) ... (c a)  the variable constant + sum a m[c]; outcomes are numbered as they come
    DISPLACE c constant r (o a) ...     m[c] += constant + sum a * outcome o
    NOISE c                             m[c] += a new latent variable
    FORGET k s1 ... sk                  nothing is known of these systems any more
    UNKNOWN r (c a) ... (c a)           nobody knows where along the flow of this variable the state is
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.phase_space.elimination import reduced
from toytheory.phase_space.modular import Matrix, inverse
from toytheory.phase_space.space import flow, symplectic_form
from toytheory.phase_space.variables import Variable

from ..blocks import Block
from ..preparation import independent_parts

_NO_SHIFT = {(0, 0), (0, 0, 0, 0)}
"""Of linear maps of one and two systems."""

MEASURE, DISPLACE, NOISE, FORGET, UNKNOWN, MAP = range(6)


@dataclass(frozen=True, eq=False)
class Program:
    """Instructions, and what is needed to make room for them.

    Attributes
    ----------
    d, n : of the phase space.
    code : the instructions.
    actions : of each matrix, on how many systems it acts, then row by row sparse combinations of rows.
    widest : the largest number of coordinates of a map.
    outcomes, noisy : how many there are.
    generators : how many UNKNOWN instructions there are.
    """

    d: int
    n: int
    code: Matrix
    actions: Matrix
    widest: int
    outcomes: int
    noisy: int
    generators: int


def compiled(block: Block, d: int) -> Program:
    """The program of some systems that have nothing to do with the others."""
    return _Writer(block, d).written()


class _Writer:
    def __init__(self, block: Block, d: int) -> None:
        self.block, self.d = block, d
        self.code: list[int] = []
        self.actions: list[int] = []
        self.places: dict[int, int] = {}  # id of a matrix -> where it is written
        self.known: dict[Any, int] = {}
        self.kept: list[Any] = []  # so that no id is used again
        self.outcomes: dict[str, int] = {}
        self.widest, self.noisy, self.generators = 2, 0, 0

    def written(self) -> Program:
        handlers: dict[type[Step], Callable[[Any], None]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.noise,
            Condition: lambda step: None,
            Discard: lambda step: self.forget(step.systems),
        }
        local = self.block.local
        for system in self.block.unprepared:
            self.unknown([(2 * local[system], 1)])
            self.unknown([(2 * local[system] + 1, 1)])
        code, places, plain = self.code, self.places, _NO_SHIFT
        in_place = list(local) == list(range(len(local)))  # each system has its own number
        for step in self.block.steps:
            if type(step) is Transform and step.shift in plain:  # nearly all steps of a large experiment
                place = places.get(id(step.matrix))
                code.append(MAP + (self.placed(step.matrix) if place is None else place))
                code += step.systems if in_place else [local[k] for k in step.systems]
            else:
                handlers[type(step)](step)
        actions = np.array(self.actions or [0], dtype=np.int64)
        return Program(
            self.d,
            len(local),
            np.array(code, dtype=np.int64),
            actions,
            self.widest,
            len(self.outcomes),
            self.noisy,
            self.generators,
        )

    def coordinate(self, index: int) -> int:
        return 2 * self.block.local[index >> 1] + (index & 1)

    def terms(self, pairs: list[tuple[int, int]]) -> None:
        self.code.append(len(pairs))
        for pair in pairs:
            self.code += pair

    def unknown(self, terms: list[tuple[int, int]]) -> None:
        self.code.append(UNKNOWN)
        self.generators += 1
        self.terms(terms)

    def forget(self, systems: tuple[int, ...]) -> None:
        self.code += [FORGET, len(systems), *(self.block.local[s] for s in systems)]

    def prepare(self, step: Prepare) -> None:
        self.forget(step.systems)
        times = Counter(index >> 1 for variable in step.variables for index, _ in variable.terms)
        rest: list[tuple[Variable, int]] = []
        simple = set[int]()
        for variable, value in zip(step.variables, step.values, strict=True):
            terms = variable.terms
            if len(terms) == 1 and times[terms[0][0] >> 1] == 1:  # a X = v and nothing else of its system: most are so
                (index, a) = terms[0]
                simple.add(index >> 1)
                where, constant = self.coordinate(index), value - variable.constant
                self.begin(where, (constant if a == 1 else constant * inverse(a, self.d)) % self.d)
                self.generators += 1
                self.code += (UNKNOWN, 1, where, 1)
            else:
                rest.append((variable, value))
        systems = tuple(s for s in step.systems if s not in simple)
        if systems:
            self.together(Prepare(tuple(F for F, _ in rest), tuple(v for _, v in rest), systems))

    def together(self, step: Prepare) -> None:
        """Systems whose known variables are several, or connect them."""
        for part in independent_parts(step, self.d):
            point, directions = part.states(self.d)
            where = [self.coordinate(c) for c in part.coordinates.tolist()]
            for coordinate, value in zip(where, point.tolist(), strict=True):
                self.begin(coordinate, value)
            for generator in reduced(flow(directions), self.d).tolist():
                self.unknown([(c, a) for c, a in zip(where, generator, strict=True) if a])

    def begin(self, coordinate: int, value: int) -> None:
        """The coordinate of a possible state, 0 so far."""
        if value:
            self.code += (DISPLACE, coordinate, value, 0)

    def transform(self, step: Transform) -> None:
        place = self.places.get(id(step.matrix))
        if place is None:
            place = self.placed(step.matrix)
        systems = [self.block.local[s] for s in step.systems]
        self.code += (MAP + place, *systems)
        for row, constant in enumerate(step.shift):
            if constant % self.d:
                self.code += (DISPLACE, 2 * systems[row >> 1] + (row & 1), constant % self.d, 0)

    def placed(self, matrix: tuple[tuple[int, ...], ...]) -> int:
        """Where a matrix is written; equal ones once."""
        place = self.known.get(matrix)
        if place is None:
            place = self.known[matrix] = len(self.actions)
            rows = np.array(matrix, dtype=np.int64) % self.d
            form = symplectic_form(len(rows) // 2)
            self.widest = max(self.widest, len(rows))
            self.actions.append(len(rows) // 2)
            # what S does to ontic states, and S^-T = -B S B to the coefficients of variables
            for action in (rows, reduced(-form @ rows @ form, self.d)):
                self.combination(action)
        self.places[id(matrix)] = place
        self.kept.append(matrix)
        return place

    def combination(self, matrix: Matrix) -> None:
        """Number of rows used, these; number of rows changed, each with number and terms (place among used, factor)."""
        changed = np.flatnonzero((matrix != np.eye(len(matrix), dtype=np.int64)).any(axis=1))
        used = np.flatnonzero(matrix[changed].any(axis=0))
        written = [len(used), *used.tolist(), len(changed)]
        for row in changed.tolist():
            factors = matrix[row, used]
            terms = np.flatnonzero(factors).tolist()
            written += [row, len(terms)]
            for term in terms:
                written += [term, int(factors[term])]
        self.actions += [len(written), *written]

    def measure(self, step: Measure) -> None:
        for variable, name in zip(step.variables, step.names, strict=True):
            self.outcomes[name] = len(self.outcomes)
            self.code += (MEASURE, variable.constant % self.d)
            self.terms([(self.coordinate(index), a) for index, a in variable.terms])

    def displace(self, step: Displace) -> None:
        for coordinate, expression in step.shifts:
            self.code += (DISPLACE, self.coordinate(coordinate), expression.constant % self.d)
            self.terms([(self.outcomes[name], a % self.d) for name, a in expression.terms if a % self.d])

    def noise(self, step: Noise) -> None:
        for coordinate in step.coordinates:
            self.code += (NOISE, self.coordinate(coordinate))
            self.noisy += 1
