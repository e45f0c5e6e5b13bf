"""Density matrices as what `by_trees` asks of systems: every run carries its own, unnormalised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from by_trees import Key, Records
from plain_quantum import _step as done

from toytheory.language.steps import Step


@dataclass(frozen=True)
class Density:
    rho: np.ndarray

    @property
    def weight(self) -> float:
        return float(np.trace(self.rho).real)


class Quantum:
    """Bits, and systems of odd d."""

    def begin(self, d: int, n: int) -> list[tuple[Density, float]]:
        return [(Density(np.eye(d**n, dtype=complex) / d**n), 1.0)]

    def core(self, step: Step, state: Density, known: Records, d: int, n: int) -> Iterable[tuple[Density, Key, float]]:
        for rho, outcomes in done(step, state.rho, dict(known), d, n):
            yield Density(rho), tuple(value for name, value in outcomes.items() if name not in known), 1.0
