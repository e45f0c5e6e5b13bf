"""Experiments made in Python are checked as those in files are; the checks agree with brute force."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from language_generated import symplectic_rows

from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.so_far import KEYWORDS, check_outcome_name
from toytheory.language.steps import (
    MAX_SYSTEMS,
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    System,
    Transform,
)
from toytheory.phase_space.independence import clusters, first_dependent, peeled
from toytheory.phase_space.variables import Variable

D = 3
X1, P1, X2, P2 = (Variable.of([(i, 1)], D) for i in range(4))
IDENTITY = tuple(tuple(int(i == j) for j in range(4)) for i in range(4))
HALF = Fraction(1, 2)
E = OutcomeExpression


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Prepare((), (), (0,)), "without known variables"),
        (Prepare((X1,), (0, 1), (0,)), "1 variables but 2 values"),
        (Prepare((X1,), (0,), (1,)), "of a system that is not prepared"),
        (Prepare((X1,), (0,), (0, 2)), "no system 3"),
        (Prepare((X1,), (0,), (-1, 0)), "no system 0"),
        (Prepare((Variable.of([(0, 1)], 5),), (0,), (0,)), "variable for d = 5"),
        (Prepare((X1, P1), (0, 0), (0,)), "cannot be known together"),
        (Transform((), (), ()), "a map of no system"),
        (Transform((0, 0), IDENTITY, (0,) * 4), "from a system to itself"),
        (Transform((0,), IDENTITY, (0,) * 4), "does not fit its systems"),
        (Transform((0,), ((1, 0), (0,)), (0, 0)), "does not fit its systems"),
        (Transform((0,), ((1, 0), (0, 1)), (0, 0, 0)), "does not fit its systems"),
        (Transform((0,), ((1, 0), (0, 10**30)), (0, 0)), "beyond 2\\^63"),
        (Transform((0,), ((1, 0), (0, 2)), (0, 0)), "not symplectic"),
        (Transform((0,), ((1, 0), (0, 1)), (0, 0), "fourier"), "the map is not fourier"),
        (Transform((0,), ((0, 1), (2, 0)), (1, 0), "fourier"), "the map is not fourier"),
        (Transform((0,), ((1, 0), (0, 1)), (0, 0), "rotate"), "no map named rotate"),
        (Transform((0,), ((2, 0), (0, 2)), (0, 0), "multiply"), "needs a multiplier"),
        (Measure((), ()), "a measurement of no variable"),
        (Measure((X1,), ("a", "b")), "2 names for 1 variable"),
        (Measure((X1, X2), ("a",)), "1 name for 2 variables"),
        (Measure((X1, X2), ("a", "a")), "exists already"),
        (Measure((X1,), ("é",)), "cannot name an outcome"),
        (Measure((X1,), ("",)), "cannot name an outcome"),
        (Measure((X1,), ("a\n",)), "cannot name an outcome"),
        (Displace(()), "a displacement of no coordinate"),
        (Displace(((0, E()), (0, E()))), "named twice"),
        (Displace(((0, E((("a", 1),))),)), "no outcome named a"),
        (Displace(((-1, E()),)), "no system 0"),
        (Noise((), (((), Fraction(1)),)), "a displacement of no coordinate"),
        (Noise((0,), ()), "add up to 0, not 1"),
        (Noise((0,), (((0,), 0.5), ((1,), 0.5))), "0.5 is not exact"),  # type: ignore[arg-type]
        (Noise((0,), (((0,), HALF), ((-3,), HALF))), "listed twice"),
        (Noise((0,), (((0, 1), Fraction(1)),)), "has 2 of 1 coordinates"),
        (Condition("a", 0), "no outcome named a"),
        (Discard(()), "no system to be discarded"),
        (Discard((0, 0)), "discarded twice"),
        (Discard((2,)), "no system 3"),
    ],
)
def test_steps_made_in_python_are_checked(step: Step, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        Experiment(System.of_dimension(D, 2), (step,))
    assert caught.value.place is None
    assert caught.value.mend


@pytest.mark.parametrize(
    "step",
    [
        Prepare((X1,), (7,), (1, 0)),
        Transform((1, 0), IDENTITY, (5, -1, 0, 0)),
        Transform((0,), ((0, 4), (-1, 0)), (3, 0), "fourier"),
        named_transform("multiply", (1,), D, 5),
        Noise((0,), (((0,), 1),)),  # type: ignore[arg-type]
        Noise((0,), (((0,), HALF), ((1,), Fraction(0)), ((-1,), HALF))),
        Step(),  # of a later version: the backends' business
    ],
)
def test_sound_steps_pass(step: Step) -> None:
    assert Experiment(System.of_dimension(D, 2), (step,)).steps == (step,)


def test_more_systems_than_any_backend_holds_are_refused() -> None:
    assert Experiment(System.of_dimension(2, MAX_SYSTEMS)).n == MAX_SYSTEMS
    with pytest.raises(InputError, match="too many"):
        Experiment(System.of_dimension(2, MAX_SYSTEMS + 1))


@pytest.mark.parametrize("name", sorted(KEYWORDS))
def test_no_keyword_names_an_outcome(name: str) -> None:
    with pytest.raises(InputError, match="keyword"):
        check_outcome_name(name)


# maps


def keeps_brackets(matrix: np.ndarray, d: int) -> bool:
    n = len(matrix) // 2
    form = np.kron(np.eye(n, dtype=int), [[0, 1], [-1, 0]])
    return not ((matrix @ form @ matrix.T - form) % d).any()


def accepted(matrix: np.ndarray, d: int) -> bool:
    k = len(matrix) // 2
    step = Transform(tuple(range(k)), tuple(tuple(map(int, row)) for row in matrix), (0,) * (2 * k))
    try:
        Experiment(System.of_dimension(d, k), (step,))
    except InputError as error:
        assert "not symplectic" in error.problem  # noqa: PT017
        return False
    return True


@pytest.mark.parametrize("d", [2, 3, 4])
def test_of_all_maps_of_one_system_exactly_the_symplectic_ones_pass(d: int) -> None:
    for entries in itertools.product(range(d), repeat=4):
        matrix = np.array(entries).reshape(2, 2)
        determinant = int(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0])
        assert accepted(matrix, d) == (determinant % d == 1)


@given(st.sampled_from([2, 3, 6, 9]), st.integers(1, 3), st.data())
def test_a_map_passes_until_one_entry_breaks_a_bracket(d: int, k: int, data: st.DataObject) -> None:
    matrix = data.draw(symplectic_rows(d, k)).astype(int)
    assert accepted(matrix, d)
    row, column = data.draw(st.integers(0, 2 * k - 1)), data.draw(st.integers(0, 2 * k - 1))
    matrix[row, column] += data.draw(st.integers(1, d - 1))
    assert accepted(matrix, d) == keeps_brackets(matrix, d)


@pytest.mark.parametrize("d", [2, 3, 1048576])
@pytest.mark.parametrize("dense", [False, True])
def test_maps_of_many_systems_are_checked_pair_by_pair(d: int, dense: bool) -> None:
    k = 150
    matrix = np.eye(2 * k, dtype=int)
    for i in range(k - 1):  # a chain of cphase maps
        matrix[2 * i + 1, 2 * i + 2] += 1
        matrix[2 * i + 3, 2 * i] += 1
    if dense:  # every P takes every X of a symmetric form
        matrix[1::2, 0::2] += np.add.outer(np.arange(k), np.arange(k))
    assert accepted(matrix % d, d)
    for row, column in ((0, 0), (7, 4), (299, 1)):
        wrong = matrix.copy()
        wrong[row, column] += 1
        assert accepted(wrong % d, d) == keeps_brackets(wrong, d)
        assert not keeps_brackets(wrong, d)


def test_the_pair_that_is_named_is_one_that_is_broken() -> None:
    matrix = np.eye(600, dtype=int)
    matrix[41, 40], matrix[40, 43] = 1, 1  # P21 -> P21 + X21 is fine; X21 -> X21 + P22 is not
    step = Transform(tuple(range(300)), tuple(map(tuple, matrix.tolist())), (0,) * 600)
    with pytest.raises(InputError) as caught:
        Experiment(System.of_dimension(3, 300), (step,))
    assert "[X21, X22] = 0, but the new values have [X21 + P22, X22] = 2" in caught.value.problem


# known variables


def span(rows: list[tuple[int, ...]], d: int, width: int) -> set[tuple[int, ...]]:
    """Every combination of rows, one by one."""
    found = {(0,) * width}
    for row in rows:
        found = {tuple((x + t * y) % d for x, y in zip(point, row, strict=True)) for point in found for t in range(d)}
    return found


def dependent_by_brute_force(rows: list[tuple[int, ...]], values: list[int], d: int, width: int) -> Any:
    for count in range(1, len(rows) + 1):
        alone = [len(span([row], d, width)) for row in rows[:count]]
        if 1 in alone or len(span(rows[:count], d, width)) < math.prod(alone):
            points = itertools.product(range(d), repeat=width)
            met = any(
                all(
                    (sum(c * x for c, x in zip(row, point, strict=True)) - value) % d == 0
                    for row, value in zip(rows[:count], values, strict=False)
                )
                for point in points
            )
            return count - 1, not met
    return None


@given(st.sampled_from([2, 3, 4, 6, 8, 9]), st.data())
def test_dependence_and_contradiction_are_those_of_brute_force(d: int, data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 4 if d < 5 else 3))
    coefficient = st.integers(0, d - 1)
    rows = data.draw(st.lists(st.tuples(*[coefficient] * width), min_size=1, max_size=4))
    constants = data.draw(st.lists(coefficient, min_size=len(rows), max_size=len(rows)))
    multiples = data.draw(st.lists(coefficient, min_size=len(rows), max_size=len(rows)))
    values = [t * math.gcd(d, *row) % d for t, row in zip(multiples, rows, strict=True)]
    variables = [Variable.from_vector(row, d, c) for row, c in zip(rows, constants, strict=True)]
    given_values = [v + c for v, c in zip(values, constants, strict=True)]
    assert first_dependent(variables, given_values, d) == dependent_by_brute_force(rows, values, d, width)


def test_long_chains_are_peeled_and_closed_ones_are_not() -> None:
    n = 50
    chain = [Variable.of([(2 * k, 1), (2 * k + 2, -1)], D) for k in range(n)]
    assert peeled(chain, D) == []
    ring = [*chain, Variable.of([(0, -1), (2 * n, 1)], D)]
    assert peeled(ring, D) == list(range(n + 1))
    assert first_dependent(ring, [0] * (n + 1), D) == (n, False)
    assert first_dependent(ring, [0] * n + [1], D) == (n, True)
    assert clusters([*chain[:3], *chain[10:12]]) == [[0, 1, 2], [3, 4]]


def test_a_multiple_is_peeled_only_where_its_own_coordinate_says_all() -> None:
    d = 9
    loose = Variable.of([(0, 3), (2, 1)], d)  # three times it is 3 X2: not seen in its own coordinate X1
    assert peeled([loose, Variable.of([(2, 3)], d)], d) == [0, 1]
    assert first_dependent([loose, Variable.of([(2, 3)], d)], [0, 0], d) == (1, False)
    assert first_dependent([Variable.of([(0, 3)], d), Variable.of([(2, 3)], d)], [0, 3], d) is None
