"""What continuous experiments answer: densities of outcomes and of states, with what is flat kept apart.

The counterpart of `outcomes` for modes. Everything linear and Gaussian reaches one form: along some directions
nothing is known (the density is flat there, improper); across them it is Gaussian, with zero variance
where a value is certain. No number stands for infinity.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError
from toytheory.phase_space.space import coordinate_name, coordinates_of

Floats = NDArray[np.float64]

FLAT = 1e-9
"""A unit vector counts as perpendicular to the flat directions if its part along them is at most this long."""


@dataclass(frozen=True, eq=False)
class Moments:
    """Means and covariances of k numbers that are jointly Gaussian where they are known at all.

    Build with `Moments.of`. What is said of a linear form f (k coefficients): if f is perpendicular to every row of
    `flat`, its mean is f . means and its variance f covariance f; otherwise nothing is known of it.

    Attributes
    ----------
    means : (k,), perpendicular to the flat directions.
    covariance : (k, k), symmetric, zero along the flat directions.
    flat : (f, k) orthonormal rows: the directions along which the density is constant; (0, k) where all is known.
    """

    means: Floats
    covariance: Floats
    flat: Floats

    @classmethod
    def of(cls, means: ArrayLike, covariance: ArrayLike, flat: ArrayLike | None = None) -> Moments:
        """From any representative; the rows of `flat` need be independent, no more.

        >>> pair = Moments.of([1, 0], [[2, 0], [0, 0]], flat=[[1, 1]])
        >>> pair.known([1, 0]), pair.known([1, -1]), round(pair.variance([1, -1]), 12)
        (False, True, 2.0)
        """
        mean = np.array(means, dtype=np.float64)
        matrix = np.array(covariance, dtype=np.float64)
        if mean.ndim != 1 or matrix.shape != (mean.size, mean.size):
            raise InputError(
                f"means of shape {mean.shape} with a covariance of shape {matrix.shape}",
                "give k means and a k x k covariance",
            )
        if not (np.isfinite(mean).all() and np.isfinite(matrix).all()):
            raise InputError("means or covariance with numbers that are not finite", "list what is flat under `flat`")
        matrix = (matrix + matrix.T) / 2
        directions = np.zeros((0, mean.size)) if flat is None else np.array(flat, dtype=np.float64)
        if len(directions):
            directions = _orthonormal(directions)
            mean = mean - directions.T @ (directions @ mean)
            matrix = matrix - directions.T @ (directions @ matrix)
            matrix = matrix - (matrix @ directions.T) @ directions
            matrix = (matrix + matrix.T) / 2
        return cls(mean, matrix, directions.reshape(len(directions), mean.size))

    def restricted(self, where: Sequence[int]) -> Moments:
        """Of some of the numbers.

        >>> pair = Moments.of([1, 0], [[2, 0], [0, 0]], flat=[[1, 1]])
        >>> pair.restricted([0]).unknown.tolist()
        [True]
        """
        index = np.array(list(where), dtype=np.int64)
        _, sizes, rows = np.linalg.svd(self.flat[:, index], full_matrices=False)
        return Moments.of(self.means[index], self.covariance[np.ix_(index, index)], rows[sizes > FLAT])

    @property
    def size(self) -> int:
        """How many numbers."""
        return int(self.means.size)

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """(k,) which of the numbers are flat by themselves."""
        return np.asarray(np.linalg.norm(self.flat, axis=0) > FLAT, dtype=np.bool_)

    @property
    def undecided(self) -> bool:
        """Whether a number depends so little on what is flat that floats do not tell whether it does."""
        sizes = np.linalg.norm(self.flat, axis=0)
        return bool(((sizes > 0) & (sizes < 100 * FLAT)).any())

    def known(self, form: ArrayLike) -> bool:
        """Whether anything is known of a linear form."""
        f = np.asarray(form, dtype=np.float64)
        return bool(np.linalg.norm(self.flat @ f) <= FLAT * np.linalg.norm(f))

    def mean(self, form: ArrayLike) -> float:
        """Mean of a linear form that is known."""
        return float(np.asarray(form, dtype=np.float64) @ self.means)

    def variance(self, form: ArrayLike) -> float:
        """Variance of a linear form that is known."""
        f = np.asarray(form, dtype=np.float64)
        return float(f @ self.covariance @ f)

    def record(self) -> dict[str, Any]:
        """``means`` and ``covariance`` as JSON data; null in the place of what is flat."""
        unknown = self.unknown
        means = [None if u else _plain(x) for u, x in zip(unknown, self.means.tolist(), strict=True)]
        rows = [
            [None if u or v else _plain(x) for v, x in zip(unknown, row, strict=True)]
            for u, row in zip(unknown, self.covariance.tolist(), strict=True)
        ]
        return {"means": means, "covariance": rows}


def _orthonormal(directions: Floats) -> Floats:
    """An orthonormal basis of independent rows; columns that are 0 stay 0, and without relations it is axes."""
    touched = np.flatnonzero(np.abs(directions).max(axis=0))
    rows = np.zeros_like(directions)
    rows[:, touched] = np.eye(len(rows)) if len(rows) == len(touched) else np.linalg.qr(directions[:, touched].T)[0].T
    return rows


def _plain(number: float) -> float:
    return number if number else 0.0  # no minus zero


@dataclass(frozen=True, eq=False)
class ContinuousDistribution:
    """The joint density of the outcomes of an experiment on modes, given its conditions, and what is left.

    Attributes
    ----------
    names : of the outcomes, in their order; conditioned outcomes stay listed (variance 0).
    outcomes : their moments.
    systems : (from 0, ascending) the modes that were neither measured nor discarded since they were last prepared
        (`Experiment.unmeasured`).
    state : moments of the coordinates x, p of these, in the talk's order, whatever the outcomes (given the conditions).
    hbar : of the experiment.
    tolerance : how wrong the numbers may be: a mean by at most tolerance max(sqrt(hbar), |mean|, deviation), the
        covariance of two numbers by at most tolerance max(hbar, product of their deviations), and
        `condition_log_density` by at most tolerance times `log_density_scale`.
    condition_log_density : natural logarithm of the density of all conditioned outcomes at their values; certain ones
        count 1. 0 where nothing is conditioned on, -inf where the conditions cannot be met (then all moments are
        without meaning), None where a conditioned outcome is flat.
    """

    names: tuple[str, ...]
    outcomes: Moments
    systems: tuple[int, ...]
    state: Moments
    hbar: float
    tolerance: float
    condition_log_density: float | None = field(default=0.0)

    def __post_init__(self) -> None:
        if self.outcomes.size != len(self.names):
            raise InputError(f"{self.outcomes.size} moments for {len(self.names)} outcomes", "give one each")
        if self.state.size != 2 * len(self.systems):
            raise InputError(f"{self.state.size} moments for {len(self.systems)} modes", "give x and p of each")

    def restricted(self, names: Sequence[str], n: int) -> ContinuousDistribution:
        """Of some of the outcomes, and of the first n systems."""
        systems = tuple(system for system in self.systems if system < n)
        if tuple(names) == self.names and systems == self.systems:
            return self
        kept = self.outcomes.restricted([self.names.index(name) for name in names])
        state = self.state.restricted([2 * i + side for i, _ in enumerate(systems) for side in (0, 1)])
        return replace(self, names=tuple(names), outcomes=kept, systems=systems, state=state)

    @property
    def possible(self) -> bool:
        """Whether the conditions can be met."""
        return self.condition_log_density is None or self.condition_log_density > -math.inf

    @property
    def condition_density(self) -> float | None:
        """Density of the conditions; None where it is flat, or too large or too small for a float: 0 is impossible."""
        log = self.condition_log_density
        if log is None or (log > -math.inf and abs(log) > 700):
            return None
        return math.exp(log)

    @property
    def coordinates(self) -> tuple[str, ...]:
        """Names of the coordinates of `state`."""
        return tuple(coordinate_name(int(i)) for i in coordinates_of(self.systems))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of the outcomes and coordinates that are flat by themselves."""
        named = (*zip(self.names, self.outcomes.unknown, strict=True),
                 *zip(self.coordinates, self.state.unknown, strict=True))  # fmt: skip
        return tuple(name for name, flat in named if flat)

    def record(self) -> dict[str, Any]:
        """JSON data, the keys of DESIGN ("Modes"); no infinities and no NaN.

        The density of the conditions is listed where it is not 1. Where numbers are flat by themselves but
        combinations of them are known, ``relations`` lists these (reduced echelon form), their means and covariance.
        """
        condition = {"condition_density": self.condition_density, "condition_log_density": self.condition_log_density}
        if not self.possible:
            return {"condition_density": 0.0, "tolerance": self.tolerance}
        record = self.outcomes.record() | relations(self.outcomes)
        state = {"systems": [s + 1 for s in self.systems]} | self.state.record() | relations(self.state)
        record |= {"state": state, "unknown": list(self.unknown), "tolerance": self.tolerance}
        return record if self.condition_log_density == 0 else record | condition


