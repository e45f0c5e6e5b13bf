"""The state vector of all qudits, the first most significant; a phase in front means nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..question import Question, close, nothing
from .state import Numbers, Stabilized


def right(state: Stabilized) -> Numbers:
    """A column of the density matrix that is not zero, normalised."""
    rho = state.matrix()
    place = int(np.argmax(rho.diagonal().real))
    return np.asarray(rho[:, place] / np.sqrt(rho[place, place].real))


def same(found: Any, right: Any, tolerance: float) -> bool:
    """Whether two vectors are one but for a phase.

    >>> same([1j, 0], [1, 0], 1e-9), same([0, 1], [1, 0], 1e-9), same([2, 0], [1, 0], 1e-9)
    (True, False, False)
    """
    wanted = np.asarray(right, dtype=np.complex128)
    try:
        given = np.asarray(found, dtype=np.complex128)
    except (TypeError, ValueError):
        return False
    if given.shape != wanted.shape:
        return False
    phase = np.vdot(given, wanted)
    return close(given * phase / (abs(phase) or 1.0), wanted, tolerance)


QUESTION = Question("state-vector", "state vector of all qudits, but for a phase", nothing, right, pure=True, same=same)
