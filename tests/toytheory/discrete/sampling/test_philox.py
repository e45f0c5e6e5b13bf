"""Random numbers: known answers of Random123, and a slow generator written from the paper."""

from __future__ import annotations

import numpy as np
import pytest

from toytheory.discrete.sampling.philox import fill, key_of


def slow(counter, key):
    """Philox4x32-10 with Python's integers."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ k0, right % 2**32, (left >> 32) ^ d ^ k1, left % 2**32
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return a, b, c, d


KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((2**32 - 1,) * 4, (2**32 - 1,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers_of_random123(counter, key, answer):
    assert slow(counter, key) == answer


def drawn(key, stream, start, count):
    out = np.zeros(count, np.uint64)
    fill(np.uint64(key), np.uint64(stream), start, out)
    return out.tolist()


@pytest.mark.parametrize(("key", "stream", "start"), [(0, 0, 0), (2**64 - 1, 2**63 + 5, 2**33), (7 << 40, 1 << 32, 10)])
def test_words_are_those_of_the_slow_generator(key, stream, start):
    expected = []
    for number in range(start // 2, start // 2 + 3):
        halves = [x for word in (number, stream) for x in (word % 2**32, word >> 32)]
        a, b, c, d = slow(halves, (key % 2**32, key >> 32))
        expected += [a | b << 32, c | d << 32]
    assert drawn(key, stream, start, 6) == expected


def test_a_word_does_not_depend_on_where_one_begins():
    assert drawn(5, 9, 4, 6) == drawn(5, 9, 0, 10)[4:]


def test_seeds_of_any_size_have_different_keys():
    assert len({int(key_of(seed)) for seed in (0, 1, 2**32, 2**64, 2**64 + 1, 2**200)}) == 6
