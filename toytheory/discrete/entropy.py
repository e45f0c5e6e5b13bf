"""How much is not known: entropies of epistemic states and of parts of them, exact for every d.

The entropy is that of the quantum counterpart, log(d^n / |V|): 0 for maximal knowledge, n log d where nothing is known
(the Shannon entropy of the ontic state is n log d more). For composite d it need not be a rational multiple of log d;
the number d^n / |V| is always a whole one, as |V|^2 divides |V| |V^⊥| = d^(2n).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, howell, kernel, module_size, prime_factors
from toytheory.phase_space.space import bracket_rows, coordinates_of

if TYPE_CHECKING:
    from .epistemic import EpistemicState


@dataclass(frozen=True, order=True)
class Entropy:
    """The logarithm of a whole number, in units of log d where that is rational.

    Attributes
    ----------
    count : the number, such as d^n / |V|.
    d : of the state.

    >>> Entropy(9, 3).units, Entropy(3, 9).units, Entropy(2, 6).units
    (Fraction(2, 1), Fraction(1, 2), None)
    >>> str(Entropy(9, 3)), str(Entropy(2, 6))
    ('2', 'log_6 2')
    """

    count: int
    d: int

    @property
    def units(self) -> Fraction | None:
        """log count / log d where it is rational, otherwise None."""
        powers = {Fraction(_multiplicity(self.count, p), _multiplicity(self.d, p)) for p in prime_factors(self.d)}
        return powers.pop() if len(powers) == 1 else None

    @property
    def number(self) -> int | str:
        """In units of log d: a whole number, or text, a fraction or `log_6 2`."""
        units = self.units
        return int(units) if units is not None and units.denominator == 1 else str(self)

    def __float__(self) -> float:
        return math.log(self.count) / math.log(self.d)

    def __str__(self) -> str:
        return f"log_{self.d} {self.count}" if self.units is None else str(self.units)


def _multiplicity(number: int, p: int) -> int:
    times = 0
    while number % p == 0:
        number, times = number // p, times + 1
    return times


def known_of(rows: Matrix, systems: Sequence[int], d: int) -> Matrix:
    """Generators of the variables in a module (k, 2n) that depend on these systems alone, in all coordinates."""
    outside = [c for c in range(rows.shape[1]) if c >> 1 not in set(systems)]
    return kernel(rows[:, outside].T, d, columns=len(rows)) @ rows % d


def size_of(rows: Matrix, systems: Sequence[int], d: int) -> int:
    """How many variables in a module depend on these systems alone."""
    return module_size(howell(known_of(rows, systems, d), d), d)


def entropy(state: EpistemicState, systems: Sequence[int] | None = None) -> Entropy:
    """The entropy of some systems (from 0), by default of all.

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> pair = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
    >>> str(entropy(pair)), str(entropy(pair, [0]))
    ('0', '1')
    """
    if systems is None:
        return Entropy(state.d**state.n // state.knowledge, state.d)
    chosen = checked(state, systems)
    return Entropy(state.d ** len(chosen) // size_of(state.known, chosen, state.d), state.d)


def mutual_information(state: EpistemicState, left: Sequence[int], right: Sequence[int]) -> Entropy:
    """What two groups of systems, without a system in common, tell of each other: S(left) + S(right) - S(both).

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> pair = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
    >>> str(mutual_information(pair, [0], [1]))
    '2'
    """
    a, b = checked(state, left), checked(state, right)
    if set(a) & set(b):
        raise InputError("the two groups have a system in common", "name different systems")
    sizes = [size_of(state.known, systems, state.d) for systems in (a, b, [*a, *b])]
    return Entropy(sizes[2] // (sizes[0] * sizes[1]), state.d)


def mixed_entropy(states: Mapping[EpistemicState, Fraction]) -> float:
    """The entropy of a mixture of states with the same known variables, as noise makes them, in units of log d.

    Their supports have no ontic state in common (and their quantum counterparts are orthogonal), so it is the entropy
    of one of them and that of the weights. InputError where other variables are known in some of them.

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> zero, one = (EpistemicState.from_known(f"X1 = {x}", 2, 1) for x in range(2))
    >>> mixed_entropy({zero: Fraction(1, 2), one: Fraction(1, 2)})
    1.0
    """
    first = next(iter(states))
    if any(not np.array_equal(howell(state.known, state.d), howell(first.known, first.d)) for state in states):
        raise InputError("states in which different variables are known", "mix states of the same known variables")
    weights = [float(weight) for weight in states.values() if weight]
    return float(entropy(first)) - sum(w * math.log(w) for w in weights) / math.log(first.d)


def checked(state: EpistemicState, systems: Sequence[int]) -> list[int]:
    """The systems as a list; InputError where they are not different systems of the state."""
    chosen = [int(s) for s in systems]
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(range(state.n)):
        raise InputError(f"{chosen} is no list of different systems", f"use systems 0 to {state.n - 1}")
    return chosen


def is_product(state: EpistemicState, systems: Sequence[int]) -> bool:
    """Whether these systems (from 0) and the others tell nothing of each other."""
    chosen = checked(state, systems)
    others = [s for s in range(state.n) if s not in chosen]
    return mutual_information(state, chosen, others).count == 1


def correlated_pairs(state: EpistemicState, systems: Sequence[int]) -> Entropy:
    """How many maximally correlated pairs the state is worth across a split: half the rank of brackets on one side.

    Known variables, cut off at the split, no longer commute; what is left of their brackets cannot be made classical by
    anything done on one side. The count is D for one pair of systems with D values (the quantum counterpart has the
    logarithmic negativity log D).

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> str(correlated_pairs(EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2), [0]))
    '1'
    >>> str(correlated_pairs(EpistemicState.from_known("X1 - X2 = 0", 3, 2), [0]))
    '0'
    """
    where = coordinates_of(checked(state, systems))
    cut = state.known[:, where]
    idle = kernel(bracket_rows(cut, cut) % state.d, state.d, columns=len(cut)) @ state.known % state.d
    return Entropy(math.isqrt(state.knowledge // module_size(howell(idle, state.d), state.d)), state.d)
