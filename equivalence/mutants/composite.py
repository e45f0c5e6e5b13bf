"""Planted faults in what is known for composite d, where a variable may be known in part: no rewriting makes them."""

from __future__ import annotations

import math
from typing import Any

from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.knowledge import Knowledge

from .mutant import Mutant


class Unmixed(Knowledge):
    """Generators whose brackets with F have different divisors are not combined to one that has the common divisor."""

    def _mix(self, mover: int, helper: int, brackets: Any) -> int:
        brackets[helper] = 0
        return math.gcd(int(brackets[mover]), self.d)


class MultipleLost(Knowledge):
    """What still commutes of a generator that a measurement replaces is forgotten."""

    def _keep_multiple(self, generator: Any, divisor: int) -> None:
        pass


AT_COMPOSITE_D: tuple[Mutant, ...] = (
    Mutant(
        "divisors-unmixed",
        "of variables with mixed divisors one divisor decides",
        True,
        lambda backend: EpistemicBackend(Unmixed),
        ("epistemic",),
    ),
    Mutant(
        "multiple-lost",
        "the multiple that a measurement leaves undisturbed is lost",
        True,
        lambda backend: EpistemicBackend(MultipleLost),
        ("epistemic",),
    ),
)
