"""Composite d: pairs come in sizes, and the order of transformations is that of diagrams.

For d = p^a the symplectic module V_A^perp / V_A of a pure state is a sum of pairs of copies of Z_(p^l), l in a
partition: a *pair of size p^l* each. Local maps, local states and measurements lead exactly to partitions whose diagram
lies inside: a measured W is a chain of steps by one variable of order p, each takes one box from one row. As a diagram
contains another one exactly if each column does, and columns of unions add up, a common part may be cancelled: (l + k)
contains (m + k) if and only if l contains m. For other d one partition a prime (Chinese remainders).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, pairwise
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.phase_space.modular import Matrix, elements, howell, kernel, remainder
from toytheory.phase_space.space import symplectic_form

Diagram = tuple[int, ...]
Contains = Callable[[Sequence[int], Sequence[int]], bool]


def complement(rows: Matrix, d: int) -> Matrix:
    """Howell form of V^perp."""
    return kernel(rows @ symplectic_form(rows.shape[1] // 2), d, columns=rows.shape[1])


def diagram(rows: Matrix, d: int, p: int) -> Diagram:
    """The partition of V^perp / V for a prime power d: how many elements p^j kills tells its columns.

    >>> diagram(np.zeros((0, 2), dtype=int), 9, 3), diagram(np.array([[3, 0]]), 9, 3), diagram(np.array([[1, 0]]), 9, 3)
    ((2,), (1,), ())
    """
    outside = elements(complement(rows, d), d)
    inside = len(elements(rows, d))
    killed, power = [1], 1
    while power < d:
        power *= p
        rest = remainder(outside * power % d, rows, d)
        killed.append(int((~rest.any(axis=1)).sum()) // inside)
    columns = [round(np.log(after / before) / np.log(p)) // 2 for before, after in pairwise(killed)]
    return tuple(sum(column > row for column in columns) for row in range(columns[0]))


def contains(large: Sequence[int], small: Sequence[int]) -> bool:
    """Whether a diagram lies inside another: row by row.

    >>> contains((2,), (1,)), contains((2,), (1, 1)), contains((1, 1), (2,))
    (True, False, False)
    """
    ordered = sorted(large, reverse=True) + [0] * len(small)
    return all(a >= b for a, b in zip(ordered, sorted(small, reverse=True), strict=False))


def order_of_modules(d: int, p: int, n: int, inside: Contains = contains) -> Check:
    """From which partition to which a measurement leads: all modules of n systems, all variables measured in addition.

    >>> order_of_modules(9, 3, 1).status
    'holds'
    """
    modules = isotropic_modules(d, n)
    told = {rows.tobytes(): diagram(rows, d, p) for rows in modules}
    steps: set[tuple[Diagram, Diagram]] = set()
    for rows in modules:
        for extra in elements(complement(rows, d), d):
            larger = howell(np.vstack([rows, extra]), d)
            steps.add((told[rows.tobytes()], told[larger.tobytes()]))
    found = sorted(set(told.values()))
    reached = {(a, a) for a in found} | steps
    while True:
        further = {(a, c) for a, b in reached for b2, c in reached if b == b2}
        if further <= reached:
            break
        reached |= further
    expected = {(a, b) for a in found for b in found if inside(a, b)}
    wrong: dict[str, Any] | None = None
    if reached != expected:
        wrong = {"not by diagrams": sorted(reached - expected), "not reached": sorted(expected - reached)}
    scope = f"d = {d}, n = {n}: all {len(modules)} isotropic modules of one party; partitions {found}"
    return decided("diagrams", "exhaustive", scope, len(modules), wrong)


def partitions(rows: int, columns: int) -> Iterator[Diagram]:
    """All diagrams in a box."""
    for parts in combinations_with_replacement(range(columns + 1), rows):
        yield tuple(sorted((part for part in parts if part), reverse=True))


def cancellation(rows: int = 3, columns: int = 3, inside: Contains = contains) -> Check:
    """Nothing that is lent and given back helps: with a third diagram beside both, the same contains the same.

    The proof for all sizes: rows at least j long number more or as many in one than in the other; beside a third
    diagram both numbers grow by the same. The same holds for squeezings of modes, real numbers in place of whole ones.
    """
    wrong, cases = None, 0
    box = list(partitions(rows, columns))
    for large in box:
        for small in box:
            alone = inside(large, small)
            for lent in box:
                cases += 1
                if wrong is None and inside((*large, *lent), (*small, *lent)) != alone:
                    wrong = {"from": large, "to": small, "lent": lent}
    scope = f"all triples of the {len(box)} diagrams in a {rows} x {columns} box (all sizes: docstring)"
    return decided("cancellation", "exhaustive", scope, cases, wrong)


def incomparable() -> Check:
    """At d = 4 one pair of size 4 and two pairs of size 2 are worth the same, and neither can be made of the other.

    Both have V^perp / V of 16 elements. In quantum theory they are equal up to local unitaries, which are not of the
    theory. Prime d has no such thing: the number of pairs orders all.
    """
    one, two = np.array([[0, 0, 1, 0]]), np.array([[2, 0, 0, 0], [0, 0, 2, 0]])
    shapes = [diagram(howell(rows, 4), 4, 2) for rows in (one, two)]
    sizes = [4**4 // len(elements(howell(rows, 4), 4)) ** 2 for rows in (one, two)]
    found = {"diagrams": shapes, "sizes": sizes}
    right = shapes == [(2,), (1, 1)] and sizes == [16, 16]
    right = right and not contains(*shapes) and not contains(*shapes[::-1])
    scope = "d = 4: {X2} and {2X1, 2X2} known to one party of a pure state"
    return decided("incomparable", "exhaustive", scope, 2, None if right else found, found)
