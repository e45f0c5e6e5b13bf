"""The commuting sets that the checks measure: every isotropic module, listed in several ways.

A set that is measured is a list of variables, not a module: the checks measure the generators in Howell
form, and a list with constants that repeats and combines them, some of whose joint values are impossible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantum_ref.operators.cyclotomic import Integers
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.discrete.measurements import Measurement
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace
from toytheory.phase_space.variables import Variable

from .routines import OddQuantum


@dataclass(frozen=True, eq=False)
class MeasuredSet:
    """A list of commuting variables over Z_d.

    Attributes
    ----------
    rows : (r, 2n) coefficients.
    constants : (r,).
    """

    d: int
    rows: Matrix
    constants: Matrix

    @property
    def n(self) -> int:
        """Number of systems."""
        return int(self.rows.shape[1] // 2)

    def measurement(self) -> Measurement:
        """The toy measurement."""
        pairs = zip(self.rows, self.constants, strict=True)
        return Measurement.of([Variable.from_vector(row, self.d, int(c)) for row, c in pairs], self.n)

    def values(self) -> Matrix:
        """All joint values, possible or not, (d^r, r) in lexicographic order."""
        digits = self.d ** np.arange(len(self.rows) - 1, -1, -1, dtype=np.int64)
        return np.arange(self.d ** len(self.rows), dtype=np.int64)[:, None] // digits % self.d

    def index(self, values: Matrix) -> Matrix:
        """Positions in `values()` of joint values (..., r)."""
        digits = self.d ** np.arange(len(self.rows) - 1, -1, -1, dtype=np.int64)
        positions: Matrix = np.mod(values, self.d) @ digits
        return positions

    def evaluated(self, points: Matrix) -> Matrix:
        """The position of the joint value that each ontic state (N, 2n) has, (N,)."""
        return self.index(points @ self.rows.T + self.constants)

    def telling(self) -> Matrix:
        """Positions of every possible joint value, and of as many impossible ones (all, where there are fewer)."""
        possible = np.unique(self.evaluated(PhaseSpace(self.d, self.n).points()))
        others = np.setdiff1d(np.arange(self.d ** len(self.rows)), possible)
        step = max(1, -(-len(others) // len(possible)))
        return np.concatenate([possible, others[::step]])

    def projectors(self, quantum: OddQuantum) -> Integers:
        """d^r times the projectors on all joint values, in the order of `values()`."""
        return quantum.projectors(self.rows, self.d)[self.index(self.values() - self.constants)]

    def __str__(self) -> str:
        return ", ".join(str(variable) for variable in self.measurement().variables)


def measured_sets(d: int, n: int) -> list[MeasuredSet]:
    """Every isotropic module but {0} twice: its Howell form, and a dependent list with constants.

    >>> [str(s) for s in measured_sets(3, 1)[:2]]
    ['X1', 'X1 + 1, -X1 + 2']
    """
    sets = []
    for known in isotropic_modules(d, n):
        if len(known):
            sets.append(MeasuredSet(d, known, np.zeros(len(known), dtype=np.int64)))
            sets.append(dependent(known, d))
    return sets


def dependent(known: Matrix, d: int) -> MeasuredSet:
    """The generators of a module with constants 1, 2, ..., and behind them minus their sum."""
    rows = np.vstack([known, -known.sum(axis=0) % d])
    return MeasuredSet(d, rows, np.arange(1, len(rows) + 1, dtype=np.int64) % d)
