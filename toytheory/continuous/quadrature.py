"""Quadrature states of R^(2n): an isotropic subspace of known variables, and their values.

The distribution is the uniform measure on an affine subspace, which is improper: it has no total probability and no
density. What is known is certain, what is not is flat, and that is all that is said of it. Slides "Valid epistemic
states" and "Quadrature quantum mechanics"; Spekkens, "Quasi-quantization" (arXiv:1409.5041), section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError
from toytheory.language.notation import parse_known
from toytheory.outcomes.densities import Floats, Moments
from toytheory.phase_space.brackets import first_real_noncommuting_pair
from toytheory.phase_space.space import bracket_rows, coordinates_of
from toytheory.phase_space.space import flow as generated
from toytheory.phase_space.variables import Variable

from .flows import Flow
from .liouville import LiouvilleState, asked
from .moments import RANK, row_space


def _null(matrix: Floats) -> Floats:
    """Orthonormal rows c with matrix c = 0."""
    _, values, vectors = np.linalg.svd(matrix)
    rows: Floats = vectors[int(np.count_nonzero(values > RANK)) :]
    return rows


@dataclass(frozen=True, eq=False)
class QuadratureState:
    """(V, v) over the reals.

    Attributes
    ----------
    known : (k, 2n) orthonormal rows that span V.
    values : (k,) their values.

    >>> state = QuadratureState.of([Variable.of({0: 1, 2: -1}, None), Variable.of({1: 1, 3: 1}, None)], [3, 0], n=2)
    >>> round(state.value_of(Variable.of({0: 2, 2: -2}, None, 1)), 9), state.value_of(Variable.of({0: 1}, None))
    (7.0, None)
    """

    known: Floats
    values: Floats

    @classmethod
    def of(cls, variables: Sequence[Variable], values: Sequence[float], n: int) -> QuadratureState:
        """From variables that commute and are independent; InputError where they do not or are not."""
        pair = first_real_noncommuting_pair(variables)
        if pair is not None:
            i, j, bracket = pair
            raise InputError(
                f"{variables[i]} and {variables[j]} cannot be known together: their bracket is {bracket:.9g}, not 0",
                "know only variables whose bracket vanishes",
            )
        if len(variables) != len(values):
            raise InputError(f"{len(variables)} variables but {len(values)} values", "give one value each")
        rows = np.array([variable.vector(n) for variable in variables]).reshape(-1, 2 * n)
        constants = np.array([variable.constant for variable in variables], dtype=np.float64)
        return cls._spanned(rows, np.asarray(values, dtype=np.float64) - constants)

    @classmethod
    def from_known(cls, text: str, n: int) -> QuadratureState:
        """From known variables in notation.

        >>> QuadratureState.from_known("X1 - X2 = 0.5, P1 + P2 = 0", n=2).is_pure
        True
        """
        known = parse_known(text, None, n)
        return cls.of([variable for variable, _ in known], [value for _, value in known], n)

    @classmethod
    def unknown(cls, n: int) -> QuadratureState:
        """V = {0}."""
        return cls(np.zeros((0, 2 * n)), np.zeros(0))

    @classmethod
    def _spanned(cls, rows: Floats, values: Floats) -> QuadratureState:
        lengths = np.linalg.norm(rows, axis=1)
        if not (np.isfinite(rows).all() and np.isfinite(values).all()):
            raise InputError("variables or values that are not finite", "give finite numbers")
        Q, R = np.linalg.qr((rows / np.where(lengths > 0, lengths, 1.0)[:, None]).T)
        if len(rows) > rows.shape[1] or (np.abs(np.diagonal(R)) <= RANK).any():
            raise InputError("known variables that are not independent", "leave out those that follow from the others")
        return cls(Q.T, np.linalg.solve(R.T, values / lengths))

    @property
    def n(self) -> int:
        """Number of modes."""
        return int(self.known.shape[1]) // 2

    @property
    def is_pure(self) -> bool:
        """Whether V is Lagrangian: n variables known."""
        return bool(len(self.known) == self.n)

    def value_of(self, variable: Variable | str) -> float | None:
        """The value of a variable where it is certain; None where it is flat (there is nothing between)."""
        (variable,) = asked(variable, self.n)
        vector = np.asarray(variable.vector(self.n), dtype=np.float64)
        along = self.known @ vector
        if np.linalg.norm(vector - self.known.T @ along) > RANK * np.linalg.norm(vector):
            return None
        return float(along @ self.values) + float(variable.constant)

    def support(self) -> tuple[Floats, Floats]:
        """The ontic states that are possible: a point (2n,) and orthonormal directions (2n - k, 2n) of the affine set.

        >>> point, directions = QuadratureState.of([Variable.of({0: 1}, None)], [2], n=1).support()
        >>> point.tolist(), np.abs(directions).tolist()
        ([2.0, 0.0], [[0.0, 1.0]])
        """
        directions = np.linalg.svd(self.known, full_matrices=True)[2][len(self.known) :]
        return self.known.T @ self.values, directions

    def is_possible(self, points: Floats, tolerance: float = 1e-9) -> NDArray[np.bool_]:
        """Whether ontic states (..., 2n) are in the support."""
        missed = points @ self.known.T - self.values
        return np.asarray((np.abs(missed) <= tolerance * np.maximum(1.0, np.abs(self.values))).all(axis=-1), dtype=bool)

    def transformed(self, flow: Flow | str) -> QuadratureState:
        """After a symplectic affine map (or its notation): F is known if F of the new state was known before."""
        flow = Flow.parse(flow, self.n) if isinstance(flow, str) else flow
        back = flow.inverse()
        return self._spanned(self.known @ back.matrix, self.values - self.known @ back.shift)

    def product(self, other: QuadratureState) -> QuadratureState:
        """The state beside another one, independent of it."""
        rows = np.zeros((len(self.known) + len(other.known), 2 * (self.n + other.n)))
        rows[: len(self.known), : 2 * self.n] = self.known
        rows[len(self.known) :, 2 * self.n :] = other.known
        return QuadratureState(rows, np.concatenate([self.values, other.values]))

    def measure(self, variables: Sequence[Variable] | str) -> Moments:
        """What a joint measurement may find: certain values, and what is flat.

        >>> QuadratureState.from_known("X1 - X2 = 0.5, P1 + P2 = 0", 2).measure("X1, X2").flat.round(3).tolist()
        [[-0.707, -0.707]]
        """
        return self.liouville().measure(variables)

    def measured(self, variables: Sequence[Variable] | str, outcomes: Sequence[float]) -> QuadratureState:
        """After a reproducible measurement of a commuting set: its values are known, what does not commute is unknown.

        InputError where the set does not commute, or an outcome cannot occur because the variable had another value.
        """
        given = QuadratureState._asked(asked(variables, self.n), outcomes, self.n)
        kept = self._commuting_with(given.known)
        rows, values = kept.known, kept.values
        along = rows @ given.known.T
        rest, left = rows - along @ given.known, values - along @ given.values
        u, s, vt = np.linalg.svd(rest, full_matrices=False)
        fresh = s > RANK
        contradiction = np.abs(np.delete(np.linalg.svd(rest)[0].T @ left, np.flatnonzero(fresh)))
        if (contradiction > 1e-9 * max(1.0, float(np.abs(self.values).max(initial=0.0)))).any():
            raise InputError("an outcome that cannot occur: the variable has another value", "give a possible outcome")
        extra = (u[:, fresh].T @ left) / s[fresh]
        found = np.concatenate([given.values, extra])
        return QuadratureState(np.vstack([given.known, vt[fresh]]), np.asarray(found, dtype=np.float64))

    @classmethod
    def _asked(cls, variables: Sequence[Variable], outcomes: Sequence[float], n: int) -> QuadratureState:
        """Measured variables with their outcomes; they may be dependent, if their outcomes fit."""
        rows = np.array([variable.vector(n) for variable in variables]).reshape(-1, 2 * n)
        constants = np.array([variable.constant for variable in variables], dtype=np.float64)
        pair = first_real_noncommuting_pair(variables)
        if pair is not None:
            raise InputError(
                f"{variables[pair[0]]} and {variables[pair[1]]} cannot be measured together",
                "measure them one after the other instead",
            )
        basis = row_space(rows)
        solved = np.linalg.lstsq(rows @ basis.T, np.asarray(outcomes, dtype=np.float64) - constants, rcond=None)[0]
        if not np.allclose(rows @ basis.T @ solved + constants, outcomes, rtol=1e-9, atol=1e-9):
            raise InputError("outcomes that contradict each other", "give dependent variables outcomes that fit")
        return cls(basis, np.asarray(solved, dtype=np.float64))

    def forgotten(self, variables: Sequence[Variable] | str) -> QuadratureState:
        """After a measurement whose outcome is not looked at: what was known and commutes stays known."""
        rows = np.array([variable.vector(self.n) for variable in asked(variables, self.n)]).reshape(-1, 2 * self.n)
        return self._commuting_with(row_space(rows))

    def _commuting_with(self, rows: Floats) -> QuadratureState:
        brackets = bracket_rows(self.known, rows)
        if not brackets.size:
            return self
        values, vectors = np.linalg.svd(brackets.T)[1:]
        stay = vectors[np.count_nonzero(values > RANK) :]
        return QuadratureState(stay @ self.known, stay @ self.values)

    def disturbance(self, variables: Sequence[Variable] | str) -> Floats:
        """The directions along which a measurement kicks ontic states, by unknown amounts, (k, 2n)."""
        return generated(np.array([variable.vector(self.n) for variable in asked(variables, self.n)], dtype=np.float64))

    # how much is known, and where: counted in modes, as all else would be infinite

    def marginal(self, systems: Sequence[int]) -> QuadratureState:
        """What is known of some modes (from 0) alone, in this order.

        >>> QuadratureState.from_known("X1 - X2 = 1, X3 = 2", 3).marginal([2, 0]).support()[0].round(9).tolist()
        [2.0, 0.0, 0.0, 0.0]
        """
        kept = coordinates_of(self._modes(systems))
        others = np.setdiff1d(np.arange(2 * self.n), kept)
        inside = _null(self.known[:, others].T)
        return QuadratureState(inside @ self.known[:, kept], inside @ self.values)

    def _modes(self, systems: Sequence[int]) -> list[int]:
        chosen = [int(k) for k in systems]
        if len(set(chosen)) != len(chosen) or not set(chosen) <= set(range(self.n)):
            raise InputError(f"{chosen} is no list of different modes", f"use modes 0 to {self.n - 1}")
        return chosen

    def entropy(self, systems: Sequence[int] | None = None) -> int:
        """Modes that are as good as unknown among some of them (from 0), by default among all: n - dim V.

        >>> pair = QuadratureState.from_known("X1 - X2 = 0, P1 + P2 = 0", 2)
        >>> pair.entropy(), pair.entropy([0])
        (0, 1)
        """
        part = self if systems is None else self.marginal(systems)
        return part.n - len(part.known)

    def mutual_information(self, left: Sequence[int], right: Sequence[int]) -> int:
        """What two groups of modes without one in common tell of each other: S(left) + S(right) - S(both), in modes."""
        if set(left) & set(right):
            raise InputError("the two groups have a mode in common", "name different modes")
        return self.entropy(left) + self.entropy(right) - self.entropy([*left, *right])

    def is_product(self, systems: Sequence[int]) -> bool:
        """Whether these modes (from 0) and the others tell nothing of each other."""
        chosen = self._modes(systems)
        return self.mutual_information(chosen, [k for k in range(self.n) if k not in chosen]) == 0

    def correlated_pairs(self, systems: Sequence[int]) -> int:
        """How many maximally correlated pairs it is worth across a split: half the rank of brackets on one side.

        >>> QuadratureState.from_known("X1 - X2 = 0, P1 + P2 = 0", 2).correlated_pairs([0])
        1
        """
        cut = self.known[:, coordinates_of(self._modes(systems))]
        return int(np.linalg.matrix_rank(bracket_rows(cut, cut), tol=RANK)) // 2 if cut.size else 0

    def purification(self) -> QuadratureState:
        """A state of maximal knowledge of twice as many modes, of which this is the marginal of the first half.

        Every variable that commutes with what is known is correlated with its mirror image (P exchanged for -P).

        >>> QuadratureState.unknown(1).purification().value_of("X1 + X2")
        0.0
        """
        commuting = _null(generated(self.known)) if len(self.known) else np.eye(2 * self.n)
        mirror = commuting * np.tile([1.0, -1.0], self.n)
        rows = np.vstack([np.hstack([commuting, mirror]), np.hstack([self.known, np.zeros_like(self.known)])])
        values = rows[:, : 2 * self.n] @ self.support()[0]
        basis = row_space(rows)
        found = np.linalg.lstsq(rows @ basis.T, values, rcond=None)[0]
        return QuadratureState(basis, np.asarray(found, dtype=np.float64))

    def liouville(self, hbar: float = 1.0) -> LiouvilleState:
        """The same as a state with variance 0 across a flat subspace."""
        point, directions = self.support()
        return LiouvilleState(Moments.of(point, np.zeros((2 * self.n, 2 * self.n)), directions), hbar)

    def squeezed(self, r: float, hbar: float = 1.0) -> LiouvilleState:
        """A pure Gaussian state that tends to this one as r grows; for pure states.

        Known variables have the variances hbar e^(-2r)/2, the variables conjugate to them hbar e^(2r)/2.
        """
        if not self.is_pure:
            raise InputError("a quadrature state that is not pure is no limit of pure states", "know n variables")
        conjugate = generated(self.known)  # orthonormal and, V being Lagrangian, perpendicular to V
        covariance = np.exp(-2 * r) * self.known.T @ self.known + np.exp(2 * r) * conjugate.T @ conjugate
        return LiouvilleState.gaussian(self.known.T @ self.values, hbar / 4 * (covariance + covariance.T), hbar)
