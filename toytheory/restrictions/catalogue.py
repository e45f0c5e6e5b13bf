"""What may be known in a theory, set by set, with counts: what `toytheory states` prints.

Under classical complementarity these are the isotropic modules; under knowledge balance (prime d) the subspaces that
the principle allows when systems are measured singly, commuting or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from toytheory.discrete.enumeration import isotropic_count, isotropic_modules, valuations
from toytheory.discrete.subspaces import subspace_count, subspaces
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, howell, is_prime, kernel, module_size
from toytheory.phase_space.space import PhaseSpace, bracket_rows, coordinates_of
from toytheory.phase_space.variables import Variable

from . import CLASSICAL_COMPLEMENTARITY, KNOWLEDGE_BALANCE, balanced

RESTRICTIONS = (CLASSICAL_COMPLEMENTARITY, KNOWLEDGE_BALANCE)
MOST_SETS = 100_000
MOST_STATES = 250_000


@dataclass(frozen=True, eq=False)
class Known:
    """A set of variables that may be known together.

    Attributes
    ----------
    rows : Howell form of what is known, (k, 2n).
    d : values of a coordinate.
    """

    rows: Matrix
    d: int

    @property
    def n(self) -> int:
        """Number of systems."""
        return int(self.rows.shape[1] // 2)

    @property
    def variables(self) -> tuple[str, ...]:
        """In notation."""
        return tuple(str(Variable.from_vector(row, self.d)) for row in self.rows)

    @property
    def states(self) -> int:
        """How many valuations it has."""
        return int(module_size(self.rows, self.d))

    @property
    def pure(self) -> bool:
        """Whether no more may be known: d^n values."""
        return bool(self.states == self.d**self.n)

    @property
    def commutes(self) -> bool:
        """Whether its variables commute; otherwise no quantum state has it."""
        return not (bracket_rows(self.rows, self.rows) % self.d).any()

    @property
    def correlated(self) -> bool:
        """Whether it is more than what is known of each system alone."""
        alone = 1
        for system in range(self.n):
            others = np.setdiff1d(np.arange(2 * self.n), coordinates_of([system]))
            inside = kernel(self.rows[:, others].T, self.d, columns=len(self.rows)) @ self.rows % self.d
            alone *= module_size(howell(inside, self.d), self.d) if len(inside) else 1
        return alone < self.states

    def told(self) -> Iterator[str]:
        """Each state, as `prepare` takes it."""
        for values in valuations(self.rows, self.d):
            yield ", ".join(f"{v} = {x}" for v, x in zip(self.variables, values, strict=True)) or "nothing known"


def known_sets(d: int, n: int, restriction: str = CLASSICAL_COMPLEMENTARITY) -> list[Known]:
    """Everything that may be known of n systems, less of it first; InputError where that is too much to list.

    >>> [known.variables for known in known_sets(2, 1)]
    [(), ('X1',), ('X1 + P1',), ('P1',)]
    """
    space = PhaseSpace(d, n)
    if restriction == KNOWLEDGE_BALANCE:
        return [Known(rows, d) for rows in _balanced(d, n)]
    if restriction != CLASSICAL_COMPLEMENTARITY:
        raise InputError(f"there is no restriction {restriction!r}", f"choose among {', '.join(RESTRICTIONS)}")
    count = sum(isotropic_count(d, n, k) for k in range(n + 1)) if is_prime(d) else 0
    if count > MOST_SETS or (not count and space.size > 1024):
        raise InputError(
            f"the states of {n} systems with d = {d} are too many to list", "choose fewer systems or smaller d"
        )
    return sorted((Known(rows, d) for rows in isotropic_modules(d, n)), key=lambda known: known.states)


def _balanced(d: int, n: int) -> Iterator[Matrix]:
    if not is_prime(d):
        raise InputError(f"knowledge balance counts linear questions, and d = {d} is not prime", "choose a prime d")
    if n > 3 or sum(subspace_count(d, 2 * n, k) for k in range(n + 1)) > MOST_SETS:
        raise InputError(
            f"the subspaces of variables of {n} systems with d = {d} are too many to try",
            "choose fewer systems or smaller d",
        )
    for rank in range(n + 1):
        spaces = subspaces(d, 2 * n, rank)
        masks = balanced(spaces, d)
        yield from spaces[masks["marginal"] & masks["locality"]]


def counts(sets: Sequence[Known]) -> list[dict[str, Any]]:
    """By how much is known and whether it is correlated: sets and states.

    >>> counts(known_sets(3, 1))[1]
    {'known': 3, 'pure': True, 'correlated': False, 'sets': 4, 'states': 12}
    """

    def kind(known: Known) -> tuple[int, bool, bool]:
        return known.states, known.pure, known.correlated

    found = []
    for (size, pure, correlated), group in groupby(sorted(sets, key=kind), key=kind):
        members = list(group)
        states = sum(known.states for known in members)
        found.append({"known": size, "pure": pure, "correlated": correlated, "sets": len(members), "states": states})
    return found


def listed_states(sets: Sequence[Known]) -> list[str]:
    """Each state of each set; InputError for more than a quarter of a million."""
    total = sum(known.states for known in sets)
    if total > MOST_STATES:
        raise InputError(f"{total:,} states are too many to list", "choose fewer systems, --pure or --correlated")
    return [text for known in sets for text in known.told()]
