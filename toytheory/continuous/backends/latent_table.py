"""Coordinates and outcomes as affine functions of independent random numbers, normal ones and flat ones.

The counterpart over R of `knowledge`. Row i says: number i = constant + normal part . z + flat part . u, with z
independent standard normal numbers and u numbers of which nothing is known. Nothing is squared until the end: a row
keeps twice as many digits of a small variance as a covariance matrix would.

Rounding errors are carried along, row by row: the root of the sum of squares of what every operation adds, a good
estimate and not a bound; `SAFETY` covers the difference (tests compare with exact arithmetic).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.modular import Matrix

UNIT = float(np.finfo(np.float64).eps)

SAFETY = 64.0
"""How much larger a stated error is than the estimate."""

CONSTANT, NORMAL, FLAT, SPREAD = range(4)
"""Columns of the errors: of constants, normal parts, flat parts; and square roots of errors of variances."""


class LatentTable:
    """`rows` numbers, at first 0 and certain.

    Attributes
    ----------
    constants : (rows,).
    errors : (rows, 4) estimates of what is wrong in each part.
    """

    def __init__(self, rows: int) -> None:
        self.constants: Floats = np.zeros(rows)
        self.errors: Floats = np.zeros((rows, 4))
        self._normal: Floats = np.zeros((rows, 16))
        self._flat: Floats = np.zeros((rows, 16))
        self.normals = self.flats = 0

    @property
    def normal(self) -> Floats:
        """(rows, z) coefficients of the normal numbers."""
        return self._normal[:, : self.normals]

    @property
    def flat(self) -> Floats:
        """(rows, u) coefficients of the flat numbers."""
        return self._flat[:, : self.flats]

    # random numbers that come in

    def new_normals(self, count: int) -> int:
        """Room for more normal numbers; the position of the first."""
        if self.normals + count > max(64, 2 * len(self.constants)):
            self._compress()
        self._normal = _with_room(self._normal, self.normals + count)
        first, self.normals = self.normals, self.normals + count
        return first

    def new_flats(self, count: int) -> int:
        """Room for more flat numbers; the position of the first."""
        self._flat = _with_room(self._flat, self.flats + count)
        first, self.flats = self.flats, self.flats + count
        return first

    def _compress(self) -> None:
        """As few normal numbers as there are rows: A z is distributed as L z' with A = L Q, Q of orthonormal rows."""
        sizes = np.linalg.norm(self.normal, axis=1)
        lower = np.transpose(np.linalg.qr(self.normal.T, mode="r"))
        self.normals = lower.shape[1]
        self._normal[:, : self.normals] = lower
        self._normal[:, self.normals :] = 0.0
        self.errors[:, NORMAL] = np.hypot(self.errors[:, NORMAL], UNIT * math.sqrt(self.normals) * sizes)

    def reset(self, rows: Matrix) -> None:
        """Make rows 0 and certain."""
        self.constants[rows] = 0.0
        self._normal[rows, : self.normals] = 0.0
        self._flat[rows, : self.flats] = 0.0
        self.errors[rows] = 0.0

    def make_flat(self, rows: Matrix) -> None:
        """Make rows independent numbers of which nothing is known."""
        self.reset(rows)
        first = self.new_flats(len(rows))
        self._flat[rows, first + np.arange(len(rows))] = 1.0

    def make_normal(self, rows: Matrix, means: Floats, root: Floats, error: Floats | None = None) -> None:
        """Make rows means + root z.

        Parameters
        ----------
        error : (rows,) square roots of what may be wrong in the variances.
        """
        self.reset(rows)
        first = self.new_normals(root.shape[1])
        self._normal[rows, first : first + root.shape[1]] = root
        self.constants[rows] = means
        if error is not None:
            self.errors[rows, SPREAD] = error

    def add_normal(self, rows: Matrix, deviations: Floats) -> None:
        """Add independent normal numbers of these standard deviations."""
        first = self.new_normals(len(rows))
        self._normal[rows, first + np.arange(len(rows))] += deviations

    def add_flat(self, rows: Matrix, directions: Floats, error: Floats | float) -> None:
        """Add flat numbers times directions (len(rows), k), of which each row may be wrong by `error`."""
        first = self.new_flats(directions.shape[1])
        self._flat[rows, first : self.flats] = directions
        self.errors[rows, FLAT] = np.hypot(self.errors[rows, FLAT], error)

    # maps

    def map_rows(self, where: Matrix, matrices: Floats, defect: float = 0.0) -> None:
        """Replace groups of rows by linear combinations of them.

        Parameters
        ----------
        where : (g, w) rows, all different.
        matrices : (g, w, w).
        defect : relative error of the matrices, beyond rounding.
        """
        sizes = np.empty((*where.shape, 4))
        sizes[..., CONSTANT] = np.abs(self.constants[where])
        self.constants[where] = np.einsum("gij,gj->gi", matrices, self.constants[where])
        for column, table, count in ((NORMAL, self._normal, self.normals), (FLAT, self._flat, self.flats)):
            part = table[where, :count]
            sizes[..., column] = np.sqrt(np.einsum("gwk,gwk->gw", part, part))
            table[where, :count] = matrices @ part
        sizes[..., SPREAD] = 0.0
        added = (2 * UNIT + defect) * sizes
        self.errors[where] = np.sqrt(np.square(matrices) @ (np.square(self.errors[where]) + np.square(added)))

    def combine(self, target: int, rows: Sequence[int], factors: Sequence[float], constant: float) -> None:
        """Add to a row a constant and multiples of others."""
        where = np.array([target, *rows], dtype=np.int64)
        matrix = np.eye(len(where))
        matrix[0, 1:] = factors
        self.map_rows(where[None], matrix[None])
        self.constants[target] += constant
        size = UNIT * (abs(constant) + abs(self.constants[target]))
        self.errors[target, CONSTANT] = math.hypot(self.errors[target, CONSTANT], size)

    def read(self, target: Matrix, source: Matrix, forms: Floats, constants: Floats) -> None:
        """Set rows `target` to linear forms (k, s) of rows `source`, plus constants."""
        self.constants[target] = forms @ self.constants[source] + constants
        self._normal[target, : self.normals] = forms @ self.normal[source]
        self._flat[target, : self.flats] = forms @ self.flat[source]
        sizes = np.stack([np.abs(self.constants[source]), np.linalg.norm(self.normal[source], axis=1),
                          np.linalg.norm(self.flat[source], axis=1), np.zeros(len(source))], axis=1)  # fmt: skip
        self.errors[target] = np.sqrt(np.square(forms) @ (np.square(self.errors[source]) + np.square(2 * UNIT * sizes)))
        self.errors[target, CONSTANT] = np.hypot(self.errors[target, CONSTANT], UNIT * np.abs(constants))

    # what is known

    def flat_rows(self, rows: Matrix) -> NDArray[np.bool_]:
        """Which of some rows depend on flat numbers, beyond what rounding explains."""
        lengths = np.linalg.norm(self.flat[rows], axis=1)
        return np.asarray(lengths > SAFETY * self.errors[rows, FLAT], dtype=np.bool_)

    def flat_space(self, rows: Matrix) -> Floats:
        """Rows that span the directions in which some numbers, taken together, are flat; (f, len(rows))."""
        flat = np.flatnonzero(self.flat_rows(rows))
        if not flat.size:
            return np.zeros((0, len(rows)))
        part = self.flat[rows[flat]]
        lengths = np.linalg.norm(part, axis=1)
        vectors, values, _ = np.linalg.svd(part / lengths[:, None], full_matrices=False)
        error = float(np.linalg.norm(self.errors[rows[flat], FLAT] / lengths))
        space = np.zeros((np.count_nonzero(values > SAFETY * max(error, UNIT * len(flat))), len(rows)))
        space[:, flat] = (vectors[:, : len(space)] * lengths[:, None]).T
        return space

    def moments(self, rows: Matrix) -> Moments:
        """Means and covariance of some rows, and what is flat."""
        normal = self.normal[rows]
        return Moments.of(self.constants[rows], normal @ normal.T, self.flat_space(rows))

    def relative_error(self, rows: Matrix, hbar: float) -> float:
        """The `tolerance` (see `ContinuousDistribution`) that goes with the moments of some rows."""
        if not len(rows):
            return 0.0
        wrong = SAFETY * self.errors[rows]
        deviations = np.linalg.norm(self.normal[rows], axis=1)
        scale = np.maximum(np.maximum(np.abs(self.constants[rows]), deviations), math.sqrt(hbar))
        worst = float(np.max(wrong[:, CONSTANT] / scale))
        rough, spread = wrong[:, NORMAL] + UNIT * deviations, wrong[:, SPREAD]
        for start in range(0, len(rows), 256):
            part = slice(start, start + 256)
            missed = np.outer(rough[part], deviations) + np.outer(deviations[part], rough)
            missed += np.outer(spread[part], spread)
            worst = max(worst, float((missed / np.maximum(np.outer(deviations[part], deviations), hbar)).max()))
        return worst

    def check_finite(self) -> None:
        """CannotRun where numbers have grown out of range."""
        if not all(np.isfinite(part).all() for part in (self.constants, self.errors, self.normal, self.flat)):
            raise CannotRun("numbers grow beyond what floats can hold")


def _with_room(table: Floats, columns: int) -> Floats:
    if columns <= table.shape[1]:
        return table
    wider = np.zeros((len(table), max(columns, 2 * table.shape[1])))
    wider[:, : table.shape[1]] = table
    return wider
