"""How many of the cases of a feature are asked: fewer of the larger of many d, and a share of a slow simulator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toytheory.phase_space.modular import is_prime

from .feature import Scope

MANY = 4
"""So many d get all cases. Of more than these the smallest three do, and the smallest odd composite half."""

FEWER = 3
"""Cases of a feature for each other d, by default, which is slow when large: those that follow in the row."""

LEAST = 20
"""Smaller experiments that are tried of a wrong one at least."""

SLOW = "asked a share of {:g}, as it declares"
"""Of a simulator that is slow: how many of the cases."""


def shared(asked: Sequence[Scope], cases: int) -> list[tuple[Scope, int, int]]:
    """Scopes, number of the first experiment and how many each is asked.

    >>> scopes = [Scope(d, None, 4) for d in (2, 3, 5, 7, 9, 15)]
    >>> [(scope.d, first, cases) for scope, first, cases in shared(scopes, 16)]
    [(2, 0, 16), (3, 0, 16), (5, 0, 16), (7, 0, 3), (9, 0, 8), (15, 3, 3)]
    """
    if len(asked) <= MANY:
        return [(scope, 0, cases) for scope in asked]
    small, rest = asked[: MANY - 1], asked[MANY - 1 :]
    composite = [scope for scope in rest if scope.dimension % 2 and not is_prime(scope.dimension)][:1]
    others, fewer = [scope for scope in rest if scope not in composite], min(cases, FEWER)
    found = [(scope, 0, cases) for scope in small] + [(scope, 0, max(fewer, cases // 2)) for scope in composite]
    found += [(scope, number * fewer, fewer) for number, scope in enumerate(others)]
    return sorted(found, key=lambda one: asked.index(one[0]))


def tries(most: int, share: float) -> int:
    """How many smaller experiments are tried at most of a wrong one.

    >>> tries(250, 0.5), tries(250, 0.01), tries(2, 1.0)
    (125, 20, 2)
    """
    return min(most, max(LEAST, round(most * share)))


def share_told(words: str) -> float | None:
    """The share that the words of a check tell; None of a simulator that was asked everything.

    >>> share_told(f"d = 3, n = 1: 4 experiments agree; {SLOW.format(0.25)}"), share_told("d = 3, n = 1")
    (0.25, None)
    """
    before, after = map(re.escape, SLOW.split("{:g}"))
    found = re.search(f"{before}(.+?){after}", words)
    return float(found[1]) if found else None
