"""The exact engine against Stim's tableau simulator: circuits of one shape, in the same run, by turns.

Every layer has `fourier` or `phase` on each system and `sum` on random pairs; in the end all systems are measured. Stim
does the same on bits and draws one run; the engine gives the distribution of all outcomes, for bits, trits and beyond.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Row
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Measure, Prepare, Step, System
from toytheory.phase_space.modular import is_prime
from toytheory.phase_space.variables import Variable

SHAPES = (
    (3, 1000, 20),
    (2, 1000, 20),
    (3, 100, 20),
    (3, 250, 20),
    (3, 500, 20),
    (3, 2000, 20),
    (3, 1000, 5),
    (3, 1000, 80),
    (5, 500, 20),
    (15, 250, 20),
)
"""d, number of systems, depth: first what is aimed at, then growth with n, with depth, with d."""

TURNS = 5


def circuit(d: int, n: int, depth: int) -> tuple[Experiment, Any]:
    """The experiment, and Stim's circuit of the same shape."""
    import stim

    rng = np.random.default_rng(0)
    X = tuple(Variable.of({2 * k: 1}, d) for k in range(n))
    steps: list[Step] = [Prepare(X, (0,) * n, tuple(range(n)))]
    theirs = stim.Circuit()
    for _ in range(depth):
        for k, which in enumerate(rng.integers(0, 2, n)):
            steps.append(named_transform(("fourier", "phase")[which], (k,), d))
            theirs.append(("H", "S")[which], k)
        pairs = rng.permutation(n)[: n // 2 * 2].reshape(-1, 2).tolist()
        steps += [named_transform("sum", (j, k), d) for j, k in pairs]
        theirs.append("CX", [k for pair in pairs for k in pair])
    theirs.append("M", range(n))
    return Experiment(System.of_dimension(d, n), (*steps, Measure(X, tuple(f"m{k}" for k in range(n))))), theirs


def by_turns(*calls: Callable[[], object]) -> list[float]:
    """The fewest seconds of each of several calls made in turn, after one round to warm up."""
    taken = [[] for _ in calls]  # type: list[list[float]]
    for turn in range(1 + TURNS):
        for call, seconds in zip(calls, taken, strict=True):
            start = time.process_time()
            call()
            if turn:
                seconds.append(time.process_time() - start)
    return [min(seconds) for seconds in taken]


def note(d: int, n: int) -> str:
    """What bounds it."""
    if not is_prime(d):
        return "d is not prime: the transparent register, row by row"
    if n < 500:
        return "half is reading the steps in Python, which do not come as a compiled circuit"
    return "rows of all systems that a measurement changes" + (", 16 bits a residue" if d > 3 else "")


def peers() -> Iterator[Row]:
    """Each shape: Stim's seconds, and the engine's with their ratio."""
    import stim

    for d, n, depth in SHAPES:
        experiment, theirs = circuit(d, n, depth)
        stims, ours = by_turns(
            lambda c=theirs: stim.TableauSimulator().do(c), lambda e=experiment: EpistemicBackend().distribution(e)
        )
        yield Row(f"tableau, n = {n}, depth {depth}", "stim.TableauSimulator, d = 2", 1, stims)
        yield Row(
            f"tableau, n = {n}, depth {depth}",
            f"epistemic, d = {d}",
            1,
            ours,
            stims / ours,
            1 / 5 if d < 4 else None,
            note(d, n),
        )
