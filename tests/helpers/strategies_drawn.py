"""Draws many examples from a strategy, the same ones in every run."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], count: int, number: int = 0) -> list[T]:
    """`count` examples; another `number` gives others."""
    found: list[T] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        derandomize=False,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    return found


def reached(strategy: SearchStrategy[T], key: Callable[[T], Hashable], wanted: int, batch: int = 60) -> int:
    """How many different keys come up, drawing until there are as many as wanted or 100 batches are through."""
    seen: set[Hashable] = set()
    for number in range(100):
        seen.update(map(key, drawn(strategy, batch, number)))
        if len(seen) >= wanted:
            break
    return len(seen)


def smallest(strategy: SearchStrategy[T], condition: Callable[[T], bool], count: int = 400) -> T:
    """The example to which `find` shrinks, from the same start in every run."""
    fixed = settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    return find(strategy, condition, settings=fixed)
