"""Exact arithmetic in Z[zeta], zeta = exp(2 pi i / m), vectorised.

An array of elements is an integer array whose last axis holds the m coefficients of
1, zeta, ..., zeta^(m-1). These are redundant (the powers satisfy Phi_m(zeta) = 0), so elements are compared by
`equal` or in the unique form of `reduced`. Multiplication is cyclic convolution. Matrix
products run as floating-point BLAS products, which are exact while every partial sum is an integer below
2^53 (2^24 in single precision); where that is not certain beforehand, `CannotRun` is raised. Between one
product and the next, whole numbers may stay in floats (`in_floats`).
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.conventions import roots_of_unity
from toytheory.errors import CannotRun, InputError

Integers = NDArray[np.int64]

FEW = 2**10
"""Up to so many integers NumPy's own products and reductions cost less than what prepares quicker ones."""

SHORT = 8
"""Up to so many coefficients it is quicker to go through them than to reduce along their axis."""


def require_below(bound: int, bits: int) -> None:
    """CannotRun unless bound < 2^bits: the exact result is not certain to fit."""
    if bound >= 2**bits:
        raise CannotRun(f"exact arithmetic may need integers up to {bound}, and {bits} bits hold less than that")


@lru_cache(maxsize=256)
def cyclotomic_polynomial(m: int) -> tuple[int, ...]:
    """Coefficients of Phi_m, ascending: x^m - 1 divided by Phi_k for every proper divisor k of m.

    >>> cyclotomic_polynomial(9), cyclotomic_polynomial(4)
    ((1, 0, 0, 1, 0, 0, 1), (1, 0, 1))
    """
    rest = [-1, *[0] * (m - 1), 1]
    for k in range(1, m):
        if m % k == 0:
            rest = _divide(rest, cyclotomic_polynomial(k))[0]
    return tuple(rest)


