"""Measurements of modes: quadratures, sums, heterodyne; what they leave, feed-forward, conditions, samples."""

from __future__ import annotations

import numpy as np

from toytheory.backend import Capabilities
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Displace, OutcomeExpression, PrepareVacuum

from ..drawing import same_again, sampled
from ..feature import Drawing, Feature, Scope
from ..judging import Judged, Subject, judged
from ..mode_script import ModeScript

ORDER = 80


def started(rng: np.random.Generator, scope: Scope, n: int) -> ModeScript:
    """Modes that are correlated and look different in every direction."""
    script = ModeScript(rng, scope, n)
    script.lopsided()
    for _ in range(2 if script.n > 1 else 0):
        script.map("beamsplitter")
    return script


def homodyne(kind: str) -> Drawing:
    """One mode of several."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        script = started(rng, scope, 1 + number % 3)
        script.homodyne(int(rng.integers(script.n)), kind)
        return script.experiment

    return draw


def products(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """A linear form of two modes, or the sum of positions and the difference of momenta."""
    if scope.largest_n < 2:
        return None
    script = started(rng, scope, 2 + number % 2)
    j, k = script.some(2)
    a, b = script.number(0.5, 1.5), script.number(-1.5, -0.5)
    if number % 2:
        script.measure({2 * j: a, 2 * k: b}, {2 * j + 1: -b, 2 * k + 1: a})
    else:
        script.measure({2 * j: a, 2 * k + 1: b}, constant=script.number(-1, 1))
    return script.experiment


def heterodyne(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """One mode of several."""
    script = started(rng, scope, 1 + number % 3)
    script.heterodyne(int(rng.integers(script.n)))
    return script.experiment


def select(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """What is left, given an outcome of one of several modes."""
    if scope.largest_n < 2:
        return None
    script = started(rng, scope, 2 + number % 2)
    k = int(rng.integers(script.n))
    if number % 3 == 2:
        script.heterodyne(k)
        names = list(script.names)
    else:
        script.homodyne(k, ("x", "p", "any")[number % 3 if number < 6 else 2])
        names = list(script.names)
    script.add(*(Condition(name, script.number(-1, 1)) for name in names))
    return script.experiment


def used_again(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Measured, prepared again, mixed with the others, measured again."""
    if scope.largest_n < 2:
        return None
    script = started(rng, scope, 2)
    k = int(rng.integers(2))
    script.homodyne(k)
    script.add(PrepareVacuum((k,)))
    script.map("beamsplitter")
    script.homodyne(1 - k)
    return script.experiment


def feed_forward(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """An outcome moves another mode."""
    if scope.largest_n < 2:
        return None
    script = started(rng, scope, 2)
    j, k = script.some(2)
    (script.heterodyne if number % 3 == 2 else script.homodyne)(j)
    terms = tuple((name, script.number(0.3, 1.2)) for name in script.names)
    script.add(Displace(((2 * k + number % 2, OutcomeExpression(terms, script.number(-1, 1))),)))
    script.homodyne(k)
    return script.experiment


def asked_again(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """The same twice, with a shorter experiment between: every answer is right."""
    shorter = Experiment(experiment.system, experiment.steps[:-1])
    found = [judged(subject, each, seed) for each in (experiment, shorter, experiment)]
    return next((one for one in found if one.wrong), found[0])


def draws(capabilities: Capabilities) -> bool:
    """Whether a backend samples."""
    return capabilities.samples


FEATURES = (
    Feature("modes-measure-x", "Measurements of x have their mean and variance.", True, homodyne("x"), cases=6),
    Feature("modes-measure-p", "Measurements of p have their mean and variance.", True, homodyne("p"), cases=6),
    Feature("modes-measure-quadratures", "Measurements of any quadrature do.", True, homodyne("any"), cases=9),
    Feature("modes-measure-products", "Linear forms of several modes are measured.", True, products, cases=9),
    Feature("modes-heterodyne", "Heterodyne outcomes have hbar/2 of added noise.", True, heterodyne, cases=6),
    Feature("modes-conditions", "What is left, given an outcome, is right.", True, select, cases=15),
    Feature("modes-again", "A measured mode can be prepared and used again.", True, used_again, cases=6),
    Feature("modes-feed-forward", "Outcomes are fed forward into other modes.", True, feed_forward, cases=9),
    Feature("modes-shots", "Samples of modes have their moments.", True, homodyne("any"), sampled(4000), 6, draws),
    Feature("modes-seeds-equal", "Equal seeds give equal samples.", True, homodyne("any"), same_again, 4, draws),
    Feature(
        "modes-asked-again",
        "One object, asked again, keeps giving the right answers.",
        True,
        feed_forward,
        asked_again,
        4,
    ),
)
