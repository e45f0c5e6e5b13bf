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
def _equal(columns, values, a, b, c, e):  # type: ignore[no-untyped-def]
    if b - a != e - c:
        return False
    same = True
    for i in range(b - a):
        same = same and columns[a + i] == columns[c + i] and values[a + i] == values[c + i]
    return same
