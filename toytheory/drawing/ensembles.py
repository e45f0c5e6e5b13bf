"""Probabilities of ontic states, exact, in the form that pictures need: marginals of one or two systems.

An ensemble is a mixture of uniform distributions on affine sets. That covers epistemic states, what noise
makes of them, and the states that are forbidden; the marginal of an affine set is one again, so that many
systems cost no more than few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from toytheory.discrete.epistemic import EpistemicState
from toytheory.errors import InputError
from toytheory.outcomes.distributions import AffineSet
from toytheory.phase_space.modular import Matrix, kernel, solve
from toytheory.phase_space.space import PhaseSpace, coordinates_of
from toytheory.phase_space.variables import Variable, coefficient_matrix

Point = tuple[int, ...]


@dataclass(frozen=True)
class Ensemble:
    """A mixture of uniform distributions on affine sets of ontic states.

    Attributes
    ----------
    d, n : of the phase space.
    parts : (weight, affine set) pairs; weights add up to one.

    >>> half = Ensemble.of_state(EpistemicState.from_known("X1 - X2 = 0", 2, 2))
    >>> half.on([0]) == {(x, p): Fraction(1, 4) for x in range(2) for p in range(2)}
    True
    """

    d: int
    n: int
    parts: tuple[tuple[Fraction, AffineSet], ...]

    @classmethod
    def of_state(cls, state: EpistemicState) -> Ensemble:
        """Of a valid epistemic state."""
        support = AffineSet.of(state.valuation_vector, state.directions, state.d)
        return cls(state.d, state.n, ((Fraction(1), support),))

    @classmethod
    def of_mixture(cls, states: Mapping[EpistemicState, Fraction]) -> Ensemble:
        """Of a mixture of epistemic states of one phase space."""
        parts = [(weight, cls.of_state(state).parts[0][1]) for state, weight in states.items()]
        first = next(iter(states))
        return cls(first.d, first.n, tuple(parts))

    @classmethod
    def of_values(cls, known: Iterable[tuple[Variable, int]], d: int, n: int) -> Ensemble:
        """Uniform where the variables have these values, whether or not they can be known together."""
        pairs = list(known)
        rows = coefficient_matrix((variable for variable, _ in pairs), n)
        support = affine_set(rows, [value - variable.constant for variable, value in pairs], d)
        if support is None:
            raise InputError("no ontic state has these values", "dependent variables must have dependent values")
        return cls(d, n, ((Fraction(1), support),))

    @classmethod
    def of_points(cls, probabilities: Mapping[Sequence[int], Fraction], d: int) -> Ensemble:
        """From the probability of each ontic state (x1, p1, x2, p2, ...), those of probability 0 left out.

        >>> Ensemble.of_points({(0, 0): Fraction(1, 3), (1, 1): Fraction(2, 3)}, 2).on([0])[1, 1]
        Fraction(2, 3)
        """
        widths = {len(point) for point in probabilities}
        if len(widths) != 1 or not (width := widths.pop()) or width % 2:
            raise InputError(
                "ontic states are tuples (x1, p1, x2, p2, ...), all of one length", "give at least one of them"
            )
        weights = {point: Fraction(p) for point, p in probabilities.items()}
        if min(weights.values()) < 0 or sum(weights.values()) != 1:
            raise InputError("the probabilities are no distribution", "give numbers from 0 to 1 that add up to 1")
        none = np.zeros((0, width), dtype=np.int64)
        parts = tuple((p, AffineSet.of(list(point), none, d)) for point, p in weights.items() if p)
        return cls(d, width // 2, parts)

    @classmethod
    def of_weights(cls, weights: ArrayLike, d: int, n: int) -> Ensemble:
        """From a weight of each of the d^(2n) ontic states, in the order of `PhaseSpace.points`.

        >>> Ensemble.of_weights([0, 0, 1, 1], 2, 1).on([0])
        {(1, 0): Fraction(1, 2), (1, 1): Fraction(1, 2)}
        """
        space, given = PhaseSpace(d, n), np.asarray(weights)
        if given.shape != (space.size,):
            raise InputError(f"{given.shape} weights for {space.size} ontic states", "give one weight each")
        points = [tuple(point) for point in space.points().tolist()]
        positive = np.flatnonzero(given).tolist()
        exact = {points[i]: Fraction(given[i].item()) for i in positive}
        total = sum(exact.values(), Fraction(0))
        if total <= 0:
            raise InputError("the weights do not add up to a positive number", "give a distribution")
        return cls.of_points({point: weight / total for point, weight in exact.items()}, d)

    def on(self, systems: Sequence[int]) -> dict[Point, Fraction]:
        """The probability of each possible ontic state (x, p, ...) of some systems (from 0), in their order."""
        where = coordinates_of(systems)
        total: dict[Point, Fraction] = {}
        for weight, support in self.parts:
            shadow = AffineSet.of(support.offset[where], support.directions[:, where], self.d)
            share = weight / shadow.size
            for point in map(tuple, shadow.points().tolist()):
                total[point] = total.get(point, Fraction(0)) + share
        return dict(sorted(total.items()))


def affine_set(rows: Matrix, values: Sequence[int], d: int) -> AffineSet | None:
    """The ontic states m with rows @ m = values modulo d, or None where there are none.

    >>> affine_set(np.array([[1, 0], [0, 1]]), [2, 1], 3).points().tolist()
    [[2, 1]]
    """
    point = solve(rows, np.array(values, dtype=np.int64), d) if len(rows) else np.zeros(rows.shape[1], dtype=np.int64)
    return None if point is None else AffineSet.of(point, kernel(rows, d, columns=rows.shape[1]), d)