def relations(moments: Moments) -> dict[str, Any]:
    """What is known of numbers that are flat by themselves, as JSON data; nothing where there is no such thing."""
    where = np.flatnonzero(moments.unknown)
    if not len(moments.flat) or len(moments.flat) == len(where):
        return {}
    rows = known_combinations(moments)
    return {
        "relations": {
            "combinations": [[_plain(x) for x in row] for row in rows.tolist()],
            "means": [_plain(x) for x in (rows @ moments.means).tolist()],
            "covariance": [[_plain(x) for x in row] for row in (rows @ moments.covariance @ rows.T).tolist()],
        }
    }


def known_combinations(moments: Moments) -> Floats:
    """What is known of numbers that are flat by themselves: (r, k) linear forms in reduced echelon form.

    >>> known_combinations(Moments.of([0, 0, 0], np.eye(3), flat=[[1, 1, 0]])).tolist()
    [[1.0, -1.0, 0.0]]
    """
    where = np.flatnonzero(moments.unknown)
    rows = np.zeros((len(where) - len(moments.flat), moments.size))
    if len(rows):
        directions = moments.flat[:, where]
        sizes = np.linalg.norm(directions, axis=0)  # so that small coefficients keep their digits
        rows[:, where] = _echelon(np.linalg.svd(directions / sizes)[2][len(directions) :] / sizes)
    return rows


