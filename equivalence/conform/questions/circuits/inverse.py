"""The package's inverse of a gate, or of a circuit of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from toytheory.adapting.inverses import inverse_of
from toytheory.errors import CannotRun
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Transform
from toytheory.phase_space.modular import inverse

from .circuit_question import CircuitQuestion, Maps


def undone(step: Transform, d: int) -> Maps:
    """A named map's inverse in named maps, whose unitaries on bits, too, undo its unitary: S^dagger has order 4.

    The inverse of a named map, written out, and a displacement are undone as well.

    >>> [step.name for step in undone(named_transform("phase", (0,), 2), 2)]
    ['phase', 'phase', 'phase']
    """
    plain = replace(step, place=None, columns=())
    match step.name:
        case "multiply":
            return [named_transform("multiply", step.systems, d, inverse(int(step.parameter or 1), d))]
        case "swap":
            return [plain]
        case "fourier":
            return [plain] * 3
        case "phase":
            return [plain] * (3 if d == 2 else d - 1)
        case "sum" | "cphase":
            return [plain] * (d - 1)
    if step.name is None:
        back = inverse_of(plain, d)
        if back is not None:
            return [named_transform(*back, d)]
        if np.array_equal(step.matrix, np.eye(len(step.matrix))):  # a Pauli product
            return [replace(plain, shift=tuple(-shift % d for shift in step.shift))]
    raise CannotRun("the inverse of a written map is written with signs of its own on bits; named ones are asked for")


def rewritten(maps: Sequence[Transform], d: int) -> Maps:
    """The inverses, the last first."""
    return [back for step in reversed(maps) for back in undone(step, d)]


QUESTION = CircuitQuestion("inverse", "the inverse of a gate, or of a circuit", rewritten)
