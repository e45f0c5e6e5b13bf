"""How Howell forms are computed: elimination over Z_d, by rows, by words, by blocks.

`modular.howell` chooses. Row by row works for every d and is quick where rows are sparse; where the
matrix is small, Python's integers do the same several times as fast as array operations. Over a field,
large dense matrices go 64 columns at a time through matrix products, and bits go by words.
All give the same canonical form (but for rows beyond the pivot columns, which are not reduced).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]

BLOCK = 64  # columns eliminated together

FEWER = 16
"""Columns a row beyond which the next column that holds anything is looked for, instead of each in turn."""

FEW = 256
"""Entries up to which a matrix is small: beyond, array operations are as quick as Python's."""


def reduced(array: NDArray[Any], d: int) -> NDArray[Any]:
    """Entries modulo d, in the array's own integer type (several times faster than `np.mod`).

    >>> reduced(np.array([-1, 7], dtype=np.int8), 3).tolist()
    [2, 1]
    """
    if d & (d - 1) == 0:
        return np.asarray(array & array.dtype.type(d - 1))
    modulus = array.dtype.type(d)
    if array.size <= FEW:
        return np.asarray(array % modulus)
    return np.asarray(array - array // modulus * modulus)


def small_dtype(d: int) -> np.dtype[Any]:
    """The smallest signed integer type that holds a * b + c for residues a, b, c (and their negatives).

    >>> [small_dtype(d).name for d in (2, 11, 12, 181, 182, 46342)]
    ['int8', 'int8', 'int16', 'int16', 'int32', 'int64']
    """
    largest = (d - 1) * d
    return next(np.dtype(t) for t in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(t).max)


def product(left: NDArray[Any], right: NDArray[Any], d: int) -> Matrix:
    """left @ right modulo d, exactly, for entries already reduced; large ones go through floating-point BLAS.

    A float64 product of integers is exact while every sum stays below 2^53.

    >>> product(np.array([[1, 2]]), np.array([[2], [2]]), 3).tolist()
    [[0]]
    """
    inner = left.shape[-1]
    small = left.size * (right.size // max(inner, 1)) < 2**16
    if small or (d - 1) ** 2 * inner >= 2**53:
        return reduced(left.astype(np.int64) @ right.astype(np.int64), d)
    whole = np.int32 if (d - 1) ** 2 * inner < 2**31 else np.int64
    return reduced((left.astype(np.float64) @ right.astype(np.float64)).astype(whole), d).astype(np.int64)


def _whole(values: NDArray[Any], d: int) -> NDArray[Any]:
    """Residues of whole numbers kept in floats."""
    return reduced(values.astype(np.int32 if values.dtype == np.float32 else np.int64), d)


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


def eliminate(rest: Matrix, d: int, limit: int) -> Matrix:
    """Howell form, one column after the other; `rest` (reduced) is used up. Sparse rows stay cheap."""
    count, width = rest.shape
    form = np.empty((min(limit, count * d.bit_length()), width), dtype=np.int64)
    rank, alive = 0, count
    for column in range(limit) if FEWER * count > limit else _columns(rest, limit):
        if not alive:
            break
        active = np.flatnonzero(rest[:, column])
        if active.size == 0:
            continue
        chosen, others = _head(rest, active, column, d)
        head = rest[chosen].copy()
        pivot = int(head[column])
        _subtract(rest, others, rest[others, column] // pivot, head, d)
        above = np.flatnonzero(form[:rank, column] >= pivot)
        _subtract(form, above, form[above, column] // pivot, head, d)
        rest[chosen] = reduced(head * (d // pivot), d)  # vanishes in this column, yet belongs to the module
        alive -= not rest[chosen].any()
        form[rank] = head
        rank += 1
    return np.vstack([form[:rank], rest[rest.any(axis=1)]]) if limit < width else form[:rank].copy()


def _columns(rest: Matrix, limit: int) -> Iterator[int]:
    """The columns in which anything is left, looked for anew each time since rows change meanwhile."""
    at = 0
    while at < limit and (held := rest[:, at:limit].any(axis=0)).any():
        at += int(held.argmax()) + 1
        yield at - 1


def _head(rest: Matrix, active: NDArray[np.intp], column: int, d: int) -> tuple[int, NDArray[np.intp]]:
    """Make one active row hold the gcd of the column (a divisor of d); the row, and the others."""
    chosen, others = int(active[0]), active[1:]
    divisor = math.gcd(int(rest[chosen, column]), d)
    if divisor != 1 and others.size:
        divisors = np.gcd(rest[active, column], d)
        first = int(divisors.argmin())
        chosen, others, divisor = int(active[first]), np.delete(active, first), int(divisors[first])
    while divisor != 1 and (stubborn := others[rest[others, column] % divisor != 0]).size:
        helper = int(stubborn[0])
        a, b = int(rest[chosen, column]), int(rest[helper, column])
        rest[chosen] = reduced(rest[chosen] + stabilizer(a, b, d) * rest[helper], d)
        divisor = math.gcd(a, b, d)
    unit = unit_part(int(rest[chosen, column]), d)
    if unit != 1:
        rest[chosen] = reduced(rest[chosen] * unit, d)
    return chosen, others


def eliminate_few(matrix: Matrix, d: int, limit: int) -> Matrix:
    """What `eliminate` gives, step by step the same, in Python's integers.

    >>> eliminate_few(np.array([[2, 1], [1, 1]]), 3, 2).tolist()
    [[1, 0], [0, 1]]
    """
    rest: list[list[int]] = matrix.tolist()
    form: list[list[int]] = []
    for column in range(limit):
        active = [row for row in rest if row[column]]
        if not active:
            continue
        head = _head_of_few(active, column, d)
        pivot = head[column]
        for row in active + form:
            if row is not head and (factor := row[column] // pivot):
                row[:] = [(a - factor * b) % d for a, b in zip(row, head, strict=True)]
        form.append(head.copy())
        if pivot == 1:
            rest.remove(head)
        else:
            head[:] = [a * (d // pivot) % d for a in head]  # vanishes in this column, yet belongs to the module
    if limit < matrix.shape[1]:
        form += [row for row in rest if any(row)]
    return np.array(form, dtype=np.int64).reshape(len(form), matrix.shape[1])


def remainder_of_few(vector: Matrix, form: Matrix, d: int, limit: int) -> Matrix:
    """One vector modulo the rows of a small Howell form whose leading entries lie before a column, row after row.

    >>> remainder_of_few(np.array([4, 5]), np.array([[3, 1], [0, 3]]), 9, 2).tolist()
    [1, 1]
    """
    rest = [a % d for a in vector.tolist()]
    for row in form.tolist():
        column = next((c for c, v in enumerate(row[:limit]) if v), None)
        if column is not None and (factor := rest[column] // row[column]):
            rest = [(a - factor * b) % d for a, b in zip(rest, row, strict=True)]
    return np.array(rest, dtype=np.int64)


def _head_of_few(active: list[list[int]], column: int, d: int) -> list[int]:
    """The active row that is made to hold the gcd of the column."""
    divisors = [math.gcd(row[column], d) for row in active]
    divisor = min(divisors) if divisors[0] != 1 else 1
    head = active[divisors.index(divisor)]
    while divisor != 1 and (helper := next((row for row in active if row[column] % divisor), None)):
        a, b = head[column], helper[column]
        factor = stabilizer(a, b, d)
        head[:] = [(x + factor * y) % d for x, y in zip(head, helper, strict=True)]
        divisor = math.gcd(a, b, d)
    unit = unit_part(head[column], d)
    if unit != 1:
        head[:] = [x * unit % d for x in head]
    return head


def stabilizer(a: int, b: int, d: int) -> int:
    """The least u >= 0 with gcd(a + u b, d) = gcd(a, b, d).

    >>> stabilizer(2, 3, 6)
    1
    """
    wanted = math.gcd(a, b, d)
    return next(u for u in range(d) if math.gcd(a + u * b, d) == wanted)


def _subtract(matrix: Matrix, rows: NDArray[np.intp], factors: Matrix, row: Matrix, d: int) -> None:
    if rows.size:
        where = np.flatnonzero(row)
        block = np.ix_(rows, where)
        matrix[block] = reduced(matrix[block] - factors[:, None] * row[where], d)


def eliminate_bits(matrix: Matrix, limit: int) -> Matrix:
    """Reduced echelon form over Z_2, 64 columns to a word."""
    count, width = matrix.shape
    padded = np.zeros((count, -(-width // 64) * 64), dtype=np.uint8)
    padded[:, :width] = matrix
    words = np.packbits(padded, axis=1, bitorder="little").view(np.uint64)
    free = np.ones(count, dtype=bool)
    order: list[int] = []
    for column in range(limit) if FEWER * count > limit else _bit_columns(words, free, limit):
        word, bit = divmod(column, 64)
        holders = np.flatnonzero(words[:, word] >> np.uint64(bit) & np.uint64(1))
        candidates = holders[free[holders]]
        if candidates.size == 0:
            continue
        chosen = int(candidates[0])
        free[chosen] = False
        order.append(chosen)
        others = holders[holders != chosen]
        if others.size:
            words[others, word:] ^= words[chosen, word:]
        if len(order) == count:
            break
    bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")[:, :width]
    form = np.vstack([bits[order], bits[free & bits.any(axis=1)]])
    return form.astype(np.int64)


def _bit_columns(words: NDArray[np.uint64], free: NDArray[np.bool_], limit: int) -> Iterator[int]:
    """The columns in which free rows hold anything, looked for anew each time since rows change meanwhile."""
    at = 0
    while at < limit:
        word, bit = divmod(at, 64)
        held = np.bitwise_or.reduce(words[free, word:], axis=0)
        held[0] &= np.uint64(2**64 - (1 << bit))
        some = np.flatnonzero(held)
        if not some.size:
            return
        lowest = int(held[some[0]])
        at = 64 * (word + int(some[0])) + (lowest & -lowest).bit_length()
        if at <= limit:
            yield at - 1


def eliminate_blocks(matrix: Matrix, d: int, limit: int) -> Matrix:
    """Reduced echelon form over a field, BLOCK columns at a time through matrix products.

    Entries are reduced only where they are used; between whole reductions they stay exact in floats.
    """
    growth = BLOCK * (d - 1) ** 2
    real, exact = (np.float32, 2**24) if 64 * growth < 2**24 else (np.float64, 2**53)
    work = matrix.astype(real)
    free = np.ones(matrix.shape[0], dtype=bool)
    order: list[int] = []
    largest = d
    for start in range(0, limit, BLOCK):
        candidates = np.flatnonzero(free)
        panel = _whole(work[candidates, start : min(start + BLOCK, limit)], d)
        rows, columns = _pivot_positions(panel, d)
        if rows.size == 0:
            continue
        rows, columns = candidates[rows], columns + start
        tails = _whole(work[rows, start:], d)
        size = rows.size
        square = np.hstack([tails[:, columns - start], np.eye(size, dtype=np.int64)])
        where = np.flatnonzero(tails.any(axis=0))
        tails[:, where] = product(eliminate(square, d, size)[:, size:], tails[:, where], d)
        tails = tails.astype(real)
        factors = _whole(work[:, columns], d).astype(real)
        factors[rows] = 0
        if largest + growth >= exact:
            work = _whole(work, d).astype(real)
            largest = d
        _subtract_block(work[:, start:], factors, tails)
        largest += growth
        work[rows, start:] = tails
        free[rows] = False
        order.extend(rows.tolist())
        if len(order) == matrix.shape[0]:
            break
    whole = _whole(work, d)
    return np.vstack([whole[order], whole[free & whole.any(axis=1)]]).astype(np.int64)


def _subtract_block(target: NDArray[Any], factors: NDArray[Any], tails: NDArray[Any]) -> None:
    rows, columns = np.flatnonzero(factors.any(axis=1)), np.flatnonzero(tails.any(axis=0))
    if 2 * rows.size * columns.size > target.size:
        target -= factors @ tails
    elif rows.size:
        target[np.ix_(rows, columns)] -= factors[rows] @ tails[:, columns]


def _pivot_positions(panel: Matrix, d: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of a panel that hold an invertible square of full rank."""
    work = panel.astype(small_dtype(d))
    rows, columns = [], []
    for column in range(work.shape[1]):
        active = np.flatnonzero(work[:, column])
        if active.size == 0:
            continue
        chosen, others = active[0], active[1:]
        head = reduced(work[chosen, column:] * pow(int(work[chosen, column]), -1, d), d)
        if others.size:
            factors = work[others, column][:, None]
            work[others, column:] = reduced(work[others, column:] - factors * head, d)
        work[chosen] = 0
        rows.append(chosen)
        columns.append(column)
    return np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp)
