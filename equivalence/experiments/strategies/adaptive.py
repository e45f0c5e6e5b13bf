"""Strategies for experiments of the whole language: those of `random_adaptive` and `random_whole_modes`, drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from equivalence.experiments import random_adaptive, random_whole_modes
from equivalence.experiments.choices import Choices
from toytheory.language.experiment import Experiment

T = TypeVar("T")


class Drawn:
    """Choices that Hypothesis makes, and shrinks."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw

    def below(self, count: int) -> int:
        """A number from 0 to count - 1; nothing is drawn where there is no choice."""
        return self.draw(st.integers(0, count - 1)) if count > 1 else 0

    def unit(self, make: Callable[[Choices], T]) -> T:
        """What it makes, as one unit of Hypothesis' choices."""
        return self.draw(_unit(make))

    def luck(self, count: int) -> int:
        """Always the same: one run is enough to know what is possible."""
        return 0


@st.composite
def _unit(draw: DrawFn, make: Callable[[Choices], T]) -> T:
    return make(Drawn(draw))


def adaptive_experiments(
    d: int, n: int | None = None, *, largest_n: int = 2, most_steps: int = 6, outcomes: int = 5
) -> SearchStrategy[Experiment]:
    """Experiments with random numbers, branches, rounds, flips, detectors and reports, shrinking to few short ones.

    Parameters
    ----------
    d : values of a coordinate, prime or composite.
    n : number of systems; drawn from 1 to `largest_n` if left out.
    most_steps : the largest number of pieces (`random_adaptive.Shape`).
    outcomes : the largest number of random outcomes.

    >>> from hypothesis import find
    >>> few = adaptive_experiments(3, most_steps=3)
    >>> found = find(few, lambda e: any(type(s).__name__ == "Repeat" for s in e.steps))
    >>> found.d, found.n <= 2
    (3, True)
    """
    sizes = st.integers(1, largest_n) if n is None else st.just(n)

    def of_size(n: int) -> SearchStrategy[Experiment]:
        shape = random_adaptive.Shape(d, n, most_steps, outcomes)
        return _unit(lambda choices: random_adaptive.written(choices, shape))

    return sizes.flatmap(of_size)


def mode_experiments(
    n: int | None = None, *, hbar: float = 1.0, largest_n: int = 2, most_steps: int = 6
) -> SearchStrategy[Experiment]:
    """Experiments on modes in numbers of few digits, shrinking to few short ones.

    Parameters
    ----------
    n : number of modes; drawn from 1 to `largest_n` if left out.
    most_steps : the largest number of pieces (`random_whole_modes.Shape`).

    >>> from hypothesis import find
    >>> find(mode_experiments(1, most_steps=1), lambda e: True).system.kind
    'modes'
    """
    sizes = st.integers(1, largest_n) if n is None else st.just(n)

    def of_size(n: int) -> SearchStrategy[Experiment]:
        shape = random_whole_modes.Shape(n, hbar, most_steps)
        return _unit(lambda choices: random_whole_modes.written(choices, shape))

    return sizes.flatmap(of_size)
