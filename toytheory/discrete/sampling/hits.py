"""Which sites of noise are hit in which runs of a block: one walk over all (site, run) pairs of a group.

A kernel for every representation of numbers; it hands over (row, run, added) triples, a buffer full at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .philox import fill, kernel

BUFFER = 1024
"""Triples that are handed over at once, at least."""

WORDS = 256
"""Random words that are drawn at once, at most."""

_TEN, _CELL, _LOW, _HALF = np.uint64(10), np.uint64(54), np.uint64(0xFFFFFFFF), np.uint64(32)


@kernel
def begin(state, expected):  # type: ignore[no-untyped-def]
    """A walk before its first step: (place, words drawn, position in the buffer of words, words in it)."""
    state[0], state[1], state[2], state[3] = 0, 0, 0, 0
    wanted = 4
    while wanted < expected and wanted < WORDS:
        wanted *= 2
    state[4] = wanted


@kernel
def _word(key, stream, start, words, state):  # type: ignore[no-untyped-def]
    if state[2] == state[3]:
        fill(key, stream, start + state[1], words[: state[4]])
        state[1] += state[4]
        state[2], state[3] = 0, state[4]
    state[2] += 1
    return words[state[2] - 1]


@kernel
def advance(key, stream, start, noise, group, runs, state, words, found):  # type: ignore[no-untyped-def]
    """Walk on until the buffer is full or the end is reached.

    Parameters
    ----------
    start : number of the first word of the stream that this block uses.
    runs : how many runs a block has.
    found : (BUFFER + largest kind, 3) int64.

    Returns
    -------
    how many triples were found; the end is reached where state[0] is the number of places.
    """
    first, last, table = noise.groups[group, 0], noise.groups[group, 1], noise.groups[group, 2]
    thresholds, length = noise.thresholds[table], noise.lengths[table]
    end = (last - first) * runs
    count, place = 0, state[0]
    while place < end:
        word = _word(key, stream, start, words, state)
        if word < thresholds[length - 1]:
            place += length
            continue
        gap = noise.guide[table, word >> _CELL]
        while thresholds[gap] > word:
            gap += 1
        place += gap
        if place >= end:
            break
        site, run = first + place // runs, place % runs
        place += 1
        kind, slots = noise.site_kind[site], noise.site_slots[site]
        low, high = noise.alternatives[kind, 0], noise.alternatives[kind, 1]
        chosen = low
        if not noise.certain[kind]:
            word = _word(key, stream, start, words, state)
            chosen = low + np.int64((word >> _HALF) * np.uint64(high - low) >> _HALF)  # right where all are equally likely
            while chosen < high and noise.reached[chosen] <= word:
                chosen += 1
            if chosen == high:
                continue
            while chosen > low and noise.reached[chosen - 1] > word:
                chosen -= 1
        for effect in range(noise.effects[chosen, 0], noise.effects[chosen, 1]):
            found[count, 0] = noise.slots[slots + noise.slot[effect]]
            found[count, 1] = run
            found[count, 2] = noise.added[effect]
            count += 1
        if count >= BUFFER:
            break
    state[0] = min(place, end)
    return count


def scratch(largest: int) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]]:
    """State, words and triples of a walk, for kinds with at most `largest` effects."""
    return np.zeros(5, np.int64), np.zeros(WORDS, np.uint64), np.zeros((BUFFER + largest, 3), np.int64)
