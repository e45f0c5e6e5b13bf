"""What a run shows: judges of answers that several phenomena use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .phenomenon import certain, uniform

Judge = Callable[[Any], bool]


def all_zero(*names: str) -> Judge:
    """These outcomes are 0 in every run.

    >>> from fractions import Fraction
    >>> from toytheory.outcomes.distributions import Distribution
    >>> all_zero("a", "b")(Distribution(3, ("a", "b"), {(0, 0): Fraction(1)}))
    True
    """
    return all_certain(dict.fromkeys(names, 0))


def all_certain(values: Mapping[str, int]) -> Judge:
    """These outcomes have these values in every run."""
    return lambda told: all(certain(name, value)(told) for name, value in values.items())


def all_uniform(*names: str) -> Judge:
    """Each of these outcomes is uniformly random by itself."""
    return lambda told: all(uniform(name)(told) for name in names)


def chances(name: str, wanted: Mapping[int, Fraction]) -> Judge:
    """This outcome has these probabilities, others none.

    >>> from toytheory.outcomes.distributions import Distribution
    >>> chances("a", {1: Fraction(1)})(Distribution(3, ("a",), {(1,): Fraction(1)}))
    True
    """

    def judge(told: Any) -> bool:
        listed = told.marginal([name]).probabilities
        return {key[0]: p for key, p in listed.items() if p} == {v: p for v, p in wanted.items() if p}

    return judge


def both(*judges: Judge) -> Judge:
    """All of these are seen."""
    return lambda told: all(judge(told) for judge in judges)


def probability(value: Fraction, **outcomes: int) -> Judge:
    """A judge: these outcomes together have this probability.

    >>> from toytheory.outcomes.distributions import Distribution
    >>> probability(Fraction(1, 2), a=1)(Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)}))
    True
    """

    def judge(told: Any) -> bool:
        listed: Mapping[tuple[int, ...], Fraction] = told.marginal(list(outcomes)).probabilities
        return listed.get(tuple(outcomes.values()), Fraction(0)) == value

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


def never(**outcomes: int) -> Judge:
    """A judge: these outcomes never occur together."""
    return probability(Fraction(0), **outcomes)


def adds_up_to(value: int, *names: str) -> Judge:
    """The sum of these outcomes is this value in every run, modulo d.

    >>> from toytheory.outcomes.distributions import Distribution
    >>> coin = Distribution(2, ("a", "b"), {(0, 1): Fraction(1, 2), (1, 0): Fraction(1, 2)})
    >>> adds_up_to(1, "a", "b")(coin), adds_up_to(0, "a", "b")(coin)
    (True, False)
    """

    def judge(told: Any) -> bool:
        listed = told.marginal(list(names)).probabilities or {}
        return {sum(key) % told.d for key, p in listed.items() if p} == {value}

    return judge


def equal(one: str, other: str) -> Judge:
    """Two outcomes are the same in every run."""
    return lambda told: all(a == b for (a, b), p in told.marginal([one, other]).probabilities.items() if p)


def covariance(one: str, other: str, value: float) -> Judge:
    """Two outcomes of modes have this covariance."""

    def judge(told: Any) -> bool:
        i, j = told.names.index(one), told.names.index(other)
        return _near(told, told.outcomes.covariance[i, j], value)

    return judge


def mean(name: str, value: float) -> Judge:
    """This outcome of modes has this mean."""
    return variances({}, {name: value})


def variance(name: str, value: float) -> Judge:
    """This outcome of modes has this variance.

    >>> import numpy as np
    >>> from toytheory.outcomes.densities import ContinuousDistribution, Moments
    >>> moments, nothing = Moments.of([0], [[0.5]]), Moments.of([], np.zeros((0, 0)))
    >>> variance("a", 0.5)(ContinuousDistribution(("a",), moments, (), nothing, 1.0, 1e-9))
    True
    """
    return variances({name: value})


def variances(wanted: Mapping[str, float], means: Mapping[str, float] | None = None) -> Judge:
    """Outcomes of modes have these variances, and these means, as well as the backend says that it computes."""

    def judge(told: Any) -> bool:
        found = told.outcomes
        known = ~found.unknown
        return all(known[k] and _near(told, found.covariance[k, k], v) for k, v in _placed(told, wanted)) and all(
            known[k] and _near(told, found.means[k], v) for k, v in _placed(told, means or {})
        )

    return judge


def last_mode(means: tuple[float, float], wanted: tuple[float, float]) -> Judge:
    """The one mode that is left has these means and these variances of X and of P."""

    def judge(told: Any) -> bool:
        state = told.state
        pairs = [*zip(state.means, means, strict=True), *zip(state.covariance.diagonal(), wanted, strict=True)]
        return all(_near(told, found, value) for found, value in pairs)

    return judge


def _placed(told: Any, wanted: Mapping[str, float]) -> list[tuple[int, float]]:
    return [(told.names.index(name), value) for name, value in wanted.items()]


def _near(told: Any, found: float, wanted: float) -> bool:
    return bool(abs(found - wanted) <= max(told.tolerance, 1e-9) * max(1.0, told.hbar, abs(wanted)))
