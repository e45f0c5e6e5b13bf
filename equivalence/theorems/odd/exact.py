"""Comparing cyclotomic numbers with fractions, whole arrays at once, and showing the first that differs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quantum_ref.operators.cyclotomic import Integers, matmul, reduced, to_complex, trace, vanish


def differs(values: Integers, denominators: ArrayLike, numerators: ArrayLike, others: ArrayLike) -> NDArray[np.bool_]:
    """Where values / denominators is not numerators / others, exactly: (..., m) -> (...) bool.

    >>> differs(np.array([[2, 0, 0], [0, 1, 0]]), 6, 1, 3).tolist()       # omega is no fraction
    [False, True]
    """
    unique = reduced(values)
    crosswise = unique[..., 0] * np.asarray(others) != np.asarray(numerators) * np.asarray(denominators)
    return np.asarray(crosswise | ~vanish(unique[..., 1:]))


def shown(value: Integers, denominator: Any) -> str:
    """One cyclotomic number over an integer, as a fraction if it is one.

    >>> shown(np.array([2, 0, 0]), 6), shown(np.array([0, 1, 0]), 2)
    ('1/3', '-0.25+0.433013j')
    """
    unique = reduced(value)
    if unique[1:].any():
        number = complex(to_complex(value)) / int(denominator)
        return f"{number:.6g}"
    return str(Fraction(int(unique[0]), int(denominator)))


def whole_traces(operators: Integers) -> NDArray[np.int64]:
    """The rational parts of traces (..., D, D, m) -> (...); exact where the trace is rational.

    An irrational trace shows in the Wigner function, whose sum it is; so it need not be refused here.
    """
    result: NDArray[np.int64] = reduced(trace(operators))[..., 0]
    return result


def product_traces(left: Integers, right: Integers) -> Integers:
    """Tr(A B) of every A of one stack and every B of another, (s, D, D, m) and (t, D, D, m) -> (s, t, m).

    >>> one = np.eye(3, dtype=int)[None, :, :, None] * np.array([1, 0, 0])
    >>> product_traces(one, one).tolist()
    [[[3, 0, 0]]]
    """
    size, m = left.shape[-2] ** 2, left.shape[-1]
    rows = left.reshape(len(left), size, m)
    columns = right.swapaxes(1, 2).reshape(len(right), size, m).swapaxes(0, 1)
    return matmul(rows, columns)
