"""An experiment on modes as affine maps of registers, one after the other, and of every number with other last digits.

Registers are the coordinates, then the outcomes, then the numbers that a run draws. An instruction sets some of them to
constants plus linear combinations of others. `Program.outcomes` does that with NumPy for all points at once, as does
`follow` in `compiled_points` for blocks of points that stay in a cache; both add the same products in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.steps import Transform
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

from .trial_points import COPIES, Jitter

OUT_OF_RANGE = "numbers grow beyond what floats can hold"

Rows = Sequence[Sequence[float]]


def coordinates(systems: Iterable[int]) -> list[int]:
    """Registers of x and p of each system.

    >>> coordinates([0, 2])
    [0, 1, 4, 5]
    """
    return [index for system in systems for index in (2 * system, 2 * system + 1)]


class Instructions:
    """What is to be done, as it is written down.

    Attributes
    ----------
    jitter : what all numbers of the experiment go through.
    unknown : of each number that a run draws, whether nothing is known of it (else it is normal).
    """

    def __init__(self, coordinates: int, outcomes: int) -> None:
        self.coordinates, self.outcomes = coordinates, outcomes
        self.jitter = Jitter(0)
        self.unknown: list[bool] = []
        self.heights: list[int] = []
        self.widths: list[int] = []
        self.targets: list[int] = []
        self.sources: list[int] = []
        self.factors: list[float] = []
        self.constants: list[float] = []
        self.exact: list[int] = []  # factors that are no numbers of the experiment
        self.moved: list[tuple[int, int, Floats, Floats]] = []  # where numbers come with copies of their own

    def draw(self, count: int, unknown: bool = False) -> range:
        """Registers of new numbers."""
        first = self.coordinates + self.outcomes + len(self.unknown)
        self.unknown.extend([unknown] * count)
        return range(first, first + count)

    def set(self, targets: Iterable[int], sources: Iterable[int], rows: Rows, constants: Iterable[float]) -> None:
        """Set registers to linear combinations, all at the same time."""
        self.heights.append(len(rows))
        self.widths.append(len(rows[0]))
        self.targets.extend(targets)
        self.sources.extend(sources)
        self.factors.extend(chain.from_iterable(rows))
        self.constants.extend(constants)

    def combine(
        self, target: int, terms: Sequence[tuple[int, float]], constant: float = 0.0, taken: int | None = None
    ) -> None:
        """Set a register to a constant, multiples of others, and one that is taken as it is."""
        sources, factors = [source for source, _ in terms], [factor for _, factor in terms]
        if taken is not None:
            self.exact.append(len(self.factors))
            sources, factors = [taken, *sources], [1.0, *factors]
        self.set((target,), sources, (factors,), (constant,))

    def multiply(self, targets: Sequence[int], sources: Iterable[int], factor: float) -> None:
        """Set registers one by one to a multiple of another."""
        ones = [1] * len(targets)
        self.heights.extend(ones)
        self.widths.extend(ones)
        self.targets.extend(targets)
        self.sources.extend(sources)
        self.factors.extend([factor] * len(targets))
        self.constants.extend([0.0] * len(targets))

    def read(self, targets: Sequence[int], variables: Sequence[Variable]) -> None:
        """Set registers one by one to variables."""
        self.heights.extend([1] * len(targets))
        self.widths.extend([len(variable.terms) for variable in variables])
        self.targets.extend(targets)
        terms = [term for variable in variables for term in variable.terms]
        self.sources.extend([index for index, _ in terms])
        self.factors.extend([factor for _, factor in terms])
        self.constants.extend([variable.constant for variable in variables])

    def move(self, maps: Sequence[Transform]) -> None:
        """Maps of coordinates, one after the other."""
        sizes = [2 * len(step.systems) for step in maps]
        where = coordinates(chain.from_iterable([step.systems for step in maps]))
        self.heights.extend(sizes)
        self.widths.extend(sizes)
        self.targets.extend(where)
        self.sources.extend(where)
        self.factors.extend(chain.from_iterable(chain.from_iterable([step.matrix for step in maps])))
        self.constants.extend(chain.from_iterable([step.shift for step in maps]))

    def set_copies(self, targets: Sequence[int], sources: Sequence[int], matrices: Floats, constants: Floats) -> None:
        """As `set`, with (copies, h, w) matrices and (copies, h) constants whose last digits are changed already."""
        self.moved.append((len(self.factors), len(self.constants), matrices, constants))
        self.set(targets, sources, matrices[0].tolist() if len(sources) else [()] * len(targets), constants[0].tolist())

    def program(self) -> Program:
        """All that has been written down; known numbers come before unknown ones."""
        first = self.coordinates + self.outcomes
        unknown = np.array(self.unknown, dtype=np.bool_)
        place = np.arange(first + len(unknown))
        place[first + np.argsort(unknown, kind="stable")] = np.arange(first, len(place))
        factors = self.jitter.copies(np.fromiter(self.factors, np.float64, len(self.factors)))
        constants = self.jitter.copies(np.fromiter(self.constants, np.float64, len(self.constants)))
        factors[:, self.exact] = 1.0
        for f, c, matrices, shifts in self.moved:
            factors[:, f : f + matrices[0].size] = matrices.reshape(1 + COPIES, -1)
            constants[:, c : c + shifts.shape[1]] = shifts
        if not (np.isfinite(factors).all() and np.isfinite(constants).all()):
            raise CannotRun(OUT_OF_RANGE)
        sources = place[np.fromiter(self.sources, np.int64, len(self.sources))]
        shapes = np.array([self.heights, self.widths], dtype=np.int64).T
        targets = np.fromiter(self.targets, np.int64, len(self.targets))
        return Program((self.coordinates, self.outcomes, len(unknown)), shapes, targets, sources, factors, constants)


class Program:
    """Instructions that can be followed.

    Attributes
    ----------
    sizes : numbers of coordinates, of outcomes and of numbers drawn, which have their registers in this order.
    shapes : (instructions, 2) how many registers an instruction sets, from how many.
    targets, sources : registers, of all instructions one after the other.
    factors, constants : (1 + copies, F) and (1 + copies, T), in the order of the instructions, row by row.
    """

    def __init__(
        self, sizes: tuple[int, int, int], shapes: Matrix, targets: Matrix, sources: Matrix, factors: Floats,
        constants: Floats,
    ) -> None:  # fmt: skip
        self.sizes, self.shapes, self.targets, self.sources = sizes, shapes, targets, sources
        self.factors, self.constants = factors, constants

    def work(self, points: int) -> int:
        """Products that so many points take."""
        return points * int(self.factors.shape[1])

    def outcomes(self, drawn: Floats) -> Floats:
        """(points, m) outcomes of points for which these numbers (points, k) are drawn."""
        found: Floats = self._followed(drawn, 1.0, 1)[0].T
        return found

    def dependence(self) -> tuple[Floats, Floats]:
        """Outcomes (1 + copies, m) if all numbers drawn are 0, and of each number that is then 1 (1 + copies, m, k)."""
        copies, count = len(self.factors), self.sizes[2]
        base = self._followed(np.zeros((1, count)), 1.0, copies)[:, :, 0]
        return base, self._followed(np.eye(count), 0.0, copies)

    def _followed(self, drawn: Floats, unit: float, copies: int) -> Floats:
        first, m, _ = self.sizes
        registers = np.zeros((copies, first + m + drawn.shape[1], len(drawn)))
        registers[:, first + m :] = drawn.T
        t = s = f = 0
        for height, width in self.shapes.tolist():
            matrices = self.factors[:, f : f + height * width].reshape(-1, height, width)
            new = np.repeat(self.constants[:copies, t : t + height, None] * unit, len(drawn), axis=2)
            for column, source in enumerate(self.sources[s : s + width].tolist()):
                rows = np.flatnonzero(matrices[:, :, column].any(axis=0))
                new[:, rows] += matrices[:copies, rows, column, None] * registers[:, source, None]
            registers[:, self.targets[t : t + height]] = new
            t, s, f = t + height, s + width, f + height * width
        found: Floats = registers[:, first : first + m]
        return found
