"""Variance of a Hermitian matrix on some qudits, in the order asked, the first most significant."""

from __future__ import annotations

from ..question import Question
from .hermitian_mean import Rows, draw, moments
from .state import Stabilized


def right(state: Stabilized, systems: tuple[int, ...], rows: Rows) -> float:
    """Tr(rho A^2) - Tr(rho A)^2."""
    mean, square = moments(state, systems, rows)
    return square - mean**2


QUESTION = Question(
    "hermitian-variance", "variance of a Hermitian matrix on some qudits, in the order asked", draw, right, 1e-5
)
