"""Random variables, isotropic modules, states and symplectic maps, from a seeded NumPy generator.

Used where enumeration ends. Symplectic maps and isotropic subspaces of given rank are drawn
uniformly for prime d; for composite d every one can occur.
"""

from __future__ import annotations

import numpy as np

from toytheory.phase_space.modular import Matrix, howell, is_prime, kernel, solve
from toytheory.phase_space.space import symplectic_form

from .epistemic import EpistemicState
from .transformations import SymplecticMap


def _combination(rows: Matrix, d: int, rng: np.random.Generator) -> Matrix:
    mixed: Matrix = rng.integers(0, d, len(rows)) @ rows % d
    return mixed


def random_symplectic(d: int, n: int, rng: np.random.Generator, *, affine: bool = True) -> SymplecticMap:
    """A random symplectic affine map, rows chosen pair by pair.

    >>> random_symplectic(3, 2, np.random.default_rng(0)).n
    2
    """
    form = symplectic_form(n)
    rows = np.zeros((0, 2 * n), dtype=np.int64)
    for _ in range(n):
        # [row, first] = 0 for the rows so far; the free part of that module is again symplectic
        allowed = kernel(rows @ form, d, columns=2 * n) if len(rows) else np.eye(2 * n, dtype=np.int64)
        while True:
            first = _combination(allowed, d, rng)
            if np.gcd.reduce(np.append(first, d)) == 1:
                break
        constraints = np.vstack([rows, first]) @ form
        right = np.append(np.zeros(len(rows), dtype=np.int64), 1)
        second = solve(constraints, right, d)
        if second is None:  # a completable row always has a partner
            raise ArithmeticError("no conjugate variable found")
        second = (second + _combination(kernel(constraints, d, columns=2 * n), d, rng)) % d
        rows = np.vstack([rows, first, second])
    shift = rng.integers(0, d, 2 * n) if affine else np.zeros(2 * n, dtype=np.int64)
    return SymplecticMap(d, rows, shift)


def random_isotropic(d: int, n: int, rank: int, rng: np.random.Generator) -> Matrix:
    """Howell form of a random isotropic module with `rank` generators before reduction.

    For prime d it has exactly that rank and every such subspace is equally likely.

    >>> random_isotropic(3, 3, 2, np.random.default_rng(0)).shape
    (2, 6)
    """
    form = symplectic_form(n)
    rows = np.zeros((0, 2 * n), dtype=np.int64)
    for _ in range(rank):
        allowed = kernel(rows @ form, d, columns=2 * n)
        while True:
            larger = howell(np.vstack([rows, _combination(allowed, d, rng)]), d)
            if not is_prime(d) or len(larger) > len(rows):
                break
        rows = larger
    return rows


def random_state(d: int, n: int, rng: np.random.Generator, *, rank: int | None = None) -> EpistemicState:
    """A random epistemic state; pure for prime d when rank = n (the default is a random rank)."""
    known = random_isotropic(d, n, int(rng.integers(0, n + 1)) if rank is None else rank, rng)
    point = rng.integers(0, d, 2 * n)
    return EpistemicState.of(known, known @ point, d, n)
