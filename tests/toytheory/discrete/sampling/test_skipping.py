"""Tables from which gaps and alternatives are drawn have exactly the stated chances."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from toytheory.discrete.sampling.noise import collected, kind_of
from toytheory.discrete.sampling.skipping import CLOSE, LONGEST, WORD, Alias, gaps, shared, shares_of

CHANCES = [Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(1, 3), Fraction(1, 100), Fraction(1, 1000),
           Fraction(1, 10**9), Fraction(10**30, 10**31 + 7)]  # fmt: skip


def shares_in(alias, table):
    """How many of the 2^64 words choose each outcome."""
    begin, shift = alias.tables[table].tolist()
    room = 2**shift
    total: dict[int, int] = {}
    for number in range(2 ** (64 - shift)):
        limit, own, other = alias.columns[begin + number].tolist()
        below = min(max(limit - number * room, 0), room)
        total[own] = total.get(own, 0) + below
        total[other] = total.get(other, 0) + room - below
    return {outcome: share for outcome, share in total.items() if share}


@pytest.mark.parametrize(
    "shares", [[WORD], [WORD, 0], [0, WORD], [1, WORD - 1], [WORD // 3, WORD // 3, WORD - 2 * (WORD // 3)]]
)
def test_an_alias_table_has_exactly_its_shares(shares):
    alias = Alias.of([[5, WORD - 5], shares], [0, 10])
    assert shares_in(alias, 1) == {10 + i: share for i, share in enumerate(shares) if share}
    assert shares_in(alias, 0) == {0: 5, 1: WORD - 5}


@pytest.mark.parametrize("p", CHANCES)
def test_gaps_are_geometric_to_a_whole_word(p):
    shares = gaps(p)
    assert sum(shares) == WORD
    assert len(shares) <= LONGEST
    assert shares_in(Alias.of([shares], [0]), 0) == {i: share for i, share in enumerate(shares) if share}
    longer = WORD
    for k, share in enumerate(shares[:-1]):
        longer -= share
        exact = (1 - p) ** (k + 1) * WORD if k < 40 else None
        assert exact is None or abs(longer - exact) <= 1
    assert abs(longer - Fraction(1 - p) ** (len(shares) - 1) * WORD) <= 1


def test_a_wrong_table_of_gaps_would_be_seen():
    shares = list(gaps(Fraction(1, 100)))
    shares[3], shares[4] = shares[3] + 10**6, shares[4] - 10**6
    longer = WORD - sum(shares[:4])
    assert abs(longer - Fraction(99, 100) ** 4 * WORD) > 1


def test_probabilities_share_tables_where_they_are_close():
    given = [Fraction(1, 100), Fraction(8, 1000), Fraction(1, 1000), Fraction(1, 100)]
    tables, of = shared(given)
    assert [tables[i] >= p >= CLOSE * tables[i] for i, p in zip(of, given, strict=True)] == [True] * 4
    assert of == [0, 0, 1, 0]


@pytest.mark.parametrize("rate", [Fraction(1, 100), Fraction(1, 80)])
def test_alternatives_have_their_chances_and_what_is_left_is_rejected(rate):
    kind = kind_of([((1, 0), Fraction(1, 300)), ((0, 2), Fraction(1, 150))], 3)
    found = shares_in(Alias.of([shares_of([p / rate for _, p in kind])], [7]), 0)
    for number, (_, p) in enumerate(kind):
        assert abs(found[7 + number] - p / rate * WORD) <= 1
    assert found.get(9, 0) == WORD - found[7] - found[8]
    assert (9 in found) == (kind.chance < rate)


def test_equal_displacements_are_put_together_and_none_is_left_out():
    kind = kind_of([((0,), Fraction(1, 2)), ((3,), Fraction(1, 8)), ((1,), Fraction(1, 8)), ((4,), Fraction(1, 4))], 3)
    assert kind == ((((0, 1),), Fraction(3, 8)),)


def test_sites_of_one_run_that_share_a_table_are_drawn_together():
    often, seldom = kind_of([((1,), Fraction(1, 4))], 2), kind_of([((1,), Fraction(1, 100))], 2)
    sites = collected({often: 0, seldom: 1}, [0, 1, 0, 0], [1, 1, 1, 1], [5, 6, 7, 8])
    arrays, drawn = sites.arrays([(0, 3), (3, 4)])
    assert drawn == [[0, 1], [2]]
    assert arrays.groups.tolist() == [[0, 2, 0, 1], [2, 3, 1, 1], [3, 4, 0, 1]]
    assert arrays.slots[arrays.site_slots].tolist() == [5, 7, 6, 8]
    assert np.array_equal(arrays.site_kind, [0, 0, 1, 0])


def test_sites_that_leave_a_choice_are_drawn_apart_from_those_that_do_not():
    """After the same gaps: two alternatives, or one that the table is too frequent for, need another word."""
    sure, rarer = (kind_of([((1,), p)], 3) for p in (Fraction(1, 4), Fraction(1, 5)))
    choice = kind_of([((1,), Fraction(1, 8)), ((2,), Fraction(1, 8))], 3)
    sites = collected({sure: 0, rarer: 1, choice: 2}, [0, 1, 2, 0], [1, 1, 1, 1], [5, 6, 7, 8])
    arrays, drawn = sites.arrays([(0, 4)])
    assert drawn == [[0, 1]]
    assert arrays.groups.tolist() == [[0, 2, 0, 0], [2, 4, 0, 1]]
    assert arrays.slots[arrays.site_slots].tolist() == [6, 7, 5, 8]
