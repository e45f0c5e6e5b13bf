"""States of Z_d and of modes answer to the same verbs, and take notation wherever they take objects."""

from __future__ import annotations

import numpy as np
import pytest

from toytheory import EpistemicState, Flow, LiouvilleState, QuadratureState, SymplecticMap, parse_variable
from toytheory.errors import InputError

COMMON = "value_of transformed product measure measured is_possible forgotten"
TRIT = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 1", 3, 2)
PAIR = QuadratureState.from_known("X1 - X2 = 0.5, P1 + P2 = 0", 2)
SQUEEZED = LiouvilleState.gaussian([1, 0, 0, 2], np.diag([0.25, 1.0, 1.0, 0.25]))


def test_the_verbs_are_the_same():
    assert all(hasattr(EpistemicState, verb) and hasattr(QuadratureState, verb) for verb in COMMON.split())
    shared = set(COMMON.split()) - {"is_possible", "forgotten"}  # a density takes their place
    assert all(hasattr(LiouvilleState, verb) for verb in shared)


def test_notation_is_taken_for_variables():
    F = parse_variable("X1 - X2", 3, 2)
    assert TRIT.value_of("X1 - X2") == TRIT.value_of(F) == 0
    assert TRIT.value_of("P1") is None
    assert PAIR.value_of("X1 - X2 + 1") == pytest.approx(1.5)
    assert PAIR.value_of("X1") is None
    assert SQUEEZED.value_of("X1") is None


def test_notation_is_taken_for_maps():
    assert TRIT.transformed("sum 1 2") == TRIT.transformed(SymplecticMap.named("sum", [0, 1], 3, 2))
    moved, same = PAIR.transformed("squeeze 1 by 0.5"), PAIR.transformed(Flow.named("squeeze", [0], 2, 0.5))
    assert np.allclose(moved.liouville().moments.means, same.liouville().moments.means)
    rotated = SQUEEZED.transformed("fourier 1; displace P2 by 1")
    assert np.allclose(rotated.moments.means, [0, -1, 0, 3])


def test_notation_is_taken_for_measurements():
    assert TRIT.measure("X1, X2").points().tolist() == [[0, 0], [1, 1], [2, 2]]
    after = TRIT.measured("X1", [2])
    assert (after.value_of("X2"), after.value_of("P1 + P2")) == (2, None)
    assert TRIT.forgotten("X1").value_of("X1 - X2") == 0
    assert PAIR.measured("X1", [2.0]).value_of("X2") == pytest.approx(1.5)
    assert SQUEEZED.measure("X1 + 3, P2").means.tolist() == [4.0, 2.0]
    assert SQUEEZED.measured("X1 + 3", [4.5]).value_of("X1") == pytest.approx(1.5)


def test_products_stand_side_by_side():
    both = PAIR.product(QuadratureState.from_known("P1 = 3", 1))
    assert (both.n, both.value_of("P3"), both.value_of("P1 + P2")) == (3, pytest.approx(3), pytest.approx(0))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: TRIT.value_of("X3"),
        lambda: TRIT.measure("X1, P1"),
        lambda: TRIT.transformed("fourier 3"),
        lambda: TRIT.transformed("displace X1 by a"),
        lambda: PAIR.transformed("displace X1 by a"),
        lambda: PAIR.measured("X1, P1", [0, 0]),
        lambda: SQUEEZED.measure("X1, P1"),
        lambda: SQUEEZED.value_of("X1 *"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ask):
    with pytest.raises(InputError) as caught:
        ask()
    assert caught.value.mend
