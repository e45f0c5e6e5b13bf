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

from toytheory.discrete.enumeration import valuations
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, howell, kernel, module_size
from toytheory.phase_space.space import PhaseSpace, bracket_rows, coordinates_of
from toytheory.phase_space.variables import Variable

from . import balance, complementarity
from .restriction import Restriction

RESTRICTIONS: tuple[Restriction, ...] = (complementarity.RESTRICTION, balance.RESTRICTION)
"""All of them; the command line reads this table."""

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


def restriction(name: str) -> Restriction:
    """The restriction of this name, in words or with hyphens; InputError for an unknown one.

    >>> restriction("knowledge-balance").name
    'knowledge balance'
    """
    for each in RESTRICTIONS:
        if name in (each.name, each.slug):
            return each
    known = ", ".join(each.slug for each in RESTRICTIONS)
    raise InputError(f"there is no restriction {name!r}", f"choose among {known}")


def known_sets(d: int, n: int, principle: str = complementarity.RESTRICTION.name) -> list[Known]:
    """Everything that may be known of n systems, less of it first; InputError where that is too much to list.

    >>> [known.variables for known in known_sets(2, 1)]
    [(), ('X1',), ('X1 + P1',), ('P1',)]
    """
    PhaseSpace(d, n)
    found = (Known(rows, d) for rows in restriction(principle).known(d, n))
    return sorted(found, key=lambda known: known.states)


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
