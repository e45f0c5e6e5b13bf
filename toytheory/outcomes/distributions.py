"""Distributions over outcomes: exact ones, affine sets, samples; and outcomes as functions of chance.

Every exact backend that avoids enumeration reaches the same form: the outcomes are an affine
function, over Z_d, of latent variables - uniform ones (what was maximally unknown) and noise with
given weights. `LatentOutcomes` turns that form into a distribution. It is plain arithmetic
modulo d, part of the shared vocabulary, and tested against brute force.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import CannotRun
from toytheory.phase_space.elimination import product, reduced
from toytheory.phase_space.modular import Matrix, as_matrix, elements, howell, module_size, remainder

from .cosets import Cosets, Displacement, displaced, merged
from .marginals import Moves, conditioned, joint_weights, moves_of

LISTED = 4096
"""More outcomes than this are not listed one by one (DESIGN: then an affine set, or not at all)."""

Key = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class AffineSet:
    """offset + the module spanned by directions: a uniform distribution on Z_d^m in closed form.

    Build with `AffineSet.of`; then directions are in Howell (prime d: reduced echelon) form and the
    offset is reduced against them, so equal sets have equal fields.
    """

    d: int
    offset: Matrix
    directions: Matrix

    @classmethod
    def of(cls, offset: ArrayLike, directions: ArrayLike, d: int) -> AffineSet:
        """Canonical form of any offset and spanning rows.

        >>> AffineSet.of([1, 1], [[2, 2]], 3).offset.tolist()
        [0, 0]
        """
        start = np.mod(np.asarray(offset, dtype=np.int64), d)
        rows = np.asarray(directions, dtype=np.int64)
        form = howell(rows if rows.size else as_matrix(rows, d, start.size), d)
        return cls(d, remainder(start, form, d), form)

    @property
    def size(self) -> int:
        """Number of points."""
        return module_size(self.directions, self.d)

    def points(self) -> Matrix:
        """All points, (size, m)."""
        return (elements(self.directions, self.d) + self.offset) % self.d

    def __contains__(self, point: ArrayLike) -> bool:
        difference = np.asarray(point, dtype=np.int64) - self.offset
        return not remainder(difference, self.directions, self.d).any()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AffineSet)
            and self.d == other.d
            and np.array_equal(self.offset, other.offset)
            and np.array_equal(self.directions, other.directions)
        )

    def __hash__(self) -> int:
        return hash((self.d, self.offset.tobytes(), self.directions.tobytes()))


@dataclass(frozen=True)
class Distribution:
    """An exact distribution over joint outcomes, given the conditions.

    Attributes
    ----------
    d, names : what an outcome is: one value in Z_d a name.
    probabilities : outcome -> probability, zeros left out; None where `affine` says it.
    affine : the support of a uniform distribution with more than 4096 outcomes.
    condition_probability : of all conditions being met; 0 goes with no outcomes at all.
    """

    d: int
    names: tuple[str, ...]
    probabilities: Mapping[Key, Fraction] | None = None
    affine: AffineSet | None = None
    condition_probability: Fraction = field(default=Fraction(1))

    def __post_init__(self) -> None:
        if (self.probabilities is None) == (self.affine is None):
            raise ValueError("a distribution is either listed or affine")

    @classmethod
    def from_joint(cls, d: int, names: Sequence[str], joint: Mapping[Key, Fraction]) -> Distribution:
        """From joint probabilities of the runs that met the conditions (they sum to the condition's)."""
        total = sum(joint.values(), Fraction(0))
        listed = {key: Fraction(p) / total for key, p in sorted(joint.items()) if p}
        if len(listed) > LISTED:
            affine = uniform_affine(listed, d)
            if affine is None:
                raise CannotRun(f"more than {LISTED} outcomes that are not equally likely")
            return cls(d, tuple(names), None, affine, total)
        return cls(d, tuple(names), listed, None, total)

    def marginal(self, keep: Sequence[str]) -> Distribution:
        """The distribution of some of the outcomes (listed distributions only)."""
        if self.probabilities is None:
            raise CannotRun("the marginal of an affine set is not listed")
        where = [self.names.index(name) for name in keep]
        totals: dict[Key, Fraction] = {}
        for key, p in self.probabilities.items():
            short = tuple(key[i] for i in where)
            totals[short] = totals.get(short, Fraction(0)) + p
        return Distribution(self.d, tuple(keep), dict(sorted(totals.items())), None, self.condition_probability)


def uniform_affine(listed: Mapping[Key, Fraction], d: int) -> AffineSet | None:
    """The affine set on which a listed distribution is uniform, or None where it is not such.

    >>> half = Fraction(1, 2)
    >>> uniform_affine({(1, 0): half, (0, 1): half}, 2).directions.tolist()
    [[1, 1]]
    """
    if not listed or len(set(listed.values())) > 1:
        return None
    points = np.array(list(listed), dtype=np.int64)
    empty = np.zeros((0, points.shape[1]), dtype=np.int64)
    form = equally_likely_module(points - points[0], empty, d)
    return None if form is None else AffineSet.of(points[0], form, d)


def equally_likely_module(steps: Matrix, form: Matrix, d: int) -> Matrix | None:
    """The module that is the union of the different cosets `steps` (N, m) of a module; None if it is no module.

    >>> empty = np.zeros((0, 1), dtype=np.int64)
    >>> equally_likely_module(np.array([[0], [1]]), empty, 3) is None
    True
    """
    size = len(steps) * module_size(form, d)
    while True:
        rest = remainder(steps, form, d)
        outside = rest[rest.any(axis=1)]
        if not len(outside):
            break
        form = howell(np.vstack([form, outside[:64]]), d)
        if module_size(form, d) > size:
            return None
    return form if module_size(form, d) == size else None


@dataclass(frozen=True)
class Samples:
    """Outcomes drawn by a sampling backend.

    Attributes
    ----------
    outcomes : (kept, m) integers, one row a run that met the conditions.
    shots : how many runs were made; kept <= shots.
    seed : of the generator.
    """

    d: int
    names: tuple[str, ...]
    outcomes: Matrix
    shots: int
    seed: int

    def counts(self) -> dict[Key, int]:
        """How often each outcome occurred, sorted by outcome."""
        return dict(self._counted)

    @cached_property
    def _counted(self) -> dict[Key, int]:
        kept, m = self.outcomes.shape
        if not m:
            return {(): kept} if kept else {}
        if m * math.log2(self.d) < 62:  # a run as one number, which sorts faster than a row
            places = self.d ** np.arange(m - 1, -1, -1, dtype=np.int64)
            codes, number = np.unique(self.outcomes @ places, return_counts=True)
            rows = codes[:, None] // places % self.d
        else:
            rows, number = np.unique(self.outcomes, axis=0, return_counts=True)
        return dict(zip(map(tuple, rows.tolist()), number.tolist(), strict=True))


@dataclass(frozen=True)
class LatentNoise:
    """Random displacements of the outcomes: `shifts` (j, m) rows, one a noisy coordinate, and their weights."""

    shifts: Matrix
    weights: tuple[tuple[Key, Fraction], ...]

    def whole(self, d: int) -> tuple[Matrix, list[int]]:
        """The displacements of the coordinates, (k, j), and their weights over the common denominator."""
        unit = math.lcm(*(weight.denominator for _, weight in self.weights))
        by = np.array([key for key, _ in self.weights], dtype=np.int64).reshape(len(self.weights), -1)
        return reduced(by, d), [int(weight * unit) for _, weight in self.weights]

    def displacement(self, d: int) -> Displacement:
        """The possible displacements of the outcomes, (k, m), and their weights over the common denominator."""
        by, shares = self.whole(d)
        return merged(product(by, reduced(self.shifts, d), d), np.array(shares, dtype=object), d)


@dataclass(frozen=True)
class LatentOutcomes:
    """Outcomes as an affine function, over Z_d, of independent random latent variables.

    Attributes
    ----------
    d, names : what an outcome is.
    offset : (m,) constants.
    uniform : (k, m) rows, one a latent variable that is uniform in Z_d; its coefficient in each outcome.
    noise : independent random displacements with given weights.
    """

    d: int
    names: tuple[str, ...]
    offset: Matrix
    uniform: Matrix
    noise: tuple[LatentNoise, ...] = ()

    def distribution(self, conditions: Sequence[tuple[int, int]] = (), limit: int = 2**17) -> Distribution:
        """The exact distribution, given conditions (position, value); CannotRun where it has no closed form.

        `limit` bounds how many cosets the noise may spread over before the answer is given up. Noise that
        is itself uniform on an affine set spreads over none.

        >>> copies = LatentOutcomes(3, ("a", "b"), np.array([0, 1]), np.array([[1, 1]]))
        >>> copies.distribution([(0, 2)]).probabilities
        {(2, 0): Fraction(1, 1)}
        """
        if not self.noise and not conditions:
            return self._uniform()
        width, front = len(self.names), len(conditions)
        where = [position for position, _ in conditions]
        wanted = np.array([value for _, value in conditions], dtype=np.int64)
        offset, uniform, rest = self._settled()
        moves = [(_doubled(shifts, where), weights) for shifts, weights in rest]
        # conditioned outcomes once more, in front: a row of the module that vanishes there keeps the conditions
        form = howell(_doubled(uniform, where), self.d)
        start = np.concatenate([offset[where] - wanted, offset])
        cosets = displaced(start, moves, form, self.d, limit)
        met = cosets.keep((cosets.representatives(slice(front)) == 0).all(axis=1)) if front else cosets
        kept = form[~form[:, :front].any(axis=1)][:, front:]
        total = Fraction(
            sum(met.weights.tolist()) * module_size(kept, self.d),
            sum(cosets.weights.tolist()) * module_size(form, self.d),
        )
        if not total:
            return Distribution(self.d, self.names, {}, None, Fraction(0))
        count = len(met.keys) * module_size(kept, self.d)
        if count <= LISTED:
            points = met.representatives(slice(front, front + width))
            return Distribution(self.d, self.names, _listed(points, met.weights.tolist(), kept, self.d), None, total)
        affine = _one_affine_set(met, kept, front)
        if affine is None:
            raise CannotRun(f"{count} outcomes are not equally likely on an affine set; at most {LISTED} are listed")
        return Distribution(self.d, self.names, None, affine, total)

    def marginal(
        self,
        rows: ArrayLike,
        names: Sequence[str],
        constants: ArrayLike | None = None,
        conditions: Sequence[tuple[int, int]] = (),
    ) -> Distribution:
        """The exact joint distribution of a few combinations of outcomes, however many others and noises there are.

        Parameters
        ----------
        rows : (k, m) coefficients of the outcomes in each combination.
        names : of the combinations.
        constants : (k,) added to them; zeros by default.
        conditions : (position among the outcomes, value).

        Errors: CannotRun where d^(k + number of conditions) is too large to list.

        >>> flip = LatentNoise(np.array([[1, 1]]), (((0,), Fraction(9, 10)), ((1,), Fraction(1, 10))))
        >>> latent = LatentOutcomes(2, ("a", "b"), np.array([0, 0]), np.array([[1, 0]]), (flip,) * 40)
        >>> latent.marginal([[0, 1]], ["b"]).probabilities[1,] == (1 - Fraction(8, 10) ** 40) / 2
        True
        """
        wanted = as_matrix(rows, self.d, len(self.names)) if self.names else np.zeros((len(names), 0), dtype=np.int64)
        where = [position for position, _ in conditions]
        chosen = np.vstack([wanted, np.eye(len(self.names), dtype=np.int64)[where]])
        added = np.zeros(len(chosen), dtype=np.int64)
        if constants is not None:
            added[: len(wanted)] = np.asarray(constants, dtype=np.int64)
        offset = reduced(chosen @ self.offset + added, self.d)
        uniform = product(as_matrix(self.uniform, self.d, len(self.names)), chosen.T, self.d)
        weights, total = joint_weights(offset, uniform, self._images(chosen), self.d)
        listed, met = conditioned(weights, total, [value % self.d for _, value in conditions])
        return Distribution(self.d, tuple(names), listed, None, met)

    def _images(self, chosen: Matrix) -> Counter[Moves]:
        """What the noises do to combinations (k, m) of outcomes, equal ones counted."""
        if not self.noise:
            return Counter()
        shifts, bounds, tables = self._noises
        every = product(shifts, chosen.T, self.d)
        found: Counter[Moves] = Counter()
        for number in np.flatnonzero(np.logical_or.reduceat(every.any(axis=1), bounds[:-1])).tolist():
            moves = moves_of(every[bounds[number] : bounds[number + 1]], *tables[number], self.d)
            if moves is not None:
                found[moves] += 1
        return found

    @cached_property
    def _noises(self) -> tuple[Matrix, list[int], list[tuple[Matrix, list[int]]]]:
        """All shifts, where those of each noise begin, and the displacements with their weights, equal ones shared."""
        bounds = [0, *np.cumsum([len(noise.shifts) for noise in self.noise]).tolist()]
        shared: dict[object, tuple[Matrix, list[int]]] = {}
        tables = []
        for noise in self.noise:
            if noise.weights not in shared:
                shared[noise.weights] = noise.whole(self.d)
            tables.append(shared[noise.weights])
        return np.vstack([noise.shifts for noise in self.noise]) % self.d, bounds, tables

    def _uniform(self) -> Distribution:
        """Without noise and conditions every point of an affine set is equally likely."""
        affine = AffineSet.of(self.offset, self.uniform, self.d)
        if affine.size > LISTED:
            return Distribution(self.d, self.names, None, affine)
        point, form = affine.offset[None, :], affine.directions
        return Distribution(self.d, self.names, _listed(point, [1], form, self.d))

    def _settled(self) -> tuple[Matrix, Matrix, list[Displacement]]:
        """Offset and uniform part with the noise that is uniform on an affine set taken in, and the other noise."""
        rest: list[Displacement] = []
        offset, uniform = self.offset, [as_matrix(self.uniform, self.d, len(self.names))]
        for shifts, weights in (noise.displacement(self.d) for noise in self.noise):
            module = None
            if len(set(weights.tolist())) == 1:
                module = equally_likely_module(shifts - shifts[0], uniform[0][:0], self.d)
            if module is None:
                rest.append((shifts, weights))
            else:
                offset = offset + shifts[0]
                uniform.append(module)
        return reduced(offset, self.d), np.vstack(uniform), rest


def _doubled(rows: Matrix, where: list[int]) -> Matrix:
    return np.hstack([rows[:, where], rows])


def _listed(points: Matrix, weights: list[int], form: Matrix, d: int) -> dict[Key, Fraction]:
    inside = elements(form, d)
    total = sum(weights) * len(inside)
    listed: list[tuple[Key, Fraction]] = []
    for point, weight in zip(points, weights, strict=True):
        share = Fraction(weight, total)
        listed += [(tuple(row), share) for row in ((inside + point) % d).tolist()]
    return dict(sorted(listed))


def _one_affine_set(met: Cosets, kept: Matrix, front: int) -> AffineSet | None:
    """The union of equally likely cosets, where that is an affine set."""
    if len(set(met.weights.tolist())) > 1:
        return None
    ends = met.representatives(slice(front, None))
    form = equally_likely_module(ends - ends[0], kept, met.d)
    return None if form is None else AffineSet.of(ends[0], form, met.d)
