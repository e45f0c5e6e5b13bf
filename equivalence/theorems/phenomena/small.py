"""Both theories of few systems by brute force: distributions over all ontic states, and dense matrices.

They answer the same questions by different arithmetic: the toy side counts ontic states in integers (a measurement of
F keeps those with F = f, then kicks along the flow of F by a uniformly random amount), the quantum side multiplies
projectors, density matrices and unitaries. Neither uses the update rule for (V, v).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equivalence.engine.parts import Evidence
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import symplectic_unitaries
from quantum_ref.operators.weyl import observable
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace, flow

Reals = NDArray[np.float64]
Operators = NDArray[np.complex128]

TOLERANCE = 1e-9
"""Of numbers read off dense matrices; what they are compared with are fractions with small denominators."""


@dataclass(frozen=True)
class Toy:
    """The toy theory of n systems, as counts of ontic states.

    Attributes
    ----------
    disturbs : whether a measurement kicks; False is a planted fault.
    learns : whether the outcome rules ontic states out; False is a planted fault.
    """

    d: int
    n: int
    disturbs: bool = True
    learns: bool = True

    @cached_property
    def points(self) -> Matrix:
        """All ontic states, (d^2n, 2n)."""
        return PhaseSpace(self.d, self.n).points()

    def values(self, variable: ArrayLike) -> Matrix:
        """F(m) of every ontic state, (d^2n,)."""
        found: Matrix = self.points @ np.asarray(variable, dtype=np.int64) % self.d
        return found

    def state(self, rows: ArrayLike, values: ArrayLike) -> Matrix:
        """The ontic states with these values, as 0 and 1, (d^2n,)."""
        matrix = np.asarray(rows, dtype=np.int64).reshape(-1, 2 * self.n)
        fits = self.points @ matrix.T % self.d == np.asarray(values, dtype=np.int64) % self.d
        found: Matrix = np.all(fits, axis=1).astype(np.int64)
        return found

    def kicks(self, variable: ArrayLike) -> Matrix:
        """Where the d kicks of a measurement send each ontic state, (d, d^2n) positions."""
        along = flow(np.asarray(variable, dtype=np.int64))
        steps = np.arange(self.d if self.disturbs else 1)
        moved: Matrix = PhaseSpace(self.d, self.n).index((self.points + steps[:, None, None] * along) % self.d)
        return moved

    def parts(self, state: Matrix, variable: ArrayLike) -> Matrix:
        """The unnormalised states after each outcome: (..., d^2n) -> (d, ..., d^2n); all have the same weight left."""
        values = self.values(variable)
        kept = np.stack([state * (values == f) if self.learns else state for f in range(self.d)])
        after = np.zeros_like(kept)
        for where in self.kicks(variable):
            after[..., where] += kept
        return after

    def joint(self, state: Matrix, variables: Sequence[ArrayLike]) -> Reals:
        """Probabilities of the outcomes of measurements one after the other, (d, ..., d)."""
        parts = state
        for variable in variables:
            parts = self.parts(parts, variable)
        weights = np.moveaxis(parts.sum(axis=-1), range(len(variables)), range(len(variables))[::-1])
        total: Reals = weights / weights.sum()
        return total

    def moved(self, state: Matrix, matrix: ArrayLike, shift: ArrayLike) -> Matrix:
        """The state after m -> S m + a."""
        target = (self.points @ np.asarray(matrix, dtype=np.int64).T + np.asarray(shift, dtype=np.int64)) % self.d
        after = np.zeros_like(state)
        after[..., PhaseSpace(self.d, self.n).index(target)] = state
        return after


@dataclass(frozen=True)
class Quantum:
    """Quantum theory of n systems (d odd or 2), as dense matrices.

    Attributes
    ----------
    sign : of the operators of all variables other than X and P of single systems; -1 is a planted fault.
    """

    d: int
    n: int
    sign: int = 1

    def projectors(self, variable: ArrayLike) -> Operators:
        """The projectors on F = 0, ..., d - 1, (d, D, D)."""
        key = tuple(int(c) % self.d for c in np.asarray(variable).tolist())
        return _projectors(key, self.d, -1 if self.sign < 0 and np.count_nonzero(key) > 1 else 1)

    def state(self, rows: ArrayLike, values: ArrayLike) -> Operators:
        """The density matrix in which commuting variables have these values, (D, D); 0 where they cannot have."""
        product = np.eye(self.d**self.n, dtype=complex)
        pairs = zip(np.asarray(rows).reshape(-1, 2 * self.n), np.asarray(values).reshape(-1), strict=True)
        for row, value in pairs:
            product = product @ self.projectors(row)[int(value) % self.d]
        trace = float(np.trace(product).real)
        found: Operators = np.asarray(product / trace if trace > TOLERANCE else product * 0, dtype=complex)
        return found

    def parts(self, state: Operators, variable: ArrayLike) -> Operators:
        """The unnormalised states after each outcome: (..., D, D) -> (d, ..., D, D)."""
        return np.stack([part @ state @ part for part in self.projectors(variable)])

    def joint(self, state: Operators, variables: Sequence[ArrayLike]) -> Reals:
        """Probabilities of the outcomes of measurements one after the other, (d, ..., d)."""
        parts = state
        for variable in variables:
            parts = self.parts(parts, variable)
        weights = np.trace(parts, axis1=-2, axis2=-1).real
        return np.moveaxis(weights, range(len(variables)), range(len(variables))[::-1])

    def moved(self, state: Operators, matrix: ArrayLike, shift: ArrayLike) -> Operators:
        """The state after the counterpart of m -> S m + a."""
        unitary = _unitary(_whole(matrix), _whole(shift), self.d)
        return unitary @ state @ np.conj(np.swapaxes(unitary, -1, -2))


@lru_cache(maxsize=4096)
def _projectors(variable: tuple[int, ...], d: int, sign: int) -> Operators:
    operator = sign * observable(list(variable), d)
    powers = [np.eye(len(operator), dtype=complex)]
    for _ in range(d - 1):
        powers.append(powers[-1] @ operator)
    found: Operators = np.fft.fft(np.stack(powers), axis=0) / d  # over t, with omega^(-vt)
    return found


def _whole(numbers: ArrayLike) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(x) for x in row) for row in np.atleast_2d(numbers).tolist())


@lru_cache(maxsize=4096)
def _unitary(matrix: tuple[tuple[int, ...], ...], shift: tuple[tuple[int, ...], ...], d: int) -> Operators:
    return unitaries(np.array(matrix), np.array(shift[0]), d)


def unitaries(matrices: Matrix, shifts: Matrix, d: int) -> Operators:
    """The counterparts of affine symplectic maps, up to phases, (..., D, D)."""
    return symplectic_unitaries(matrices, shifts, d).to_complex()


def variables(d: int, n: int) -> Matrix:
    """Every variable but 0, one of each set of multiples by units, (k, 2n)."""
    points = PhaseSpace(d, n).points()
    units = [u for u in range(1, d) if np.gcd(u, d) == 1]
    seen: set[tuple[int, ...]] = set()
    kept = []
    for row in points[1:].tolist():
        if tuple(row) not in seen:
            kept.append(row)
            seen |= {tuple(u * c % d for c in row) for u in units}
    return np.array(kept, dtype=np.int64)


def decided(evidence: Evidence, name: str, scope: str, cases: int, witness: dict[str, Any] | None) -> Check:
    """A check that holds where there is no witness against it."""
    return Check(evidence, scope, cases, "holds" if witness is None else "fails", name, witness)


def differ(one: ArrayLike, other: ArrayLike) -> bool:
    """Whether numbers of either theory are not the same."""
    return bool(np.abs(np.asarray(one) - np.asarray(other)).max(initial=0.0) > TOLERANCE)


def first(found: Iterable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """The first witness, if any."""
    return next((witness for witness in found if witness is not None), None)
