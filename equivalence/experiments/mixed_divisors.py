"""Experiments at composite d in which divisors mix: 9X + 5P modulo 15, 3X known and P measured.

Over a field a coefficient is zero or invertible. Modulo 6 there is 3X + 2P, of which no coefficient is invertible and
which takes every value all the same; and of a variable a multiple may be known and nothing more. Random coefficients
meet such cases now and then; here every measured and every prepared variable is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import Measure, Prepare, Step, System
from toytheory.phase_space.modular import prime_factors
from toytheory.phase_space.variables import Variable


def nonunits(d: int) -> list[int]:
    """The coefficients modulo d that are neither zero nor invertible.

    >>> nonunits(6), nonunits(9), nonunits(7)
    ([2, 3, 4], [3, 6], [])
    """
    return [a for a in range(1, d) if np.gcd(a, d) > 1]


def mixed(d: int, coordinates: Sequence[int], rng: np.random.Generator) -> Variable:
    """A variable of these coordinates with a coefficient for each that is no unit, of every prime of d in turn."""
    primes = [int(p) for p in rng.permutation(prime_factors(d))]
    listed = ((c, [a for a in nonunits(d) if a % primes[k % len(primes)] == 0]) for k, c in enumerate(coordinates))
    return Variable.of({coordinate: int(rng.choice(choices)) for coordinate, choices in listed}, d)


def mixed_experiments(sizes: Sequence[tuple[int, int]], count: int, rng: np.random.Generator) -> Iterator[Experiment]:
    """`count` experiments, of the sizes (d, n) in turn, d composite, of two kinds in turn.

    Of the first kind a multiple is known and a variable with mixed divisors is measured. Of the second a variable is
    known, a multiple of its conjugate is measured, then the conjugate itself, and the variable again.

    >>> made = mixed_experiments([(6, 1)], 2, np.random.default_rng(0))
    >>> [[str(F) for step in experiment.steps for F in step.variables] for experiment in made]
    [['3P1', '3X1 + 2P1', 'X1'], ['X1', '3P1', 'P1', 'X1']]
    """
    for k in range(count):
        d, n = sizes[k % len(sizes)]
        steps = (_coprime, _multiple_first)[k // len(sizes) % 2](d, n, rng)
        yield Experiment(System.of_dimension(d, n), tuple(steps))


def _coprime(d: int, n: int, rng: np.random.Generator) -> Iterator[Step]:
    pairs = [(2 * k, 2 * k + 1) for k in range(n)]
    known = [Variable.of({int(rng.choice(pair)): int(rng.choice(nonunits(d)))}, d) for pair in pairs]
    yield _prepared(known, n, rng)
    yield from _correlated(d, n, rng)
    across = n > 1 and bool(rng.random() < 0.5)
    where = [int(rng.choice(pair)) for pair in pairs] if across else list(pairs[int(rng.integers(n))])
    yield Measure((mixed(d, where, rng),), ("a",))
    yield Measure((Variable.of({int(rng.choice(where)): 1}, d),), ("b",))


def _multiple_first(d: int, n: int, rng: np.random.Generator) -> Iterator[Step]:
    known = [Variable.of({2 * k: 1, 2 * k + 1: int(rng.integers(d))}, d) for k in range(n)]
    yield _prepared(known, n, rng)
    yield from _correlated(d, n, rng)
    k = int(rng.integers(n))
    G = Variable.of({2 * k + 1: 1}, d)
    for name, F in zip("abc", (int(rng.choice(nonunits(d))) * G, G, known[k]), strict=True):
        yield Measure((F,), (name,))


def _prepared(known: Sequence[Variable], n: int, rng: np.random.Generator) -> Step:
    """Variables of every system, with the values that some ontic state has."""
    d = known[0].d or 1
    point = rng.integers(0, d, 2 * n)
    return Prepare(tuple(known), tuple(int(F(point)) for F in known), tuple(range(n)))


def _correlated(d: int, n: int, rng: np.random.Generator) -> Iterator[Step]:
    if n > 1:
        yield named_transform("sum", tuple(int(k) for k in rng.permutation(n)[:2]), d)


def directed(d: int) -> Iterator[Experiment]:
    """One system of which nothing is known: g X + h P for divisors g, h of d that are no units, then X.

    >>> [str(experiment.steps[0].variables[0]) for experiment in directed(6)]
    ['2X1 + 2P1', '2X1 + 3P1', '3X1 + 2P1', '3X1 + 3P1']
    """
    divisors = [a for a in nonunits(d) if d % a == 0]
    alone = Variable.of({0: 1}, d)
    for g, h in product(divisors, repeat=2):
        first = Variable.of({0: g, 1: h}, d)
        yield Experiment(System.of_dimension(d, 1), (Measure((first,), ("a",)), Measure((alone,), ("b",))))
