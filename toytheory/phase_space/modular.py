"""Linear algebra over the ring Z_d, prime or composite.

A *module* is the set of Z_d-combinations of the rows of a matrix. It is kept in Howell form, the
canonical form that the reduced row-echelon form becomes when d is not prime (Storjohann,
*Algorithms for Matrix Canonical Forms*, 2000, chapter 4): pivots divide d, entries above a pivot
are smaller than it, and every element of the module that starts with j zeros is a combination
of the rows that start with j zeros. Two matrices span the same module exactly when their Howell
forms are equal; for prime d the Howell form *is* the reduced row-echelon form.

All matrices are integer arrays; entries are reduced modulo d on the way in. Sizes: d <= MAX_D.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toytheory.errors import InputError

from .elimination import (
    BLOCK,
    FEW,
    eliminate,
    eliminate_bits,
    eliminate_blocks,
    eliminate_few,
    product,
    reduced,
    remainder_of_few,
)

Matrix = NDArray[np.int64]

MAX_D = 2**20  # products of two residues, summed over 2^20 coordinates, stay below 2^63


@lru_cache(maxsize=256)
def prime_factors(d: int) -> tuple[int, ...]:
    """The distinct prime factors of d, ascending.

    >>> prime_factors(12)
    (2, 3)
    """
    factors, rest, p = [], d, 2
    while p * p <= rest:
        if rest % p == 0:
            factors.append(p)
            while rest % p == 0:
                rest //= p
        p += 1
    if rest > 1:
        factors.append(rest)
    return tuple(factors)


def is_prime(d: int) -> bool:
    """Whether d is prime.

    >>> [d for d in range(10) if is_prime(d)]
    [2, 3, 5, 7]
    """
    return d > 1 and prime_factors(d) == (d,)


def is_square_free(d: int) -> bool:
    """Whether no square but 1 divides d.

    >>> [d for d in range(2, 13) if not is_square_free(d)]
    [4, 8, 9, 12]
    """
    return all(d % (p * p) for p in prime_factors(d))


def check_dimension(d: int) -> int:
    """d itself, if it is an integer with 2 <= d <= MAX_D; otherwise an InputError."""
    if isinstance(d, bool) or not isinstance(d, (int, np.integer)) or not 2 <= d <= MAX_D:
        raise InputError(f"the dimension d = {d!r} is not an integer from 2 to {MAX_D}", "choose d >= 2, such as 3")
    return int(d)


def inverse(a: int, d: int) -> int:
    """The multiplicative inverse of a modulo d; InputError where a is no unit.

    >>> inverse(2, 7)
    4
    """
    if math.gcd(a, d) != 1:
        raise InputError(f"{a} has no inverse modulo {d}", f"choose a number coprime to {d}")
    return pow(a, -1, d)


def as_matrix(rows: ArrayLike, d: int, columns: int | None = None) -> Matrix:
    """rows as a new two-dimensional int64 array reduced modulo d (no rows: pass `columns`)."""
    array = np.asarray(rows, dtype=np.int64)
    if array.size == 0:
        width = columns if columns is not None else (array.shape[1] if array.ndim == 2 else 0)
        return np.zeros((0, width), dtype=np.int64)
    if array.ndim == 1:
        array = array[None, :]
    if array.size <= FEW:  # one operation costs less than to look whether it is needed
        few: Matrix = array % d
        return few
    if array.min() >= 0 and array.max() < d:
        return array.copy()
    return reduced(array, d)


def howell(rows: ArrayLike, d: int, *, pivot_columns: int | None = None) -> Matrix:
    """The Howell form of a matrix over Z_d, zero rows left out.

    Parameters
    ----------
    rows : (k, m) integers.
    pivot_columns : look for pivots in the first so many columns only; rows that vanish there are
        kept behind the others, not reduced further (so augmented systems can be solved).

    Returns
    -------
    (r, m) int64 array. Cost O(k r m); large matrices over prime d go by blocks through BLAS, bits by words.

    >>> howell([[2, 1], [1, 1]], 3).tolist()
    [[1, 0], [0, 1]]
    >>> howell([[3, 1]], 9).tolist()     # 3 * (3, 1) = (0, 3) belongs to the module too
    [[3, 1], [0, 3]]
    """
    if d == 2 and isinstance(rows, np.ndarray) and rows.dtype == np.uint8 and rows.ndim == 2:
        limit = rows.shape[1] if pivot_columns is None else pivot_columns
        if min(rows.shape[0], limit) > BLOCK:
            return eliminate_bits(rows & 1, limit)  # as they are, which is an eighth of what integers take
    matrix = as_matrix(rows, d)
    limit = matrix.shape[1] if pivot_columns is None else pivot_columns
    if matrix.size <= FEW:
        return _form_of_few(matrix.tobytes(), matrix.shape, d, limit).copy()
    if len(matrix) > BLOCK and limit == matrix.shape[1] and (form := _reduced_already(matrix)) is not None:
        return form
    if min(matrix.shape[0], limit) > BLOCK and is_prime(d):
        return eliminate_bits(matrix, limit) if d == 2 else eliminate_blocks(matrix, d, limit)
    return eliminate(matrix, d, limit)


@lru_cache(maxsize=4096)
def _form_of_few(entries: bytes, shape: tuple[int, ...], d: int, limit: int) -> Matrix:
    """The form of a small matrix, once for each: whoever goes through all states meets few of them, again and again."""
    return eliminate_few(np.frombuffer(entries, dtype=np.int64).reshape(shape), d, limit)


def _reduced_already(matrix: Matrix) -> Matrix | None:
    """The rows in order, where every one has a leading entry 1 that is alone in its column: a Howell form for any d."""
    nonzero = matrix != 0
    leading = nonzero.argmax(axis=1)
    alone = np.count_nonzero(nonzero, axis=0)[leading] == 1
    if not (alone & (matrix[np.arange(len(matrix)), leading] == 1)).all():
        return None
    return matrix if (np.diff(leading) > 0).all() else matrix[np.argsort(leading)]


def pivots(form: Matrix) -> list[tuple[int, int]]:
    """(column, value) of the leading entry of each row of a Howell form."""
    if form.size <= FEW:
        return [next(((c, v) for c, v in enumerate(row) if v), (0, 0)) for row in form.tolist()]
    columns = (form != 0).argmax(axis=1)
    return [(int(c), int(v)) for c, v in zip(columns, form[np.arange(len(form)), columns], strict=True)]


def remainder(vectors: ArrayLike, form: Matrix, d: int, *, pivot_columns: int | None = None) -> Matrix:
    """The canonical representatives of vectors (..., m) modulo the module with this Howell form; zero iff in it.

    >>> remainder([4, 5], howell([[3, 1]], 9), 9).tolist()
    [1, 1]
    """
    given = np.asarray(vectors, dtype=np.int64)
    if given.ndim == 1 and form.size <= FEW:
        return remainder_of_few(given, form, d, form.shape[1] if pivot_columns is None else pivot_columns)
    rest = reduced(given, d)
    leading = [(row, c, v) for row, (c, v) in enumerate(pivots(form)) if pivot_columns is None or c < pivot_columns]
    units = [(row, column) for row, column, value in leading if value == 1]
    if units:  # no other row has an entry in the column of a unit pivot, so these go all at once
        rows, columns = (list(part) for part in zip(*units, strict=True))
        if rest[..., columns].any():
            rest = reduced(rest - product(rest[..., columns], form[rows], d), d)
    for row, column, value in leading:
        if value != 1:
            rest = reduced(rest - (rest[..., column] // value)[..., None] * form[row], d)
    return rest


def module_size(form: Matrix, d: int) -> int:
    """Number of elements of the module with this Howell form.

    >>> module_size(howell([[3, 0], [0, 3]], 9), 9)
    9
    """
    return math.prod(d // value for _, value in pivots(form))


def kernel(matrix: ArrayLike, d: int, *, columns: int | None = None) -> Matrix:
    """Howell form of {x : matrix @ x = 0 mod d}.

    >>> kernel([[1, 1]], 3).tolist()
    [[1, 2]]
    >>> kernel([[3, 0]], 9).tolist()
    [[3, 0], [0, 1]]
    """
    rows = as_matrix(matrix, d, columns)
    count, width = rows.shape
    if is_prime(d):  # eliminated from the right, so that the basis leads with the free columns: reduced already
        return np.ascontiguousarray(_null_space(howell(rows[:, ::-1], d), d)[::-1, ::-1])
    form = howell(np.hstack([rows.T, np.eye(width, dtype=np.int64)]), d, pivot_columns=count)
    return howell(form[~form[:, :count].any(axis=1)][:, count:], d)


def _null_space(form: Matrix, d: int) -> Matrix:
    """A basis, over a field, of the vectors that the rows of a reduced echelon form annihilate."""
    bound = [column for column, _ in pivots(form)]
    free = sorted(set(range(form.shape[1])).difference(bound))
    if len(free) * form.shape[1] <= FEW:
        at = dict(zip(bound, form.tolist(), strict=True))
        few = [[-at[c][f] % d if c in at else int(c == f) for c in range(form.shape[1])] for f in free]
        return np.array(few, dtype=np.int64).reshape(len(free), form.shape[1])
    basis = np.zeros((len(free), form.shape[1]), dtype=np.int64)
    basis[np.arange(len(free)), free] = 1
    basis[:, bound] = reduced(-form[:, free].T, d)
    return basis


def solve(matrix: ArrayLike, right: ArrayLike, d: int) -> Matrix | None:
    """One x with matrix @ x = right mod d, or None where there is none.

    >>> solve([[1, 1], [1, 2]], [0, 1], 3).tolist()
    [2, 1]
    >>> solve([[3]], [1], 9) is None
    True
    """
    rows = as_matrix(matrix, d)
    count, width = rows.shape
    target = reduced(np.asarray(right, dtype=np.int64), d)
    if is_prime(d):
        form = howell(np.hstack([rows, target[:, None]]), d)
        bound = [column for column, _ in pivots(form)]
        if bound and bound[-1] == width:
            return None
        point = np.zeros(width, dtype=np.int64)
        point[bound] = form[:, width]
        return point
    form = howell(np.hstack([rows.T, np.eye(width, dtype=np.int64)]), d, pivot_columns=count)
    rest = remainder(np.concatenate([target, np.zeros(width, dtype=np.int64)]), form, d, pivot_columns=count)
    if rest[:count].any():
        return None
    return reduced(-rest[count:], d)


def elements(form: Matrix, d: int) -> Matrix:
    """Every element of the module with this Howell form, (size, m); the caller minds the size.

    >>> elements(howell([[3, 1]], 9), 9).shape
    (9, 2)
    """
    orders = tuple(d // value for _, value in pivots(form))
    if math.prod(orders) <= FEW:
        return reduced(_factors(orders) @ form, d)
    points = np.zeros((1, form.shape[1]), dtype=np.int64)
    for row, order in zip(form, orders, strict=True):
        multiples = np.arange(order, dtype=np.int64)[:, None] * row[None, :]
        points = (points[:, None, :] + multiples[None, :, :]).reshape(-1, form.shape[1]) % d
    return points


@lru_cache(maxsize=256)
def _factors(orders: tuple[int, ...]) -> Matrix:
    """Every choice of one number below each order, the last changing fastest, (size, k); for few. Read-only."""
    every = np.array([*itertools.product(*map(range, orders))], dtype=np.int64).reshape(math.prod(orders), len(orders))
    every.flags.writeable = False
    return every
