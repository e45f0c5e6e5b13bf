"""Numbers drawn in turn, each block normal with a mean affine in those before: their joint distribution.

A simulator of states tells the mean and variance of the next outcome for given earlier ones. This is probability,
not physics: the same for a die or a laser.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from toytheory.outcomes.densities import Floats

CERTAIN = 1e-12
"""Variances below this, relative to the entries they come from, are zero."""


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


def joint(blocks: list[Block]) -> tuple[Floats, Floats]:
    """Means and covariance of all numbers.

    >>> first = Block(np.array([1.0]), np.zeros((1, 0)), np.array([[4.0]]))
    >>> second = Block(np.array([0.0]), np.array([[0.5]]), np.array([[1.0]]))
    >>> joint([first, second])[1].tolist()
    [[4.0, 2.0], [2.0, 2.0]]
    """
    means = np.concatenate([block.means for block in blocks])
    covariance = np.zeros((len(means), len(means)))
    done = 0
    for block in blocks:
        here = slice(done, done + len(block.means))
        slopes = block.slopes
        before = covariance[:done, :done][: slopes.shape[1]]
        covariance[here, :done] = slopes @ before
        covariance[:done, here] = covariance[here, :done].T
        covariance[here, here] = slopes @ before[:, : slopes.shape[1]] @ slopes.T + block.covariance
        done += len(block.means)
    return means, covariance


def conditioned(
    means: Floats, covariance: Floats, positions: list[int], values: list[float]
) -> tuple[Floats, Floats, float]:
    """Means and covariance given the values of some of the numbers, and the log density of these values.

    A value that earlier ones determine counts 1, or makes the density 0 (-inf) if it is another.

    >>> means, covariance, log_density = conditioned(np.zeros(2), np.array([[1, 0.5], [0.5, 1.0]]), [1], [2.0])
    >>> means.tolist(), covariance.tolist()
    ([1.0, 2.0], [[0.75, 0.0], [0.0, 0.0]])
    """
    means, covariance, total = means.copy(), covariance.copy(), 0.0
    scale = np.diagonal(covariance).copy()
    for position, value in zip(positions, values, strict=True):
        variance, difference = float(covariance[position, position]), value - float(means[position])
        if variance <= CERTAIN * max(scale[position], np.finfo(float).tiny):
            if abs(difference) > 1e-6 * math.sqrt(max(scale[position], 1e-300)) + 1e-9 * abs(value):
                return means, covariance, -math.inf
            continue
        gain = covariance[:, position] / variance
        means = means + gain * difference
        covariance = covariance - np.outer(gain, covariance[position])
        means[position], covariance[position], covariance[:, position] = value, 0.0, 0.0
        total -= 0.5 * (difference**2 / variance + math.log(2 * math.pi * variance))
    return means, covariance, total
