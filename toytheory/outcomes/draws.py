"""Random numbers for samplers: exact in their law, and the same however the runs are cut into chunks.

Every place of an experiment that draws has a generator of its own, which the runs use one after the
other; so a longer chunk only takes more from it at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.phase_space.modular import Matrix


class Streams:
    """Independent random generators, one a place, all from one seed.

    >>> streams = Streams(7)
    >>> together = Streams(7).at(0, 1).integers(3, size=5).tolist()
    >>> streams.at(0, 1).integers(3, size=2).tolist() + streams.at(0, 1).integers(3, size=3).tolist() == together
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._generators: dict[tuple[int, ...], np.random.Generator] = {}

    def at(self, *place: int) -> np.random.Generator:
        """The generator of a place, where it was left."""
        if place not in self._generators:
            self._generators[place] = self.once(*place)
        return self._generators[place]

    def once(self, *place: int) -> np.random.Generator:
        """A generator that is not kept."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=place))

    def residues(self, d: int, size: int | tuple[int, int], *place: int) -> Matrix:
        """Uniform in Z_d. (Other integer types of NumPy throw away what is left of a word, chunk by chunk.)"""
        return self.at(*place).integers(0, d, size=size, dtype=np.int64)


class ExactChoice:
    """A choice with probabilities that are exact fractions, whatever their denominators.

    A uniform number is compared with the cumulative probabilities by its first `bits` binary digits; in
    the rare case that these do not decide, more digits are drawn until they do.

    Parameters
    ----------
    weights : probabilities that add up to one.
    bits : at most 62.
    """

    def __init__(self, weights: Sequence[Fraction], bits: int = 62) -> None:
        self.bits = bits
        self.steps = [sum(weights[: i + 1], Fraction(0)) for i in range(len(weights) - 1)]
        scaled = [step * 2**bits for step in self.steps]
        self.reached = np.array([math.ceil(x) for x in scaled], dtype=np.int64)
        self.unclear = np.array(sorted({math.floor(x) for x in scaled if x.denominator > 1}), dtype=np.int64)

    def draw(self, generator: np.random.Generator, size: int, more: Callable[[int], np.random.Generator]) -> Matrix:
        """(size,) positions in the list of weights; more(i) gives further digits for the i-th of them."""
        words = generator.integers(0, 2**self.bits, size=size, dtype=np.int64)
        chosen: Matrix = np.searchsorted(self.reached, words, side="right").astype(np.int64)
        for place in np.flatnonzero(np.isin(words, self.unclear)):
            chosen[place] = self.refined(int(words[place]), more(int(place)))
        return chosen

    def refined(self, word: int, generator: Any) -> int:
        """How many of the cumulative probabilities a uniform number that begins with this word has reached."""
        low, digits = word, self.bits
        while True:
            within = [step for step in self.steps if low < step * 2**digits < low + 1]
            if not within:
                return sum(step * 2**digits <= low for step in self.steps)
            low = (low << self.bits) + int(generator.integers(0, 2**self.bits, dtype=np.int64))
            digits += self.bits


def columns(values: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
    """(runs, k) draws as k contiguous rows of a small type."""
    return np.ascontiguousarray(values.T.astype(kind))
