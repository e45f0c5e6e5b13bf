"""Backends whose answers are given, sound or faulty in a known way, for tests of the machinery."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.backend import Capabilities
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import AffineSet, Distribution


class Says:
    """An exact backend that gives a fixed answer, or what a function of the experiment returns or raises."""

    capabilities = Capabilities()

    def __init__(self, side: str, answer: Any, can: Any = True) -> None:
        self.name, self.side, self.answer, self.can = "says", side, answer, can

    def can_run(self, experiment: Experiment) -> Any:
        return self.can

    def distribution(self, experiment: Experiment) -> Any:
        return self.answer(experiment) if callable(self.answer) else self.answer


class Draws:
    """A sampling backend: `draw(experiment, shots, seed)`."""

    capabilities = Capabilities(exact=False, samples=True)

    def __init__(self, side: str, draw: Callable[[Experiment, int, int], Any]) -> None:
        self.name, self.side, self.draw = "draws", side, draw

    def can_run(self, experiment: Experiment) -> bool:
        return True

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Any:
        return self.draw(experiment, shots, seed)


class Loopback(Says):
    """Declared quantum, and asks a toy backend."""

    def __init__(self, toy: Any) -> None:
        super().__init__("quantum", toy.distribution)


class Vacuous(Says):
    """Never runs anything."""

    def __init__(self, side: str) -> None:
        super().__init__(side, None, "does nothing")


def listed(d: int, names: tuple[str, ...], condition: Fraction | int = 1, **probabilities: str) -> Distribution:
    """`listed(3, ("a",), _0="1/3", ...)`: keys are digits after an underscore."""
    table = {tuple(map(int, key[1:])): Fraction(p) for key, p in probabilities.items()}
    return Distribution(d, names, table, None, Fraction(condition))


def affine(d: int, names: tuple[str, ...], offset: Any, directions: Any, condition: Fraction | int = 1) -> Distribution:
    return Distribution(d, names, None, AffineSet.of(offset, directions, d), Fraction(condition))


def drawer(distribution: Distribution, condition: float = 1.0) -> Callable[[Experiment, int, int], Any]:
    """Samples of a distribution, met with the probability of the condition."""

    def draw(experiment: Experiment, shots: int, seed: int) -> Any:
        rng = np.random.default_rng([seed, 17])
        kept = int(rng.binomial(shots, condition))
        if distribution.affine is not None:
            rows = distribution.affine.directions
            return (
                rng.integers(0, distribution.d, (kept, len(rows))) @ rows + distribution.affine.offset
            ) % distribution.d
        table = distribution.probabilities or {}
        chosen = rng.choice(len(table), kept, p=[float(p) for p in table.values()])
        return np.array(list(table), dtype=np.int64).reshape(len(table), -1)[chosen]

    return draw


def out_of_reach(experiment: Experiment) -> Distribution:
    raise CannotRun("found out while running")


def raises(experiment: Experiment) -> Distribution:
    raise KeyError("planted")
