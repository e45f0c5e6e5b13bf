"""Coordinates and outcomes as affine functions of independent random numbers, normal ones and flat ones.

The counterpart over R of `knowledge`. Row i says: number i = constant + normal part . z + flat part . u, with z
independent standard normal numbers and u numbers of which nothing is known. Nothing is squared until the end: a row
keeps twice as many digits of a small variance as a covariance matrix would.

Rounding errors are carried along, coefficient by coefficient: the root of the sum of squares of what every operation
adds, a good estimate and not a bound; `SAFETY` covers the difference (tests compare with 60 digits). Numbers of the
experiment count as known to their last digit. A coefficient that is structurally 0 has the error 0, so that a small
one beside it can be told from what rounding leaves of a large one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.outcomes.densities import Floats, Moments, covariance_scale, known_combinations, mean_scale
from toytheory.phase_space.modular import Matrix

UNIT = float(np.finfo(np.float64).eps)

SAFETY = 64.0
"""How much larger a stated error is than the estimate."""

SQUARE = UNIT**2

TRIALS = 3
"""So many times flat directions are moved by their errors."""

MOST_NORMALS = 1024
"""So many normal numbers are kept apart; more than that, and than four a row, are taken together."""


class Part:
    """Coefficients (rows, columns) of random numbers of one kind, with the squares of their errors."""

    def __init__(self, rows: int) -> None:
        self._values: Floats = np.zeros((rows, 16))
        self._wrong: Floats = np.zeros((rows, 16))
        self.columns = 0

    @property
    def values(self) -> Floats:
        """(rows, columns)."""
        return self._values[:, : self.columns]

    @property
    def wrong(self) -> Floats:
        """(rows, columns) squares of the errors."""
        return self._wrong[:, : self.columns]

    def new(self, count: int) -> slice:
        """Room for more random numbers."""
        self._values = _with_room(self._values, self.columns + count)
        self._wrong = _with_room(self._wrong, self.columns + count)
        first, self.columns = self.columns, self.columns + count
        return slice(first, self.columns)

    def replace(self, values: Floats, wrong: Floats) -> None:
        """Other coefficients."""
        self.columns = 0
        self._values[:], self._wrong[:] = 0.0, 0.0
        where = self.new(values.shape[1])
        self._values[:, where], self._wrong[:, where] = values, wrong

    def move(self, target: Matrix, source: Matrix, matrices: Floats, relative: float) -> None:
        """Set rows to linear combinations of rows: target (g, t), source (g, s), matrices (g, t, s)."""
        part = self.values[source]
        wrong = self.wrong[source] + (relative * part) ** 2
        self._values[target, : self.columns] = matrices @ part
        self._wrong[target, : self.columns] = np.square(matrices) @ wrong

    def reset(self, rows: Matrix) -> None:
        """Make rows 0 and certain."""
        self._values[rows, : self.columns] = 0.0
        self._wrong[rows, : self.columns] = 0.0

    def lengths(self, rows: Matrix) -> Floats:
        """(len(rows),) lengths of rows."""
        lengths: Floats = np.linalg.norm(self.values[rows], axis=1)
        return lengths

    def errors(self, rows: Matrix) -> Floats:
        """(len(rows),) errors of rows, as lengths."""
        errors: Floats = np.sqrt(self.wrong[rows].sum(axis=1))
        return errors


class LatentTable:
    """`rows` numbers, at first 0 and certain.

    Attributes
    ----------
    constants : (rows,).
    wrong : (rows,) squares of their errors.
    spread : (rows,) errors of variances, beyond those of `normal`.
    normal, flat : coefficients of the normal numbers and of the flat ones.
    """

    def __init__(self, rows: int) -> None:
        self.constants, self.wrong, self.spread = np.zeros((3, rows))
        self.normal, self.flat = Part(rows), Part(rows)

    # random numbers that come in

    def _compress(self) -> None:
        """As few normal numbers as there are rows: A z is distributed as L z' with A = L Q, Q of orthonormal rows."""
        values, wrong = self.normal.values, self.normal.wrong
        lower = np.transpose(np.linalg.qr(values.T, mode="r"))
        inherited = wrong.sum(axis=1) + SQUARE * values.shape[1] * np.square(values).sum(axis=1)
        self.normal.replace(lower, np.repeat(inherited[:, None] / lower.shape[1], lower.shape[1], axis=1))

    def reset(self, rows: Matrix) -> None:
        """Make rows 0 and certain."""
        for numbers in (self.constants, self.wrong, self.spread):
            numbers[rows] = 0.0
        self.normal.reset(rows)
        self.flat.reset(rows)

    def make_flat(self, rows: Matrix) -> None:
        """Make rows independent numbers of which nothing is known."""
        self.reset(rows)
        first = self.flat.new(len(rows)).start
        self.flat.values[rows, first + np.arange(len(rows))] = 1.0

    def make_normal(self, rows: Matrix, means: Floats, root: Floats, spread: Floats | float = 0.0) -> None:
        """Make rows means + root z.

        Parameters
        ----------
        spread : (rows,) what may be wrong in the variances.
        """
        self.reset(rows)
        self.constants[rows] = means
        self.add_normal(rows, root)
        self.spread[rows] = spread

    def add_normal(self, rows: Matrix, root: Floats) -> None:
        """Add new independent normal numbers with these coefficients (len(rows), k)."""
        if self.normal.columns + root.shape[1] > max(MOST_NORMALS, 4 * len(self.constants)):
            self._compress()
        where = self.normal.new(root.shape[1])
        self.normal.values[rows, where] = root
        self.normal.wrong[rows, where] = SQUARE * np.square(root)

    def add_flat(self, rows: Matrix, directions: Floats, error: Floats | float) -> None:
        """Add flat numbers times directions (len(rows), k), each coefficient with this error."""
        where = self.flat.new(directions.shape[1])
        self.flat.values[rows, where] = directions
        self.flat.wrong[rows, where] = np.square(error)

    # maps

    def map_rows(self, where: Matrix, matrices: Floats, defect: float = 0.0) -> None:
        """Replace groups of rows by linear combinations of them.

        Parameters
        ----------
        where : (g, w) rows, all different.
        matrices : (g, w, w).
        defect : relative error of the matrices, beyond rounding.
        """
        self._move(where, where, matrices, defect)

    def _move(self, target: Matrix, source: Matrix, matrices: Floats, defect: float) -> None:
        relative = 2 * UNIT + defect
        squares = np.square(matrices)
        wrong = self.wrong[source] + (relative * self.constants[source]) ** 2
        self.constants[target] = np.einsum("gij,gj->gi", matrices, self.constants[source])
        self.wrong[target] = np.einsum("gij,gj->gi", squares, wrong)
        self.spread[target] = np.einsum("gij,gj->gi", squares, self.spread[source])
        self.normal.move(target, source, matrices, relative)
        self.flat.move(target, source, matrices, relative)

    def combine(self, target: int, rows: Sequence[int], factors: Sequence[float], constant: float) -> None:
        """Add to a row a constant and multiples of others."""
        where = np.array([target, *rows], dtype=np.int64)
        self._move(where[None, :1], where[None], np.array([[[1.0, *factors]]]), 0.0)
        self.shift(where[:1], np.array([constant]))

    def shift(self, rows: Matrix, constants: Floats) -> None:
        """Add constants to rows."""
        self.constants[rows] += constants
        self.wrong[rows] += SQUARE * (np.square(constants) + np.square(self.constants[rows]))

    def read(self, target: Matrix, source: Matrix, forms: Floats, constants: Floats) -> None:
        """Set rows `target` to linear forms (k, s) of rows `source`, plus constants."""
        self._move(target[None], source[None], forms[None], 0.0)
        self.shift(target, constants)

    # what is known

    def flat_rows(self, rows: Matrix) -> NDArray[np.bool_]:
        """Which of some rows depend on flat numbers, beyond what rounding explains."""
        beyond = np.square(self.flat.values[rows]) > SAFETY**2 * self.flat.wrong[rows]
        return np.asarray(beyond.any(axis=1), dtype=np.bool_)

    def flat_space(self, rows: Matrix, moved: np.random.Generator | None = None) -> Floats:
        """Rows that span the directions in which some numbers, taken together, are flat; (f, len(rows)).

        Parameters
        ----------
        moved : moves the coefficients at random by as much as they may be wrong.
        """
        flat = np.flatnonzero(self.flat_rows(rows))
        if not flat.size:
            return np.zeros((0, len(rows)))
        part, lengths = self.flat.values[rows[flat]], self.flat.lengths(rows[flat])
        error = float(np.linalg.norm(self.flat.errors(rows[flat]) / lengths))
        vectors, values, _ = np.linalg.svd(part / lengths[:, None], full_matrices=False)
        space = np.zeros((np.count_nonzero(values > SAFETY * max(error, UNIT * len(flat))), len(rows)))
        if moved is not None:
            deviations = np.sqrt(self.flat.wrong[rows[flat]]) + UNIT * np.abs(part)
            part = part + deviations * moved.standard_normal(part.shape)
            vectors = np.linalg.svd(part / lengths[:, None], full_matrices=False)[0]
        space[:, flat] = (vectors[:, : len(space)] * lengths[:, None]).T
        return space

    def moments(self, rows: Matrix, moved: np.random.Generator | None = None) -> Moments:
        """Means and covariance of some rows, and what is flat (`moved` as for `flat_space`)."""
        normal = self.normal.values[rows]
        return Moments.of(self.constants[rows], normal @ normal.T, self.flat_space(rows, moved))

    def error_of_relations(self, rows: Matrix, hbar: float) -> float:
        """What `relative_error` leaves out: errors of what is known of numbers that are flat by themselves.

        Directions are moved by their errors at random: how much the projection along them changes, is seen.
        """
        found = self.moments(rows)
        combinations = known_combinations(found)
        if not len(combinations):
            return 0.0
        worst, rng = 0.0, np.random.default_rng(0)
        for _ in range(TRIALS):
            moved = self.moments(rows, rng)
            moved = replace(moved, flat=moved.flat + UNIT * rng.standard_normal(moved.flat.shape))
            forms = known_combinations(moved)
            if forms.shape != combinations.shape:
                return math.inf
            related = [_combined(m, f) for m, f in ((found, combinations), (moved, forms))]
            worst = max(worst, float(np.abs(forms - combinations).max()), _apart(found, moved, hbar))
            worst = max(worst, _apart(related[0], related[1], hbar))
        return SAFETY * worst

    def relative_error(self, rows: Matrix, hbar: float) -> float:
        """The `tolerance` (see `ContinuousDistribution`) that goes with the moments of some rows."""
        if not len(rows):
            return 0.0
        deviations = self.normal.lengths(rows)
        scale = np.maximum(np.maximum(np.abs(self.constants[rows]), deviations), math.sqrt(hbar))
        worst = SAFETY * float(np.max(np.sqrt(self.wrong[rows]) / scale))
        rough = SAFETY * self.normal.errors(rows) + UNIT * deviations
        spread = SAFETY * np.sqrt(self.spread[rows])
        for start in range(0, len(rows), 256):
            part = slice(start, start + 256)
            missed = np.outer(rough[part], deviations) + np.outer(deviations[part], rough)
            missed += np.outer(spread[part], spread)
            worst = max(worst, float((missed / np.maximum(np.outer(deviations[part], deviations), hbar)).max()))
        return worst

    def check_finite(self) -> None:
        """CannotRun where numbers have grown out of range."""
        parts = (self.constants, self.wrong, self.normal.values, self.flat.values, self.normal.wrong, self.flat.wrong)
        if not all(np.isfinite(part).all() for part in parts):
            raise CannotRun("numbers grow beyond what floats can hold")


def _combined(moments: Moments, forms: Floats) -> Moments:
    return Moments.of(forms @ moments.means, forms @ moments.covariance @ forms.T)


def _apart(left: Moments, right: Moments, hbar: float) -> float:
    """The largest difference of two moments, in the units in which tolerances are."""
    means = np.abs(left.means - right.means) / mean_scale(left, hbar)
    return max(
        float(means.max()), float((np.abs(left.covariance - right.covariance) / covariance_scale(left, hbar)).max())
    )


def _with_room(table: Floats, columns: int) -> Floats:
    if columns <= table.shape[1]:
        return table
    wider = np.zeros((len(table), max(columns, 2 * table.shape[1])))
    wider[:, : table.shape[1]] = table
    return wider
