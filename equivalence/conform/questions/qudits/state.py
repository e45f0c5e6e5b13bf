"""The stabilizer state of some qudits, from what is known in the toy theory: (V, v), on bits with the sign defect.

rho = d^(-n) sum over F in V of omega^(-value(F)) T_F, T_F the unitary omega^F of a variable F = aX + bP: for odd d
|x> -> omega^(ax - ab/2) |x - b>, on bits the Pauli product i^(ab) |x> -> (-1)^(ax) |x + b> with sign +
(docs/conventions.md). Values of sums are sums of values for odd d; on bits products acquire signs (docs/bits.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equivalence.theorems.bits.defect import SignLedger
from equivalence.theorems.bits.pauli import list_signs
from toytheory.discrete.final_state import state_after
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.phase_space.modular import Matrix, elements, howell, inverse, kernel, module_size, solve
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

Numbers = NDArray[np.complex128]

LARGEST = 100
"""Bound on d^k of k systems of which a matrix is told."""


@dataclass(frozen=True)
class Stabilized:
    """A state by generators of the variables that have a value in it.

    Attributes
    ----------
    d, n : of the qudits.
    rows : (k, 2n) commuting variables in the talk's order (a1, b1, a2, b2, ...).
    values : (k,); T_F has the eigenvalue omega^value, on bits (-1)^value.
    """

    d: int
    n: int
    rows: Matrix
    values: Matrix

    @classmethod
    def after(cls, experiment: Experiment) -> Stabilized:
        r"""Of all systems, at the end of an experiment; CannotRun where noise or outcomes leave no such state.

        >>> from toytheory.language.reading import parse_experiment
        >>> text = "system 1 bit\nprepare X + P = 0\nfourier 1"
        >>> state = Stabilized.after(parse_experiment(text))      # H Y H = -Y
        >>> state.value_of([1, 1]), state.value_of([1, 0])
        (1, None)
        """
        found = state_after(experiment)
        if found is None or len(found[1]) < experiment.n:
            raise CannotRun("no state of known variables of all systems is left")
        toy = found[0]
        if experiment.d != 2:
            return cls(experiment.d, experiment.n, toy.known, toy.values)
        ledger = SignLedger(experiment.n)
        for step in experiment.steps:
            ledger.follow(step)
        values = [toy.value_of(variable) for variable in _variables(ledger.rows)]
        return cls(2, experiment.n, ledger.rows, (np.array(values, dtype=np.int64) + ledger.defects) % 2)

    @property
    def pure(self) -> bool:
        """Whether V is as large as it can be."""
        return bool(module_size(howell(self.rows, self.d), self.d) == self.d**self.n)

    @property
    def few(self) -> int:
        """How many systems are asked about together: their matrices have at most `LARGEST` rows."""
        return max(k for k in (1, 2, 3) if k == 1 or self.d**k <= LARGEST)

    def sums(self, coefficients: Matrix) -> tuple[Matrix, Matrix]:
        """Combinations of the generators, (r, k) -> variables (r, 2n) and their values (r,)."""
        if self.d == 2:
            rows, signs = list_signs(self.rows, coefficients)
            return rows, (signs + coefficients @ self.values) % 2
        return coefficients @ self.rows % self.d, coefficients @ self.values % self.d

    def value_of(self, row: Sequence[int] | Matrix) -> int | None:
        """The value of a variable; None where it has none."""
        wanted = np.asarray(row, dtype=np.int64) % self.d
        if not wanted.any():
            return 0
        found = solve(self.rows.T, wanted, self.d) if len(self.rows) else None
        return None if found is None else int(self.sums(found[None])[1][0])

    def expectation(self, row: Sequence[int] | Matrix) -> complex:
        """Of the unitary T_F."""
        value = self.value_of(row)
        return 0j if value is None else complex(np.exp(2j * np.pi * value / self.d))

    def of(self, systems: Sequence[int]) -> Stabilized:
        """Of some systems, in the order given."""
        where = coordinates_of(systems)
        others = np.setdiff1d(np.arange(2 * self.n), where)
        inside = kernel(self.rows[:, others].T, self.d, columns=len(self.rows))
        rows, values = self.sums(inside)
        return Stabilized(self.d, len(systems), rows[:, where], values)

    def matrix(self) -> Numbers:
        """The density matrix, (D, D), the first system most significant."""
        size = self.d**self.n
        rho = np.zeros((size, size), dtype=np.complex128)
        seen: set[tuple[int, ...]] = set()
        rows, values = self.sums(elements(np.eye(len(self.rows), dtype=np.int64), self.d))
        for row, value in zip(rows, values.tolist(), strict=True):
            if tuple(row.tolist()) in seen:  # for composite d combinations may coincide
                continue
            seen.add(tuple(row.tolist()))
            rho += weyl(row, self.d, value)
        found: Numbers = rho / size
        return found


def weyl(row: Sequence[int] | Matrix, d: int, value: int = 0) -> Numbers:
    r"""The unitary omega^-value T_F of a variable F, (d^n, d^n), the first system most significant.

    >>> weyl([1, 1], 2).imag.tolist()  # Y
    [[0.0, -1.0], [1.0, 0.0]]
    """
    a, b = np.asarray(row, dtype=np.int64)[::2], np.asarray(row, dtype=np.int64)[1::2]
    n, size = len(a), d ** len(a)
    x = np.array(np.unravel_index(np.arange(size), (d,) * n)).T.reshape(size, n)
    to = np.ravel_multi_index(tuple(((x - b) % d).T), (d,) * n) if n else np.zeros(1, dtype=np.int64)
    found = np.zeros((size, size), dtype=np.complex128)
    if d == 2:
        found[to, np.arange(size)] = 1j ** int(a @ b % 4) * (-1.0) ** (x @ a + value)
    else:
        found[to, np.arange(size)] = np.exp(2j * np.pi / d * ((x @ a - inverse(2, d) * int(a @ b) - value) % d))
    return found


def _variables(rows: Matrix) -> list[Variable]:
    return [Variable.from_vector(row, 2) for row in rows]
