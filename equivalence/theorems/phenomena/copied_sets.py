"""Sets of states that can be broadcast or cloned: pairs decide, for one and for two systems, by all maximal sets.

That every pair of a set can be broadcast is needed; that it is enough is shown by a strategy for each maximal set:
measure variables that disturb no state of the set, one after the other, each chosen by the outcomes so far, until all
brackets of what is left vanish; then everything that is known is measured and prepared twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

from .all_states import AllStates, Bools, all_states
from .no_cloning import toy_pairs

NEVER, DISTURBED = -1, -2
"""In the place of the state after an outcome: it does not happen; or knowledge of what does not commute would be
left."""


def maximal_sets(allowed: Bools) -> Iterator[tuple[int, ...]]:
    """All maximal sets whose pairs are all allowed (Bron and Kerbosch, with pivots).

    >>> sorted(maximal_sets(np.array([[True, True, False], [True, True, True], [False, True, True]])))
    [(0, 1), (1, 2)]
    """
    near = [frozenset(np.flatnonzero(row).tolist()) - {i} for i, row in enumerate(allowed)]
    queue: list[tuple[tuple[int, ...], frozenset[int], frozenset[int]]] = [
        ((), frozenset(range(len(near))), frozenset())
    ]
    while queue:
        chosen, left, done = queue.pop()
        if not left and not done:
            yield tuple(sorted(chosen))
            continue
        pivot = max(left | done, key=lambda u: len(left & near[u]))
        for v in left - near[pivot]:
            queue.append(((*chosen, v), left & near[v], done & near[v]))
            left, done = left - {v}, done | {v}


class Strategy:
    """Measurements that tell the states of a set apart as far as they do not commute, disturbing none."""

    def __init__(self, states: AllStates, commute: Bools) -> None:
        self.commute = commute
        points = PhaseSpace(states.d, states.n).points()
        variables = [row for row in points if row.any() and row[np.flatnonzero(row)[0]] == 1]  # one of each line
        number = {support.tobytes(): i for i, support in enumerate(states.supports)} | {bytes(len(points)): NEVER}
        values = [points @ F % states.d for F in variables]
        self.after = np.array(
            [
                [[number.get((s & (found == v)).tobytes(), DISTURBED) for v in range(states.d)] for found in values]
                for s in states.supports
            ]
        )
        self.undisturbed = ~(self.after == DISTURBED).any(axis=2)
        self.decided: dict[frozenset[int], bool] = {}

    def tells(self, chosen: frozenset[int]) -> bool:
        """Whether there is such a strategy for these states."""
        if chosen not in self.decided:
            self.decided[chosen] = self._tells(np.array(sorted(chosen)))
        return self.decided[chosen]

    def _tells(self, where: Matrix) -> bool:
        if self.commute[np.ix_(where, where)].all():
            return True
        for variable in np.flatnonzero(self.undisturbed[where].all(axis=0)):
            after = self.after[where, variable].T
            left = [frozenset(column.tolist()) - {NEVER} for column in after]
            if all(found != set(where.tolist()) and self.tells(found) for found in left):
                return True
        return False


def sets(d: int, n: int, allowed: Bools | None = None) -> Check:
    """Every maximal set of states of which every pair can be broadcast can be broadcast as a whole.

    Parameters
    ----------
    allowed : which pairs can be, as the theorem says by default.
    """
    states = all_states(d, n)
    disjoint, commute = toy_pairs(states)
    strategy = Strategy(states, commute)
    wrong, sizes = None, list[int]()
    for chosen in maximal_sets(disjoint | commute if allowed is None else allowed):
        sizes.append(len(chosen))
        if wrong is None and not strategy.tells(frozenset(chosen)):
            wrong = {"no strategy for": [states.name(i) for i in chosen]}
    told = ", ".join(f"{sizes.count(size)} of {size} states" for size in sorted(set(sizes)))
    scope = (
        f"d = {d}, n = {n}: all {len(sizes)} maximal sets ({told}); subsets of a set that is broadcast are broadcast"
    )
    return decided(f"sets-{d}-{n}", "exhaustive", scope, len(sizes), wrong)
