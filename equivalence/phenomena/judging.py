"""Judges of experiments: what an answer must show. Probabilities are exact; moments have a tolerance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

Judge = Callable[[Any], bool]

CLOSE = 1e-6
"""Relative and absolute: exact backends of modes state tolerances of 1e-7 or better, which squares keep."""


def chance(values: Mapping[str, int], probability: Fraction | int) -> Judge:
    """These outcomes have these values together with this probability.

    >>> from toytheory.outcomes.distributions import Distribution
    >>> coin = Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)})
    >>> chance({"a": 1}, Fraction(1, 2))(coin), chance({"a": 1}, 1)(coin)
    (True, False)
    """
    names, key = list(values), tuple(values.values())

    def judge(told: Any) -> bool:
        return bool((told.marginal(names).probabilities or {}).get(key, 0) == probability)

    return judge


def possible(names: tuple[str, ...], keys: set[tuple[int, ...]]) -> Judge:
    """Together these outcomes have exactly these values, whatever their probabilities.

    >>> from toytheory.outcomes.distributions import Distribution
    >>> coin = Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)})
    >>> possible(("a",), {(0,), (1,)})(coin), possible(("a",), {(0,)})(coin)
    (True, False)
    """

    def judge(told: Any) -> bool:
        listed = told.marginal(list(names)).probabilities or {}
        return {key for key, p in listed.items() if p} == keys

    return judge


def variance(name: str, value: float) -> Judge:
    """This outcome of an experiment on modes has this variance.

    >>> import numpy as np
    >>> from toytheory.outcomes.densities import ContinuousDistribution, Moments
    >>> nothing = Moments.of([], np.zeros((0, 0)))
    >>> told = ContinuousDistribution(("a",), Moments.of([0], [[2]]), (), nothing, 1.0, 1e-9)
    >>> variance("a", 2)(told), variance("a", 1)(told)
    (True, False)
    """

    def judge(told: Any) -> bool:
        at = told.names.index(name)
        return math.isclose(float(told.outcomes.covariance[at, at]), value, rel_tol=CLOSE, abs_tol=CLOSE)

    return judge


def mean(name: str, value: float) -> Judge:
    """This outcome of an experiment on modes has this mean."""

    def judge(told: Any) -> bool:
        at = told.names.index(name)
        return math.isclose(float(told.outcomes.means[at]), value, rel_tol=CLOSE, abs_tol=CLOSE)

    return judge


def both(*judges: Judge) -> Judge:
    """All of these.

    >>> both(lambda told: told > 1, lambda told: told < 3)(2)
    True
    """
    return lambda told: all(judge(told) for judge in judges)
