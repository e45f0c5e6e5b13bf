"""Packed coefficients of many functions against plain NumPy, on both sides of whole words."""

from __future__ import annotations

import numpy as np
import pytest

from toytheory.discrete.functions import Functions


def both(d, count, seed=0):
    """The same random coefficients of six coordinates, packed and plain."""
    rng = np.random.default_rng([d, count, seed])
    plain = rng.integers(0, d, (6, count))
    packed = Functions(6, count, d)
    for (row, column), value in np.ndenumerate(plain):
        packed.put(row, column, int(value) + d * int(rng.integers(-1, 2)))
    return packed, plain, rng


@pytest.mark.parametrize("d", [2, 3, 4, 6, 12, 182])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 128, 129])
def test_rows_are_combined_as_in_numpy(d, count):
    packed, plain, rng = both(d, count)
    assert np.array_equal(packed.residues(range(6)), plain)
    for _ in range(5):
        to, row = rng.permutation(6)[:2].tolist()
        factor = int(rng.integers(-d, d))
        packed.add(to, row, factor)
        plain[to] = (plain[to] + factor * plain[row]) % d
        where = rng.permutation(6).reshape(2, 3)
        plan = [(0, [(1, 1), (2, int(rng.integers(1, d)))]), (2, [(0, int(rng.integers(1, d)))])]
        packed.combine(where, plan)
        old = plain.copy()
        for systems in where:
            for target, terms in plan:
                plain[systems[target]] = sum(c * old[systems[i]] for i, c in terms) % d
        assert np.array_equal(packed.residues([5, 0, 3]), plain[[5, 0, 3]])
        assert np.array_equal(packed.residues(range(6)), plain)


@pytest.mark.parametrize("d", [2, 3, 4])
def test_no_functions_and_no_rows(d):
    nothing = Functions(2, 0, d)
    nothing.add(0, 1, 1)
    assert nothing.residues([0, 1]).shape == (2, 0)
    assert Functions(2, 70, d).residues([]).shape == (0, 70)
    assert not Functions(2, 70, d).residues([0, 1]).any()


def test_a_factor_that_is_forgotten_is_seen(monkeypatch):
    monkeypatch.setattr(Functions, "plus", lambda self, one, other, factor: (one + other) % self.d)
    packed, plain, _ = both(3, 65)
    packed.add(0, 1, 2)
    assert not np.array_equal(packed.residues([0])[0], (plain[0] + 2 * plain[1]) % 3)
