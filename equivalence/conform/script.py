"""Experiments for features: few ingredients besides what is asked about, and outcomes that are predictable.

A uniform outcome shows no fault, so what is measured is nearly always known to the theory; and a second ingredient that
is broken hides the first, so states are products of single known variables unless the feature is about others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from equivalence.experiments.random_discrete import Shape, Writer
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Displace, Measure, OutcomeExpression, Prepare, Step, System, Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .feature import Scope

MANY = 64
"""Outcomes at most."""


class Script(Writer):
    """An experiment written step by step; what is known at each moment is carried along.

    Parameters
    ----------
    n : systems wanted; fewer where the scope has no room.
    """

    def __init__(self, rng: np.random.Generator, scope: Scope, n: int) -> None:
        super().__init__(rng, Shape(scope.dimension, max(1, min(n, scope.largest_n)), outcomes=MANY, noises=4))

    @property
    def experiment(self) -> Experiment:
        """What was written."""
        return Experiment(System.of_dimension(self.d, self.n), tuple(self.steps))

    def add(self, step: Step) -> None:
        """A step that changes nothing of what is known."""
        self.steps.append(step)

    def of(self, system: int, a: int, b: int, constant: int = 0) -> Variable:
        """a X + b P of one system."""
        return Variable.of({2 * system: a, 2 * system + 1: b}, self.d, constant)

    def know(self, variables: Sequence[Variable], systems: Sequence[int]) -> None:
        """Prepare systems such that variables have values at random."""
        rows = np.array([F.vector(self.n) for F in variables], dtype=np.int64).reshape(-1, 2 * self.n)
        self.ontic[coordinates_of(systems)] = self.rng.integers(0, self.d, 2 * len(systems))
        constants = np.array([F.constant for F in variables], dtype=np.int64)
        values = (rows @ self.ontic + constants) % self.d
        self.forget(systems)
        self.steps.append(Prepare(tuple(variables), tuple(values.tolist()), tuple(sorted(systems))))
        self.sharp = np.vstack([self.sharp, rows])
        self.alive = sorted({*self.alive, *systems})

    def basis(self, kinds: str = "xxpm", systems: Sequence[int] | None = None) -> None:
        """Each system in an eigenstate of one variable: of X, P, or (m) of a mixture of both."""
        for system in range(self.n) if systems is None else systems:
            kind = str(self.rng.choice(list(kinds)))
            a, b = {"x": (1, 0), "p": (0, 1)}.get(kind, (int(self.rng.integers(self.d)), 1))
            self.know([self.of(system, a, b)], [system])

    def map(self, name: str, systems: Sequence[int] | None = None) -> None:
        """A named map, on systems at random."""
        named = NAMED_MAPS[name]
        chosen = self.some(self.alive, named.systems, named.systems) if systems is None else list(systems)
        parameter = int(self.rng.choice(self.units)) if named.takes_parameter else None
        self.apply(named_transform(name, tuple(chosen), self.d, parameter))

    def inverse(self, name: str, systems: Sequence[int], parameter: int | None = None) -> None:
        """The inverse of a named map, written out."""
        from toytheory.discrete.transformations import SymplecticMap

        step = named_transform(name, tuple(range(len(systems))), self.d, parameter)
        back = SymplecticMap.from_step(step, self.d, len(systems)).inverse()
        rows = tuple(tuple(row) for row in back.matrix.tolist())
        self.apply(Transform(tuple(systems), rows, (0,) * len(rows)))

    def name(self) -> str:
        """A new name for an outcome."""
        return f"m{len(self.seen) + 1}"

    def read(self, rows: Matrix, constants: Sequence[int] | None = None) -> None:
        """Measure variables (k, 2n), jointly."""
        offsets = np.zeros(len(rows), dtype=np.int64) if constants is None else np.asarray(constants)
        first = len(self.seen) + 1
        names = tuple(f"m{first + k}" for k in range(len(rows)))
        variables = self.variables(rows, offsets)
        values = (rows @ self.ontic + offsets) % self.d
        self.seen.update(zip(names, values.tolist(), strict=True))
        self.disturb(rows)
        self.steps.append(Measure(variables, names))

    def disturb(self, rows: Matrix) -> None:
        """What measuring variables does to the shadow and to what is known."""
        from toytheory.phase_space.space import bracket_rows, flow

        self.ontic = (self.ontic + self.rng.integers(0, self.d, len(rows)) @ flow(rows)) % self.d
        clash = (bracket_rows(self.sharp, rows) % self.d).any(axis=1)
        self.lost = np.vstack([self.lost, self.sharp[clash]])
        self.sharp = np.vstack([self.sharp[~clash], rows])

    def known(self) -> Matrix:
        """One variable that is known, (1, 2n): a generator, or a combination of several; X1 where nothing is."""
        if not len(self.sharp):
            return self.single(0, 1, 0)
        if self.chance(0.6):
            return self.sharp[[int(self.rng.integers(len(self.sharp)))]]
        mixed = self.rng.integers(0, self.d, (1, len(self.sharp))) @ self.sharp % self.d
        return mixed if mixed.any() else self.sharp[:1]

    def single(self, system: int, a: int, b: int) -> Matrix:
        """a X + b P of one system as a row."""
        return self.of(system, a, b).vector(self.n)[None, :]

    def ask(self, count: int = 1) -> None:
        """Measure known variables, one after the other."""
        for _ in range(count):
            self.read(self.known())

    def ask_all(self) -> None:
        """Measure a generating set of what is known, in an order at random, one after the other."""
        for row in self.rng.permutation(len(self.sharp)):
            self.read(self.sharp[[int(row)]])

    def shift(self, coordinate: int, expression: OutcomeExpression) -> None:
        """Displace one coordinate."""
        self.ontic[coordinate] = (self.ontic[coordinate] + expression(self.seen, self.d)) % self.d
        self.steps.append(Displace(((coordinate, expression),)))
