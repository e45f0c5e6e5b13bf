"""Variables and known sets of bits, in the talk's notation."""

from __future__ import annotations

from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable


def notation(row: Matrix) -> str:
    """A variable of bits as the talk writes it."""
    return str(Variable.from_vector(row, 2))


def known_text(rows: Matrix, values: Matrix) -> str:
    """Known variables and their values, as after `prepare`.

    >>> import numpy as np
    >>> known_text(np.array([[1, 0, 1, 0], [0, 1, 0, 1]]), np.array([0, 1]))
    'X1 + X2 = 0, P1 + P2 = 1'
    """
    return ", ".join(f"{notation(row)} = {int(value)}" for row, value in zip(rows, values, strict=True))
