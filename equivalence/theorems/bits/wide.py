"""Random experiments on many systems, made of maps of one and two: for sizes beyond a machine word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import Discard, Displace, Measure, OutcomeExpression, Prepare, Step, System
from toytheory.phase_space.variables import Variable

from .search import probed

GATES = [named for named in NAMED_MAPS.values() if not named.takes_parameter]


def _some(rng: np.random.Generator, n: int, count: int) -> list[int]:
    return [int(k) for k in rng.permutation(n)[:count]]


def _random_variable(rng: np.random.Generator, systems: Sequence[int]) -> Variable:
    """X, P or X + P of each system, added up, and a constant."""
    kinds = rng.integers(1, 4, len(systems))
    terms = [(2 * s + bit, 1) for s, kind in zip(systems, kinds, strict=True) for bit in (0, 1) if kind >> bit & 1]
    return Variable.of(terms, 2, int(rng.integers(2)))


def _feed_forward(rng: np.random.Generator, n: int, names: Sequence[str]) -> Displace:
    """Displacements of every fourth coordinate, by an outcome or a constant."""
    shifts = []
    for coordinate in sorted(_some(rng, 2 * n, max(1, n // 2))):
        terms = ((str(rng.choice(names)), 1),) if rng.integers(2) else ()
        shifts.append((coordinate, OutcomeExpression(terms, int(rng.integers(2)))))
    return Displace(tuple(shifts))


def wide_experiment(rng: np.random.Generator, n: int, layers: int = 3) -> Experiment:
    """Prepare every system, then layers of random maps with measurements and feed-forward; last, known variables.

    Half of what is known at first is known of pairs of systems, by lists that have a sign.

    >>> experiment = wide_experiment(np.random.default_rng(0), 70)
    >>> experiment.n, len(experiment.outcomes)
    (70, 17)
    """
    steps: list[Step] = []
    order = _some(rng, n, n)
    for j, k in zip(order[0 : n // 2 : 2], order[1 : n // 2 : 2], strict=False):
        pair = Variable.of([(2 * j, 1), (2 * k, 1)], 2), Variable.of([(2 * j + 1, 1), (2 * k + 1, 1)], 2)
        steps.append(Prepare(pair, tuple(rng.integers(0, 2, 2).tolist()), tuple(sorted((j, k)))))
    for k in order[n // 2 :]:
        steps.append(Prepare((_random_variable(rng, [k]),), (int(rng.integers(2)),), (k,)))
    names: list[str] = []
    for _ in range(layers):
        for gate in rng.choice(len(GATES), n):
            steps.append(named_transform(GATES[gate].name, tuple(_some(rng, n, GATES[gate].systems)), 2))
        for _ in range(3):
            names.append(f"m{len(names) + 1}")
            steps.append(Measure((_random_variable(rng, _some(rng, n, 3)),), (names[-1],)))
        steps.append(_feed_forward(rng, n, names))
    steps.append(Discard((int(rng.integers(n)),)))
    return probed(Experiment(System.of_dimension(2, n), tuple(steps)), rng, most=8)


def wide_experiments(rng: np.random.Generator, sizes: Sequence[int], count: int) -> Iterator[Experiment]:
    """`count` of them, of the given sizes in turn."""
    for k in range(count):
        yield wide_experiment(rng, sizes[k % len(sizes)])
