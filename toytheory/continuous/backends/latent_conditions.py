"""Conditions on a table of latent numbers: what it becomes, and the density of what is conditioned on.

The conditions are linear equations for the latent numbers. Elimination brings them to a form in which each determines
one number that no other contains; errors are carried along, coefficient by coefficient. What is left of an equation
that follows from those before it is nothing, within its errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix

from .latent_table import SAFETY, SQUARE, UNIT, LatentTable

UNDECIDED = 1e-9
"""Whether a value is certain cannot be told where rounding leaves it a deviation of this, in units of sqrt(hbar)."""

DIFFERENT = 1e-12
"""A value that differs by this part of the numbers it is computed from is another value."""


def condition(table: LatentTable, rows: Matrix, values: Floats, hbar: float) -> tuple[float | None, float]:
    """Change the table to what holds given that rows have values; the log density of that, and its estimated error.

    First the flat numbers that the rows decide are solved for; what is left is a condition on normal numbers, which
    are projected: the density is that of each value given those before it. A row that is certain by then counts 1 if
    it has the value, within rounding, and makes the answer -inf if it has not. None where a row is flat.

    Errors: CannotRun where rounding does not tell whether a row is certain, or whether it has the value.
    """
    equations = _Equations.of(table, rows, values)
    flat = _solve_flat(equations)
    _substitute(table, equations, flat)
    solved = _solve_normal(equations, np.setdiff1d(np.arange(len(rows)), [row for row, _ in flat]))
    pivots = [row for row, _, _ in solved]
    basis, shift, log_density = _projected(equations, solved)
    size = float(np.linalg.norm(shift))
    certain = ~np.isin(np.arange(len(rows)), [row for row, _ in flat] + pivots)
    if not _certain_ones_met(equations, np.flatnonzero(certain), size, UNDECIDED * math.sqrt(hbar)):
        return -math.inf, 0.0
    relative = np.sqrt(equations.normal_wrong[pivots].sum(axis=1)) + equations.spread[pivots]
    missed = np.sqrt(equations.missing_wrong[pivots]) + relative * size
    blur = float(np.linalg.norm(relative)) + UNIT * math.sqrt(basis.shape[1]) * bool(pivots)
    _project(table, basis, shift, blur, float(np.linalg.norm(missed)))
    table.reset(rows)
    table.constants[rows] = values
    table.wrong[rows] = certain * equations.missing_wrong  # of what others determine, a value is one of several
    doubt = float(relative.sum() + np.abs(shift) @ missed + sum(wrong for *_, wrong in solved))
    return (None, 0.0) if flat else (log_density, SAFETY * doubt)


@dataclass
class _Equations:
    """flat . u + normal . z = missing, one a row; `wrong` are squares of errors.

    Attributes
    ----------
    flat, flat_wrong : (c, u).
    normal, normal_wrong : (c, z).
    missing, missing_wrong : (c,).
    spread : (c,) errors of the variances, beyond those of `normal`.
    sizes : (c,) of the numbers that `missing` is a difference of.
    """

    flat: Floats
    flat_wrong: Floats
    normal: Floats
    normal_wrong: Floats
    missing: Floats
    missing_wrong: Floats
    spread: Floats
    sizes: Floats

    @classmethod
    def of(cls, table: LatentTable, rows: Matrix, values: Floats) -> _Equations:
        constants = table.constants[rows]
        missing = values - constants
        return cls(
            table.flat.values[rows], table.flat.wrong[rows], table.normal.values[rows], table.normal.wrong[rows],
            missing, table.wrong[rows] + SQUARE * (np.square(values) + np.square(missing)),
            table.spread[rows], np.abs(values) + np.abs(constants),
        )  # fmt: skip

    def significant(self, row: Matrix | int, flat: bool) -> NDArray[np.bool_]:
        """Which coefficients of some rows are more than rounding leaves of 0."""
        part, wrong = (self.flat, self.flat_wrong) if flat else (self.normal, self.normal_wrong)
        return np.asarray(np.square(part[row]) > SAFETY**2 * wrong[row], dtype=np.bool_)

    def solve(self, row: int, column: int, flat: bool, others: Matrix) -> tuple[float, float]:
        """Divide a row by a coefficient and take its column out of others; the coefficient, and its relative error."""
        part, wrong = (self.flat, self.flat_wrong) if flat else (self.normal, self.normal_wrong)
        pivot, doubt = float(part[row, column]), float(wrong[row, column])
        self._scale(row, pivot, doubt)
        part[row, column], wrong[row, column] = 1.0, 0.0
        rows = others[(part[others, column] != 0) | (wrong[others, column] > 0)]
        self._subtract(rows, part[rows, column], wrong[rows, column], row)
        part[rows, column], wrong[rows, column] = 0.0, 0.0
        return pivot, math.sqrt(doubt) / abs(pivot)

    def _scale(self, row: int, pivot: float, doubt: float) -> None:
        for part, wrong in self._parts():
            part[row] /= pivot
            wrong[row] = wrong[row] / pivot**2 + np.square(part[row]) * (doubt / pivot**2 + SQUARE)
        self.spread[row] /= pivot**2
        self.sizes[row] /= abs(pivot)

    def _subtract(self, rows: Matrix, factors: Floats, doubts: Floats, row: int) -> None:
        """rows -= factors * row."""
        for part, wrong in self._parts():
            taken = np.multiply.outer(factors, part[row])
            part[rows] -= taken
            inherited = np.multiply.outer(np.square(factors), wrong[row])
            inherited += np.multiply.outer(doubts, np.square(part[row]))
            wrong[rows] += inherited + SQUARE * np.square(taken)
        self.spread[rows] += np.square(factors) * self.spread[row]
        self.sizes[rows] += np.abs(factors) * self.sizes[row]

    def _parts(self) -> list[tuple[Floats, Floats]]:
        return [
            (self.flat, self.flat_wrong),
            (self.normal, self.normal_wrong),
            (self.missing, self.missing_wrong),
        ]


def _solve_flat(equations: _Equations) -> list[tuple[int, int]]:
    """Rows solved for flat numbers, with these: as many as they determine, the largest coefficients first."""
    before = np.linalg.norm(equations.flat, axis=1)
    scale = np.where(before > 0, before, 1.0)[:, None]
    everything = np.arange(len(scale))
    depended = np.any(equations.significant(everything, True), axis=1)
    left = everything.copy()
    solved: list[tuple[int, int]] = []
    while left.size and equations.flat.size:
        weights = np.where(equations.significant(left, True), np.abs(equations.flat[left]) / scale[left], 0.0)
        if not weights.any():
            break
        where, column = (int(i) for i in np.unravel_index(int(weights.argmax()), weights.shape))
        row = int(left[where])
        equations.solve(row, column, True, everything[everything != row])
        solved.append((row, column))
        left = left[left != row]
    remaining = np.sqrt(equations.flat_wrong[left].sum(axis=1))
    lost: NDArray[np.bool_] = np.asarray(SAFETY * remaining > UNDECIDED * scale[left, 0])
    if lost[np.asarray(depended)[left]].any():
        raise CannotRun("rounding errors leave no digits: whether a condition depends on unknown numbers is not told")
    equations.flat[left] = 0.0
    return solved


def _substitute(table: LatentTable, equations: _Equations, solved: list[tuple[int, int]]) -> None:
    """Put what the flat numbers are into the table."""
    if not solved:
        return
    rows, columns = (list(part) for part in zip(*solved, strict=True))
    gain, doubt = table.flat.values[:, columns], table.flat.wrong[:, columns]
    squares = np.square(gain)

    def inherited(part: Floats, wrong: Floats) -> Floats:
        found: Floats = squares @ wrong[rows] + (doubt + SQUARE * squares) @ np.square(part[rows])
        return found

    table.constants += gain @ equations.missing[rows]
    table.wrong += inherited(equations.missing, equations.missing_wrong)
    table.spread += squares @ equations.spread[rows]
    table.normal.values[:] -= gain @ equations.normal[rows]
    table.normal.wrong[:] += inherited(equations.normal, equations.normal_wrong)
    table.flat.values[:] -= gain @ equations.flat[rows]
    table.flat.wrong[:] += inherited(equations.flat, equations.flat_wrong)
    table.flat.values[:, columns] = 0.0
    table.flat.wrong[:, columns] = 0.0


def _solve_normal(equations: _Equations, rows: Matrix) -> list[tuple[int, float, float]]:
    """In their order, the rows that determine something, with the coefficient that they were divided by, its error."""
    solved: list[tuple[int, float, float]] = []
    for row in rows.tolist():
        significant = equations.significant(row, False)
        if not significant.any():
            continue
        column = int(np.argmax(np.where(significant, np.abs(equations.normal[row]), 0.0)))
        spread = equations.spread[row]
        pivot, relative = equations.solve(row, column, False, rows[rows != row])
        solved.append((row, pivot, relative + float(spread) / pivot**2))
    return solved


def _projected(equations: _Equations, solved: list[tuple[int, float, float]]) -> tuple[Floats, Floats, float]:
    """The equations as z = basis^T shift plus what is perpendicular to the basis, and the log density of the values."""
    pivots = [row for row, *_ in solved]
    if not pivots:
        return np.zeros((0, equations.normal.shape[1])), np.zeros(0), 0.0
    q, r = np.linalg.qr(equations.normal[pivots].T)
    shift = np.linalg.solve(r.T, equations.missing[pivots])
    log_density = -0.5 * float(shift @ shift + len(shift) * math.log(2 * math.pi))
    log_density -= float(np.log(np.abs(np.diagonal(r))).sum()) + sum(math.log(abs(pivot)) for _, pivot, _ in solved)
    return q.T, shift, log_density


def _certain_ones_met(equations: _Equations, left: Matrix, size: float, undecided: float) -> bool:
    """Whether what is left of the equations that follow from others holds, within rounding."""
    wrong = equations.normal_wrong[left].sum(axis=1)
    error = SAFETY * np.sqrt(equations.missing_wrong[left] + wrong * (1 + size**2) + equations.spread[left])
    missing = np.abs(equations.missing[left])
    if (missing > np.maximum(4 * error, DIFFERENT * equations.sizes[left])).any():
        return False
    if (missing > error).any():
        raise CannotRun("a condition on what is certain is off by as little as rounding errors may be")
    if (SAFETY * np.sqrt(wrong) > undecided).any():
        raise CannotRun("rounding errors leave no digits: whether a conditioned outcome is certain is not told")
    return True


def _project(table: LatentTable, basis: Floats, shift: Floats, blur: float, missed: float) -> None:
    """Give the normal numbers along the basis (of relative error `blur`) the values `shift` (of error `missed`)."""
    if not len(basis):
        return
    normal, lengths = table.normal.values, np.linalg.norm(table.normal.values, axis=1)
    size = float(np.linalg.norm(shift))
    along = normal @ basis.T
    table.constants += along @ shift
    normal -= along @ basis
    normal -= (normal @ basis.T) @ basis
    inherited = size**2 * table.normal.wrong.sum(axis=1)
    table.wrong += inherited + np.square(lengths * (blur * (1 + size) + missed))
    table.normal.wrong[:] += (np.square(lengths * blur) / basis.shape[1])[:, None]
