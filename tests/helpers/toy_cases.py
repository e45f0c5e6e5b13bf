"""Random experiments with every step of the discrete language, valid by construction, and how to compare."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.stats import binom

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    System,
    Transform,
)
from toytheory.phase_space.space import symplectic_form
from toytheory.phase_space.variables import Variable

SIZES = [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (5, 2), (6, 1), (6, 2), (7, 1), (8, 1), (9, 1)]


def named_matrix(rng, d, k):
    """The matrix of a random named map on some of k systems, in a k-system frame."""
    name = str(rng.choice(sorted(m for m in NAMED_MAPS if NAMED_MAPS[m].systems <= k)))
    units = [a for a in range(1, d) if math.gcd(a, d) == 1]
    where = tuple(int(s) for s in rng.permutation(k)[: NAMED_MAPS[name].systems])
    parameter = int(rng.choice(units)) if NAMED_MAPS[name].takes_parameter else None
    step = named_transform(name, where, d, parameter)
    matrix = np.eye(2 * k, dtype=int)
    rows = np.array([2 * s + i for s in where for i in (0, 1)])
    matrix[np.ix_(rows, rows)] = step.matrix
    return matrix, step


def symplectic(rng, d, k, length=8):
    matrix = np.eye(2 * k, dtype=int)
    for _ in range(length):
        matrix = named_matrix(rng, d, k)[0] @ matrix % d
    form = symplectic_form(k)
    assert not ((matrix @ form @ matrix.T - form) % d).any()
    return matrix


def commuting(rng, d, systems, count):
    """Commuting variables, not always independent and not always primitive."""
    rows = symplectic(rng, d, len(systems))[0::2]
    divisors = [a for a in range(1, d) if d % a == 0]
    found = []
    for _ in range(count):
        mix = (
            rng.integers(0, d, len(systems))
            if rng.random() < 0.5
            else np.eye(len(systems), dtype=int)[rng.integers(len(systems))]
        )
        local = int(rng.choice(divisors)) * (mix @ rows) % d
        terms = [(2 * s + i, int(local[2 * j + i])) for j, s in enumerate(systems) for i in (0, 1)]
        found.append(Variable.of(terms, d, int(rng.integers(d))))
    return [f for f in found if f.terms] or [Variable.of({2 * systems[0]: 1}, d)]


def known(rng, d, systems):
    """Independent commuting variables with possible values: multiples of conjugate pairs for composite d too."""
    matrix = symplectic(rng, d, len(systems))
    divisors = [a for a in range(1, d) if d % a == 0]
    variables, values = [], []
    for j in range(len(systems)):
        if variables and rng.random() < 0.25:
            continue
        e = int(rng.choice(divisors))
        pair = [(e, matrix[2 * j])] + ([(d // e, matrix[2 * j + 1])] if e > 1 and rng.random() < 0.7 else [])
        for factor, row in pair:
            local = factor * row % d
            constant = int(rng.integers(d))
            terms = [(2 * s + i, int(local[2 * k + i])) for k, s in enumerate(systems) for i in (0, 1)]
            variables.append(Variable.of(terms, d, constant))
            values.append(int(factor * rng.integers(d) + constant) % d)
    return tuple(variables), tuple(values)


class Maker:
    """Adds random steps that are valid where they stand."""

    def __init__(self, rng, d, n, outcomes):
        self.rng, self.d, self.n, self.room = rng, d, n, outcomes
        self.steps, self.names, self.gone = [], [], set()

    def alive(self, most):
        usable = [s for s in range(self.n) if s not in self.gone]
        count = int(self.rng.integers(1, min(most, len(usable)) + 1)) if usable else 0
        return tuple(int(s) for s in self.rng.permutation(usable)[:count])

    def prepare(self):
        systems = tuple(int(s) for s in self.rng.permutation(self.n)[: self.rng.integers(1, self.n + 1)])
        self.gone -= set(systems)
        self.steps.append(Prepare(*known(self.rng, self.d, systems), systems))

    def named(self):
        systems = self.alive(2)
        if systems:
            step = named_matrix(self.rng, self.d, len(systems))[1]
            self.steps.append(
                Transform(tuple(systems[s] for s in step.systems), step.matrix, step.shift, step.name, step.parameter)
            )

    def written(self):
        systems = self.alive(2)
        if systems:
            matrix = symplectic(self.rng, self.d, len(systems))
            shift = self.rng.integers(0, self.d, len(matrix))
            self.steps.append(Transform(systems, tuple(tuple(map(int, row)) for row in matrix), tuple(map(int, shift))))

    def measure(self):
        systems = self.alive(3)
        count = min(self.room, int(self.rng.integers(1, 4)))
        if systems and count:
            variables = self.again() if self.rng.random() < 0.6 else ()
            variables = variables[:count] or tuple(commuting(self.rng, self.d, systems, count))
            names = tuple(f"m{len(self.names) + i}" for i in range(len(variables)))
            self.names += names
            self.room -= len(names)
            self.steps.append(Measure(variables, names))

    def again(self):
        """What was prepared or measured before: only there does much depend on what happens in between."""
        sets = [s.variables for s in self.steps if isinstance(s, Prepare | Measure)]
        usable = [v for v in sets if not self.gone & {k for f in v for k in f.systems}]
        return usable[-1 - int(self.rng.integers(min(3, len(usable))))] if usable else ()

    def displace(self):
        systems = self.alive(2)
        if systems:
            shifts = []
            for s in systems:
                names = [str(x) for x in self.rng.permutation(self.names)[: self.rng.integers(0, 3)]]
                terms = tuple((name, int(self.rng.integers(-1, self.d))) for name in names)
                shifts.append(
                    (2 * s + int(self.rng.integers(2)), OutcomeExpression(terms, int(self.rng.integers(self.d))))
                )
            self.steps.append(Displace(tuple(shifts)))

    def noise(self):
        systems = self.alive(1)
        if systems:
            both = self.rng.random() < 0.5
            where = (2 * systems[0], 2 * systems[0] + 1) if both else (2 * systems[0] + int(self.rng.integers(2)),)
            tuples = [(x, p) for x in range(self.d) for p in range(self.d)] if both else [(x,) for x in range(self.d)]
            chosen = self.rng.permutation(len(tuples))[: self.rng.integers(1, 4)]
            if self.rng.random() < 0.2:
                chosen = range(len(tuples))
                parts = np.ones(len(tuples), dtype=int)
            else:
                parts = self.rng.integers(0, 6, len(chosen))
                parts[0] += 1
            total = int(parts.sum())
            weights = tuple((tuples[int(i)], Fraction(int(w), total)) for i, w in zip(chosen, parts, strict=True))
            self.steps.append(Noise(where, weights))

    def condition(self):
        if self.names and self.rng.random() < 0.4:
            self.steps.append(Condition(str(self.rng.choice(self.names)), int(self.rng.integers(self.d))))

    def discard(self):
        systems = self.alive(1)
        if systems and self.rng.random() < 0.5:
            self.gone |= set(systems)
            self.steps.append(Discard(systems))


STEPS = ("prepare", "named", "written", "measure", "displace", "noise", "condition", "discard", "measure", "displace")


def random_experiment(seed, d, n, length=12):
    rng = np.random.default_rng([seed, d, n])
    maker = Maker(rng, d, n, outcomes=max(2, int(math.log(3000, d))))
    if rng.random() < 0.8:
        maker.prepare()
    for _ in range(length):
        getattr(maker, str(rng.choice(STEPS)))()
    maker.measure()
    return Experiment(System.of_dimension(d, n), tuple(maker.steps))


def unlikely(samples, shots, exact, false_alarm):
    """What of the samples the exact distribution makes too unlikely; None where nothing is.

    How many runs were kept, how often each outcome occurred, and each pair of values of two variables: every
    count is compared with its binomial law, two-sided. By the union bound over all counts a true sampler is
    found unlikely with a probability of at most `false_alarm`.
    """
    kept = len(samples)
    if exact.probabilities is None:
        return next((tuple(row) for row in samples.tolist() if row not in exact.affine), None)
    impossible = next((tuple(row) for row in samples.tolist() if tuple(row) not in exact.probabilities), None)
    if impossible is not None:
        return impossible
    tests = [("kept", np.array([kept]), shots, np.array([float(exact.condition_probability)]))]
    if exact.probabilities:
        keys, chances = np.array(list(exact.probabilities)), np.array([float(p) for p in exact.probabilities.values()])
        place = {key: i for i, key in enumerate(exact.probabilities)}
        rows = np.array([place[tuple(row)] for row in samples.tolist()], dtype=int)
        tests.append(("outcome", np.bincount(rows, minlength=len(keys)), kept, chances))
        for i, j in combinations(range(len(exact.names)), 2):
            cells = exact.d * keys[:, i] + keys[:, j]
            expected = np.bincount(cells, chances, exact.d**2)
            tests.append((exact.names[i], np.bincount(cells[rows], minlength=exact.d**2), kept, expected))
    threshold = false_alarm / sum(2 * len(counts) for _, counts, _, _ in tests)
    for what, counts, total, chances in tests:
        p = np.minimum(chances, 1)
        if min(binom.cdf(counts, total, p).min(), binom.sf(counts - 1, total, p).min()) < threshold:
            return what
    return None
