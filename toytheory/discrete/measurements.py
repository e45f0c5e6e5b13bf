"""Valid reproducible measurements: any commuting set of canonical variables.

Slide "Valid reproducible measurements". Measuring F reveals F(m) and displaces the ontic state
by a random amount along the flow of F. Without that disturbance an observer could know
variables that do not commute; with it, knowledge after the outcome is
V' = (V intersected with the complement of the measured module W) + W
(compare Catani and Browne, arXiv:1701.07801, section 3, who write the update for every d).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from toytheory.errors import InputError
from toytheory.outcomes.distributions import AffineSet
from toytheory.phase_space.brackets import first_noncommuting_pair
from toytheory.phase_space.modular import Matrix, elements, howell, kernel
from toytheory.phase_space.shown import Shown
from toytheory.phase_space.space import PhaseSpace, bracket_rows, flow
from toytheory.phase_space.variables import Variable, coefficient_matrix

from .epistemic import EpistemicState


@dataclass(frozen=True)
class Measurement(Shown):
    """A joint reproducible measurement of a commuting set of variables of n systems.

    The set may be dependent; outcomes are one value a variable. InputError where a pair does not commute.

    >>> state = EpistemicState.from_known("X1 = 1", 3, 1)
    >>> P = Measurement.of([Variable.from_vector([0, 1], 3)], n=1)
    >>> P.probability(state, [2]), str(P.update(state, [2]))
    (Fraction(1, 3), 'P1 = 2')
    """

    variables: tuple[Variable, ...]
    d: int
    n: int

    def __str__(self) -> str:
        return ", ".join(map(str, self.variables))

    @classmethod
    def of(cls, variables: Iterable[Variable], n: int) -> Measurement:
        """A measurement of these variables."""
        chosen = tuple(variables)
        dimensions = {variable.d for variable in chosen}
        if len(dimensions) != 1 or (d := dimensions.pop()) is None:
            raise InputError("a measurement needs variables over one Z_d", "give at least one, all with the same d")
        return cls(chosen, d, n)

    def __post_init__(self) -> None:
        coefficient_matrix(self.variables, self.n)  # refuses variables of systems that are not there
        pair = first_noncommuting_pair(self.variables)
        if pair is not None:
            i, j, value = pair
            first, second = self.variables[i], self.variables[j]
            raise InputError(
                f"{first} and {second} cannot be measured together: [{first}, {second}] = {value}, not 0",
                "measure variables whose bracket vanishes",
            )

    @cached_property
    def rows(self) -> Matrix:
        """Linear parts of the variables, (r, 2n)."""
        return coefficient_matrix(self.variables, self.n)

    @cached_property
    def constants(self) -> Matrix:
        """Constants of the variables, (r,)."""
        return np.array([variable.constant for variable in self.variables], dtype=np.int64)

    def outcomes(self, state: EpistemicState) -> AffineSet:
        """The possible joint outcomes, all equally likely: the image of the support.

        >>> bell = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
        >>> both = Measurement.of([Variable.from_vector([1, 0, 0, 0], 3), Variable.from_vector([0, 0, 1, 0], 3)], 2)
        >>> both.outcomes(bell).points().tolist()
        [[0, 0], [1, 1], [2, 2]]
        """
        self._same_space(state)
        offset = self.rows @ state.valuation_vector + self.constants
        return AffineSet.of(offset, state.directions @ self.rows.T, self.d)

    def probability(self, state: EpistemicState, values: ArrayLike) -> Fraction:
        """Probability of one joint outcome (r,)."""
        possible = self.outcomes(state)
        return Fraction(1, possible.size) if np.asarray(values) in possible else Fraction(0)

    def update(self, state: EpistemicState, values: ArrayLike) -> EpistemicState:
        """The state after the outcome; InputError where the outcome is impossible."""
        wanted = np.mod(np.asarray(values, dtype=np.int64), self.d)
        if wanted not in self.outcomes(state):
            raise InputError(
                f"the outcome {wanted.tolist()} is impossible in the state {state}", "choose one of `outcomes(state)`"
            )
        table = bracket_rows(state.known, self.rows) % self.d
        kept = kernel(table.T, self.d, columns=len(state.known))
        rows = np.vstack([kept @ state.known, self.rows])
        return EpistemicState.of(rows, np.concatenate([kept @ state.values, wanted - self.constants]), self.d, self.n)

    def disturbance(self) -> Matrix:
        """The displacements, all equally likely, by which the ontic state is kicked: (|W|, 2n)."""
        return np.asarray(elements(howell(flow(self.rows), self.d), self.d), dtype=np.int64)

    def kernel(self, values: Sequence[int]) -> tuple[Matrix, int]:
        """The update of distributions over all ontic states, unnormalised: (numerators, denominator).

        Entry [m', m] is the chance that ontic state m gives these values and becomes m'. Built
        from the definition (indicator, then random kick), not from the update of (V, v).
        """
        space = PhaseSpace(self.d, self.n)
        points, kicks = space.points(), self.disturbance()
        wanted = np.asarray(values, dtype=np.int64)
        hit = np.flatnonzero((((points @ self.rows.T + self.constants - wanted) % self.d) == 0).all(axis=1))
        entries = space.index(points[hit] + kicks[:, None, :]) * space.size + hit
        matrix = np.bincount(entries.reshape(-1), minlength=space.size**2).reshape(space.size, space.size)
        return matrix, len(kicks)

    def _same_space(self, state: EpistemicState) -> None:
        if (state.d, state.n) != (self.d, self.n):
            raise InputError(
                f"a measurement on d = {self.d}, n = {self.n} of a state on d = {state.d}, n = {state.n}",
                "measure states of the same phase space",
            )
