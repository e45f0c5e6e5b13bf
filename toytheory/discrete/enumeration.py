"""Every isotropic module, every epistemic state, every symplectic matrix, with closed counts.

Isotropic subspaces over a field are built row by row in reduced echelon form. For a prime power
d they are found by closure, and for other d assembled by the Chinese remainder theorem.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from toytheory.errors import InputError
from toytheory.phase_space.modular import (
    Matrix,
    check_dimension,
    elements,
    howell,
    is_prime,
    kernel,
    module_size,
    prime_factors,
)
from toytheory.phase_space.space import ENUMERABLE, PhaseSpace, bracket_rows, symplectic_form

from .epistemic import EpistemicState

GROUP_LIMIT = 2**24
"""More symplectic matrices than this are not listed."""


# isotropic modules


@lru_cache(maxsize=64)
def isotropic_modules(d: int, n: int, rank: int | None = None) -> tuple[Matrix, ...]:
    """Howell forms of all isotropic modules of variables of n systems.

    Parameters
    ----------
    rank : only those with so many generators (prime d only).

    >>> [len(isotropic_modules(3, 2, rank)) for rank in (0, 1, 2)]
    [1, 40, 40]
    """
    check_dimension(d)
    if d ** (2 * n) > ENUMERABLE // 16:
        raise InputError(f"the modules over {d}^{2 * n} points are too many to list", "choose smaller d or n")
    if is_prime(d):
        return tuple(_subspaces(d, n, rank))
    if rank is not None:
        raise InputError(f"modules over Z_{d} have no rank", "leave rank out, or choose a prime d")
    powers = [_prime_power(d, p) for p in prime_factors(d)]
    if len(powers) == 1:
        return tuple(_modules_by_closure(d, n))
    return tuple(_assembled(d, n, powers))


def lagrangian_modules(d: int, n: int) -> tuple[Matrix, ...]:
    """The isotropic modules that are their own complements: one a pure state, up to values.

    >>> len(lagrangian_modules(3, 2)), len(lagrangian_modules(9, 1))
    (40, 13)
    """
    if is_prime(d):
        return isotropic_modules(d, n, n)
    return tuple(V for V in isotropic_modules(d, n) if module_size(V, d) == d**n)


def _prime_power(d: int, p: int) -> int:
    power = p
    while d % (power * p) == 0:
        power *= p
    return power


def _subspaces(d: int, n: int, rank: int | None) -> Iterator[Matrix]:
    """Isotropic subspaces in reduced echelon form, rows added from below with ever smaller pivots."""
    width = 2 * n
    level = [np.zeros((0, width), dtype=np.int64)]
    for size in range(n + 1):
        if rank is None or rank == size:
            yield from level
        if rank == size or size == n:
            return
        level = [extended for rows in level for extended in _with_row_above(rows, d, width)]


def _with_row_above(rows: Matrix, d: int, width: int) -> Iterator[Matrix]:
    taken = [int(column) for column in (rows != 0).argmax(axis=1)] if len(rows) else []
    for pivot in range(min(taken, default=width)):
        free = [c for c in range(pivot + 1, width) if c not in taken]
        count = d ** len(free)
        candidates = np.zeros((count, width), dtype=np.int64)
        candidates[:, pivot] = 1
        candidates[:, free] = np.arange(count)[:, None] // d ** np.arange(len(free)) % d
        commuting = ~(bracket_rows(candidates, rows) % d).any(axis=1)
        for row in candidates[commuting]:
            yield np.vstack([row[None, :], rows])


def _modules_by_closure(d: int, n: int) -> Iterator[Matrix]:
    """Isotropic modules over a prime power, by adding one commuting variable at a time."""
    empty = np.zeros((0, 2 * n), dtype=np.int64)
    seen, queue = {empty.tobytes()}, [empty]
    while queue:
        rows = queue.pop()
        yield rows
        for extra in elements(kernel(rows @ symplectic_form(n), d, columns=2 * n), d):
            larger = howell(np.vstack([rows, extra]), d)
            if larger.tobytes() not in seen:
                seen.add(larger.tobytes())
                queue.append(larger)


def _assembled(d: int, n: int, powers: list[int]) -> Iterator[Matrix]:
    """One module for each prime power, put together: Z_d is the product of the rings Z_q."""
    parts = [np.zeros((0, 2 * n), dtype=np.int64)]
    for q in powers:
        idempotent = (d // q) * pow(d // q, -1, q)
        parts = [np.vstack([rows, idempotent * V]) for rows in parts for V in isotropic_modules(q, n)]
    for rows in parts:
        yield howell(rows, d)


# states


def valuations(known: Matrix, d: int) -> Matrix:
    """All valuations of a module, as values (s, k) of the rows of its Howell form; there are |V| of them.

    >>> valuations(np.array([[3, 0], [0, 3]]), 9).shape      # 3X and 3P take values 0, 3, 6
    (9, 2)
    """
    return np.asarray(elements(howell(known.T, d), d) if len(known) else np.zeros((1, 0), dtype=np.int64))


def epistemic_states(d: int, n: int, *, pure: bool = False) -> Iterator[EpistemicState]:
    """Every valid epistemic state of n systems, or every pure one.

    >>> sum(1 for _ in epistemic_states(2, 1)), sum(1 for _ in epistemic_states(2, 1, pure=True))
    (7, 6)
    """
    space = PhaseSpace(d, n)
    for known in lagrangian_modules(d, n) if pure else isotropic_modules(d, n):
        for values in valuations(known, d):
            yield EpistemicState(space, known, values)


# closed counts


def isotropic_count(d: int, n: int, rank: int) -> int:
    """Number of isotropic subspaces of dimension `rank` over a field with d (prime) elements.

    prod_(i<k) (d^(2n-2i) - 1) / (d^(i+1) - 1)  (Artin, *Geometric Algebra*, section III.6).

    >>> isotropic_count(3, 2, 2)
    40
    """
    if not is_prime(d):
        raise InputError(f"the formula is for prime d, not {d}", "enumerate, or use isotropic_count_one_system")
    if not 0 <= rank <= n:
        return 0
    numerator = math.prod(d ** (2 * n - 2 * i) - 1 for i in range(rank))
    return int(numerator // math.prod(d ** (i + 1) - 1 for i in range(rank)))


def pure_state_count(d: int, n: int) -> int:
    """Number of pure states for prime d, d^n prod_(i=1..n) (d^i + 1).

    >>> pure_state_count(3, 2), pure_state_count(2, 3)
    (360, 1080)
    """
    return int(d**n * isotropic_count(d, n, n))


def state_count(d: int, n: int) -> int:
    """Number of valid epistemic states for prime d, pure or not.

    >>> state_count(3, 2), state_count(3, 3), state_count(2, 2), state_count(2, 3), state_count(7, 2)
    (481, 64093, 91, 2467, 22401)
    """
    return int(sum(d**k * isotropic_count(d, n, k) for k in range(n + 1)))


def isotropic_count_one_system(d: int) -> tuple[int, int, int]:
    """(all isotropic modules, Lagrangian ones, all states) of one system, for every d.

    A module of variables is a lattice between d Z^2 and Z^2, isotropic exactly when d divides its
    index; over p^a there are (p + 1) p^(j-i-1) lattices of type (p^i, p^j) for i < j and one for
    i = j. The Lagrangian ones number the divisor sum of d.

    >>> isotropic_count_one_system(9), isotropic_count_one_system(3)
    ((18, 13, 130), (5, 4, 13))
    """
    modules, lagrangian, states = 1, 1, 1
    for p in prime_factors(check_dimension(d)):
        a = round(math.log(_prime_power(d, p), p))
        found = [
            (i + j, 1 if i == j else (p + 1) * p ** (j - i - 1))
            for i in range(a + 1)
            for j in range(i, a + 1)
            if i + j >= a
        ]
        modules *= sum(number for _, number in found)
        lagrangian *= sum(number for index, number in found if index == a)
        states *= sum(number * p ** (2 * a - index) for index, number in found)
    return modules, lagrangian, states


def symplectic_order(d: int, n: int) -> int:
    """|Sp(2n, Z_d)| = d^(2n^2+n) prod_(p | d) prod_(i=1..n) (1 - p^(-2i)), for every d.

    >>> symplectic_order(3, 2), symplectic_order(2, 3), symplectic_order(4, 1)
    (51840, 1451520, 48)
    """
    order = int(check_dimension(d) ** (2 * n * n + n))
    for p in prime_factors(d):
        for i in range(1, n + 1):
            order = order // p ** (2 * i) * (p ** (2 * i) - 1)
    return order


# the symplectic group


def symplectic_group(d: int, n: int) -> Matrix:
    """All symplectic matrices, (order, 2n, 2n), each once, in the smallest integer type that fits.

    Rows are chosen one after the other: a first row of each pair that commutes with the rows
    above and can be completed, then a second row whose bracket with it is 1.

    >>> symplectic_group(3, 1).shape
    (24, 2, 2)
    """
    order = symplectic_order(d, n)
    if order > GROUP_LIMIT:
        raise InputError(f"the {order} matrices of Sp({2 * n}, Z_{d}) are too many to list", "choose smaller d or n")
    points = PhaseSpace(d, n).points()
    completable = np.gcd.reduce(np.hstack([points, np.full((len(points), 1), d)]), axis=1) == 1
    table = (bracket_rows(points, points) % d).astype(np.min_scalar_type(d))
    chosen = np.zeros((1, 0), dtype=np.int64)
    for row in range(2 * n):
        chosen = np.concatenate([_next_rows(part, table, completable, row) for part in _parts(chosen, len(points))])
    return points.astype(np.min_scalar_type(d))[chosen]


def _parts(chosen: Matrix, width: int) -> list[Matrix]:
    """Pieces small enough that a table of `width` columns for each row fits in memory."""
    return np.array_split(chosen, max(1, len(chosen) * width // 2**26))


def _next_rows(chosen: Matrix, table: Matrix, completable: Matrix, row: int) -> Matrix:
    if row % 2:
        allowed = table[chosen[:, row - 1]] == 1
    else:
        allowed = np.broadcast_to(completable, (len(chosen), len(table))).copy()
    for earlier in range(row - row % 2):
        allowed &= table[chosen[:, earlier]] == 0
    which, extra = np.nonzero(allowed)
    return np.hstack([chosen[which], extra[:, None]])
