"""Arithmetic in Z[zeta_m] against SymPy and complex floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from quantum_ref.operators import cyclotomic
from quantum_ref.operators.characters import character_sum, character_transform
from quantum_ref.operators.cyclotomic import (
    adjoint,
    conjugate,
    constant,
    content,
    cyclotomic_polynomial,
    equal,
    exact_matmul,
    fractions,
    in_floats,
    integers,
    is_rational,
    is_zero,
    matmul,
    multiply,
    reduced,
    reduction_matrix,
    roots,
    times_root,
    to_complex,
    trace,
    trace_products,
)
from toytheory.errors import CannotRun, InputError

ORDERS = [3, 4, 5, 7, 9, 12, 15, 21]


def random_elements(m: int, shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    return np.random.default_rng([seed, m]).integers(-9, 10, (*shape, m))


@pytest.mark.parametrize("m", range(1, 41))
def test_the_polynomial_is_sympys(m: int) -> None:
    import sympy

    expected = sympy.Poly(sympy.cyclotomic_poly(m, sympy.Symbol("x"))).all_coeffs()[::-1]
    assert list(cyclotomic_polynomial(m)) == expected


@pytest.mark.parametrize("m", [*ORDERS, 105])  # Phi_105 is the first with a coefficient -2
def test_the_reduction_keeps_the_number(m: int) -> None:
    values = random_elements(m, (50,))
    powers = np.exp(2j * np.pi * np.arange(reduced(values).shape[-1]) / m)
    assert np.allclose(reduced(values) @ powers, to_complex(values))


@pytest.mark.parametrize("m", ORDERS)
def test_the_reduction_is_unique(m: int) -> None:
    values = random_elements(m, (20,))
    polynomial = np.zeros(m, dtype=np.int64)
    polynomial[: len(cyclotomic_polynomial(m))] = cyclotomic_polynomial(m)
    for k in range(m):  # zeta^k Phi_m(zeta) is zero
        assert np.array_equal(reduced(values + 7 * np.roll(polynomial, k)), reduced(values))
        assert bool(is_zero(np.roll(polynomial, k)))
    assert np.all(reduced(roots([k], m) - roots([k + 1], m)).any(axis=-1) for k in range(m))


@pytest.mark.parametrize("m", ORDERS)
def test_operations_agree_with_complex_numbers(m: int) -> None:
    a, b = random_elements(m, (4, 3)), random_elements(m, (4, 3), seed=1)
    assert np.allclose(to_complex(multiply(a, b)), to_complex(a) * to_complex(b))
    assert np.allclose(to_complex(conjugate(a)), to_complex(a).conj())
    exponents = np.arange(3) * 5 - 4
    assert np.allclose(to_complex(times_root(a, exponents)), to_complex(a) * np.exp(2j * np.pi * exponents / m))
    assert np.allclose(to_complex(roots(exponents, m)), np.exp(2j * np.pi * exponents / m))
    assert np.allclose(to_complex(constant([[2, -3]], m)), [[2, -3]])
    assert np.allclose(to_complex(a, 7), to_complex(a) / 7)
    assert np.array_equal(equal(a, b), np.isclose(to_complex(a), to_complex(b)))
    assert np.all(equal(multiply(a, b), multiply(b, a)))


@pytest.mark.parametrize("m", ORDERS)
@pytest.mark.parametrize(
    ("left", "right"),
    [((2, 3), (3, 4)), ((5, 7, 2, 3), (3, 4)), ((2, 3), (6, 3, 2)), ((6, 2, 3), (6, 3, 2)), ((1, 3), (3, 9))],
)
def test_matrix_products_agree_with_complex_ones(m: int, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    a, b = random_elements(m, left), random_elements(m, right, seed=1)
    assert np.allclose(to_complex(matmul(a, b)), to_complex(a) @ to_complex(b))
    square = matmul(b, adjoint(b))
    assert np.allclose(to_complex(square), to_complex(b) @ to_complex(b).conj().swapaxes(-1, -2))
    assert np.allclose(to_complex(trace(square)), np.trace(to_complex(square), axis1=-2, axis2=-1))


@pytest.mark.parametrize("m", ORDERS)
def test_traces_of_all_products_agree_with_complex_ones(m: int) -> None:
    a, b = random_elements(m, (3, 4, 4)), random_elements(m, (2, 4, 4), seed=1)
    expected = np.einsum("bij,cji->bc", to_complex(a), to_complex(b))
    assert np.allclose(to_complex(trace_products(a, b)), expected)


def test_products_beyond_single_precision_stay_exact() -> None:
    a = np.full((1, 2, 3), 2**24 + 1, dtype=np.int64)
    b = np.ones((2, 1, 3), dtype=np.int64)
    assert matmul(a, b).ravel().tolist() == [6 * (2**24 + 1)] * 3


def test_what_may_not_be_exact_is_refused() -> None:
    large = np.full((1, 1, 3), 2**27, dtype=np.int64)
    with pytest.raises(CannotRun, match="53 bits"):
        matmul(large, large)
    assert int(multiply(large, large).max()) == 3 * 2**54
    with pytest.raises(CannotRun, match="63 bits"):
        multiply(large * 32, large * 32)
    with pytest.raises(CannotRun, match="63 bits"):
        reduced(large * 2**35)
    with pytest.raises(CannotRun, match="53 bits"):
        exact_matmul(np.array([[2**52, 0]]), np.array([[1], [1]]))
    assert exact_matmul(np.zeros((0, 2), dtype=np.int64), np.array([[2**60], [1]])).shape == (0, 1)


def test_mismatches_are_refused() -> None:
    with pytest.raises(InputError, match="zeta_3"):
        multiply(roots([1], 3), roots([1], 4))
    with pytest.raises(InputError, match="2 columns"):
        matmul(random_elements(3, (1, 2)), random_elements(3, (3, 1)))


def test_rational_numbers_are_recognised() -> None:
    values = np.array([[1, 1, 1], [0, 1, 1], [0, 1, 0]])
    assert is_rational(values).tolist() == [True, True, False]
    assert integers(values[:2]).tolist() == [0, -1]
    assert fractions(values[:2], 4).tolist() == [0, Fraction(-1, 4)]
    with pytest.raises(InputError, match="not rational"):
        integers(values)
    assert content(values * 6) == 6
    assert content(values * 0) == 0


@pytest.mark.parametrize(("d", "n"), [(2, 3), (3, 0), (3, 1), (3, 3), (5, 2), (7, 2), (9, 1), (15, 1), (3, 5)])
def test_character_sums_agree_with_their_definition(d: int, n: int) -> None:
    m = 4 if d == 2 else d
    values = random_elements(m, (2, d**n))
    labels = np.array(list(np.ndindex(*(d,) * n))).reshape(d**n, n)
    table = np.exp(2j * np.pi / d * (labels @ labels.T))
    assert np.allclose(to_complex(character_sum(values, d, n)), to_complex(values) @ table)
    assert np.allclose(to_complex(character_sum(values, d, n, -1)), to_complex(values) @ table.conj())
    assert np.allclose(character_transform(to_complex(values), d, n), to_complex(values) @ table)
    assert np.allclose(character_transform(to_complex(values), d, n, -1), to_complex(values) @ table.conj())


def test_character_sums_of_one_large_system_agree_with_their_definition() -> None:
    d = 37  # wider than what is summed up in one product
    values = random_elements(d, (1, d))
    table = np.exp(2j * np.pi / d * np.outer(np.arange(d), np.arange(d)))
    assert np.allclose(to_complex(character_sum(values, d, 1)), to_complex(values) @ table)
    with pytest.raises(CannotRun):
        character_sum(values * 2**60, d, 1)


def test_a_reduction_that_knows_only_primes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def prime_rule(m: int) -> np.ndarray:
        return np.vstack([np.eye(m - 1, dtype=np.int64), -np.ones((1, m - 1), dtype=np.int64)])

    assert np.array_equal(prime_rule(7), reduction_matrix(7))
    monkeypatch.setattr(cyclotomic, "reduction_matrix", prime_rule)
    test_the_reduction_is_unique(7)
    for m in (4, 9, 15):
        with pytest.raises(AssertionError):
            test_the_reduction_is_unique(m)


@pytest.mark.parametrize("m", [1, 2, *ORDERS, 105])
@pytest.mark.parametrize("largest", [9, 2**20, 2**45])
def test_many_numbers_are_reduced_as_one_by_one(m: int, largest: int) -> None:
    """Many go through a product of floats where that is exact."""
    values = np.random.default_rng([m, largest]).integers(-largest, largest, (1100, m))
    values[::3] = np.repeat(values[::3, :1], m, axis=1)  # all roots with one coefficient: 0 for m > 1
    assert values.size > cyclotomic.FEW
    one_by_one = [reduced(value) for value in values]
    assert reduced(values).tolist() == [value.tolist() for value in one_by_one]
    assert is_zero(values).tolist() == [not value.any() for value in one_by_one]


def test_whole_numbers_stay_exact_in_floats_or_are_refused() -> None:
    rng = np.random.default_rng(0)
    for bound in (4, 2**11):  # beyond single precision: products go through double precision then
        left, right = (rng.integers(-bound, bound, (3, 4, 4, 9)) for _ in range(2))
        product = matmul(in_floats(left), in_floats(right))
        assert product.dtype.kind == "f"
        assert np.array_equal(product, matmul(left, right))
        assert np.array_equal(reduced(product), reduced(matmul(left, right)))
    with pytest.raises(CannotRun):
        in_floats(np.array([[2**24 + 1]]))
