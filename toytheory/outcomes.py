"""Distributions over outcomes: exact ones, affine sets, samples; and outcomes as functions of chance.

Every exact backend that avoids enumeration reaches the same form: the outcomes are an affine
function, over Z_d, of latent variables - uniform ones (what was maximally unknown) and noise with
given weights. `LatentOutcomes` turns that form into a distribution. It is plain arithmetic
modulo d, part of the shared vocabulary, and tested against brute force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .errors import CannotRun
from .modular import Matrix, as_matrix, elements, howell, kernel, module_size, remainder, solve

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
        form = howell(as_matrix(directions, d, start.size), d)
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
    """The affine set on which a listed distribution is uniform, or None where it is not such."""
    points = list(listed)
    if not points or len(set(listed.values())) > 1:
        return None
    base = np.array(points[0], dtype=np.int64)
    form = np.zeros((0, base.size), dtype=np.int64)
    for point in points[1:]:
        rest = remainder(np.array(point) - base, form, d)
        if rest.any():
            form = howell(np.vstack([form, rest]), d)
    found = AffineSet.of(base, form, d)
    return found if found.size == len(points) else None


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
        if not self.names:
            return {(): int(self.outcomes.shape[0])} if self.outcomes.shape[0] else {}
        rows, number = np.unique(self.outcomes, axis=0, return_counts=True)
        return {tuple(int(x) for x in row): int(c) for row, c in zip(rows, number, strict=True)}


@dataclass(frozen=True)
class LatentNoise:
    """Random displacements of the outcomes: `shifts` (j, m) rows, one a noisy coordinate, and their weights."""

    shifts: Matrix
    weights: tuple[tuple[Key, Fraction], ...]


@dataclass(frozen=True)
class LatentOutcomes:
    """Outcomes as offset + r U + sum of noise, r uniform.

    Attributes
    ----------
    offset : (m,) values when every latent variable is 0.
    uniform : (r, m) rows added with independent uniform coefficients.
    noise : independent random displacements with given weights.
    """

    d: int
    names: tuple[str, ...]
    offset: Matrix
    uniform: Matrix
    noise: tuple[LatentNoise, ...] = ()

    def distribution(self, conditions: Sequence[tuple[int, int]] = (), limit: int = 2**17) -> Distribution:
        """The exact distribution, given conditions (position, value); CannotRun where it has no closed form.

        `limit` bounds how many cosets the noise may spread over before the answer is given up.
        """
        form = howell(as_matrix(self.uniform, self.d, len(self.names)), self.d)
        cosets: dict[Key, Fraction] = {_key(remainder(self.offset, form, self.d)): Fraction(1)}
        for noise in self.noise:
            cosets = _convolve(cosets, self._displacements(noise, form), form, self.d, limit)
        met, kept = _conditioned(cosets, form, conditions, self.d)
        total = sum(met.values(), Fraction(0))
        if not total:
            return Distribution(self.d, self.names, {}, None, Fraction(0))
        count = len(met) * module_size(kept, self.d)
        if count <= LISTED:
            return self._listed(met, kept, total)
        affine = _one_affine_set(met, kept, self.d)
        if affine is None:
            raise CannotRun(
                f"{count} outcomes that are not equally likely on an affine set; at most {LISTED} are listed"
            )
        return Distribution(self.d, self.names, None, affine, total)

    def _displacements(self, noise: LatentNoise, form: Matrix) -> dict[Key, Fraction]:
        result: dict[Key, Fraction] = {}
        for shifts, weight in noise.weights:
            if weight:
                moved = np.array(shifts, dtype=np.int64) @ noise.shifts
                key = _key(remainder(moved, form, self.d))
                result[key] = result.get(key, Fraction(0)) + weight
        return result

    def _listed(self, met: Mapping[Key, Fraction], form: Matrix, total: Fraction) -> Distribution:
        inside = elements(form, self.d)
        share = {}
        for key, weight in met.items():
            each = weight / total / len(inside)
            for point in (inside + np.array(key, dtype=np.int64)) % self.d:
                share[_key(point)] = each
        return Distribution(self.d, self.names, dict(sorted(share.items())), None, total)


def _key(row: Any) -> Key:
    return tuple(int(x) for x in row)


def _convolve(
    cosets: dict[Key, Fraction], moves: Mapping[Key, Fraction], form: Matrix, d: int, limit: int
) -> dict[Key, Fraction]:
    if len(moves) == 1 and not any(next(iter(moves))):
        return cosets
    result: dict[Key, Fraction] = {}
    for (base, p), (move, q) in product(cosets.items(), moves.items()):
        key = _key(remainder(np.array(base) + np.array(move), form, d))
        result[key] = result.get(key, Fraction(0)) + p * q
        if len(result) > limit:
            raise CannotRun(f"the noise spreads the outcomes over more than {limit} cosets")
    return result


def _conditioned(
    cosets: Mapping[Key, Fraction], form: Matrix, conditions: Sequence[tuple[int, int]], d: int
) -> tuple[dict[Key, Fraction], Matrix]:
    """Cosets cut by the conditions, with the joint weight that is left in each, and the module that is left."""
    if not conditions:
        return dict(cosets), form
    where = [position for position, _ in conditions]
    wanted = np.array([value for _, value in conditions], dtype=np.int64)
    cut = form[:, where].T  # conditions x latent variables
    inside = howell(kernel(cut, d, columns=form.shape[0]) @ form, d) if form.size else form
    share = Fraction(module_size(inside, d), module_size(form, d))
    result: dict[Key, Fraction] = {}
    for base, weight in cosets.items():
        missing = (wanted - np.array(base, dtype=np.int64)[where]) % d
        steps = solve(cut, missing, d) if form.shape[0] else (None if missing.any() else np.zeros(0, dtype=np.int64))
        if steps is not None:
            key = _key(remainder(np.array(base) + steps @ form, inside, d))
            result[key] = result.get(key, Fraction(0)) + weight * share
    return result, inside


def _one_affine_set(met: Mapping[Key, Fraction], form: Matrix, d: int) -> AffineSet | None:
    """The union of equally likely cosets, where that is an affine set."""
    reps = uniform_affine(met, d)
    if reps is not None:
        together = AffineSet.of(reps.offset, np.vstack([form, reps.directions]), d)
        if together.size == len(met) * module_size(form, d):
            return together
    return None
