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

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InputError

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


@lru_cache(maxsize=4096)
def unit_part(a: int, d: int) -> int:
    """A unit u of Z_d with u * a = gcd(a, d) modulo d.

    >>> unit_part(6, 9) * 6 % 9
    3
    """
    g = math.gcd(a, d)
    if g == d:
        return 1
    u = pow(a // g, -1, d // g)
    while math.gcd(u, d) != 1:
        u += d // g
    return u % d


def as_matrix(rows: ArrayLike, d: int, columns: int | None = None) -> Matrix:
    """rows as a two-dimensional int64 array reduced modulo d (no rows: pass `columns`)."""
    array = np.asarray(rows, dtype=np.int64)
    if array.size == 0:
        width = columns if columns is not None else (array.shape[1] if array.ndim == 2 else 0)
        return np.zeros((0, width), dtype=np.int64)
    if array.ndim == 1:
        array = array[None, :]
    return np.mod(array, d)


def howell(rows: ArrayLike, d: int, *, pivot_columns: int | None = None) -> Matrix:
    """The Howell form of a matrix over Z_d, zero rows left out.

    Parameters
    ----------
    rows : (k, m) integers.
    pivot_columns : look for pivots in the first so many columns only; rows that vanish there are
        kept behind the others, not reduced further (so augmented systems can be solved).

    Returns
    -------
    (r, m) int64 array. Cost O(k r m) for prime d.

    >>> howell([[2, 1], [1, 1]], 3).tolist()
    [[1, 0], [0, 1]]
    >>> howell([[3, 1]], 9).tolist()     # 3 * (3, 1) = (0, 3) belongs to the module too
    [[3, 1], [0, 3]]
    """
    matrix = as_matrix(rows, d)
    width = matrix.shape[1]
    limit = width if pivot_columns is None else pivot_columns
    if is_prime(d):
        return _echelon_prime(matrix, d, limit)
    return _howell_composite(matrix, d, limit)


def _echelon_prime(matrix: Matrix, d: int, limit: int) -> Matrix:
    """Reduced row echelon form over a field, pivots in the first `limit` columns."""
    rank, count = 0, matrix.shape[0]
    matrix = matrix.copy()
    for column in range(limit):
        if rank == count:
            break
        candidates = np.flatnonzero(matrix[rank:, column])
        if candidates.size == 0:
            continue
        chosen = rank + int(candidates[0])
        if chosen != rank:
            matrix[[rank, chosen]] = matrix[[chosen, rank]]
        pivot = int(matrix[rank, column])
        if pivot != 1:
            matrix[rank] = matrix[rank] * pow(pivot, -1, d) % d
        others = np.flatnonzero(matrix[:, column])
        others = others[others != rank]
        if others.size:
            where = np.flatnonzero(matrix[rank])
            block = np.ix_(others, where)
            matrix[block] = (matrix[block] - np.outer(matrix[others, column], matrix[rank, where])) % d
        rank += 1
    keep = np.any(matrix, axis=1)
    return matrix[keep]


def _gcd_rows(upper: Matrix, lower: Matrix, column: int, d: int) -> tuple[Matrix, Matrix]:
    """Two rows replaced by two that span the same, the first holding the gcd of the column."""
    a, b = int(upper[column]), int(lower[column])
    while b:
        q = a // b
        upper, lower = lower, (upper - q * lower) % d
        a, b = int(upper[column]), int(lower[column])
    return upper, lower


def _howell_composite(matrix: Matrix, d: int, limit: int) -> Matrix:
    done: list[Matrix] = []
    rest = [row.copy() for row in matrix if row.any()]
    for column in range(limit):
        active = [row for row in rest if row[column]]
        rest = [row for row in rest if not row[column]]
        if not active:
            continue
        head = active[0]
        for row in active[1:]:
            head, row = _gcd_rows(head, row, column, d)
            if row.any():
                rest.append(row)
        head = head * unit_part(int(head[column]), d) % d
        pivot = int(head[column])
        shadow = head * (d // pivot) % d  # vanishes in this column, yet belongs to the module
        if shadow.any():
            rest.append(shadow)
        for index, row in enumerate(done):
            done[index] = (row - (int(row[column]) // pivot) * head) % d
        done.append(head)
    kept = done + rest
    return np.array(kept, dtype=np.int64) if kept else np.zeros((0, matrix.shape[1]), dtype=np.int64)


def pivots(form: Matrix) -> list[tuple[int, int]]:
    """(column, value) of the leading entry of each row of a Howell form."""
    columns = (form != 0).argmax(axis=1)
    return [(int(c), int(form[r, c])) for r, c in enumerate(columns)]


def remainder(vector: ArrayLike, form: Matrix, d: int, *, pivot_columns: int | None = None) -> Matrix:
    """The canonical representative of vector modulo the module with this Howell form; zero iff it is in it.

    >>> remainder([4, 5], howell([[3, 1]], 9), 9).tolist()
    [1, 1]
    """
    rest = np.mod(np.asarray(vector, dtype=np.int64), d).copy()
    for row, (column, value) in zip(form, pivots(form), strict=True):
        if pivot_columns is not None and column >= pivot_columns:
            break
        quotient = int(rest[column]) // value
        if quotient:
            rest = (rest - quotient * row) % d
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
    form = howell(np.hstack([rows.T, np.eye(width, dtype=np.int64)]), d, pivot_columns=count)
    return howell(form[~form[:, :count].any(axis=1)][:, count:], d)


def solve(matrix: ArrayLike, right: ArrayLike, d: int) -> Matrix | None:
    """One x with matrix @ x = right mod d, or None where there is none.

    >>> solve([[1, 1], [1, 2]], [0, 1], 3).tolist()
    [2, 1]
    >>> solve([[3]], [1], 9) is None
    True
    """
    rows = as_matrix(matrix, d)
    count, width = rows.shape
    form = howell(np.hstack([rows.T, np.eye(width, dtype=np.int64)]), d, pivot_columns=count)
    target = np.concatenate([np.mod(np.asarray(right, dtype=np.int64), d), np.zeros(width, dtype=np.int64)])
    rest = remainder(target, form, d, pivot_columns=count)
    if rest[:count].any():
        return None
    return np.mod(-rest[count:], d)


def elements(form: Matrix, d: int) -> Matrix:
    """Every element of the module with this Howell form, (size, m); the caller minds the size.

    >>> elements(howell([[3, 1]], 9), 9).shape
    (9, 2)
    """
    points = np.zeros((1, form.shape[1]), dtype=np.int64)
    for row, (_, value) in zip(form, pivots(form), strict=True):
        multiples = np.arange(d // value, dtype=np.int64)[:, None] * row[None, :]
        points = (points[:, None, :] + multiples[None, :, :]).reshape(-1, form.shape[1]) % d
    return points
