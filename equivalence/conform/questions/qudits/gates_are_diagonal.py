"""Whether the product of some gates is diagonal, in the computational basis or in that of P."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.phase_space.modular import inverse

from ..question import Question
from .state import Numbers, Stabilized, weyl

SIZES = {"fourier": 1, "phase": 1, "X": 1, "P": 1, "sum": 2, "cphase": 2}
"""Gates, displacements by 1 among them, and how many systems they take."""

DIAGONAL = {"X": ("phase", "P", "cphase"), "P": ("X",)}
"""Gates that are diagonal in the basis of a side."""

Gates = tuple[tuple[str, tuple[int, ...]], ...]
"""Names, and the systems of each."""


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """The side, and gates one after the other, often only diagonal ones.

    Products that are diagonal but for a displacement are left out: some call Cliffords diagonal whatever their
    displacement is.
    """
    side = "XP"[int(rng.integers(2))]
    names = [name for name in (DIAGONAL[side] if rng.random() < 0.5 else SIZES) if SIZES[name] <= state.n]
    while True:
        chosen = [names[int(k)] for k in rng.integers(0, len(names), int(rng.integers(1, 4)))]
        gates = tuple((name, tuple(int(k) for k in rng.permutation(state.n)[: SIZES[name]])) for name in chosen)
        if not displaces(product(side, gates, state.n, state.d), state.d):
            return side, gates


def unitary(name: str, systems: tuple[int, ...], n: int, d: int) -> Numbers:
    """Of a gate, (d^n, d^n), the first system most significant."""
    row = np.zeros((n, 2), dtype=np.int64)
    digits = np.array(np.unravel_index(np.arange(d**n), (d,) * n))
    x, y = digits[systems[0]], digits[systems[-1]]
    found: Numbers = np.zeros((d**n, d**n), dtype=np.complex128)
    match name:
        case "X" | "P":
            row[systems[0]] = (0, -1) if name == "X" else (1, 0)
            return weyl(row.ravel() % d, d)
        case "fourier":
            for value in range(d):
                to = digits.copy()
                to[systems[0]] = value
                place = np.ravel_multi_index(tuple(to), (d,) * n)
                found[place, np.arange(d**n)] = np.exp(-2j * np.pi * value * x / d) / np.sqrt(d)
        case "sum":
            to = digits.copy()
            to[systems[1]] = (x + y) % d
            found[np.ravel_multi_index(tuple(to), (d,) * n), np.arange(d**n)] = 1
        case "cphase":
            np.fill_diagonal(found, np.exp(2j * np.pi * x * y / d))
        case _:  # phase
            np.fill_diagonal(found, (-1j) ** x if d == 2 else np.exp(2j * np.pi * (inverse(2, d) * x * x % d) / d))
    return found


def product(side: str, gates: Gates, n: int, d: int) -> Numbers:
    """Of gates, (d^n, d^n), in the basis of a side."""
    total: Numbers = np.eye(d**n, dtype=np.complex128)
    for name, systems in gates:
        total = unitary(name, systems, n, d) @ total
    if side == "P":
        for k in range(n):
            turn = unitary("fourier", (k,), n, d)
            total = turn @ total @ turn.conj().T
    return total


def displaces(total: Numbers, d: int) -> bool:
    """Whether it is a diagonal matrix and a displacement x -> x + c, c not 0, one after the other."""
    to = np.abs(total).argmax(axis=0)
    n = next(n for n in range(len(total)) if d**n == len(total))
    before, after = (np.array(np.unravel_index(places, (d,) * n)) for places in (np.arange(len(total)), to))
    moved = (after - before) % d
    alone = np.allclose(np.abs(total).max(axis=0), 1)
    return bool(alone and (moved == moved[:, :1]).all() and moved.any())


def right(state: Stabilized, side: str, gates: Gates) -> bool:
    """Whether nothing stands beside the diagonal."""
    total = product(side, gates, state.n, state.d)
    return bool(np.allclose(total, np.diag(total.diagonal())))


QUESTION = Question(
    "gates-are-diagonal", "whether a product of gates is diagonal in the basis of X, or of P", draw, right, most=2
)
