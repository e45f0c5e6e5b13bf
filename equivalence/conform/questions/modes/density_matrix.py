"""The density matrix of a mode in the number basis, truncated: rho[j, k] = <j| rho |k>."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..question import Question, one_system
from .number_probability import element
from .state import State

SIZE = 4


def right(state: State, mode: int) -> NDArray[np.complex128]:
    """(SIZE, SIZE)."""
    part = state.of((mode,))
    rows = [[element(part, (j,), (k,)) for k in range(SIZE)] for j in range(SIZE)]
    return np.array(rows, dtype=np.complex128)


QUESTION = Question("density-matrix", f"density matrix of a mode, {SIZE} levels", one_system, right)
