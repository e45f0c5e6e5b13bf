"""How many Lagrangian subspaces of three bits can be free of contradictions at once, and by which signs.

A sign function is consistent on W when its T' multiply there without signs; then outcomes of W's elements add up as
in the toy theory. By the Kochen-Specker theorem no sign function is consistent on all W. For three bits at most 72 of
the 135 are, and up to linear functions exactly 240 sign functions reach that:

1. A hyperbolic quadric is the set of 35 variables (and 0) on which a quadratic form such as sum a_i b_i vanishes;
   30 Lagrangian subspaces lie in it, at most 16 of them consistent - found by a search through all signs of the 35.
2. The 36 quadrics contain each Lagrangian subspace 8 times, so at most 36 * 16 / 8 = 72 are consistent; and where 67
   are, some quadric has 15.
3. The symplectic group moves every quadric to the first one, so it is enough to extend the choices with 15 there to
   all 63 variables, up to the symmetries of the quadric: the search finds those with 72, and none with 67 to 71.

Choices are held as 64-bit words, bit x the sign of the variable at position x; positions add by exclusive or. A linear
function changes nothing, so signs of the six coordinates are 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from toytheory.phase_space.modular import Matrix

from .closeness import bases
from .operators import variables
from .pauli import beta, phase

Words = NDArray[np.uint64]
Line = tuple[int, int, int]

N = 3
COORDINATES = tuple(2**k for k in range(2 * N))


def word(positions: Iterable[int]) -> np.uint64:
    """The word with the bits at some positions.

    >>> int(word([0, 3]))
    9
    """
    return np.uint64(sum(1 << x for x in positions))


EVERYWHERE = word(range(4**N))
LINEAR = np.array([word(x for x in range(4**N) if x & unit) for unit in COORDINATES])
"""(6,) the linear functions that are 1 at one coordinate and 0 at the others."""


@lru_cache(maxsize=1)
def subspaces() -> tuple[frozenset[int], ...]:
    """The 135 Lagrangian subspaces, as sets of 7 positions."""
    return tuple(frozenset(row) - {0} for row in bases(N).elements.tolist())


def lines_of(contexts: Iterable[frozenset[int]]) -> list[Line]:
    """All {F, G, F + G} in some of the sets, ascending."""
    return sorted({tuple(sorted((x, y, x ^ y))) for s in contexts for x, y in combinations(s, 2)})  # type: ignore[misc]


def quadric(linear: int = 0) -> frozenset[int]:
    """The nonzero variables F with sum a_i b_i + [F, linear] = 0.

    >>> len(quadric())
    35
    """
    rows = variables(N)
    form = np.sum(rows[:, 0::2] * rows[:, 1::2], axis=1)
    other = rows[linear]
    form = form + rows[:, 0::2] @ other[1::2] + rows[:, 1::2] @ other[0::2]
    return frozenset(np.flatnonzero(form % 2 == 0).tolist()) - {0}


def search_order(known: Iterable[int], wanted: Iterable[int], lines: Sequence[Line]) -> list[int]:
    """The wanted positions in an order that completes lines early."""
    have, rest, order = set(known), sorted(set(wanted) - set(known)), []
    while rest:
        best = max(rest, key=lambda x: [sum(len(have & {*line}) == k for line in lines if x in line) for k in (2, 1)])
        rest.remove(best)
        have.add(best)
        order.append(best)
    return order


def extensions(
    starts: Words, known: Iterable[int], wanted: Iterable[int], contexts: Sequence[frozenset[int]], at_most: int
) -> tuple[Words, Matrix]:
    """Every way to choose the wanted signs such that at most so many contexts are inconsistent.

    Parameters
    ----------
    starts : (S,) choices for the `known` positions.
    contexts : subspaces of known and wanted positions, at most 192.

    Returns
    -------
    choices (R,) and their numbers of inconsistent contexts (R,).
    """
    lines = lines_of(contexts)
    masks = [word(line) for line in lines]
    first, second = variables(N)[np.array(lines, dtype=np.int64).reshape(-1, 3)[:, :2]].swapaxes(0, 1)
    signs = beta(first, second).astype(np.uint64)
    place = {line: k for k, line in enumerate(lines)}
    holders = np.zeros((len(lines), 3), dtype=np.uint64)
    for k, context in enumerate(contexts):
        for line in lines_of([context]):
            holders[place[line], k // 64] |= np.uint64(1 << k % 64)
    have = set(known)
    choices, broken = starts.copy(), np.zeros((len(starts), 3), dtype=np.uint64)
    for x in (0, *search_order(have, wanted, lines)):
        if x:
            choices = np.concatenate([choices, choices | np.uint64(1 << x)])
            broken = np.concatenate([broken, broken])
            have.add(x)
        for line, mask, sign, holder in zip(lines, masks, signs, holders, strict=True):
            if have >= {*line} and (not x or x in line):
                odd = (np.bitwise_count(choices & mask) + sign) % 2 == 1
                broken[odd] |= holder
        keep = np.bitwise_count(broken).sum(axis=1) <= at_most
        choices, broken = choices[keep], broken[keep]
    return choices, np.bitwise_count(broken).sum(axis=1).astype(np.int64)


@lru_cache(maxsize=64)
def _turned(v: int) -> tuple[Words, Words, Words]:
    """Which variables do not commute with that at position v, where its map moves them, and with which sign."""
    exponents = phase(variables(N)[v], variables(N))
    turned = np.flatnonzero(exponents % 2)
    return turned.astype(np.uint64), (turned ^ v).astype(np.uint64), ((1 + exponents[turned]) // 2).astype(np.uint64)


def transvected(choices: Words, v: int, domain: np.uint64 = EVERYWHERE) -> Words:
    """Choices moved by the map F -> F + [F, v] v, where it maps their domain (a word) to itself.

    Its unitary (1 + i T_v) / sqrt 2 turns T_F into i T_v T_F where [F, v] = 1, and leaves the other T_F alone.
    """
    one, units = np.uint64(1), np.array(COORDINATES, dtype=np.uint64)
    turned, targets, signs = _turned(v)
    bits = (choices[:, None] >> turned ^ signs) & one
    moved = choices & ~np.bitwise_or.reduce(one << turned) | np.bitwise_or.reduce(bits << targets, axis=1)
    # add the linear functions that make the signs of coordinates 0 again
    result: Words = moved ^ np.bitwise_xor.reduce((moved[:, None] >> units & one) * LINEAR, axis=1)
    return result & domain


def orbit(start: Words, vectors: Iterable[int], domain: Iterable[int] = range(4**N)) -> Words:
    """All choices that transvections by some vectors make of some, ascending."""
    found, fresh, used, inside = np.unique(start), np.unique(start), list(vectors), word(domain)
    while len(fresh):
        moved = np.unique(np.concatenate([transvected(fresh, v, inside) for v in used]))
        fresh = np.setdiff1d(moved, found)
        found = np.union1d(found, fresh)
    return found


def quadric_choices(at_least: int) -> tuple[Words, Matrix]:
    """Signs of the 35 variables of the first quadric with so many consistent subspaces of 30, and their numbers."""
    inside = quadric()
    contexts = [s for s in subspaces() if s <= inside]
    start = np.zeros(1, dtype=np.uint64)
    choices, broken = extensions(start, COORDINATES, inside, contexts, len(contexts) - at_least)
    return choices, len(contexts) - broken


def consistent_choices(at_least: int) -> tuple[Words, Matrix]:
    """Every sign function, up to linear ones, that is consistent on so many of the 135 subspaces, and on how many.

    The 36 quadrics together have 8 times as many, so one of them has 8/36 of that: there the search begins.
    """
    inside = quadric()
    choices, _ = quadric_choices(-(-8 * at_least // 36))
    symmetries = sorted(set(range(1, 4**N)) - inside)
    several = []
    while len(choices):  # one choice of each orbit is enough
        several.append(choices[0])
        choices = np.setdiff1d(choices, orbit(choices[:1], symmetries, inside))
    starts = np.array(several, dtype=np.uint64)
    extended, _ = extensions(starts, inside, range(1, 4**N), subspaces(), len(subspaces()) - at_least)
    every = orbit(extended, range(1, 4**N))
    _, broken = extensions(every, range(4**N), (), subspaces(), len(subspaces()))
    return every, len(subspaces()) - broken
