"""Resets, feed-forward, branches, noise, conditions, the order of systems and outcomes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from toytheory.language.bookkeeping import Branch, When
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Condition, Measure, Noise, OutcomeExpression

from ..feature import Feature, Scope
from ..script import Script

ORDER = 40


def reset(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A system prepared again: after a map, after a measurement, while it is correlated with another."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xp")
    if script.n > 1:
        script.map("sum")
    if number % 3 == 1:
        script.read(script.single(0, 1, 0))
    script.basis("xxp", [0])
    script.ask(1)
    script.ask_all()
    return script.experiment


def feed_forward(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A random outcome, or several, added to a coordinate of which something is known."""
    script = Script(rng, scope, 2 + number % 2)
    script.basis("xp")
    count = min(1 + number % 2, max(1, script.n - 1))
    for system in range(count):
        script.read(script.single(system, *((1, 0), (0, 1))[int(rng.integers(2))]))
    names = tuple(script.seen)[:count]
    target = script.n - 1
    terms = tuple((name, int(rng.integers(1, scope.dimension))) for name in names)
    constant = int(rng.integers(scope.dimension)) if number % 3 == 2 else 0
    script.shift(2 * target + int(rng.integers(2)), OutcomeExpression(terms, constant))
    script.ask(2)
    return script.experiment


def branches(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A map, or another, or none, by what was measured."""
    script = Script(rng, scope, 2)
    script.basis("p" if number % 2 else "xp", [0])
    if script.n > 1:
        script.basis("xp", [1])
    script.read(script.single(0, 1, 0))
    target, other = script.n - 1, ("fourier", "phase")
    chosen = [named_transform(str(rng.choice(other)), (target,), scope.dimension) for _ in range(2)]
    value = int(rng.integers(scope.dimension))
    first, last = (str(name) for name in ("m2", "m3"))
    ask = [script.of(target, 1, 0), script.of(target, 0, 1)]
    when = When(
        (
            Branch((("m1", value),), (chosen[0], Measure((ask[number % 2],), (first,)))),
            Branch((), (chosen[1], Measure((ask[1 - number % 2],), (first,)))),
        )
    )
    script.add(when)
    script.add(Measure((script.of(0, 1, 0),), (last,)))
    return script.experiment


def noise(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """A random displacement of a known state, of one coordinate or of two; with probability 0 or 1."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xpm")
    if number % 4 == 3:  # none, or a displacement that is certain
        coordinate, value = int(rng.integers(2 * script.n)), number // 4 % 2
        script.ontic[coordinate] = (script.ontic[coordinate] + value) % scope.dimension
        script.add(Noise((coordinate,), (((0,), Fraction(1 - value)), ((1,), Fraction(value)))))
    else:
        script.noise()
    if number % 2:
        script.named()
    script.ask(2)
    return script.experiment


def alike(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """One system of which every displacement is as likely as any other (depolarizing), or of one coordinate."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xpm")
    if script.n > 1:
        script.map("sum")
    k = int(rng.integers(script.n))
    where = ((2 * k, 2 * k + 1), (2 * k + 1,), (2 * k,))[number // 2 % 3]
    tuples = np.array(np.unravel_index(np.arange(scope.dimension ** len(where)), (scope.dimension,) * len(where))).T
    strength = Fraction(int(rng.integers(1, 5)), 4)
    each = strength / len(tuples)
    weights = [1 - strength + each, *[each] * (len(tuples) - 1)]
    drawn = tuples[int(rng.choice(len(tuples), p=[float(weight) for weight in weights]))]
    script.ontic[list(where)] = (script.ontic[list(where)] + drawn) % scope.dimension
    script.add(
        Noise(where, tuple((tuple(shift), weight) for shift, weight in zip(tuples.tolist(), weights, strict=True)))
    )
    script.ask(2)
    return script.experiment


def conditions(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Runs selected by a random outcome; what it was correlated with is asked."""
    script = Script(rng, scope, 1 + number % 3)
    script.basis("px")
    if script.n > 1:
        script.map("sum")
    script.read(script.single(int(rng.integers(script.n)), *((1, 0), (0, 1))[number % 2]))
    if number % 4 == 3:
        script.noise()
        script.read(script.single(0, 1, 0))
    name = next(reversed(script.seen))
    script.add(Condition(name, script.seen[name]))
    script.ask(2)
    return script.experiment


def order(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Systems in different states, read in an order and under names of another order."""
    script = Script(rng, scope, 3)
    script.basis("xp")
    script.ask_all()
    count = len(script.seen)
    names = {f"m{k + 1}": f"r{int(i)}" for k, i in enumerate(rng.permutation(count))}
    return replace(script.experiment, steps=tuple(step.with_names(names) for step in script.steps))


FEATURES = (
    Feature("reset", "A system that is prepared again forgets everything.", False, reset),
    Feature("feed-forward", "Outcomes are fed forward into displacements.", False, feed_forward, cases=24),
    Feature("branches", "Steps that depend on outcomes are done when they should be.", False, branches),
    Feature("noise", "Random displacements have the given weights.", False, noise),
    Feature(
        "noise-alike",
        "Noise under which displacements are equally likely (depolarizing, dephasing, flips) does what it says.",
        False,
        alike,
        cases=24,
    ),
    Feature("conditions", "Conditions keep the right runs.", False, conditions),
    Feature("order", "Outcomes come in the order and under the names asked for.", False, order),
)
