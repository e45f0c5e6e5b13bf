"""Superposition, collapse, complementary bases: closed counts by hand, and the checks with faults planted."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.theorems.phenomena import collapse, complementary, superposition
from equivalence.theorems.phenomena.small import Quantum, Toy
from toytheory.discrete.enumeration import pure_state_count
from toytheory.discrete.subspaces import subspace_count


def undisturbed(d, n):
    return Toy(d, n, disturbs=False)


def unlearned(d, n):
    return Toy(d, n, learns=False)


class Spread(Toy):
    """Every state is spread over all values of X1."""

    def state(self, rows, values):
        spread = np.eye(2 * self.n, dtype=int)[1]
        return super().parts(super().state(rows, values), spread).sum(axis=0)


class Swapped(Quantum):
    """X and P of the first system are taken for each other."""

    def state(self, rows, values):
        order = [1, 0, *range(2, 2 * self.n)]
        return super().state(np.asarray(rows).reshape(-1, 2 * self.n)[:, order], values)


# superposition


def test_the_counts_of_superpositions_add_up_to_all_pure_states():
    for d, n in ((2, 1), (2, 2), (2, 3), (3, 2), (5, 2), (7, 3)):
        listed = [
            d ** (n - k) * subspace_count(d, n, k) * superposition.superposition_count(d, k) for k in range(n + 1)
        ]
        assert sum(listed) == pure_state_count(d, n)


def test_the_four_sums_of_a_bit():
    assert superposition.superposition_count(2, 1) == 4
    assert superposition.told_apart(2).cases == 2 * 10


def test_states_that_are_spread_or_skewed_are_seen():
    check = superposition.supports(3, 1, toy=Spread)
    assert (check.status, check.name, check.witness["theory"]) == ("fails", "supports-3-1", "toy")
    assert superposition.supports(2, 1, quantum=lambda d, n: Skewed(d, n)).status == "fails"
    assert superposition.told_apart(2, toy=Spread).status == "fails"
    assert superposition.sheared(mixed=True).status == "fails"


class Unkicked(Quantum):
    """The outcome changes nothing but the weight."""

    def parts(self, state, variable):
        weights = np.trace(super().parts(state, variable), axis1=-2, axis2=-1).real
        return weights[..., None, None] * state


class Skewed(Quantum):
    """Some states are mixed with noise."""

    def state(self, rows, values):
        return 0.5 * super().state(rows, values) + 0.5 * np.eye(self.d**self.n) / self.d**self.n


def test_a_trit_is_nowhere_at_two_positions_and_a_system_of_four_is():
    assert superposition.no_partial_superposition(3).status == "holds"
    assert superposition.no_partial_superposition(6).status == "fails"  # a divisor in between


# collapse


@pytest.mark.parametrize(
    ("toy", "fault"),
    [(undisturbed, "is no state of the theory"), (unlearned, "has other outcomes in quantum theory")],
)
def test_both_parts_of_the_update_are_needed(toy, fault):
    check = collapse.updates(3, 1, toy=toy)
    assert (check.status, check.name, check.witness["it"]) == ("fails", "updates-3-1", fault)


def test_what_is_learned_of_another_variable_is_seen():
    assert collapse.updates(3, 1, quantum=Swapped).witness["it"] == "has other outcomes in quantum theory"
    assert collapse.updates(3, 1, quantum=Unkicked).witness["it"] == "has other statistics in quantum theory"
    assert collapse.updates(2, 1, quantum=Swapped).status == "fails"


def test_bits_are_compared_where_a_sign_makes_the_other_outcome_possible():
    flipped = lambda d, n: Quantum(d, n, sign=-1)  # noqa: E731
    assert collapse.updates(2, 2, quantum=flipped).status == "holds"  # signs alone are what bits and qubits differ by
    assert collapse.updates(3, 1, quantum=lambda d, n: Quantum(d, n, sign=-1)).status == "fails"


def test_kicks_change_no_outcome_and_identities_need_the_kick():
    assert collapse.kicks_alone(3, toy=Odd).status == "fails"
    assert collapse.repeatable(kicked=False).status == "fails"


class Odd(Toy):
    """Kicks go along the wrong variable."""

    def kicks(self, variable):
        return super().kicks(np.asarray(variable)[::-1])


# complementary bases


def test_the_search_finds_what_is_known():
    assert [complementary.known_maximum(d, 1) for d in (2, 3, 4, 6, 9, 15)] == [3, 4, 3, 3, 4, 4]
    assert complementary.known_maximum(2, 2) == 5
    _, table = complementary.complementary(2, 2)
    assert table.sum(axis=1).tolist() == [8] * 15  # each maximal set of two bits has 8 that share but 0 with it
    assert len(complementary.largest(np.ones((4, 4), dtype=bool), 4)) == 4


def test_bases_that_are_not_unbiased_are_seen():
    class Skew(Toy):
        def state(self, rows, values):
            return super().state(np.where(np.asarray(rows) != 0, [1, 0] * self.n, 0), values)

    assert complementary.bases(3, 1, toy=Skew).witness["theory"] == "toy"

    class SkewQuantum(Quantum):
        def state(self, rows, values):
            return super().state(np.where(np.asarray(rows) != 0, [1, 0] * self.n, 0), values)

    assert complementary.bases(3, 1, quantum=SkewQuantum).witness["theory"] == "quantum"
    assert complementary.bound(counted=False).status == "fails"


def test_pairs_that_have_more_in_common_are_counted_as_too_many(monkeypatch):
    pretended = complementary.complementary(3, 1, counted=False)
    monkeypatch.setattr(complementary, "complementary", lambda d, n: pretended)
    monkeypatch.setattr(complementary, "known_maximum", lambda d, n: 3)
    assert complementary.bases(3, 1).witness == {"found": 4, "expected": 3}


def test_a_set_of_matrices_that_is_no_field_is_seen(monkeypatch):
    monkeypatch.setattr(complementary, "_field", lambda d, n: [np.zeros((n, n), dtype=int)] * d**n)
    check = complementary.fields(2, 2)
    assert (check.status, check.name) == ("fails", "field-2-2")