def _divide(numerator: list[int], divisor: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """Quotient and remainder by a monic polynomial, coefficients ascending."""
    rest, degree = list(numerator), len(divisor) - 1
    quotient = [0] * max(len(rest) - degree, 1)
    for top in range(len(rest) - 1, degree - 1, -1):
        factor = rest[top]
        quotient[top - degree] = factor
        for k, coefficient in enumerate(divisor):
            rest[top - degree + k] -= factor * coefficient
    return quotient, rest[:degree]


@lru_cache(maxsize=256)
def reduction_matrix(m: int) -> Integers:
    """(m, phi(m)): row k writes zeta^k in the basis 1, zeta, ..., zeta^(phi(m)-1). Read-only.

    >>> reduction_matrix(3).tolist()
    [[1, 0], [0, 1], [-1, -1]]
    """
    divisor = cyclotomic_polynomial(m)
    rows = [_divide([0] * k + [1] + [0] * (m - 1 - k), divisor)[1] for k in range(m)]
    matrix = np.array(rows, dtype=np.int64)
    matrix.flags.writeable = False
    return matrix


def magnitude(values: NDArray[Any]) -> int:
    """The largest absolute value in an integer array (0 for an empty one)."""
    flat = values.reshape(-1)  # where they are is found sooner than what they are: `max` goes through Python
    return max(int(flat[flat.argmax()]), -int(flat[flat.argmin()])) if flat.size else 0


def exact_matmul(left: NDArray[Any], right: NDArray[Any]) -> Integers:
    """The product of integer matrices by floating-point BLAS, (..., a, b) @ (b, c) -> (..., a, c) int64.

    CannotRun unless the inner dimension and the largest entries prove that every partial sum stays below 2^53.
    Where the left one is `in_floats`, so is the product.

    >>> exact_matmul(np.array([[1, 2]]), np.array([[3], [4]])).tolist()
    [[11]]
    """
    bound = magnitude(left) * magnitude(right) * right.shape[-2]
    require_below(bound, 53)
    kind = np.float32 if bound < 2**24 else np.float64
    product = left.astype(kind, copy=False) @ right.astype(kind, copy=False)
    return product if left.dtype.kind == "f" else product.astype(np.int64)  # type: ignore[no-any-return]


def in_floats(values: Integers) -> NDArray[np.float32]:
    """The same whole numbers as floats, for products one after another; CannotRun unless all are below 2^24.

    `exact_matmul`, `matmul`, `reduced` and character sums take them and stay exact: each looks at how large they are.

    >>> one = in_floats(roots([[1]], 3))
    >>> matmul(one, one).tolist()
    [[[0.0, 0.0, 1.0]]]
    """
    require_below(magnitude(values), 24)
    return values.astype(np.float32)


def constant(numbers: ArrayLike, m: int) -> Integers:
    """Integers (...) as elements (..., m).

    >>> constant([5], 3).tolist()
    [[5, 0, 0]]
    """
    array = np.asarray(numbers, dtype=np.int64)
    values = np.zeros((*array.shape, m), dtype=np.int64)
    values[..., 0] = array
    return values


def roots(exponents: ArrayLike, m: int) -> Integers:
    """The powers zeta^e of integers e (...), as elements (..., m).

    >>> roots([4], 3).tolist()
    [[0, 1, 0]]
    """
    array = np.mod(np.asarray(exponents, dtype=np.int64), m)
    powers: Integers = (array[..., None] == np.arange(m)).astype(np.int64)
    return powers


def times_root(values: Integers, exponents: ArrayLike) -> Integers:
    """Elements multiplied by zeta^e; the exponents broadcast against the elements.

    >>> times_root(constant([1, 2], 3), [1, 2]).tolist()
    [[0, 1, 0], [0, 0, 2]]
    """
    m = values.shape[-1]
    turned = (np.arange(m) - np.asarray(exponents, dtype=np.int64)[..., None]) % m
    shape = np.broadcast_shapes(values.shape, turned.shape)
    return np.take_along_axis(np.broadcast_to(values, shape), np.broadcast_to(turned, shape), -1)


def conjugate(values: Integers) -> Integers:
    """Complex conjugates: zeta^k becomes zeta^(-k)."""
    conjugates: Integers = values[..., -np.arange(values.shape[-1])]
    return conjugates


def multiply(left: Integers, right: Integers) -> Integers:
    """Products element by element, batches broadcast; CannotRun where int64 might overflow.

    >>> multiply(roots([1], 4), roots([1], 4)).tolist()     # i times i, before reduction
    [[0, 0, 1, 0]]
    """
    m = _common_order(left, right)
    require_below(magnitude(left) * magnitude(right) * m, 63)
    product: Integers = np.einsum("...k,...ks->...s", left, right[..., _turned(m)])
    return product


@lru_cache(maxsize=64)
def _turned(m: int) -> Integers:
    """(m, m): the coefficient that zeta^k takes to zeta^s, at [k, s]. Read-only."""
    turned: Integers = (np.arange(m) - np.arange(m)[:, None]) % m
    turned.flags.writeable = False
    return turned


def matmul(left: NDArray[Any], right: NDArray[Any]) -> Integers:
    """Matrix products, (..., a, b, m) @ (..., b, c, m) -> (..., a, c, m), batches broadcast.

    Cost: that of real products m times as wide. CannotRun where exactness is not certain (`exact_matmul`).

    >>> i = roots([[1]], 4)
    >>> reduced(matmul(i, i)).tolist()
    [[[-1, 0]]]
    """
    m = _common_order(left, right)
    if left.shape[-2] != right.shape[-3]:
        raise InputError(
            f"a product of matrices with {left.shape[-2]} columns and with {right.shape[-3]} rows", "make these agree"
        )
    if left.size < right.size:  # what is spread out into a circulant should be the smaller one
        return matmul(right.swapaxes(-2, -3), left.swapaxes(-2, -3)).swapaxes(-2, -3)
    inner, columns = right.shape[-3:-1]
    spread = right[..., _turned(m)].swapaxes(-2, -3).reshape(*right.shape[:-3], inner * m, columns * m)
    wide = left.reshape(*left.shape[:-2], inner * m)
    if spread.ndim == 2:  # one large product rather than many small ones
        flat = exact_matmul(wide.reshape(-1, inner * m), spread)
        return flat.reshape(*left.shape[:-2], columns, m)
    product = exact_matmul(wide, spread)
    return product.reshape(*product.shape[:-1], columns, m)


def adjoint(matrices: Integers) -> Integers:
    """Conjugate transposes of matrices (..., a, b, m)."""
    return conjugate(matrices).swapaxes(-2, -3)


def trace(matrices: Integers) -> Integers:
    """Traces of matrices (..., D, D, m), as elements (..., m)."""
    traces: Integers = np.trace(matrices, axis1=-3, axis2=-2)
    return traces


def trace_products(left: Integers, right: Integers) -> Integers:
    """Tr(A B) for all pairs of two stacks, (B, D, D, m) and (C, D, D, m) -> (B, C, m), in one product.

    >>> unit = constant(np.eye(2, dtype=int), 4)[None]
    >>> trace_products(unit, unit).tolist()
    [[[2, 0, 0, 0]]]
    """
    m = left.shape[-1]
    rows = left.reshape(left.shape[0], -1, m)
    return matmul(rows, right.swapaxes(1, 2).reshape(right.shape[0], -1, m).swapaxes(0, 1))


def reduced(values: Integers) -> Integers:
    """The unique coefficients, (..., m) -> (..., phi(m)): remainders modulo Phi_m.

    >>> reduced(np.array([1, 1, 1])).tolist()       # the cube roots of one add up to zero
    [0, 0]
    """
    m = values.shape[-1]
    matrix = reduction_matrix(m)
    bound = magnitude(values) * m * magnitude(matrix)
    require_below(bound, 63)
    kind: Any = np.int64
    if values.size > FEW and bound < 2**53:
        kind = np.float32 if bound < 2**24 else np.float64
    flat = values.reshape(-1, m).astype(kind, copy=False) @ matrix.astype(kind)
    result: Integers = flat.astype(np.int64).reshape(*values.shape[:-1], matrix.shape[1])
    return result


def vanish(coefficients: Integers) -> NDArray[np.bool_]:
    """Where all coefficients along the last axis are 0, (..., k) -> (...) bool; `reduced` ones, of numbers that are 0.

    >>> vanish(np.array([[0, 0], [0, 1]])).tolist()
    [True, False]
    """
    count = coefficients.shape[-1]
    if coefficients.size <= FEW or count > SHORT:
        return np.asarray(~coefficients.any(axis=-1))
    zero: NDArray[np.bool_] = coefficients[..., 0] == 0
    for k in range(1, count):
        zero &= coefficients[..., k] == 0
    return zero


def equal(left: Integers, right: Integers) -> NDArray[np.bool_]:
    """Which elements are the same number, (..., m) and (..., m) -> (...) bool.

    >>> bool(equal(np.array([1, 0, 0]), np.array([0, -1, -1])))
    True
    """
    _common_order(left, right)
    return vanish(reduced(np.subtract(left, right)))


def is_zero(values: Integers) -> NDArray[np.bool_]:
    """Which elements vanish, (..., m) -> (...) bool."""
    return vanish(reduced(values))


def is_rational(values: Integers) -> NDArray[np.bool_]:
    """Which elements are rational (then they are integers), (..., m) -> (...) bool."""
    return vanish(reduced(values)[..., 1:])


def integers(values: Integers) -> Integers:
    """Rational elements (..., m) as integers (...); InputError where one is not rational.

    >>> integers(np.array([2, 5, 5])).item()
    -3
    """
    unique = reduced(values)
    if unique[..., 1:].any():
        raise InputError("a cyclotomic number that is not rational", "take the trace with a Hermitian operator first")
    return unique[..., 0]


def fractions(values: Integers, denominator: int = 1) -> NDArray[np.object_]:
    """Rational elements over a common denominator, as an object array (...) of Fractions.

    >>> fractions(np.array([[2, 0, 0]]), 6).tolist()
    [Fraction(1, 3)]
    """
    numerators = integers(values)
    result = np.empty(numerators.shape, dtype=object)
    for index, number in np.ndenumerate(numerators):
        result[index] = Fraction(int(number), denominator)
    return result


def to_complex(values: Integers, divisor: ArrayLike = 1) -> NDArray[np.complex128]:
    """Floats, (..., m) -> (...) complex128, over a divisor that broadcasts against (...).

    >>> to_complex(np.array([0, 1, 0, 0])).item()
    1j
    """
    numbers: NDArray[np.complex128] = values @ roots_of_unity(values.shape[-1]) / np.asarray(divisor)
    return numbers


def _common_order(left: NDArray[Any], right: NDArray[Any]) -> int:
    m = left.shape[-1]
    if m != right.shape[-1]:
        raise InputError(f"elements of Z[zeta_{m}] and of Z[zeta_{right.shape[-1]}]", "use one root of unity")
    return int(m)


def content(values: NDArray[Any]) -> int:
    """The greatest common divisor of all coefficients (0 if all vanish).

    >>> content(np.array([[4, 0], [6, 2]]))
    2
    """
    return math.gcd(*(int(v) for v in np.unique(values)))
