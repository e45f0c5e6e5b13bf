"""The package's inverse of maps and displacements, each by itself, the last first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from toytheory.language.steps import Displace, OutcomeExpression, Transform

from .mode_circuit_question import Circuit, ModeCircuitQuestion


def undone(step: Transform | Displace) -> Transform | Displace:
    """The inverse, a map written out.

    >>> from toytheory.language.maps.modes import mode_transform
    >>> undone(mode_transform("shear", (0,), 0.5)).matrix
    ((1.0, 0.0), (-0.5, 1.0))
    """
    if isinstance(step, Displace):
        shifts = ((k, OutcomeExpression((), -float(by.constant))) for k, by in step.shifts)
        return Displace(tuple(shifts))
    matrix = np.linalg.inv(np.array(step.matrix, dtype=np.float64)) + 0.0
    shift = tuple((-matrix @ np.array(step.shift, dtype=np.float64) + 0.0).tolist())
    rows = tuple(tuple(row) for row in matrix.tolist())
    return replace(step, matrix=rows, shift=shift, name=None, parameter=None, place=None, columns=())


def rewritten(circuit: Sequence[Transform | Displace]) -> Circuit:
    """The inverses, the last first."""
    return [undone(step) for step in reversed(circuit)]


QUESTION = ModeCircuitQuestion("adjoint", "the inverse of maps of modes and displacements", rewritten)
