"""The talk's notation: what is read, what it prints, what is refused and where."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toytheory.errors import InputError, Place
from toytheory.language.notation import parse_known, parse_prepare, parse_variable
from toytheory.language.reader import real_number, residue
from toytheory.phase_space.variables import Variable


@pytest.mark.parametrize(
    ("text", "d", "vector", "constant"),
    [
        ("X1", 3, [1, 0, 0, 0], 0),
        ("X1 - 2P2 + 1", 5, [1, 0, 0, 3], 1),
        ("-X1", 3, [2, 0, 0, 0], 0),
        ("- X1 + - P1", 7, [6, 6, 0, 0], 0),
        ("+X1--P1", 7, [1, 1, 0, 0], 0),
        ("2*P1", 5, [0, 2, 0, 0], 0),
        ("2 * P1", 5, [0, 2, 0, 0], 0),
        ("2 P1", 5, [0, 2, 0, 0], 0),
        ("7P1 + 7", 5, [0, 2, 0, 0], 2),
        ("X1 + X1 + X1", 3, [0, 0, 0, 0], 0),
        ("1 + X2 + 1 - 5", 4, [0, 0, 1, 0], 1),
        ("X01 + P002", 2, [1, 0, 0, 1], 0),
        ("0", 2, [0, 0, 0, 0], 0),
        ("\t X1\u00a0\u2212 P1 ", 3, [1, 2, 0, 0], 0),
        ("X1 \u2013 P1", 3, [1, 2, 0, 0], 0),
    ],
)
def test_notation_means_what_the_slides_mean(text: str, d: int, vector: list[int], constant: int) -> None:
    assert parse_variable(text, d, 2) == Variable.from_vector(vector, d, constant)


@pytest.mark.parametrize("n", [1, None])
def test_x_without_a_number_is_x1_where_nothing_else_is_meant(n: int | None) -> None:
    assert parse_variable("X - P", 3, n) == parse_variable("X1 - P1", 3, n)


@pytest.mark.parametrize(("n", "column"), [(2, 6), (None, 6)])
def test_x_without_a_number_is_refused_where_there_are_more_systems(n: int | None, column: int) -> None:
    with pytest.raises(InputError, match="which") as caught:
        parse_variable("X2 + X", 3, n)
    assert caught.value.place == Place(1, column)


@given(st.sampled_from([2, 3, 4, 5, 9, 1048576]), st.data())
def test_printing_and_reading_is_the_identity_modulo_d(d: int, data: st.DataObject) -> None:
    terms = data.draw(st.dictionaries(st.integers(0, 5000), st.integers(0, d - 1), max_size=5))
    variable = Variable.of(terms, d, data.draw(st.integers(0, d - 1)))
    assert parse_variable(str(variable), d) == variable


REALS = st.one_of(st.integers(-(10**15) + 1, 10**15 - 1), st.floats(allow_nan=False, allow_infinity=False))


@given(st.dictionaries(st.integers(0, 20), REALS, max_size=4), REALS)
def test_printing_and_reading_is_the_identity_for_real_coefficients(terms: dict[int, float], constant: float) -> None:
    variable = Variable.of(terms, None, constant)
    assert parse_variable(str(variable), None) == variable


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (".5", 0.5),
        ("2.", 2.0),
        ("1e-3", 0.001),
        ("1E+2", 100.0),
        ("1/4", 0.25),
        ("1 / 4", 0.25),
        ("3", 3),
    ],
)
def test_real_coefficients_are_decimals_and_fractions(text: str, value: float) -> None:
    assert parse_variable(f"{text} X1 - P1", None) == Variable.of({0: value, 1: -1}, None)
    assert parse_variable(f"X1 - {text}", None) == Variable.of({0: 1}, None, -value)


def test_whole_numbers_stay_integers_over_the_reals() -> None:
    assert isinstance(parse_variable("2X1", None).terms[0][1], int)
    assert isinstance(real_number("1" * 30), float)


@pytest.mark.parametrize("text", ["1e999X1", "1/0 X1", "X1 + " + "9" * 400, "1e308X1 + 1e308X1", "1e308 + 1e308"])
def test_what_is_not_finite_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="finite"):
        parse_variable(text, None)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("X1*P1", 3, "product"),
        ("X1^2", 3, "power"),
        ("X1 P1", 4, "product"),
        ("X1 + ", 6, "found the end"),
        ("", 1, "expected a variable"),
        ("   ", 4, "expected a variable"),
        ("X1 = 0", 4, "expected `\\+`, `-` or the end"),
        ("0.5X1", 2, "not an integer"),
        ("X1\nX2", 3, "one line"),
        ("X1\0", 3, "one line"),
        ("X0", 1, "no system 0"),
        ("X9", 1, "no system 9"),
    ],
)
def test_what_is_no_variable_is_refused_at_its_column(text: str, column: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_variable(text, 3, 2)
    assert caught.value.place == Place(1, column)
    assert caught.value.mend


@pytest.mark.parametrize("text", ["X1*P1", "X1^2", "X1 P1", "X1 + Y", "(X1)", "2.5.1X1"])
def test_what_is_not_linear_is_refused_over_the_reals_too(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_variable(text, None)
    assert caught.value.mend


def test_columns_count_from_the_place_that_is_given() -> None:
    with pytest.raises(InputError) as caught:
        parse_known("X1 = 0, P1 = ?", 3, place=Place(7, 20, "talk"))
    assert str(caught.value).startswith("talk, line 7, column 33: expected an integer, found `?`\n  mend: ")


def test_systems_beyond_all_bounds_are_refused_even_where_their_number_is_unknown() -> None:
    assert parse_variable("X1048576", 2).systems == (2**20 - 1,)
    with pytest.raises(InputError, match="no system 1048577"):
        parse_variable("X1048577", 2)


def test_the_dimension_is_checked() -> None:
    with pytest.raises(InputError, match="dimension d = 1"):
        parse_variable("X1", 1)


def test_known_variables_come_with_their_values() -> None:
    known = parse_known("X1 - X2 = 0, P1 + P2 = -1,X3=5", 3)
    assert [(str(variable), value) for variable, value in known] == [("X1 - X2", 0), ("P1 + P2", 2), ("X3", 2)]
    assert parse_known("X1 - 0.5X2 = -1/2", None) == [(Variable.of({0: 1, 2: -0.5}, None), -0.5)]


def test_a_preparation_resets_every_system_that_its_text_names() -> None:
    step = parse_prepare("X2 + 3X1 = 1, 0P4 + P5 = 0", 3)
    assert step.systems == (0, 1, 3, 4)
    assert step.columns == (1, 15)
    assert step.values == (1, 0)


@given(st.text("0123456789", min_size=1, max_size=30), st.integers(2, 2**20))
def test_residues_of_short_integers(digits: str, d: int) -> None:
    assert residue(digits, d) == int(digits) % d


@pytest.mark.parametrize("length", [3999, 4000, 4001, 8000, 20_000])
@pytest.mark.parametrize("d", [2, 9, 1048576, 999_983])
def test_residues_of_integers_of_any_length(length: int, d: int) -> None:
    ones = (pow(10, length, 9 * d) - 1) // 9 % d  # 11...1 in closed form
    assert residue("1" * length, d) == ones


@pytest.mark.parametrize(("text", "value"), [("1/3", 1 / 3), ("10/4", 2.5)])
def test_fractions_over_the_reals_are_the_nearest_floats(text: str, value: float) -> None:
    assert real_number(text) == value == float(Fraction(text))


def test_a_fraction_over_zero_is_no_number() -> None:
    assert math.isinf(real_number("0/0"))
