"""Sums of outcomes that are certain, whatever each of them is: the parities of which detectors are made."""

from __future__ import annotations

import numpy as np

from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.modular import Matrix, howell, kernel

from ..question import Question, nothing


def right(distribution: Distribution) -> Matrix:
    """Howell form of (coefficients of the outcomes, value of their sum), (k, m + 1)."""
    occurring = np.array(list(distribution.probabilities or {}), dtype=np.int64)
    rows = kernel(occurring - occurring[0], distribution.d, columns=occurring.shape[1])
    return howell(np.column_stack([rows, rows @ occurring[0]]), distribution.d)


QUESTION = Question("certain-sums", "which sums of outcomes are certain, and what they are", nothing, right)
