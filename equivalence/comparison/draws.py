"""Tests of samples of continuous outcomes against a density, and of samples against samples.

A sample is whitened: from each outcome the part that follows from those before it is taken away, and the rest is put in
units of its deviation. If the sample is of the density, the results w are independent standard normal numbers, and four
kinds of events have exact tails: the mean of each w (normal), the sum of its squares (chi-squared), the sum of
products of two of them over the root of the sum of squares of one (normal), and the largest distance of its
distribution function from the normal one (Massart's bound). The same without products is done with each outcome as it
is. The allowed chance of a false alarm is split evenly over all events. Outcomes that are certain, given those before
them, must be as they should within rounding: that is no matter of chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples, Floats

from .densities import known_rows

CERTAIN = 1e-9
"""What is left of a variance, given outcomes before it, below this part of it counts as nothing."""

PAIRS = 200
"""Products are tested of so many outcomes at most (the first ones)."""


@dataclass(frozen=True)
class Oddity:
    """What in a sample cannot be chance.

    Attributes
    ----------
    quantity : in words.
    observed, expected : its value in the sample, and what it should be.
    reason : a sentence.
    """

    quantity: str
    observed: float
    expected: float
    reason: str


def against_density(samples: ContinuousSamples, exact: ContinuousDistribution, alpha: float) -> Oddity | None:
    """What in the samples contradicts a density; a false alarm has a chance below `alpha`.

    >>> from toytheory.outcomes.densities import Moments
    >>> coin = ContinuousDistribution(("a",), Moments.of([0], [[1]]), (), Moments.of([], np.zeros((0, 0))), 1.0, 1e-12)
    >>> against_density(ContinuousSamples(("a",), np.full((50, 1), 0.1), 50, 0), coin, 1e-9).quantity
    'variance of a'
    """
    kept = len(samples.outcomes)
    if not exact.possible:
        if not kept:
            return None
        return Oddity("runs", kept, 0.0, f"{kept} runs were kept although the conditions cannot be met")
    if not kept:
        return Oddity("runs", 0.0, samples.shots, "no run was kept although the conditions can be met")
    rows = known_rows(exact.outcomes)
    if not len(rows):
        return None
    means, covariance = rows @ exact.outcomes.means, rows @ exact.outcomes.covariance @ rows.T
    numbers = samples.outcomes @ rows.T - means
    names = [_text(row, samples.names) for row in rows]
    error = exact.tolerance * np.maximum(1.0, exact.hbar / np.maximum(np.diagonal(covariance), 1e-300))
    whitened, where, sure = _whitened(numbers, covariance, np.maximum(CERTAIN, 100 * error))
    oddity = _uncertain(sure, names, numbers, covariance, exact)
    if oddity is not None:
        return oddity
    return _judge(
        whitened, [names[i] for i in where], numbers[:, where], covariance[np.ix_(where, where)], means[where], alpha
    )


def _whitened(
    numbers: Floats, covariance: Floats, threshold: Floats
) -> tuple[Floats, list[int], list[tuple[int, Floats]]]:
    """Independent standard normal columns, which numbers they are of, and what should be 0 of the others."""
    unit = np.sqrt(np.where(np.diagonal(covariance) > 0, np.diagonal(covariance), 1.0))
    scaled, columns = covariance / np.outer(unit, unit), numbers / unit
    lower = np.zeros((len(unit), 0))  # of the Cholesky decomposition, columns of random numbers only
    found: list[Floats] = []
    where: list[int] = []
    sure: list[tuple[int, Floats]] = []
    for i in range(len(unit)):
        left = float(scaled[i, i] - lower[i] @ lower[i])
        rest = columns[:, i] - sum(
            (factor * w for factor, w in zip(lower[i], found, strict=True)), np.zeros(len(numbers))
        )
        if left <= threshold[i]:
            sure.append((i, rest * unit[i]))
            continue
        column = (scaled[:, i] - lower @ lower[i]) / math.sqrt(left)
        column[:i] = 0.0
        lower = np.hstack([lower, column[:, None]])
        found.append(rest / math.sqrt(left))
        where.append(i)
    return np.array(found).reshape(len(found), len(numbers)), where, sure


def _uncertain(
    sure: list[tuple[int, Floats]], names: list[str], numbers: Floats, covariance: Floats, exact: ContinuousDistribution
) -> Oddity | None:
    """Of what should be certain, the first that is not."""
    for i, rest in sure:
        deviation = math.sqrt(max(float(covariance[i, i]), 0.0))
        scale = max(deviation, math.sqrt(exact.hbar), float(np.abs(numbers[:, i]).max()))
        allowed = (40 * math.sqrt(CERTAIN + 100 * exact.tolerance)) * scale
        worst = float(rest[np.argmax(np.abs(rest))])
        if abs(worst) > allowed:
            what = f"{names[i]}, which is certain given the outcomes before it"
            return Oddity(names[i], worst, 0.0, f"{what}, is off by {worst:.6g} in one run")
    return None


def _judge(
    whitened: Floats, names: list[str], numbers: Floats, covariance: Floats, means: Floats, alpha: float
) -> Oddity | None:
    from scipy.special import chdtr, chdtrc, ndtr

    k, runs = whitened.shape
    if not k:
        return None
    few = min(k, PAIRS)
    plain = (numbers / np.sqrt(np.diagonal(covariance))).T
    squares = np.square(whitened).sum(axis=1)
    products = whitened[:few] @ whitened[:few].T / np.sqrt(squares[:few])  # column j: given w_j, normal
    upper = np.triu_indices(few, 1)
    tested = {
        "mean": [2 * ndtr(-np.abs(w.sum(axis=1)) / math.sqrt(runs)) for w in (plain, whitened)],
        "variance": [2 * np.minimum(chdtr(runs, s), chdtrc(runs, s)) for s in (np.square(plain).sum(axis=1), squares)],
        "covariance": [2 * ndtr(-np.abs(products[upper]))],
        "distribution": [_massart(w) for w in (plain, whitened)],
    }
    events = sum(len(part) for parts in tested.values() for part in parts)
    for kind, parts in tested.items():
        for part, given in zip(parts, ("", ", given the outcomes before it"), strict=False):
            if not part.size or part.min() >= alpha / events:
                continue
            worst = int(np.argmin(part))
            chance = f"the chance of that is {part[worst]:.0e}, and {alpha / events:.0e} is allowed"
            i, j = (int(upper[0][worst]), int(upper[1][worst])) if kind == "covariance" else (worst, worst)
            return _oddity(kind, names, (i, j), given, numbers, covariance, means, f"in {runs} runs; {chance}")
    return None


def _oddity(
    kind: str, names: list[str], where: tuple[int, int], given: str, numbers: Floats, covariance: Floats, means: Floats,
    chance: str,
) -> Oddity:  # fmt: skip
    i, j = where
    if kind == "mean":
        observed, expected = float(numbers[:, i].mean() + means[i]), float(means[i])
    else:
        observed, expected = float(np.mean(numbers[:, i] * numbers[:, j])), float(covariance[i, j])
    quantity = f"{kind} of {names[i]}" + (f" and {names[j]}" if i != j else "")
    return Oddity(quantity, observed, expected, f"{quantity}{given}: {observed:.6g}, expected {expected:.6g}, {chance}")


def _massart(columns: Floats) -> Floats:
    """Bounds of the chance that distribution functions are as far from the normal one as these are: 2 exp(-2 N D^2)."""
    from scipy.special import ndtr

    runs = columns.shape[1]
    ordered = ndtr(np.sort(columns, axis=1))
    steps = np.arange(runs + 1) / runs
    distance = np.maximum((steps[1:] - ordered).max(axis=1), (ordered - steps[:-1]).max(axis=1))
    bound: Floats = np.minimum(1.0, 2 * np.exp(-2 * runs * distance**2))
    return bound


def between_draws(left: ContinuousSamples, right: ContinuousSamples, alpha: float) -> Oddity | None:
    """What shows that two samples are not of one Gaussian density: t and F tests of outcomes, sums and differences."""
    from scipy.special import fdtr, fdtrc, stdtr

    n, k = len(left.outcomes), len(right.outcomes)
    if bool(n) != bool(k):
        return Oddity("runs", n, k, f"{n} runs were kept by one and {k} by the other")
    m = len(left.names)
    if n < 2 or k < 2 or not m:
        return None
    single = np.eye(m)[:PAIRS]
    pairs = [a + sign * b for i, a in enumerate(single) for b in single[:i] for sign in (1.0, -1.0)][: 2 * PAIRS]
    rows = np.vstack([single, *(pair[None] for pair in pairs)])
    events = 2 * len(rows)
    for row in rows:
        a, b = left.outcomes @ row, right.outcomes @ row
        pooled = ((n - 1) * a.var(ddof=1) + (k - 1) * b.var(ddof=1)) / (n + k - 2)
        name = _text(row, left.names)
        if pooled <= 1e-12 * max(float(np.square(a).max()), float(np.square(b).max()), 1e-300):
            if abs(a.mean() - b.mean()) > 1e-5 * max(abs(float(a.mean())), abs(float(b.mean()))):
                return Oddity(
                    f"value of {name}", float(b.mean()), float(a.mean()), f"{name} is certain, and not the same"
                )
            continue
        ratio = (a.mean() - b.mean()) / math.sqrt(pooled * (1 / n + 1 / k))
        if 2 * stdtr(n + k - 2, -abs(ratio)) < alpha / events:
            return Oddity(f"mean of {name}", float(b.mean()), float(a.mean()), f"the means of {name} differ")
        spread = a.var(ddof=1) / max(float(b.var(ddof=1)), 1e-300)
        if 2 * min(fdtr(n - 1, k - 1, spread), fdtrc(n - 1, k - 1, spread)) < alpha / events:
            return Oddity(
                f"variance of {name}", float(b.var(ddof=1)), float(a.var(ddof=1)), f"the variances of {name} differ"
            )
    return None


def _text(row: Floats, names: tuple[str, ...]) -> str:
    """A combination of outcomes in notation."""
    terms = []
    for index in np.flatnonzero(row)[:6]:
        size = "" if abs(row[index]) == 1 else f"{abs(row[index]):.6g}"
        terms.append(f"{'-' if row[index] < 0 else '+'} {size}{names[index]}")
    return " ".join(terms).removeprefix("+ ") or "0"
