"""The normal forms of a state across a split prime by prime, where no square divides d.

By the Chinese remainder theorem a state of Z_d, d = p q ..., is a state of Z_p, one of Z_q and so on, and maps act on
each by themselves. So it has one normal form for each prime (`local_form`), and one map of each side leads to all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, inverse, prime_factors

from .local_form import LocalForm, local_form
from .transformations import SymplecticMap

if TYPE_CHECKING:
    from .epistemic import EpistemicState


@dataclass(frozen=True)
class LocalForms:
    """A state across a split, up to maps of each side, modulo each prime factor of d.

    Attributes
    ----------
    d : without square factors.
    by_prime : the form of the state modulo each prime.
    left, right : the maps of the two sides that lead to all of them at once.
    """

    d: int
    by_prime: Mapping[int, LocalForm]
    left: SymplecticMap
    right: SymplecticMap

    def rows(self, n: int) -> Matrix:
        """What is known in the form, (k, 2n); all values are 0."""
        return np.vstack([self.d // p * form.rows(n) for p, form in self.by_prime.items()])


def local_forms(state: EpistemicState, systems: Sequence[int]) -> LocalForms:
    """The normal forms across the split between these systems (from 0) and the others; for d without square factors.

    InputError where p^2 divides d: X1 + pP2 = 0, X2 + pP1 = 0 is pure and has no such form (docs/pairs.md).

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> forms = local_forms(EpistemicState.from_known("X1 - X2 = 0, 2P1 + 2P2 = 0", 6, 2), [0])
    >>> {p: (form.pairs, form.shared) for p, form in forms.by_prime.items()}      # 2P1 + 2P2 = 0 says nothing modulo 2
    {2: (0, 1), 3: (1, 0)}
    """
    from .epistemic import EpistemicState

    d, primes = state.d, prime_factors(state.d)
    square = next((p for p in primes if d % (p * p) == 0), None)
    if square is not None:
        without = f"X1 + {square}P2 = 0, X2 + {square}P1 = 0"
        raise InputError(
            f"{square}^2 divides d = {d}, and not every state has such a form: {without} has none",
            "use a d without square factors",
        )
    by_prime = {p: local_form(EpistemicState.of(state.known, state.values, p, state.n), systems) for p in primes}
    sides = []
    for maps in ([form.left for form in by_prime.values()], [form.right for form in by_prime.values()]):
        matrix = np.sum([_unit(d, each.d) * each.matrix for each in maps], axis=0)
        shift = np.sum([_unit(d, each.d) * each.shift for each in maps], axis=0)
        sides.append(SymplecticMap(d, matrix % d, shift % d))
    return LocalForms(d, by_prime, sides[0], sides[1])


def _unit(d: int, p: int) -> int:
    """What is 1 modulo p and 0 modulo d / p."""
    return d // p * inverse(d // p, p)
