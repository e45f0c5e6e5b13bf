"""How outcomes of a program on points depend on the numbers that it draws, and what conditions make of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix

_BLOCK = 1024
"""So many trial points at once."""


@dataclass(frozen=True)
class _Correction:
    """Normal numbers: z -= inverse (left z - missing); then unknown ones: u += free (wanted - of_known z - ...)."""

    inverse: Floats
    left: Floats
    missing: Floats
    free: Floats
    of_known: Floats
    of_unknown: Floats
    wanted: Floats


@dataclass
class Trial:
    """outcomes = base + of_known @ (normal numbers) + of_unknown @ (unknown numbers).

    Attributes
    ----------
    base : (m,) outcomes if all numbers drawn are 0.
    of_known : (m, k); k is 0 if it was not asked for.
    of_unknown : (m, u); after `settle`, what of it the conditions leave.
    """

    base: Floats
    of_known: Floats
    of_unknown: Floats
    correction: _Correction | None = None

    @classmethod
    def of(cls, execute: Callable[[Floats, Floats], Floats], asked: int, known: int, unknown: int) -> Trial:
        """Run the program on a point for which every number is 0, and on one for each number that is then 1.

        Parameters
        ----------
        asked : how many of the `known` numbers are tried (all or none).
        """
        base = execute(np.zeros((known, 1)), np.zeros((unknown, 1)))

        def differences(first: int, count: int) -> Floats:
            found = [np.zeros((len(base), 0))]
            for start in range(0, count, _BLOCK):
                width = min(_BLOCK, count - start)
                numbers = np.zeros((known + unknown, width))
                numbers[first + start + np.arange(width), np.arange(width)] = 1.0
                found.append(execute(numbers[:known], numbers[known:]) - base)
            return np.hstack(found)

        return cls(base[:, 0], differences(0, asked), differences(known, unknown))

    @property
    def finite(self) -> bool:
        """Whether no number has grown out of range."""
        return all(bool(np.isfinite(part).all()) for part in (self.base, self.of_known, self.of_unknown))

    def unknown_outcomes(self, negligible: float) -> Matrix:
        """Outcomes that depend on unknown numbers which no condition determines."""
        largest = np.abs(self.of_unknown).max(axis=1, initial=0.0)
        depends: Matrix = np.flatnonzero(largest > negligible * max(1.0, float(largest.max(initial=0.0))))
        return depends

    def settle(self, conditions: Sequence[tuple[int, float]], negligible: float) -> bool:
        """Find how to move numbers so that outcomes have given values; False where they cannot.

        Unknown numbers that the conditions determine take the value that they must. The rest are conditions A z = y on
        normal numbers: z - A^+ (A z - y) is distributed as z is, given A z = y.
        """
        where = np.array([position for position, _ in conditions], dtype=np.int64)
        A, B = self.of_known[where], self.of_unknown[where]
        wanted = np.array([value for _, value in conditions], dtype=np.float64) - self.base[where]
        B = np.where(np.abs(B) > negligible * max(1.0, float(np.abs(self.of_unknown).max(initial=0.0))), B, 0.0)
        free = _pseudo_inverse(B, negligible)
        kept = _left_null_space(B, negligible)  # combinations that no unknown number enters
        left, missing = kept @ A, kept @ wanted
        small = np.linalg.norm(left, axis=1) <= negligible * (np.abs(kept) @ np.linalg.norm(A, axis=1))
        left[small] = 0.0  # what rounding leaves of nothing must not count as a condition
        inverse = _pseudo_inverse(left, negligible)
        size = np.abs(kept) @ (np.abs(wanted) + np.abs(self.base).max())
        if (np.abs(missing - left @ (inverse @ missing)) > 1e-7 * size).any():
            return False
        self.correction = _Correction(inverse, left, missing, free, A, B, wanted)
        self.of_unknown = self.of_unknown - (self.of_unknown @ free) @ B
        return True

    def correct(self, known: Floats, unknown: Floats) -> None:
        """Move numbers drawn, (k, runs) and (u, runs), in place, so that every run meets the conditions."""
        c = self.correction
        if c is not None:
            known -= c.inverse @ (c.left @ known - c.missing[:, None])
            unknown += c.free @ (c.wanted[:, None] - c.of_known @ known - c.of_unknown @ unknown)


def _row_lengths(matrix: Floats) -> Floats:
    """Lengths of the rows, 1 where they are 0."""
    lengths: Floats = np.linalg.norm(matrix, axis=1)
    return np.where(lengths > 0, lengths, 1.0)


def _left_null_space(matrix: Floats, negligible: float) -> Floats:
    """Rows that span the combinations of the rows of a matrix that vanish."""
    scale = _row_lengths(matrix)
    vectors, values, _ = np.linalg.svd(matrix / scale[:, None])
    null: Floats = vectors[:, np.count_nonzero(values > negligible) :].T / scale
    return null


def _pseudo_inverse(matrix: Floats, negligible: float) -> Floats:
    """The Moore-Penrose inverse of a matrix whose rows may have very different lengths."""
    scale = _row_lengths(matrix)
    inverse: Floats = np.linalg.pinv(matrix / scale[:, None], rcond=negligible) / scale
    return inverse
