"""What each displacement of each site adds to the asked rows, equal ones of a site put together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .philox import kernel


class Signatures(NamedTuple):
    """Of a range of sites, one after the other.

    Attributes
    ----------
    pattern : for every alternative of the site's kind: 0 if it adds nothing, or the number of what it adds, from 1.
    found : (sites,) how many different things are added.
    lengths : of these, how many rows each is added to.
    column, value : the rows, and by how much.
    """

    pattern: NDArray[np.int64]
    found: NDArray[np.int64]
    lengths: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.int64]


@kernel
def signatures(d, width, site_kind, slots_at, start, column, value, alternatives, counts, effects, slot, added, bound):  # type: ignore[no-untyped-def]
    """Signatures of sites.

    Parameters
    ----------
    width : how many asked rows.
    start, column, value : of what every slot of noise adds (a `Sparse`).
    bound : how many entries there are at most.
    """
    total, most = 0, 0
    for site in range(site_kind.size):
        count = counts[site_kind[site]]
        total, most = total + count, max(most, count)
    pattern, lengths, found = np.zeros(total, np.int64), np.empty(total, np.int64), np.zeros(site_kind.size, np.int64)
    columns, values = np.empty(bound, np.int64), np.empty(bound, np.int64)
    sums, touched, begins = np.zeros(width, np.int64), np.empty(width, np.int64), np.empty(most + 1, np.int64)
    seen = np.full(width, -1, np.int64)
    at, of_pattern, of_lengths, stamp = 0, 0, 0, 0
    for site in range(site_kind.size):
        low = alternatives[site_kind[site]]
        known = 0
        begins[0] = at
        for alternative in range(low, low + counts[site_kind[site]]):
            many = 0
            stamp += 1
            for effect in range(effects[alternative], effects[alternative + 1]):
                vector = slots_at[site] + slot[effect]
                for entry in range(start[vector], start[vector + 1]):
                    where = column[entry]
                    if seen[where] != stamp:
                        seen[where], sums[where] = stamp, 0
                        touched[many] = where
                        many += 1
                    sums[where] = (sums[where] + added[effect] * value[entry]) % d
            for i in range(1, many):  # few: sorted by insertion
                where, j = touched[i], i
                while j and touched[j - 1] > where:
                    touched[j] = touched[j - 1]
                    j -= 1
                touched[j] = where
            length = 0
            for where in touched[:many]:
                if sums[where]:
                    columns[at + length], values[at + length] = where, sums[where]
                    length += 1
            number = 0
            if length:
                number = known + 1
                for other in range(known):
                    if _equal(columns, values, begins[other], begins[other + 1], at, at + length):
                        number = other + 1
                        break
                if number > known:
                    known += 1
                    at += length
                    begins[known] = at
                    lengths[of_lengths] = length
                    of_lengths += 1
            pattern[of_pattern] = number
            of_pattern += 1
        found[site] = known
    return pattern, found, lengths[:of_lengths].copy(), columns[:at].copy(), values[:at].copy()


@kernel
def alike(kind, pattern_at, pattern, sizes_at, lengths, entries_at, value):  # type: ignore[no-untyped-def]
    """For each site the first one of the same kind, pattern, lengths and values, which begin where `_at` says."""
    room = 1
    while room < 2 * kind.size:
        room *= 2
    table, first = np.full(room, -1, np.int64), np.empty(kind.size, np.int64)
    for site in range(kind.size):
        number = _hashed(np.uint64(kind[site]), pattern, pattern_at[site], pattern_at[site + 1])
        number = _hashed(number, lengths, sizes_at[site], sizes_at[site + 1])
        number = _hashed(number, value, entries_at[site], entries_at[site + 1])
        at = np.int64((number ^ (number >> np.uint64(32))) & np.uint64(room - 1))
        while True:
            other = table[at]
            if other < 0:
                table[at] = other = site
            if kind[other] == kind[site] and (
                _same(pattern, pattern_at, other, site)
                and _same(lengths, sizes_at, other, site)
                and _same(value, entries_at, other, site)
            ):
                first[site] = other
                break
            at = (at + 1) % room
    return first


@kernel
def _hashed(number, values, a, b):  # type: ignore[no-untyped-def]
    for i in range(a, b):
        number = (number ^ np.uint64(values[i])) * np.uint64(0x9E3779B97F4A7C15)
        number ^= number >> np.uint64(29)
    return number


@kernel
def _same(values, starts, one, other):  # type: ignore[no-untyped-def]
    a, length = starts[one], starts[one + 1] - starts[one]
    b = starts[other]
    if starts[other + 1] - b != length:
        return False
    same = True
    for i in range(length):
        same = same and values[a + i] == values[b + i]
    return same


@kernel
def _equal(columns, values, a, b, c, e):  # type: ignore[no-untyped-def]
    if b - a != e - c:
        return False
    same = True
    for i in range(b - a):
        same = same and columns[a + i] == columns[c + i] and values[a + i] == values[c + i]
    return same
