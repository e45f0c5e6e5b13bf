"""Arrays over finite fields of galois, against the algebra that galois does itself."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.conversions import map_from_galois, state_from_galois, to_galois
from toytheory import EpistemicState, SymplecticMap, epistemic_states
from toytheory.discrete.random_objects import random_symplectic
from toytheory.errors import InputError

galois = pytest.importorskip("galois", reason="galois is an optional extra: pip install 'toytheory[galois]'")


@pytest.mark.parametrize(("d", "n"), [(2, 2), (3, 1), (3, 2), (5, 1)])
def test_states_come_back_and_have_the_rank_that_galois_finds(d, n):
    for state in epistemic_states(d, n):
        rows, values = to_galois(state)
        assert state_from_galois(rows, values) == state
        if len(rows):
            assert np.linalg.matrix_rank(rows) == len(rows)
            assert d ** len(rows) == state.knowledge


def test_maps_are_composed_as_matrices_over_the_field():
    rng = np.random.default_rng(2)
    for d in (2, 3, 7):
        first, second = (random_symplectic(d, 2, rng) for _ in range(2))
        (A, a), (B, b) = to_galois(first), to_galois(second)
        assert map_from_galois(A @ B, A @ b + a) == first @ second
        inverse = np.linalg.inv(A)
        assert map_from_galois(inverse, -(inverse @ a)) @ first == SymplecticMap.identity(d, 2)


def test_what_is_over_no_prime_field_or_not_symplectic_is_refused():
    with pytest.raises(InputError, match="no field"):
        to_galois(EpistemicState.unknown(9, 1))
    with pytest.raises(InputError, match="prime number"):
        state_from_galois(galois.GF(9)([[1, 0]]), galois.GF(9)([0]))
    with pytest.raises(InputError, match="prime number"):
        state_from_galois(np.array([[1, 0]]), np.array([0]))
    F = galois.GF(3)
    with pytest.raises(InputError, match="not symplectic"):
        map_from_galois(F([[1, 0], [0, 2]]), F([0, 0]))
    with pytest.raises(InputError, match="cannot be known together"):
        state_from_galois(F([[1, 0], [0, 1]]), F([0, 0]))
