"""What an observer knows of n systems: (V, v), with values that may depend on chance.

Slides "Valid epistemic states" and "Valid reproducible measurements". V, the isotropic module of known
variables, is kept through its complement V^⊥ = {G : [G, F] = 0 for all F in V}, by generators that need
not be independent. Over Z_d, prime or not, V is the complement of V^⊥ again, so a variable is known
exactly when it commutes with those generators: no elimination after maps, no case of its own for
composite d. v is the talk's valuation vector, a point of phase space with v(F) = F(v) for every known F.
Its coordinates are affine functions of *latent* variables: outcomes that nothing determined, and noise.
So all branches of an experiment are followed at once, feed-forward included.

Catani and Browne, arXiv:1701.07801, treat the update for every d in the language of (V, v).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.language.steps import Prepare, Transform
from toytheory.phase_space.elimination import product, reduced, small_dtype, stabilizer, unit_part
from toytheory.phase_space.modular import Matrix, howell, kernel
from toytheory.phase_space.space import coordinates_of, flow, symplectic_form
from toytheory.phase_space.variables import Variable

from .preparation import independent_parts

Affine = NDArray[Any]
"""(1 + t,) integers: a constant and the coefficients of the first t latent variables."""


class Knowledge:
    """The state (V, v) of n systems, at first that nothing is known; steps come from a valid experiment.

    Attributes
    ----------
    d, n : of the phase space.
    latents : how many latent variables there are so far.
    uniform : those of them that are uniform in Z_d; whoever called `add_noise` knows the law of the others.

    >>> X, P = Variable.of({0: 1}, 3), Variable.of({1: 1}, 3)
    >>> observer = Knowledge(3, 1)
    >>> observer.prepare(Prepare((X,), (2,), (0,)))
    >>> observer.measure(X).tolist(), observer.measure(P).tolist(), observer.measure(P).tolist()
    ([2], [0, 1], [0, 1])
    """

    def __init__(self, d: int, n: int) -> None:
        self.d, self.n = d, n
        self.latents = 0
        self.uniform: list[int] = []
        kind = small_dtype(d)
        self._complement: NDArray[Any] = np.eye(2 * n, dtype=kind)  # generators are columns; zero ones are spare
        self._spare: list[int] = []
        self._valuation: NDArray[Any] = np.zeros((2 * n, 8), dtype=kind)

    def known(self) -> tuple[Matrix, Matrix]:
        """V in Howell form, (k, 2n), and the values of its rows as affine functions, (k, 1 + latents)."""
        rows = kernel(flow(self._complement.T.astype(np.int64)), self.d)
        return rows, product(rows, self._valuation[:, : 1 + self.latents], self.d)

    # the steps of an experiment

    def prepare(self, step: Prepare) -> None:
        """Keep of V what does not involve the systems; then know the variables."""
        self._forget(coordinates_of(step.systems))
        for part in independent_parts(step, self.d):
            point, directions = part.states(self.d)
            self._valuation[part.coordinates, 0] = point
            for generator in reduced(flow(directions), self.d):  # G commutes with V where its flow keeps all values
                self._add(part.coordinates, generator)

    def discard(self, systems: Sequence[int]) -> None:
        """Keep of V what does not involve the systems."""
        self.prepare(Prepare((), (), tuple(systems)))

    def transform(self, step: Transform) -> None:
        """m -> S m + a: a known F becomes F S^-1, and the valuation vector moves as ontic states do."""
        where = coordinates_of(step.systems)
        on_points, on_variables = _actions(step.matrix, self.d)
        used = self._valuation[:, : 1 + self.latents]
        on_variables.apply(self._complement, where)
        on_points.apply(used, where)
        for coordinate, constant in zip(where, step.shift, strict=True):
            if constant:
                used[coordinate, 0] = (int(used[coordinate, 0]) + constant) % self.d

    def displace(self, coordinate: int, by: Affine) -> None:
        """Add an affine function of latent variables to a coordinate: V is not touched."""
        row = self._valuation[coordinate, : by.size]
        row[:] = (row + by) % self.d

    def add_noise(self, coordinates: Iterable[int]) -> list[int]:
        """Add a new latent variable to each coordinate; the numbers of these."""
        added = []
        for coordinate in coordinates:
            latent = self._new_latent()
            self._valuation[coordinate, 1 + latent] = 1
            added.append(latent)
        return added

    def measure(self, variable: Variable) -> Affine:
        """The outcome of a reproducible measurement of F as an affine function; V becomes (V ∩ F^⊥) + <F>.

        [F, V^⊥] = g Z_d says what is known of F: the multiple (d/g) F is in V, so the outcome is v(F) + g t
        with t in Z_d uniform. V^⊥ changes by the same rule as V. The valuation moves along the flow of an
        element of V^⊥ whose bracket with F is g, which changes no value on V ∩ F^⊥.
        """
        d = self.d
        where = np.array([index for index, _ in variable.terms], dtype=np.intp)
        factors = np.array([coefficient for _, coefficient in variable.terms], dtype=np.int64)
        outcome: Affine = product(factors[None, :], self._valuation[where, : 1 + self.latents], d)[0]
        outcome[0] = (outcome[0] + variable.constant) % d
        conjugate = np.where(where % 2 == 0, -factors, factors) % d
        brackets = product(conjugate[None, :], self._complement[where ^ 1], d)[0]
        if not brackets.any():
            return outcome
        mover, divisor = self._isolate(brackets)
        generator = self._complement[:, mover].copy()
        latent = self._new_latent()
        self.uniform.append(latent)
        self._valuation[:, 1 + latent] = reduced(-flow(generator), d)
        self._complement[:, mover] = 0
        self._complement[where, mover] = factors
        if divisor > 1:
            self._keep_multiple(generator, divisor)
        padded = np.zeros(2 + latent, dtype=np.int64)
        padded[: outcome.size] = outcome
        padded[1 + latent] = divisor
        return padded

    # generators

    def _isolate(self, brackets: Matrix) -> tuple[int, int]:
        """Change generators so that one alone has a bracket, the greatest common divisor g; its place, and g."""
        d, columns = self.d, self._complement
        moving = np.flatnonzero(brackets)
        divisors = np.gcd(brackets[moving], d)
        candidates = moving[divisors == divisors.min()][:16]
        mover = int(candidates[np.count_nonzero(columns[:, candidates], axis=0).argmin()])  # sparse ones stay sparse
        divisor = int(divisors.min())
        while (stubborn := moving[brackets[moving] % divisor != 0]).size:
            divisor = self._mix(mover, int(stubborn[0]), brackets)
        unit = unit_part(int(brackets[mover]), d)
        if unit != 1:
            columns[:, mover] = columns[:, mover].astype(np.int64) * unit % d
        quotients = (brackets // divisor).astype(columns.dtype)
        quotients[mover] = 0
        others, where = np.flatnonzero(quotients), np.flatnonzero(columns[:, mover])
        if 4 * others.size < quotients.size:
            block = np.ix_(where, others)
            columns[block] = reduced(columns[block] - columns[where, mover][:, None] * quotients[others], d)
        else:
            columns[where] = reduced(columns[where] - columns[where, mover][:, None] * quotients, d)
        return mover, divisor

    def _mix(self, mover: int, helper: int, brackets: Matrix) -> int:
        """Add a multiple of one generator to another, so that its bracket divides both brackets; their divisor."""
        d, columns = self.d, self._complement
        a, b = int(brackets[mover]), int(brackets[helper])
        times = stabilizer(a, b, d)
        columns[:, mover] = (columns[:, mover] + times * columns[:, helper].astype(np.int64)) % d
        brackets[mover] = (a + times * b) % d
        return math.gcd(a, b, d)

    def _keep_multiple(self, generator: NDArray[Any], divisor: int) -> None:
        """d/g times the generator that the measurement replaced has no bracket with F: it stays in V^⊥."""
        multiple = reduced(generator.astype(np.int64) * (self.d // divisor), self.d)
        if multiple.any():
            self._add(slice(None), multiple)

    def _forget(self, where: Matrix) -> None:
        """V^⊥ with every displacement of these coordinates: what is left to do is to add their generators."""
        touched = np.flatnonzero(self._complement[where].any(axis=0))
        self._complement[where] = 0
        self._spare.extend(touched[~self._complement[:, touched].any(axis=0)].tolist())
        if 2 * len(self._spare) > self._complement.shape[1]:
            self._complement = np.delete(self._complement, self._spare, axis=1)
            self._spare = []
        self._valuation[where] = 0

    def _add(self, where: Matrix | slice, generator: NDArray[Any]) -> None:
        if not self._spare:
            columns = self._complement
            if columns.shape[1] > 6 * self.n:  # never more than 2n are needed
                columns = howell(columns.T, self.d).T.astype(columns.dtype)
            used, more = columns.shape[1], 16 + columns.shape[1] // 4
            self._complement = np.hstack([columns, np.zeros((2 * self.n, more), dtype=columns.dtype)])
            self._spare.extend(range(used + more - 1, used - 1, -1))
        self._complement[where, self._spare.pop()] = generator

    def _new_latent(self) -> int:
        if self.latents + 1 == self._valuation.shape[1]:
            self._valuation = np.hstack([self._valuation, np.zeros_like(self._valuation)])
        self.latents += 1
        return self.latents - 1


@dataclass(frozen=True, eq=False)
class _Action:
    """Some rows become combinations of some rows: what a matrix does, rows that stay left out."""

    d: int
    matrix: Matrix
    changed: NDArray[np.intp]
    used: NDArray[np.intp]

    @classmethod
    def of(cls, matrix: Matrix, d: int) -> _Action:
        changed = np.flatnonzero((matrix != np.eye(len(matrix), dtype=np.int64)).any(axis=1))
        used = np.flatnonzero(matrix[changed].any(axis=0))
        return cls(d, matrix[np.ix_(changed, used)], changed, used)

    def apply(self, target: NDArray[Any], where: Matrix) -> None:
        target[where[self.changed]] = product(self.matrix, target[where[self.used]], self.d)


@lru_cache(maxsize=1024)
def _actions(rows: tuple[tuple[int, ...], ...], d: int) -> tuple[_Action, _Action]:
    """What S does to ontic states, and S^-T = -B S B, as S keeps the form B, to the coefficients of variables."""
    matrix = np.array(rows, dtype=np.int64) % d
    form = symplectic_form(len(rows) // 2)
    return _Action.of(matrix, d), _Action.of(reduced(-form @ matrix @ form, d), d)