def _echelon(rows: Floats) -> Floats:
    """Reduced echelon form of independent rows, with pivoting by size within a column."""
    form, lead = rows.copy(), 0
    for column in range(form.shape[1]):
        if lead == len(form):
            break
        best = lead + int(np.argmax(np.abs(form[lead:, column])))
        if abs(form[best, column]) <= FLAT * float(np.abs(form[best]).max()):
            continue
        form[[lead, best]] = form[[best, lead]]
        form[lead] /= form[lead, column]
        others = np.arange(len(form)) != lead
        form[others] -= form[others, column, None] * form[lead]
        lead += 1
    short = np.round(form, 12)
    return np.where(np.abs(form - short) <= 1e-15 * np.maximum(np.abs(form), 1.0), short, form)


@dataclass(frozen=True, eq=False)
class ContinuousSamples:
    """Outcomes drawn by a sampling backend of modes.

    Attributes
    ----------
    names : of the outcomes.
    outcomes : (kept, m) floats, one row a run; conditioned outcomes have the conditions' values.
    shots, seed : as asked for.
    """

    names: tuple[str, ...]
    outcomes: Floats
    shots: int
    seed: int

    def restricted(self, names: Sequence[str]) -> ContinuousSamples:
        """Of some of the outcomes."""
        if tuple(names) == self.names:
            return self
        where = [self.names.index(name) for name in names]
        return replace(self, names=tuple(names), outcomes=self.outcomes[:, where])


def mean_scale(moments: Moments, hbar: float) -> Floats:
    """(k,) what a tolerance on means multiplies: max(sqrt(hbar), |mean|, deviation)."""
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    scale: Floats = np.maximum(np.maximum(np.abs(moments.means), deviations), math.sqrt(hbar))
    return scale


def covariance_scale(moments: Moments, hbar: float) -> Floats:
    """(k, k) what a tolerance on covariances multiplies: max(hbar, product of deviations)."""
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    scale: Floats = np.maximum(np.outer(deviations, deviations), hbar)
    return scale


def log_density_scale(outcomes: int, log_density: float) -> float:
    """What a tolerance on the logarithm of the density of conditions multiplies: 10 outcomes (1 + |log density|)."""
    return 10 * outcomes * (1 + abs(log_density))
