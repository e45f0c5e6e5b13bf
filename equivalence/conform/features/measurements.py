"""Measurements: of each kind of variable, jointly, in the middle, again, of what a partner has left."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Discard

from ..feature import Drawing, Feature, Scope
from ..script import Script

ORDER = 30


def of_one(kind: str) -> Drawing:
    """One variable, in a state in which it is known, with or without a constant."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        script = Script(rng, scope, 1 + number % 2)
        script.basis(kind)
        script.read(script.sharp[:1], [int(rng.integers(scope.dimension)) * (number % 2)])
        return script.experiment

    return draw


def random_outcomes(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A variable of which nothing is known, then the same again and others that do not commute with it."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xpm")
    a, b = ((1, 0), (0, 1), (1, 1))[number % 3]
    script.read(script.single(0, a, b))
    script.ask(1)
    script.read(script.single(0, a, b) if number % 2 else script.single(0, b, (a + 1) % scope.dimension or 1))
    script.ask(1)
    return script.experiment


def products(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Variables of several systems together, as of X1 + X2, and what is left afterwards."""
    if scope.largest_n < 2:
        return None
    script = Script(rng, scope, 2 + number % 2)
    script.basis("xpm")
    rows = rng.integers(0, scope.dimension, (1, 2 * script.n))
    rows[0, 0] = rows[0, 0] or 1
    script.read(rows)
    script.ask(2)
    return script.experiment


def jointly(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Commuting sets, dependent ones too."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("xpm")
    if number % 2:
        script.transform()
    script.measure()
    script.ask(2)
    return script.experiment


def in_the_middle(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A measurement, maps after it, and another measurement of what is known then."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("xp")
    script.named()
    script.read(script.single(int(rng.integers(script.n)), 1, 0))
    script.named()
    script.named()
    script.ask(2)
    return script.experiment


def of_a_partner(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """One of a correlated pair is discarded, or measured and then discarded; the other is asked."""
    if scope.largest_n < 2:
        return None
    script = Script(rng, scope, 2)
    script.basis("px", [0])
    script.basis("x", [1])
    script.map("sum", [0, 1])
    if number % 2:
        script.read(script.single(0, 1, 0))
    script.forget([0])
    script.alive = [1]
    script.add(Discard((0,)))
    script.read(script.single(1, *((1, 0), (0, 1))[number // 2 % 2]))
    return script.experiment


FEATURES = (
    Feature("measure-x", "Measurements of X give its value.", False, of_one("x")),
    Feature("measure-p", "Measurements of P give its value.", False, of_one("p")),
    Feature("measure-mixture", "Measurements of aX + P give its value.", False, of_one("m")),
    Feature("measure-random", "A random outcome is uniform, reproducible, and disturbs.", False, random_outcomes),
    Feature("measure-products", "Variables of several systems are measured together.", False, products, cases=24),
    Feature("measure-jointly", "Commuting sets are measured jointly.", False, jointly, cases=24),
    Feature("measure-midway", "Measurements in the middle leave the right state.", False, in_the_middle, cases=24),
    Feature("measure-partner", "What is discarded leaves its partner as it must.", False, of_a_partner),
)
