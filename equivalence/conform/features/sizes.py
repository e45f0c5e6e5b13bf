"""Sizes: small experiments among many idle systems, around the ends of words of packed numbers; long circuits."""

from __future__ import annotations

import numpy as np

from equivalence.experiments.embedded import among_others, places_around
from toytheory.language.experiment import Experiment

from ..feature import Feature, Scope
from ..script import Script

ORDER = 50

WORDS = (8, 32, 64, 128, 256, 512)
"""Systems in a word, or in several."""


def embedded(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """A few gates on the last system of a word and the first beyond it."""
    words = [word for word in WORDS if word + 2 <= scope.largest_n]
    if not words:
        return None
    word = words[number % len(words)]
    script = Script(rng, scope, 2 + number % 2)
    script.basis("xpm")
    for _ in range(2 + number % 3):
        script.named()
    script.read(script.single(int(rng.integers(script.n)), 1, 0))
    script.ask(2)
    return among_others(script.experiment, places_around(word, script.n, rng), word + 1 + number % 2)


def chains(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """A state of all systems correlated, made and read end to end."""
    sizes = [n for n in (8, 31, 32, 33, 63, 64, 65, 127, 129, 255, 257, 511, 513) if n <= scope.largest_n]
    if not sizes:
        return None
    script = Script(rng, scope, sizes[number % len(sizes)])
    script.basis("p", [0])
    script.basis("x", range(1, script.n))
    for system in range(script.n - 1):
        script.map("sum", [system, system + 1])
    script.read(script.single(script.n - 1, 1, 0))
    script.read(script.single(0, 1, 0))
    script.ask(2)
    return script.experiment


FEATURES = (
    Feature("sizes", "The same among many systems, around the ends of words.", False, embedded, cases=12),
    Feature("chains", "States of many systems are correlated end to end.", False, chains, cases=13),
)
