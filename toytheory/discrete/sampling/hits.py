"""Which sites of noise are hit in which runs of a block: one walk over all (site, run) pairs of a group.

The same for every representation of numbers: it hands over (row, run, added) triples, a buffer full at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .philox import fill, kernel

_NONE, _ONE, _TWO, _BITS = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(64)

HITS = 256
"""Hits that are looked for at once."""

WORDS = 512
"""Random words that are drawn at once, at most."""


@kernel
def begin(state, expected):  # type: ignore[no-untyped-def]
    """A walk before its first step: (place, words drawn so far, how many to draw at once)."""
    wanted = 4
    while wanted < 2 * expected and wanted < WORDS:
        wanted *= 2
    state[0], state[1], state[2] = 0, 0, wanted


@kernel
def log2(size):  # type: ignore[no-untyped-def]
    """Of a power of two."""
    log = 0
    while 1 << log < size:
        log += 1
    return log


@kernel
def _places(key, stream, start, noise, table, end, state, words, hit):  # type: ignore[no-untyped-def]
    """The next hits, at most HITS + 1: their places, all below `end`, into `hit`."""
    first, shift, columns = noise.gap_tables[table, 0], noise.gap_tables[table, 1], noise.gap_columns
    longest = (_ONE << (_BITS - shift)) - _ONE
    place, count, last = np.uint64(state[0]), _NONE, np.uint64(end)
    while place < last and count < np.uint64(HITS):
        wanted = min(state[2], HITS - np.int64(count) + 1 & -2)
        fill(key, stream, start + state[1], words[:wanted])
        state[1] += wanted
        for i in range(np.uint64(wanted)):
            column = words[i] >> shift
            own, other = columns[first + column, _ONE], columns[first + column, _TWO]
            # arithmetic in place of branches, which no processor could foresee
            below = np.uint64(words[i] < columns[first + column, _NONE])
            gap = own * below + other * (_ONE - below)
            place += gap
            hit[count] = place
            ended = np.uint64(gap != longest)
            place += ended
            count += ended
    state[0] = min(np.int64(place), end)
    while count and hit[count - _ONE] >= last:
        count -= _ONE
    return count


@kernel
def _choose(key, stream, start, noise, group, log, hits, state, words, hit, chosen):  # type: ignore[no-untyped-def]
    """Which alternative each hit is."""
    first, tables, columns = np.uint64(noise.groups[group, 0]), noise.kind_tables, noise.kind_columns
    if noise.groups[group, 3]:  # nothing to draw
        for i in range(hits):
            chosen[i] = columns[tables[noise.site_kind[first + (hit[i] >> log)], _NONE], _ONE]
        return
    drawn = np.int64(hits + (hits & _ONE))
    fill(key, stream, start + state[1], words[:drawn])
    state[1] += drawn
    for i in range(hits):
        kind = np.uint64(noise.site_kind[first + (hit[i] >> log)])
        at = tables[kind, _NONE] + (words[i] >> tables[kind, _ONE])
        own, other = columns[at, _ONE], columns[at, _TWO]
        below = np.uint64(words[i] < columns[at, _NONE])
        chosen[i] = own * below + other * (_ONE - below)


@kernel
def advance(key, stream, start, noise, group, log_runs, state, words, hit, chosen, found):  # type: ignore[no-untyped-def]
    """Walk on until some hits are found or the end is reached.

    Parameters
    ----------
    start : number of the first word of the stream that this block uses.
    log_runs : a block has 2^log_runs runs.
    hit, chosen : (HITS + 2,) uint64.
    found : ((HITS + 1) * effects of the largest alternative, 3) uint32.

    Returns
    -------
    how many triples were found; the end is reached where state[0] is the number of places.
    """
    first, log = np.uint64(noise.groups[group, 0]), np.uint64(log_runs)
    end = (noise.groups[group, 1] - noise.groups[group, 0]) << log_runs
    hits = _places(key, stream, start, noise, np.uint64(noise.groups[group, 2]), end, state, words, hit)
    _choose(key, stream, start, noise, group, log, hits, state, words, hit, chosen)
    count, inside = _NONE, (_ONE << log) - _ONE
    for i in range(hits):
        slots, run = noise.site_slots[first + (hit[i] >> log)], hit[i] & inside
        for effect in range(noise.effects[chosen[i]], noise.effects[chosen[i] + _ONE]):
            found[count, _NONE] = noise.slots[slots + np.uint64(noise.slot[effect])]
            found[count, _ONE] = run
            found[count, _TWO] = noise.added[effect]
            count += _ONE
    return count


Scratch = tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint32]]


def scratch(largest: int) -> Scratch:
    """State, words, hits, choices and triples of a walk, for alternatives with at most `largest` effects."""
    words, hit, chosen = (np.zeros(size, np.uint64) for size in (WORDS, HITS + 2, HITS + 2))
    return np.zeros(3, np.int64), words, hit, chosen, np.zeros(((HITS + 1) * max(largest, 1), 3), np.uint32)
