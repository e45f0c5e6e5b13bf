"""The exact fractions of equal pairs under the best choice of signs, for one, two and three bits.

One and two bits: all sign functions are tried. Three bits have 2^63; a branch and bound decides them all where
generators are compared (`best_signs`), a classification of consistent sign functions where all elements are
(`consistent`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.phase_space.modular import Matrix

from .best_signs import Parities, minimum, unequal_pairs
from .closeness import bases, equal_by_elements, equal_by_generators, signs_under
from .consistent import Words, consistent_choices
from .notation import notation
from .operators import variables

BEST = {1: (9, 9), 2: (213, 174), 3: (16107, 8976)}
"""Most equal pairs under any sign function: (generators, elements)."""

CONSISTENT = {1: 3, 2: 12, 3: 72}
"""Most Lagrangian subspaces on which a sign function is consistent."""

CHUNK = 4096
"""Sign functions evaluated at a time."""


def all_sign_functions(n: int) -> Matrix:
    """Every sign function of n bits with + for the identity, (2^(4^n - 1), 4^n); n is 1 or 2."""
    bits = np.arange(2 ** (4**n - 1))[:, None] >> np.arange(4**n - 1) & 1
    return np.hstack([np.zeros((len(bits), 1), dtype=np.int64), bits])


def counts(n: int, choices: Matrix) -> Matrix:
    """Equal pairs comparing generators, comparing elements, and consistent subspaces: (S, 4^n) choices -> (S, 3)."""
    found, parts = bases(n), []
    for start in range(0, len(choices), CHUNK):
        t = signs_under(found, choices[start : start + CHUNK])
        tables = equal_by_generators(found, t), equal_by_elements(found, t)
        parts.append(np.stack([*(table.sum(axis=(1, 2)) for table in tables), (~t.any(axis=2)).sum(axis=1)], axis=1))
    return np.concatenate(parts)


def plainest(n: int, choices: Matrix) -> list[str]:
    """The variables with sign - of the choice that has the fewest, linear functions added (they change nothing)."""
    rows = variables(n)
    linear = rows @ rows.T % 2
    every = (choices[:, None, :] + linear[None]) % 2
    flat = every.reshape(-1, 4**n)
    best = flat[np.lexsort((*(1 - flat.T[::-1]), flat.sum(axis=1)))[0]]
    return [notation(rows[x]) for x in np.flatnonzero(best)]


def _verdict(n: int, which: int, reached: int, choices: Matrix, note: str) -> Check:
    pairs, expected = bases(n).pairs, BEST[n][which]
    what = ("generators", "all elements")[which]
    scope = f"n = {n}, best signs: {reached} of {pairs} pairs equal comparing {what}; {note}"
    wrong = None if reached == expected else {"reached": reached, "expected": expected}
    example = {"negative": plainest(n, choices)} if len(choices) else None
    return decided(f"best-signs-{what.split()[-1]}", "exhaustive", scope, pairs, wrong, example)


def best_of_all(n: int, functions: Callable[[int], Matrix] = all_sign_functions) -> list[Check]:
    """n = 1, 2: the maxima over every sign function, for each way to compare, and of consistent subspaces."""
    choices = functions(n)
    table = counts(n, choices)
    most = table.max(axis=0)
    note = f"all {len(choices)} sign functions"
    checks = [_verdict(n, which, int(most[which]), choices[table[:, which] == most[which]], note) for which in (0, 1)]
    total = bases(n).count
    scope = f"n = {n}: at most {most[2]} of {total} Lagrangian subspaces are consistent; {note}"
    wrong = None if most[2] == CONSISTENT[n] else {"reached": int(most[2]), "expected": CONSISTENT[n]}
    return [*checks, decided("consistent-subspaces", "exhaustive", scope, len(choices), wrong)]


def best_by_generators(n: int, search: Callable[[Parities, int], tuple[int, Matrix]] = minimum) -> Check:
    """The maximum when generators are compared, by branch and bound; what it finds is counted again pair by pair."""
    pairs, problem = bases(n).pairs, unequal_pairs(bases(n))
    at_most = (pairs - BEST[n][0]) // 2 * problem.scale
    least, found = search(problem, at_most)
    note = f"all 2^{4**n - 1} sign functions decided by branch and bound"
    if least > at_most:  # none is as good as expected
        return _verdict(n, 0, BEST[n][0] - 2, np.zeros((0, 4**n), dtype=np.int64), f"{note}; no more were found")
    choices = np.zeros((len(found), 4**n), dtype=np.int64)
    choices[:, : found.shape[1]] = found
    reached = pairs - 2 * least // problem.scale
    again = counts(n, choices)[:, 0]
    if (again != reached).any():
        return _verdict(n, 0, int(again.min()), choices, f"{note}, which found {reached}")
    return _verdict(n, 0, reached, choices, note)


def best_by_elements(search: Callable[[int], tuple[Words, Matrix]] = consistent_choices) -> list[Check]:
    """n = 3, all elements compared: the maximum, and the most consistent subspaces.

    A pair is equal only if W is consistent. So 66 consistent subspaces give at most 66 * 135 = 8,910 pairs, and
    it is enough to count pairs for all sign functions with 67 or more.
    """
    n, total = 3, bases(3).count
    enough = BEST[n][1] // total + 1
    words, numbers = search(enough)
    choices = (words[:, None] >> np.arange(4**n, dtype=np.uint64) & np.uint64(1)).astype(np.int64)
    table = counts(n, choices) if len(choices) else np.zeros((1, 3), dtype=np.int64)
    most = int(table[:, 1].max())
    bound = (enough - 1) * total
    note = (
        f"all 2^63 sign functions: {len(words)} up to linear ones have {enough} or more consistent subspaces, "
        f"the others at most {bound} pairs"
    )
    best = choices[table[: len(choices), 1] == most]
    checks = [_verdict(n, 1, max(most, bound), best, note)]
    consistent = int(numbers.max()) if len(numbers) else 0
    wrong: dict[str, Any] | None = None
    if consistent != CONSISTENT[n] or (table[: len(numbers), 2] != numbers).any():
        wrong = {"reached": consistent, "expected": CONSISTENT[n], "counted again": int(table[:, 2].max())}
    scope = f"n = {n}: at most {consistent} of {total} Lagrangian subspaces are consistent; all 2^63 sign functions"
    return [*checks, decided("consistent-subspaces", "exhaustive", scope, total, wrong)]
