"""Readings of "at most half the information", of the distribution over the ontic states of some systems.

k systems have d^(2k) ontic states: a complete set is 2k questions with d answers each, and half of it k answers. Which
questions count, and what else an observer may know, is not in the principle's wording; hence five readings. All
are exact, and all take integer weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from math import prod

import numpy as np
from numpy.typing import NDArray

from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace

Reading = Callable[[Matrix, int, int], NDArray[np.bool_]]
"""(weights (K, d^(2k)), d, k) -> (K,): which are at most half known. Weights that are all zero are."""


def at_most_linear(weights: Matrix, d: int, k: int) -> NDArray[np.bool_]:
    """The answers to at most k independent linear questions F(m) = ? are known, and nothing else.

    Questions are the linear variables: uniform on all ontic states with the values of V, and |V| <= d^k.
    """
    known = np.count_nonzero(definite(weights, d, k), axis=1)
    support = np.count_nonzero(weights, axis=1)
    empty = support == 0
    return np.asarray(empty | (flat(weights) & (known <= d**k) & (support * known == d ** (2 * k))))


def at_most_uniform(weights: Matrix, d: int, k: int) -> NDArray[np.bool_]:
    """The answers to j <= k questions of a complete set are known, and nothing else; any partitions are questions.

    Uniform on d^(2k-j) ontic states, whichever: any set of so many is the answer to j questions of a complete set.
    """
    support = np.count_nonzero(weights, axis=1)
    return flat(weights) & np.isin(support, [0, *(d ** (2 * k - j) for j in range(k + 1))])


def at_most_support(weights: Matrix, d: int, k: int) -> NDArray[np.bool_]:
    """At least d^k ontic states are possible."""
    support = np.count_nonzero(weights, axis=1)
    return np.asarray((support == 0) | (support >= d**k))


def at_most_entropy(weights: Matrix, d: int, k: int) -> NDArray[np.bool_]:
    """The Shannon entropy is at least k log d, exactly: N^N >= d^(kN) prod w^w for weights w with sum N."""
    # it depends on the weights in order alone, and few of these differ
    ordered, base = np.sort(weights, axis=1), int(weights.max(initial=0)) + 1
    width = weights.shape[1]
    if base**width < 2**63:
        code = ordered @ base ** np.arange(width, dtype=np.int64)
        _, first, which = np.unique(code, return_index=True, return_inverse=True)
    else:
        first = which = np.arange(len(weights))
    found = np.array([_entropic(tuple(w for w in row if w), d, k) for row in ordered[first].tolist()], dtype=bool)
    return np.asarray(found[which])


def at_most_probability(weights: Matrix, d: int, k: int) -> NDArray[np.bool_]:
    """No ontic state has a probability above d^(-k)."""
    return np.asarray(weights.max(axis=1) * d**k <= weights.sum(axis=1))


READINGS: Mapping[str, Reading] = {
    "linear": at_most_linear,
    "uniform": at_most_uniform,
    "support": at_most_support,
    "entropy": at_most_entropy,
    "probability": at_most_probability,
}
"""By name; the first two also ask that nothing else be known."""


@lru_cache(maxsize=2**16)
def _entropic(weights: tuple[int, ...], d: int, k: int) -> bool:
    total = sum(weights)
    return bool(total**total >= d ** (k * total) * prod(w**w for w in weights))


def flat(weights: Matrix) -> NDArray[np.bool_]:
    """Whether all weights that are not zero are equal."""
    return np.asarray(((weights == 0) | (weights == weights.max(axis=1, keepdims=True))).all(axis=1))


@lru_cache(maxsize=16)
def _answers(d: int, k: int) -> NDArray[np.float64]:
    """(d^(2k), d^(2k) * d): whether linear variable F takes value c at m, as [m, (F, c)]."""
    points = PhaseSpace(d, k).points()
    values = points @ points.T % d
    return np.asarray((values[..., None] == np.arange(d)).reshape(len(points), -1), dtype=np.float64)


def definite(weights: Matrix, d: int, k: int) -> NDArray[np.bool_]:
    """Which linear variables have a definite value, (K, d^(2k)) -> (K, d^(2k)), in the order of `PhaseSpace.points`.

    >>> definite(np.array([[1, 1, 0, 0]]), 2, 1).tolist()           # 0 and X
    [[True, False, True, False]]
    """
    shares = (weights.astype(np.float64) @ _answers(d, k)).reshape(len(weights), -1, d)
    largest = reduce(np.maximum, (shares[:, :, value] for value in range(d)))  # quicker than over so short an axis
    return np.asarray(largest == weights.sum(axis=1, keepdims=True))  # sums stay below 2^53: exact
