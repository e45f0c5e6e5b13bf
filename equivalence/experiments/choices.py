"""Where random experiments take their choices from: a seeded generator, or whatever else can choose (Hypothesis)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Protocol, TypeVar

import numpy as np

T = TypeVar("T")


class Choices(Protocol):
    """Chooses. The smaller number, and what is listed first, is the simpler choice."""

    def below(self, count: int) -> int:
        """A number from 0 to count - 1."""
        ...

    def unit(self, make: Callable[[Choices], T]) -> T:
        """What `make` makes, its choices being one unit that can be left out as a whole."""
        ...

    def luck(self, count: int) -> int:
        """A number from 0 to count - 1 that does not show in the experiment: what happens in one run of it."""
        ...


class Seeded:
    """Choices of a seeded generator, all alike likely.

    >>> Seeded(np.random.default_rng(0)).below(1)
    0
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def below(self, count: int) -> int:
        """A number from 0 to count - 1."""
        return int(self.rng.integers(count)) if count > 1 else 0

    def unit(self, make: Callable[[Choices], T]) -> T:
        """What it makes."""
        return make(self)

    luck = below


def pick(choices: Choices, items: Sequence[T]) -> T:
    """One of them."""
    return items[choices.below(len(items))]


def some(choices: Choices, items: Sequence[T], least: int = 1, most: int | None = None) -> list[T]:
    """Different ones, in any order."""
    rest = list(items)
    count = least + choices.below(min(len(rest), most or len(rest)) - least + 1)
    return [rest.pop(choices.below(len(rest))) for _ in range(count)]


def weights(choices: Choices, d: int, width: int, most: int = 3) -> tuple[tuple[tuple[int, ...], Fraction], ...]:
    """Different tuples over Z_d with probabilities that add up to one; the first is mostly that of zeros."""
    tuples = [(0,) * width]
    for _ in range(choices.below(most)):
        other = tuple(choices.below(d) for _ in range(width))
        if other not in tuples:
            tuples.append(other)
    parts = [1 + choices.below(4) for _ in tuples]
    return tuple((shift, Fraction(part, sum(parts))) for shift, part in zip(tuples, parts, strict=True))
