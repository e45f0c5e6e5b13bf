"""Phase space, variables and brackets: the shared vocabulary against brute force."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from toytheory.errors import InputError, Place
from toytheory.phase_space.brackets import (
    bracket,
    canonical_symbols,
    commute,
    difference_bracket,
    first_noncommuting_pair,
    symbolic_bracket,
)
from toytheory.phase_space.space import PhaseSpace, bracket_rows, coordinate_name, flow, symplectic_form
from toytheory.phase_space.variables import Variable, coefficient_matrix


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 3), (3, 2), (5, 1), (6, 1)])
def test_index_is_the_position_among_the_points(d, n):
    space = PhaseSpace(d, n)
    points = space.points()
    assert len(points) == space.size
    assert np.array_equal(space.index(points), np.arange(space.size))
    assert np.array_equal(space.index(points - d), np.arange(space.size))


@pytest.mark.parametrize(("d", "n"), [(2, 1), (3, 2), (4, 2), (5, 1), (9, 1)])
def test_linear_brackets_equal_the_slides_differences_at_every_point(d, n):
    """The closed form sum_i (a_i d_i - b_i c_i), and its independence of the point."""
    rng = np.random.default_rng(d)
    space = PhaseSpace(d, n)
    for _ in range(5):
        a, c = rng.integers(0, d, (2, 2 * n))
        F, G = Variable.from_vector(a, d, 1), Variable.from_vector(c, d, 2)
        by_hand = sum(a[2 * i] * c[2 * i + 1] - a[2 * i + 1] * c[2 * i] for i in range(n)) % d
        table = difference_bracket(F, G, space.points(), space)
        assert set(table.tolist()) == {int(by_hand)}
        assert bracket(F, G) == by_hand == a @ symplectic_form(n) @ c % d == bracket_rows(a[None], c[None])[0, 0] % d
        assert commute(F, G) == (by_hand == 0)


def test_brackets_of_nonlinear_functionals_depend_on_the_point():
    space = PhaseSpace(5, 1)

    def product(m):
        return m[..., 0] * m[..., 1]

    P = Variable.from_vector([0, 1], 5)
    table = difference_bracket(product, P, space.points(), space)
    assert np.array_equal(table, space.points()[:, 1])  # (x+1) p - x p = p


def test_symbolic_brackets_are_the_derivatives_of_the_slide():
    X1, P1, X2, P2 = canonical_symbols(2)
    symbols = (X1, P1, X2, P2)
    assert symbolic_bracket(X1, P1, symbols) == 1
    assert symbolic_bracket(X1 - X2, P1 + P2, symbols) == 0
    assert symbolic_bracket(sympy.sin(X1), P1**2, symbols) == 2 * P1 * sympy.cos(X1)
    with pytest.raises(InputError, match="pairs"):
        symbolic_bracket(X1, P1, (X1, P1, X2))


def test_the_talks_example_pairs():
    """Slide "A canonically conjugate pair": the last example is not conjugate (its bracket is 2)."""
    X1, P1, X2, P2 = (Variable.of({i: 1}, None) for i in range(4))
    assert bracket(X1, P1) == bracket(X2, P2) == 1
    assert bracket(X1 + X2, P1 + P2) == 2
    assert commute(X1, X2)
    assert commute(X1, P2)
    assert commute(X1 - X2, P1 + P2)


def test_flow_of_a_variable_moves_others_by_their_bracket():
    rng = np.random.default_rng(0)
    F, G = rng.integers(-3, 4, (2, 8))
    assert G @ flow(F) == bracket_rows(G[None], F[None])[0, 0]


def test_the_first_pair_that_does_not_commute_is_named():
    def variables(*rows):
        return [Variable.from_vector(row, 3) for row in rows]

    assert first_noncommuting_pair(variables([1, 0, 0, 0], [0, 0, 1, 0])) is None
    assert first_noncommuting_pair(variables([1, 0, 1, 0], [0, 1, 0, 2])) is None
    assert first_noncommuting_pair(variables([1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])) == (1, 2, 1)
    assert first_noncommuting_pair([]) is None
    rng = np.random.default_rng(0)
    for _ in range(20):
        rows = rng.integers(0, 3, (4, 4)) * (rng.random((4, 4)) < 0.4)
        table = bracket_rows(rows, rows) % 3
        expected = next(((i, j, int(table[i, j])) for j in range(4) for i in range(j) if table[i, j]), None)
        assert first_noncommuting_pair(variables(*rows)) == expected


def test_variables_print_in_the_talks_notation():
    assert str(Variable.from_vector([1, 0, 0, 3], 5, 1)) == "X1 - 2P2 + 1"
    assert str(Variable.from_vector([4, 0], 5)) == "-X1"
    assert str(Variable.from_vector([1, 1], 2)) == "X1 + P1"
    assert str(Variable.of({}, 3)) == "0"
    assert str(Variable.of({0: 0.5}, None, -1.5)) == "0.5X1 - 1.5"
    assert str(Variable.of({0: -2}, None)) == "-2X1"
    assert coordinate_name(2000 * 2 + 1) == "P2001"


def test_arithmetic_of_variables_is_that_of_functions():
    rng = np.random.default_rng(2)
    points = PhaseSpace(5, 2).points()
    F, G = (Variable.from_vector(rng.integers(0, 5, 4), 5, int(rng.integers(5))) for _ in range(2))
    assert np.array_equal((F + G)(points), (F(points) + G(points)) % 5)
    assert np.array_equal((F - 3 * G)(points), (F(points) - 3 * G(points)) % 5)
    assert np.array_equal((-F)(points), -F(points) % 5)
    assert coefficient_matrix([F, G], 2).shape == (2, 4)
    assert coefficient_matrix([], 2).shape == (0, 4)


def test_mixed_rings_and_missing_systems_are_refused():
    F, G = Variable.from_vector([1, 0], 3), Variable.from_vector([1, 0], 5)
    for action in (lambda: F + G, lambda: bracket(F, G)):
        with pytest.raises(InputError, match="different rings"):
            action()
    with pytest.raises(InputError, match="P2 belongs to system 2 of 1"):
        Variable.of({3: 1}, 3).vector(1)
    with pytest.raises(InputError, match="coordinates"):
        difference_bracket(F, F, [[0, 0, 0]], PhaseSpace(3, 1))
    with pytest.raises(InputError, match="no phase space"):
        PhaseSpace(3, 0)
    with pytest.raises(InputError, match="too large"):
        PhaseSpace(2**20, 2**25)
    with pytest.raises(InputError, match="too many to list"):
        PhaseSpace(2, 40).points()


def test_errors_keep_the_first_place_that_is_known():
    error = InputError("wrong", "mend it").at(Place(2, 5, "a.toy"))
    assert str(error) == "a.toy, line 2, column 5: wrong\n  mend: mend it"
    assert error.at(Place(9)).place == Place(2, 5, "a.toy")
    assert str(InputError("wrong")) == "wrong"
    assert str(Place(3)) == "line 3, column 1"
