"""Modes in other units: many of them at a small or large hbar; outcomes of several modes in an order of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toytheory.language.experiment import Experiment

from ..feature import Feature, Scope
from ..mode_script import ModeScript

ORDER = 75

UNITS = (0.02, 0.1, 25.0)
"""Factors on hbar."""


def small_hbar(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Several modes, squeezed and mixed, where hbar is far from one."""
    sizes = [n for n in (2, 4, 9, 16) if n <= scope.largest_n]
    if not sizes:
        return None
    assert scope.hbar is not None
    other = replace(scope, hbar=scope.hbar * UNITS[number % len(UNITS)])
    script = ModeScript(rng, other, sizes[number // 2 % len(sizes)])
    script.vacuum()
    for _ in range(3):
        script.map("squeeze")
        script.map("beamsplitter")
    if number % 2:
        script.homodyne(int(rng.integers(script.n)))
    return script.experiment


def order(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Different quadratures of different modes, measured in an order at random, under names of another order."""
    if scope.largest_n < 2:
        return None
    script = ModeScript(rng, scope, 2 + number % 2)
    script.lopsided()
    for _ in range(number % 3):
        script.map("beamsplitter")
    for k in script.some(script.n - number // 2 % 2):
        (script.heterodyne if number % 4 == 3 else script.homodyne)(k)
    names = {name: f"r{int(i)}" for name, i in zip(script.names, rng.permutation(len(script.names)), strict=True)}
    return replace(script.experiment, steps=tuple(step.with_names(names) for step in script.steps))


FEATURES = (
    Feature("modes-order", "Outcomes of modes come in the order and under the names asked for.", True, order, cases=12),
    Feature("modes-hbar", "Several modes are right at a small and at a large hbar.", True, small_hbar, cases=12),
)
