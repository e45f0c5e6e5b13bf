"""Named noise channels, on one of a pair; several conditions at once, of which few runs meet all."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Noise

from ..feature import Feature, Scope
from ..script import Script

ORDER = 45

CHANNELS = ((1,), (0,), (0, 1))
"""Coordinates that are shifted: dephasing moves P, flips move X, depolarising both."""


def channels(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """One system, or half of a pair, goes through a channel, at times twice; partly or completely."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xp")
    if script.n > 1:
        script.map("sum", [0, 1])
    coordinates, d = CHANNELS[number // 2 % 3], scope.dimension
    target = 2 * int(rng.integers(script.n))
    strength = Fraction(1) if number % 5 == 4 else Fraction(int(rng.integers(1, 10)), 10)
    for _ in range(1 + (number % 4 == 3)):
        _scatter(script, tuple(target + side for side in coordinates), strength, d)
    script.ask_all()
    return script.experiment


def _scatter(script: Script, coordinates: tuple[int, ...], strength: Fraction, d: int) -> None:
    """All shifts of these coordinates alike with this probability, none otherwise."""
    shifts = list(np.ndindex(*(d,) * len(coordinates)))
    each = strength / len(shifts)
    weights = tuple((tuple(shift), each + (0 if any(shift) else 1 - strength)) for shift in shifts)
    for coordinate in coordinates:
        script.ontic[coordinate] = (script.ontic[coordinate] + script.rng.integers(d)) % d
    script.add(Noise(coordinates, weights))


def post_selected(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Two random outcomes, or a sum of two, have given values; what they are correlated with is asked."""
    script = Script(rng, scope, 2 + number % 2)
    script.basis("p")
    for system in range(script.n - 1):
        script.map("sum" if number % 2 else "cphase", [system, system + 1])
    rows = script.single(0, 1, 0)
    if number % 3 == 2 and script.n > 1:
        rows = rows + script.single(1, 1, 0)
    script.read(rows)
    script.read(script.single(script.n - 1, *((1, 0), (0, 1))[number // 2 % 2]))
    for name in tuple(script.seen):
        script.add(Condition(name, script.seen[name]))
    script.ask(2)
    return script.experiment


FEATURES = (
    Feature("noise-channels", "Dephasing, flips and depolarising leave what they must.", False, channels, cases=20),
    Feature("conditions-several", "Several conditions at once keep the right runs.", False, post_selected),
)
