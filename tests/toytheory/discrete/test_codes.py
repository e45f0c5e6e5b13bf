"""Codes: known parameters, and distances against every displacement one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from toytheory.discrete.codes import code_parameters
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.random_objects import random_symplectic
from toytheory.errors import InputError
from toytheory.phase_space.modular import elements, howell
from toytheory.phase_space.space import bracket_rows


def checks(*words):
    """Rows from words such as XZZXI."""
    letters = {"I": (0, 0), "Z": (1, 0), "X": (0, 1), "Y": (1, 1)}
    return np.array([[c for letter in word for c in letters[letter]] for word in words])


def code(d, rows):
    return EpistemicState.of(rows, [0] * len(rows), d, rows.shape[1] // 2)


FIVE = ("XZZXI", "IXZZX", "XIXZZ", "ZXIXZ")
STEANE = ("IIIXXXX", "IXXIIXX", "XIXIXIX", "IIIZZZZ", "IZZIIZZ", "ZIZIZIZ")
SHOR = ("ZZIIIIIII", "IZZIIIIII", "IIIZZIIII", "IIIIZZIII", "IIIIIIZZI", "IIIIIIIZZ", "XXXXXXIII", "IIIXXXXXX")
BACON = ("ZZIZZIZZI", "IZZIZZIZZ", "XXXXXXIII", "IIIXXXXXX")


def gauge():
    rows = []
    for i, j in product(range(3), range(2)):
        z, x = ["I"] * 9, ["I"] * 9
        z[3 * i + j] = z[3 * i + j + 1] = "Z"
        x[3 * j + i] = x[3 * j + i + 3] = "X"
        rows += ["".join(z), "".join(x)]
    return checks(*rows)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (FIVE, (5, 1, 3, None, None)),
        (STEANE, (7, 1, 3, 3, 3)),
        (SHOR, (9, 1, 3, 3, 3)),
        (("XXXX", "ZZZZ"), (4, 2, 2, 2, 2)),
    ],
)
def test_textbook_codes_have_their_parameters(words, wanted):
    found = code_parameters(code(2, checks(*words)))
    assert (found.n, found.k.units, found.distance, found.distance_x, found.distance_p) == wanted
    assert len(found.undetected.systems) == found.distance


def test_a_subsystem_code_protects_with_fewer_checks():
    state = code(2, checks(*BACON))
    found = code_parameters(state, gauge())
    assert (found.k.units, found.distance, found.distance_x, found.distance_p) == (1, 3, 3, 3)
    assert code_parameters(state).distance == 2  # as a code without gauge, the gauge is encoded too
    with pytest.raises(InputError, match="does not commute with what is known"):
        code_parameters(state, checks("XIIIIIIII"))


def test_the_code_of_five_trits_has_distance_three():
    rows = np.array([np.roll([0, 1, 1, 0, -1, 0, 0, -1, 0, 0], 2 * k) for k in range(4)]) % 3
    found = code_parameters(code(3, rows))
    assert (found.k.units, found.distance) == (1, 3)


def by_displacements(state):
    """The least number of systems of a variable that commutes with all known ones and is none of them."""
    d, n = state.d, state.n
    known = {tuple(row) for row in elements(howell(state.known, d), d)} if len(state.known) else {(0,) * (2 * n)}
    best = None
    for G in product(range(d), repeat=2 * n):
        if G not in known and not (bracket_rows(np.array([G]), state.known) % d).any():
            weight = sum(any(G[2 * k : 2 * k + 2]) for k in range(n))
            best = weight if best is None else min(best, weight)
    return best


@pytest.mark.parametrize(("d", "n"), [(2, 3), (2, 4), (3, 2), (4, 2), (6, 2)])
def test_distances_are_those_found_one_by_one(d, n):
    rng = np.random.default_rng([d, n])
    for _ in range(6):
        frame = random_symplectic(d, n, rng, affine=False).matrix
        factors = [int(rng.choice([g for g in range(1, d) if d % g == 0])) for _ in range(n)]
        rows = (
            np.array([g * row for g, row in zip(factors, frame[0::2], strict=True)])[: int(rng.integers(1, n + 1))] % d
        )
        state = EpistemicState.of(rows, [0] * len(rows), d, n)
        found = code_parameters(state)
        assert found.distance == by_displacements(state)
        assert found.k == state.entropy()
        if found.distance is not None:
            G = found.undetected.vector(n)
            assert not (bracket_rows(G[None, :], state.known) % d).any()
            assert state.value_of(found.undetected) is None


def test_a_search_that_ends_early_is_a_bound_and_says_so():
    found = code_parameters(code(2, checks(*STEANE)), subsets=10)
    assert (found.distance, found.at_least, found.undetected) == (None, 2, None)
    assert code_parameters(code(2, checks("X"))).at_least == 2  # nothing is encoded
