"""Mean of a Hermitian matrix on some qudits, in the order asked, the first most significant."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question, some_systems
from .state import Numbers, Stabilized

Rows = tuple[tuple[complex, ...], ...]


def draw(rng: np.random.Generator, state: Stabilized) -> tuple[Any, ...]:
    """Qudits, and a matrix whose entries are small integers; real, diagonal, or neither."""
    (systems,) = some_systems(rng, state)
    size = state.d ** len(systems)
    half = rng.integers(-2, 3, (size, size)) + 1j * int(rng.integers(2)) * rng.integers(-2, 3, (size, size))
    matrix = half + half.conj().T
    if rng.random() < 0.25:
        matrix = np.diag(matrix.diagonal())
    return systems, tuple(tuple(complex(x) for x in row) for row in matrix)


def moments(state: Stabilized, systems: tuple[int, ...], rows: Rows) -> tuple[float, float]:
    """Means of the matrix and of its square: traces with the density matrix of these qudits."""
    matrix: Numbers = np.array(rows)
    rho = state.of(systems).matrix()
    return float(np.trace(rho @ matrix).real), float(np.trace(rho @ matrix @ matrix).real)


def right(state: Stabilized, systems: tuple[int, ...], rows: Rows) -> float:
    """Tr(rho A)."""
    return moments(state, systems, rows)[0]


QUESTION = Question("hermitian-mean", "mean of a Hermitian matrix on some qudits, in the order asked", draw, right)
