"""Epistemic states (V, v): a set of known commuting variables, and their values.

Slides "The principle of classical complementarity" and "Valid epistemic states". V is an
isotropic module (over a field: subspace) of variables, v a valuation of it. The ontic states
that are possible form an affine set, and the distribution is uniform there.

Over Z_d every state is held by the Howell form of V and the values of its rows, so that two
states are equal exactly when they are the same knowledge, whatever generators were given.
For composite d, V is a module: at d = 9, {3X, 3P} commutes and is a state of maximal knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError
from toytheory.outcomes.distributions import AffineSet
from toytheory.phase_space.modular import Matrix, as_matrix, elements, howell, kernel, module_size, remainder, solve
from toytheory.phase_space.shown import Shown
from toytheory.phase_space.space import ENUMERABLE, PhaseSpace, bracket_rows, coordinates_of, flow
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .codes import SUBSETS, CodeParameters, code_parameters
from .entropy import Entropy, correlated_pairs, entropy, is_product, mutual_information
from .local_form import LocalForm, local_form
from .local_forms import LocalForms, local_forms
from .transformations import SymplecticMap

if TYPE_CHECKING:
    from .measurements import Measurement


@dataclass(frozen=True, eq=False)
class EpistemicState(Shown):
    """Knowledge of a commuting set of variables; build with `of`, `from_known` or `unknown`.

    Attributes
    ----------
    space : the phase space.
    known : Howell form of V, (k, 2n).
    values : v of its rows, (k,).

    >>> bell = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", d=3, n=2)
    >>> bell.is_pure, bell.size, str(bell)
    (True, 9, 'X1 - X2 = 0, P1 + P2 = 0')
    """

    space: PhaseSpace
    known: Matrix
    values: Matrix

    @classmethod
    def of(cls, rows: ArrayLike, values: ArrayLike, d: int, n: int) -> EpistemicState:
        """From generators (k, 2n), not necessarily independent, and their values (k,).

        Raises
        ------
        InputError
            Where generators do not commute or values contradict each other.

        >>> EpistemicState.of([[3, 0], [0, 3]], [3, 0], d=9, n=1).is_pure
        True
        """
        space = PhaseSpace(d, n)
        given = as_matrix(rows, d, 2 * n)
        right = np.mod(np.asarray(values, dtype=np.int64).reshape(-1), d)
        if given.shape != (right.size, 2 * n):
            raise InputError(f"{given.shape} generators with {right.size} values", f"give (k, {2 * n}) and (k,)")
        wrong = bracket_rows(given, given) % d
        if wrong.any():
            i, j = sorted(int(k) for k in np.argwhere(wrong)[0])
            pair = [Variable.from_vector(given[k], d) for k in (i, j)]
            value = int(bracket_rows(given[[i]], given[[j]])[0, 0]) % d
            raise InputError(
                f"{pair[0]} and {pair[1]} cannot be known together: [{pair[0]}, {pair[1]}] = {value}, not 0",
                "know only variables whose bracket vanishes",
            )
        form = howell(np.hstack([given, right[:, None]]), d, pivot_columns=2 * n)
        if not form[:, : 2 * n].any(axis=1).all():
            raise InputError("the values contradict each other", "dependent variables must have dependent values")
        return cls(space, form[:, : 2 * n], form[:, 2 * n])

    @classmethod
    def unknown(cls, d: int, n: int) -> EpistemicState:
        """Nothing is known: the empty set of variables."""
        return cls.of(np.zeros((0, 2 * n), dtype=np.int64), [], d, n)

    @classmethod
    def from_known(cls, known: str | Iterable[tuple[Variable, int]], d: int, n: int) -> EpistemicState:
        """From notation, such as "X1 - X2 = 0, P1 + P2 = 0", or from variables with values."""
        if isinstance(known, str):
            from toytheory.language.notation import parse_known

            pairs = parse_known(known, d, n)
        else:
            pairs = list(known)
        rows = coefficient_matrix((variable for variable, _ in pairs), n)
        return cls.of(rows, [value - variable.constant for variable, value in pairs], d, n)

    @property
    def d(self) -> int:
        """Values of a coordinate."""
        return self.space.d

    @property
    def n(self) -> int:
        """Number of systems."""
        return self.space.n

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The generators of V in Howell form."""
        return tuple(Variable.from_vector(row, self.d) for row in self.known)

    # what is known

    @property
    def knowledge(self) -> int:
        """|V|: the number of known variables, 0 included."""
        return module_size(self.known, self.d)

    @property
    def is_pure(self) -> bool:
        """Whether knowledge is maximal: V is its own complement, |V| = d^n."""
        return bool(self.knowledge == self.d**self.n)

    @property
    def purity(self) -> Fraction:
        """d^n times the sum of the squared probabilities: 1 for pure states, d^(-n) where nothing is known."""
        return Fraction(self.knowledge, self.d**self.n)

    def value_of(self, variable: Variable | str) -> int | None:
        """The value of a variable, or None where it is not known.

        >>> state = EpistemicState.from_known("X1 = 1, X2 = 1", 3, 2)
        >>> state.value_of("X1 + X2"), state.value_of(Variable.from_vector([0, 1, 0, 0], 3))
        (2, None)
        """
        variable = self._variable(variable)
        row = np.append(variable.vector(self.n), 0)
        rest = remainder(row, np.hstack([self.known, self.values[:, None]]), self.d, pivot_columns=2 * self.n)
        if rest[:-1].any():
            return None
        return int((variable.constant - rest[-1]) % self.d)

    def _variable(self, variable: Variable | str) -> Variable:
        if isinstance(variable, str):
            from toytheory.language.notation import parse_variable

            return parse_variable(variable, self.d, self.n)
        return variable

    # the distribution

    @property
    def size(self) -> int:
        """Number of possible ontic states, d^(2n) / |V|."""
        return self.space.size // self.knowledge

    @cached_property
    def directions(self) -> Matrix:
        """Howell form of {m : F(m) = 0 for all F in V}, the directions of the support."""
        return kernel(self.known, self.d, columns=2 * self.n)

    @cached_property
    def valuation_vector(self) -> Matrix:
        """One possible ontic state m, reduced against the directions: F(m) = v(F) for all F in V."""
        if not self.known.shape[0]:
            return np.zeros(2 * self.n, dtype=np.int64)
        point = solve(self.known, self.values, self.d)
        if point is None:  # `of` has refused contradictory values
            raise InputError("the values contradict each other", "build the state with EpistemicState.of")
        return remainder(point, self.directions, self.d)

    def support(self) -> Matrix:
        """All possible ontic states, (size, 2n); InputError where there are too many to list.

        >>> EpistemicState.from_known("X1 = 1", 3, 1).support().tolist()
        [[1, 0], [1, 1], [1, 2]]
        """
        if self.size > ENUMERABLE:
            raise InputError(f"{self.size} ontic states are too many to list", "use directions and valuation_vector")
        points = (elements(self.directions, self.d) + self.valuation_vector) % self.d
        return points[np.lexsort(points.T[::-1])]

    def distribution(self) -> dict[tuple[int, ...], Fraction]:
        """Probability of each possible ontic state: uniform on the support."""
        share = Fraction(1, self.size)
        return {tuple(int(x) for x in point): share for point in self.support()}

    def is_possible(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether ontic states (..., 2n) lie in the support, (...) of bool, by evaluating what is known."""
        states = np.asarray(points, dtype=np.int64)
        possible: NDArray[np.bool_] = ((states @ self.known.T - self.values) % self.d == 0).all(axis=-1)
        return possible

    # other states

    def marginal(self, systems: Sequence[int]) -> EpistemicState:
        """What is known of some systems (from 0) alone, as a state of them in that order.

        >>> EpistemicState.from_known("X1 = 1, X2 + P3 = 0", 3, 3).marginal([0, 1]).variables[0].systems
        (0,)
        """
        kept = coordinates_of(systems)
        if not len(set(systems)) == len(systems) or not set(systems) <= set(range(self.n)) or not len(systems):
            raise InputError(f"{list(systems)} is no list of different systems", f"use systems 0 to {self.n - 1}")
        others = np.setdiff1d(np.arange(2 * self.n), kept)
        inside = kernel(self.known[:, others].T, self.d, columns=self.known.shape[0])
        return EpistemicState.of((inside @ self.known)[:, kept], inside @ self.values, self.d, len(systems))

    def conditioned(self, known: Iterable[tuple[Variable, int]]) -> EpistemicState:
        """After learning values of variables that commute with what is known: Bayes, no disturbance.

        Raises
        ------
        InputError
            Where the result is forbidden (learn such variables by a measurement, which disturbs) or impossible.
        """
        pairs = list(known)
        rows = np.vstack([self.known, coefficient_matrix((variable for variable, _ in pairs), self.n)])
        values = [*self.values, *(value - variable.constant for variable, value in pairs)]
        return EpistemicState.of(rows, values, self.d, self.n)

    def transformed(self, symplectic: SymplecticMap | str) -> EpistemicState:
        """The state after a map (or its notation): F is known after it when its pull-back was known before.

        >>> state = EpistemicState.from_known("X1 = 1", 3, 1)
        >>> str(state.transformed("fourier 1"))   # new P is minus old X
        'P1 = 2'
        """
        if isinstance(symplectic, str):
            symplectic = SymplecticMap.parse(symplectic, self.d, self.n)
        back = symplectic.inverse().matrix
        rows = self.known @ back % self.d
        return EpistemicState.of(rows, self.values + rows @ symplectic.shift, self.d, self.n)

    def measure(self, variables: Iterable[Variable] | str) -> AffineSet:
        """What a joint measurement may find, all equally likely.

        >>> EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2).measure("X1, X2").points().tolist()
        [[0, 0], [1, 1], [2, 2]]
        """
        return self._measurement(variables).outcomes(self)

    def measured(self, variables: Iterable[Variable] | str, outcomes: ArrayLike) -> EpistemicState:
        """The state after a measurement with these outcomes; InputError where they are impossible.

        >>> str(EpistemicState.from_known("X1 = 1", 3, 1).measured("P", [2]))
        'P1 = 2'
        """
        return self._measurement(variables).update(self, outcomes)

    def forgotten(self, variables: Iterable[Variable] | str) -> EpistemicState:
        """The state after a measurement whose outcomes are not looked at: what commutes with it stays known.

        >>> str(EpistemicState.from_known("X1 = 1, X2 = 0", 3, 2).forgotten("P1"))
        'X2 = 0'
        """
        rows = self._measurement(variables).rows
        kept = kernel((bracket_rows(self.known, rows) % self.d).T, self.d, columns=len(self.known))
        return EpistemicState.of(kept @ self.known, kept @ self.values, self.d, self.n)

    def _measurement(self, variables: Iterable[Variable] | str) -> Measurement:
        from .measurements import Measurement

        if isinstance(variables, str):
            from toytheory.language.notation import parse_measured

            variables = parse_measured(variables, self.d, self.n)
        return Measurement.of(variables, self.n)

    def product(self, other: EpistemicState) -> EpistemicState:
        """The state beside another one, independent of it."""
        if other.d != self.d:
            raise InputError(f"d = {self.d} beside d = {other.d}", "use one d")
        rows = np.zeros((len(self.known) + len(other.known), 2 * (self.n + other.n)), dtype=np.int64)
        rows[: len(self.known), : 2 * self.n] = self.known
        rows[len(self.known) :, 2 * self.n :] = other.known
        return EpistemicState.of(rows, np.concatenate([self.values, other.values]), self.d, self.n + other.n)

    def placed(self, systems: Sequence[int], n: int) -> EpistemicState:
        """The state of these systems (from 0) among n, nothing known of the others.

        >>> str(EpistemicState.from_known("X1 = 1", 3, 1).placed([2], 4))
        'X3 = 1'
        """
        rows = np.zeros((len(self.known), 2 * n), dtype=np.int64)
        rows[:, coordinates_of(systems)] = self.known
        return EpistemicState.of(rows, self.values, self.d, n)

    def record(self, systems: Sequence[int] | None = None) -> dict[str, Any]:
        """What is known and how much that is, as JSON data; of some systems only, where nothing is known of the others.

        Entropy is in units of log d, as text where that is no whole number.

        >>> EpistemicState.from_known("X1 - X2 = 0", 3, 2).record()
        {'known': ['X1 - X2 = 0'], 'entropy': 1, 'pure': False}
        """
        pairs = zip(self.variables, self.values, strict=True)
        unknown = self.entropy(systems)
        return {
            "known": [f"{variable} = {value}" for variable, value in pairs],
            "entropy": unknown.number,
            "pure": unknown.count == 1,
        }

    # how much is known, and where

    def entropy(self, systems: Sequence[int] | None = None) -> Entropy:
        """Of some systems (from 0), by default of all: log(d^n / |V|); see `entropy.entropy`."""
        return entropy(self, systems)

    def mutual_information(self, left: Sequence[int], right: Sequence[int]) -> Entropy:
        """What two groups of systems tell of each other; see `entropy.mutual_information`."""
        return mutual_information(self, left, right)

    def is_product(self, systems: Sequence[int]) -> bool:
        """Whether these systems (from 0) and the others tell nothing of each other."""
        return is_product(self, systems)

    def correlated_pairs(self, systems: Sequence[int]) -> Entropy:
        """How many maximally correlated pairs it is worth across a split; see `entropy.correlated_pairs`."""
        return correlated_pairs(self, systems)

    def local_form(self, systems: Sequence[int]) -> LocalForm:
        """What maps of each side of a split alone make of it, with these maps; see `local_form.local_form`."""
        return local_form(self, systems)

    def local_forms(self, systems: Sequence[int]) -> LocalForms:
        """The same for each prime factor of d; see `local_forms.local_forms`."""
        return local_forms(self, systems)

    def code_parameters(self, gauge: ArrayLike | None = None, subsets: int = SUBSETS) -> CodeParameters:
        """n, k and distance of the code whose checks are the known variables; see `codes.code_parameters`."""
        return code_parameters(self, gauge, subsets)

    def overlap(self, other: EpistemicState) -> Fraction:
        """d^n times the sum of the products of the two probabilities of each ontic state, |V ∩ W| / d^n, or 0.

        >>> up = EpistemicState.from_known("X1 = 1", 3, 1)
        >>> up.overlap(up), up.overlap(EpistemicState.from_known("P1 = 0", 3, 1))
        (Fraction(1, 1), Fraction(1, 3))
        """
        if self.space != other.space:
            raise InputError("states of different systems do not overlap", "compare states with one d and one n")
        rows = np.vstack([self.known, other.known])
        values = np.concatenate([self.values, other.values])
        form = howell(np.hstack([rows, values[:, None]]), self.d, pivot_columns=2 * self.n)
        if not form[:, :-1].any(axis=1).all():
            return Fraction(0)  # what is known of both contradicts itself
        together = module_size(howell(rows, self.d), self.d) if len(rows) else 1
        return Fraction(self.knowledge * other.knowledge, together * self.d**self.n)

    def purification(self) -> EpistemicState:
        """A state of maximal knowledge of twice as many systems, of which this is the marginal of the first half.

        Every variable G that commutes with what is known is correlated with its mirror image (P exchanged for -P) on
        the second half: brackets of the two halves cancel.

        >>> str(EpistemicState.unknown(3, 1).purification())
        'X1 + X2 = 0, P1 - P2 = 0'
        """
        commuting = kernel(flow(self.known) % self.d, self.d, columns=2 * self.n)
        mirror = commuting.copy()
        mirror[:, 1::2] *= -1
        pairs = np.hstack([commuting, mirror])
        rows = np.vstack([pairs, np.hstack([self.known, np.zeros_like(self.known)])])
        values = rows[:, : 2 * self.n] @ self.valuation_vector
        return EpistemicState.of(rows, values, self.d, 2 * self.n)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, EpistemicState)
            and self.space == other.space
            and np.array_equal(self.known, other.known)
            and np.array_equal(self.values, other.values)
        )

    def __hash__(self) -> int:
        return hash((self.space, self.known.tobytes(), self.values.tobytes()))

    def __str__(self) -> str:
        """The known variables in notation, as `from_known` reads them; "nothing known" for the empty set."""
        pairs = zip(self.variables, self.values, strict=True)
        return ", ".join(f"{variable} = {value}" for variable, value in pairs) or "nothing known"
