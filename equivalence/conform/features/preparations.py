"""Preparations: of each kind of variable, of sets, of systems of which nothing is known."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment

from ..feature import Drawing, Feature, Scope
from ..script import Script

ORDER = 10


def of_one(kind: str) -> Drawing:
    """States of one variable a system, each read; the values run through all that there are."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        script = Script(rng, scope, 1 + number % 3)
        script.basis(kind)
        script.ask_all()
        return script.experiment

    return draw


def of_sets(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Sets of variables of several systems, in generators at random."""
    if scope.largest_n < 2:
        return None
    script = Script(rng, scope, 2 + number % 2)
    script.prepare()
    script.ask(2 if len(script.sharp) else 1)
    return script.experiment


def of_nothing(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Systems of which nothing is known: at first, or of two of which only a sum is known."""
    script = Script(rng, scope, 2)
    if number % 2 and script.n > 1:
        script.know([script.of(0, 1, 0) + script.of(1, 1, 0)], [0, 1])
    script.read(script.single(0, *((1, 0), (0, 1), (1, 1))[number % 3]))
    script.ask()
    return script.experiment


FEATURES = (
    Feature("prepare-x", "States of X are what they are called.", False, of_one("x")),
    Feature("prepare-p", "States of P are what they are called.", False, of_one("p")),
    Feature("prepare-mixture", "States of aX + P are what they are called.", False, of_one("m")),
    Feature("prepare-sets", "Sets of variables of several systems are prepared together.", False, of_sets, cases=24),
    Feature("prepare-nothing", "What nothing is known of is uniform.", False, of_nothing),
)
