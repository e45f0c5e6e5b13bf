"""Numbers drawn in turn, each block normal with a mean affine in those before: their joint distribution.

A simulator of states tells the mean and variance of the next outcome for given earlier ones. This is probability,
not physics: the same for a die or a laser.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from toytheory.errors import CannotRun
from toytheory.outcomes.densities import Floats

CERTAIN = 16.0
"""A variance is one if it exceeds its error by this factor."""

DIFFERENT = 1e-12
"""A value that differs by this part of itself from what is certain is another value."""


@dataclass(frozen=True, eq=False)
class Block:
    """Numbers that are drawn together.

    Attributes
    ----------
    means : (b,) where all earlier numbers have their own such means.
    slopes : (b, e) how the means depend on the e earlier numbers that count.
    covariance : (b, b) given the earlier numbers.
    """

    means: Floats
    slopes: Floats
    covariance: Floats


def joint(blocks: list[Block], wrong: Floats, missed: Floats) -> Joint:
    """All numbers together, from errors (k,) of what each block says.

    >>> first = Block(np.array([1.0]), np.zeros((1, 0)), np.array([[4.0]]))
    >>> second = Block(np.array([0.0]), np.array([[0.5]]), np.array([[1.0]]))
    >>> joint([first, second], np.zeros(2), np.zeros(2)).covariance.tolist()
    [[4.0, 2.0], [2.0, 2.0]]
    """
    wrong, missed = wrong.copy(), missed.copy()
    means = np.concatenate([block.means for block in blocks])
    covariance = np.zeros((len(means), len(means)))
    done = 0
    for block in blocks:
        here = slice(done, done + len(block.means))
        slopes = block.slopes
        before = covariance[:done, :done][: slopes.shape[1]]
        covariance[here, :done] = slopes @ before
        covariance[:done, here] = covariance[here, :done].T
        inside = slopes @ before[:, : slopes.shape[1]] @ slopes.T
        covariance[here, here] = (inside + inside.T + block.covariance + block.covariance.T) / 2
        earlier = np.square(slopes)
        wrong[here] += earlier @ wrong[: slopes.shape[1]]
        missed[here] += earlier @ missed[: slopes.shape[1]]
        done += len(block.means)
    return Joint(means, covariance, wrong, missed)


@dataclass(frozen=True, eq=False)
class Joint:
    """Numbers that are normal together, with their errors.

    Attributes
    ----------
    means, covariance : (k,) and (k, k).
    wrong : (k,) e with |error of covariance i, j| <= sqrt(e_i e_j).
    missed : (k,) squares of the errors of the means.
    log_density, doubt : of what was conditioned on, and its error.
    """

    means: Floats
    covariance: Floats
    wrong: Floats
    missed: Floats
    log_density: float = 0.0
    doubt: float = 0.0


def conditioned(numbers: Joint, positions: list[int], values: list[float]) -> Joint:
    """The numbers given the values of some of them, one after the other, and the log density of these values.

    A value that is certain counts 1, or makes the density 0 (-inf) if it is another. CannotRun where rounding does not
    tell whether a value is certain, or whether it is another.

    >>> sure = np.zeros(2)
    >>> given = conditioned(Joint(sure, np.array([[1, 0.5], [0.5, 1.0]]), sure, sure), [1], [2.0])
    >>> given.means.tolist(), given.covariance.tolist()
    ([1.0, 2.0], [[0.75, 0.0], [0.0, 0.0]])
    """
    for position, value in zip(positions, values, strict=True):
        variance, wrong = float(numbers.covariance[position, position]), float(numbers.wrong[position])
        if variance > CERTAIN * wrong:
            numbers = _given(numbers, position, value)
            continue
        difference, doubt = abs(value - float(numbers.means[position])), math.sqrt(float(numbers.missed[position]))
        if variance or wrong:
            raise CannotRun("rounding errors leave no digits: whether a conditioned outcome is certain is not told")
        if difference > max(4 * doubt, DIFFERENT * abs(value)):
            return replace(numbers, log_density=-math.inf)
        if difference > doubt:
            raise CannotRun("a condition on what is certain is off by as little as rounding errors may be")
    return numbers


def _given(numbers: Joint, position: int, value: float) -> Joint:
    covariance, wrong = numbers.covariance, float(numbers.wrong[position])
    variance, difference = float(covariance[position, position]), value - float(numbers.means[position])
    gain = covariance[:, position] / variance
    slopes = (numbers.wrong * wrong + np.square(gain) * wrong**2) / variance**2  # squares of the errors of the gain
    squares, known = np.square(gain), np.arange(len(gain)) != position
    means = numbers.means + gain * difference
    means[position] = value
    missed = float(numbers.missed[position])
    doubt = wrong / variance * (0.5 + difference**2 / (2 * variance)) + math.sqrt(missed) * abs(difference) / variance
    return Joint(
        means,
        (covariance - np.outer(gain, covariance[position])) * np.outer(known, known),
        (numbers.wrong + squares * wrong) * known,
        (numbers.missed + squares * missed + slopes * difference**2) * known,
        numbers.log_density - 0.5 * (difference**2 / variance + math.log(2 * math.pi * variance)),
        numbers.doubt + doubt,
    )
