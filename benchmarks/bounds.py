"""What bounds a sampler: random words and memory at the full speed of this machine, as parts of its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from toytheory.discrete.sampling.program import RANDOM
from toytheory.discrete.sampling.sampler import CompiledSampler

ROUNDS, LONG = 5, 2.0
"""How often each side is measured; fewer times once that took so many seconds."""

BITS = {2: 1, 3: 2}
"""Random bits that a uniform number takes; 16 for d > 3."""


def seconds(call: Callable[[], Any]) -> float:
    """Processor time of this thread."""
    began = time.thread_time()
    call()
    return time.thread_time() - began


def in_turns(*calls: Callable[[], Any]) -> list[float]:
    """The best processor time of each, after one run to warm up."""
    for call in calls:
        call()
    taken: list[list[float]] = []
    while not taken or (len(taken) < ROUNDS and sum(map(sum, taken)) < LONG):
        taken.append([seconds(call) for call in calls])
    return [min(column) for column in zip(*taken, strict=True)]


@lru_cache(maxsize=1)
def random_words(count: int = 2**20) -> float:
    """Seconds a word of the generator."""
    from toytheory.discrete.sampling.philox import fill

    out = np.zeros(2**14, np.uint64)

    def call() -> None:
        for start in range(0, count, out.size):
            fill(np.uint64(1), np.uint64(2), start, out)

    return in_turns(call)[0] / count


@lru_cache(maxsize=1)
def memory_bytes(size: int = 2**26) -> float:
    """Seconds a byte that is read and written, far beyond the caches."""
    source, target = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    return in_turns(lambda: np.copyto(target, source))[0] / size


def shares(sampler: CompiledSampler, shots: int, taken: float) -> tuple[float, float]:
    """Parts of the time that uniform numbers and writing the result would take at full speed, noise left aside."""
    numbers = int((sampler.engine.ops[:, 0] == RANDOM).sum()) * shots
    drawn = numbers * BITS.get(sampler.d, 16) / 64 * random_words()
    written = len(sampler.names) * shots * memory_bytes()
    return drawn / taken, written / taken


def note(sampler: CompiledSampler, shots: int, taken: float) -> str:
    """The same in words."""
    drawn, written = shares(sampler, shots, taken)
    return f"random numbers {drawn:.0%}, result {written:.0%}, the rest for {len(sampler.engine.ops):,} operations"
