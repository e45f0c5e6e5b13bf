"""Which sites of noise are hit in which runs of a block: one walk over all (site, run) pairs of a group.

The same for every representation of numbers: it hands over (row, run, added) triples, a buffer full at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .philox import fill, kernel

HITS = 512
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
    """The next hits, at most HITS: their places, all below `end`, into `hit`."""
    first, longest = noise.gap_first[table], (1 << noise.gap_bits[table]) - 1
    shift = np.uint64(64 - noise.gap_bits[table])
    low = (np.uint64(1) << shift) - np.uint64(1)
    place, count, batch = state[0], 0, state[2]
    while place < end and count < HITS:
        wanted = min(batch, HITS - count + (HITS - count) % 2)
        fill(key, stream, start + state[1], words[:wanted])
        state[1] += wanted
        for i in range(wanted):
            word = words[i]
            column = np.int64(word >> shift)
            gap = column if (word & low) < noise.gap_limit[first + column] else noise.gap_other[first + column]
            place += gap
            hit[count] = place
            if gap != longest:
                place += 1
                count += 1
    state[0] = min(place, end)
    while count and hit[count - 1] >= end:
        count -= 1
    return count


@kernel
def advance(key, stream, start, noise, group, log_runs, state, words, hit, found):  # type: ignore[no-untyped-def]
    """Walk on until some hits are found or the end is reached.

    Parameters
    ----------
    start : number of the first word of the stream that this block uses.
    log_runs : a block has 2^log_runs runs.
    hit : (HITS + 1,) int64.
    found : (HITS * effects of the largest alternative, 3) int64.

    Returns
    -------
    how many triples were found; the end is reached where state[0] is the number of places.
    """
    first = noise.groups[group, 0]
    end = (noise.groups[group, 1] - first) << log_runs
    hits = _places(key, stream, start, noise, noise.groups[group, 2], end, state, words, hit)
    drawn = hits + hits % 2
    fill(key, stream, start + state[1], words[:drawn])
    state[1] += drawn
    count, inside = 0, (1 << log_runs) - 1
    for i in range(hits):
        site, run = first + (hit[i] >> log_runs), hit[i] & inside
        kind = noise.site_kind[site]
        chosen = 0
        if not noise.certain[kind]:
            shift = np.uint64(64 - noise.kind_bits[kind])
            column = np.int64(words[i] >> shift)
            rest = words[i] & ((np.uint64(1) << shift) - np.uint64(1))
            at = noise.kind_first[kind] + column
            chosen = column if rest < noise.kind_limit[at] else noise.kind_other[at]
        chosen += noise.alternatives[kind]
        slots = noise.site_slots[site]
        for effect in range(noise.effects[chosen], noise.effects[chosen + 1]):
            found[count, 0] = noise.slots[slots + noise.slot[effect]]
            found[count, 1] = run
            found[count, 2] = noise.added[effect]
            count += 1
    return count


Scratch = tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]


def scratch(largest: int) -> Scratch:
    """State, words, hits and triples of a walk, for alternatives with at most `largest` effects."""
    return (
        np.zeros(3, np.int64), np.zeros(WORDS, np.uint64), np.zeros(HITS + 1, np.int64),
        np.zeros((HITS * max(largest, 1), 3), np.int64),
    )  # fmt: skip
