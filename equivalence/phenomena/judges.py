"""What an answer must show: judges of outcomes and of moments, beside `certain` and `uniform` of `phenomenon`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

NEAR = 1e-6
"""Of moments, which are floats."""


def both(*judges: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A judge: all of these.

    >>> both(lambda told: told > 0, lambda told: told < 2)(1)
    True
    """
    return lambda told: all(judge(told) for judge in judges)


def probability(value: Fraction, **outcomes: int) -> Callable[[Any], bool]:
    """A judge: these outcomes together have this probability.

    >>> from toytheory.outcomes.distributions import Distribution
    >>> probability(Fraction(1, 2), a=1)(Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)}))
    True
    """

    def judge(told: Any) -> bool:
        listed: Mapping[tuple[int, ...], Fraction] = told.marginal(list(outcomes)).probabilities
        return listed.get(tuple(outcomes.values()), Fraction(0)) == value

    return judge


def never(**outcomes: int) -> Callable[[Any], bool]:
    """A judge: these outcomes never occur together."""
    return probability(Fraction(0), **outcomes)


def equal(one: str, other: str) -> Callable[[Any], bool]:
    """A judge: two outcomes are the same in every run."""
    return lambda told: all(a == b for (a, b), p in told.marginal([one, other]).probabilities.items() if p)


def covariance(one: str, other: str, value: float) -> Callable[[Any], bool]:
    """A judge for modes: two outcomes have this covariance, to a millionth."""

    def judge(told: Any) -> bool:
        i, j = told.names.index(one), told.names.index(other)
        return abs(float(told.outcomes.covariance[i, j]) - value) < NEAR

    return judge


def mean(name: str, value: float) -> Callable[[Any], bool]:
    """A judge for modes: this outcome has this mean, to a millionth."""
    return lambda told: abs(float(told.outcomes.means[told.names.index(name)]) - value) < NEAR


def variance(name: str, value: float) -> Callable[[Any], bool]:
    """A judge for modes: this outcome has this variance, to a millionth.

    >>> import numpy as np
    >>> from toytheory.outcomes.densities import ContinuousDistribution, Moments
    >>> moments, nothing = Moments.of([0], [[0.5]]), Moments.of([], np.zeros((0, 0)))
    >>> variance("a", 0.5)(ContinuousDistribution(("a",), moments, (), nothing, 1.0, 1e-9))
    True
    """

    def judge(told: Any) -> bool:
        moments = told.outcomes
        at = told.names.index(name)
        return not moments.unknown[at] and abs(float(moments.covariance[at, at]) - value) < NEAR

    return judge
