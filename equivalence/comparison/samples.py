"""Tests of samples against exact distributions, and of samples against samples.

Each test asks, for many events, whether they occurred too often or too seldom; the tails are exact
(binomial, or hypergeometric where both sides are samples) and the allowed chance of a false alarm is
split evenly over both tails of all events (Bonferroni), so that it is a bound and not an estimate.

Events: each listed outcome; a run rejected by a condition; the values of single outcomes, of sums and
differences of two, and of random linear combinations, which see deviations that are spread thinly over many
outcomes. An outcome of probability zero that occurs, or a run kept against an impossible condition, is no
matter of chance; nor are samples of an affine set that all satisfy one more linear relation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.outcomes.distributions import AffineSet, Distribution, Key, Samples
from toytheory.phase_space.modular import Matrix, howell, kernel, pivots

from .exact import members

FALSE_ALARM = 1e-9
"""Total chance of a false alarm of one command."""

COMBINATIONS = 32
"""How many random linear combinations of outcomes are tested; of single outcomes and pairs, a few times as many."""

BINS = 64
"""The values of a combination are put into at most so many bins."""

REJECTED = "not meeting the conditions"

SPARE = 64
"""So many samples more than directions are taken to span an affine set; they fail to by chance below 2^-SPARE."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Finding:
    """What in the samples cannot be chance.

    Attributes
    ----------
    outcome : the outcome that differs most, where outcomes are listed.
    observed, expected : its frequency among the kept runs and its probability (of the reference);
        without an outcome, of the event that `reason` names, among all runs.
    reason : in words.
    """

    outcome: Key | None
    observed: Fraction
    expected: Fraction
    reason: str


@dataclass(frozen=True)
class Events:
    """Events, how often each occurred, and how often it should; `label` tells what the k-th is called."""

    label: Callable[[int], str]
    counts: Matrix
    probabilities: Floats


def against_exact(samples: Samples, exact: Distribution, alpha: float) -> Finding | None:
    """What in the samples contradicts an exact distribution; a false alarm has a chance below `alpha`.

    >>> coin = Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)})
    >>> ones = Samples(2, ("a",), np.ones((100, 1), dtype=np.int64), 100, 0)
    >>> against_exact(ones, coin, 1e-9).outcome
    (0,)
    """
    certain = _impossible(samples, exact) or _further_relation(samples, exact)
    if certain is not None:
        return certain
    condition = float(exact.condition_probability)
    events = [_rejection(samples, exact)]
    tested = _combinations(samples)
    if exact.affine is None:
        listed = exact.probabilities or {}
        counts = samples.counts()
        joint = np.array([counts.get(key, 0) for key in listed], dtype=np.int64)
        weights = np.array([float(p) for p in listed.values()], dtype=np.float64)
        keys = list(listed)
        events.append(Events(lambda k: _outcome(samples.names, keys[k]), joint, weights * condition))
        points = np.array(keys, dtype=np.int64).reshape(len(listed), len(samples.names))
        events += [_histogram(samples, c, points @ c % samples.d, joint, weights * condition) for c in tested]
    else:
        columns = _columns(samples)
        free = np.eye(len(samples.names), dtype=np.int64)[[column for column, _ in pivots(exact.affine.directions)]]
        events += [_uniform(samples, columns, c, exact.affine, condition) for c in [*free, *tested]]
    return _judge(samples, exact, events, alpha)


def _impossible(samples: Samples, exact: Distribution) -> Finding | None:
    """An outcome that occurred although its probability is zero: the most frequent one, then the smallest."""
    kept = len(samples.outcomes)
    if not kept:
        return None
    if exact.affine is None:
        listed = exact.probabilities or {}
        wrong = {key: count for key, count in samples.counts().items() if key not in listed}
    else:
        outside = Samples(samples.d, samples.names, samples.outcomes[~members(exact.affine, samples.outcomes)], 0, 0)
        wrong = outside.counts()
    if not wrong:
        return None
    key = min(wrong, key=lambda k: (-wrong[k], k))
    what = f"{_outcome(samples.names, key)} has probability 0"
    reason = f"{what} and occurred {wrong[key]} times in {kept} runs"
    return Finding(key, Fraction(wrong[key], kept), Fraction(0), reason)


def _further_relation(samples: Samples, exact: Distribution) -> Finding | None:
    """A linear relation that all samples of an affine set satisfy and its points do not."""
    affine = exact.affine
    if affine is None or len(samples.outcomes) < len(affine.directions) + SPARE + 2:
        return None
    some = samples.outcomes[: len(affine.directions) + SPARE + 2]
    spanned = howell(some[1:] - some[0], samples.d)
    if np.array_equal(spanned, affine.directions):
        return None
    relations = kernel(spanned, samples.d, columns=len(samples.names))
    broken = np.flatnonzero((affine.directions @ relations.T % samples.d).any(axis=0))
    relation = relations[broken[0]]
    step = int(np.gcd.reduce(np.append(affine.directions @ relation % samples.d, samples.d)))
    text = _text(samples.names, relation, samples.d)
    value = int(some[0] @ relation % samples.d)
    reason = (
        f"{text} = {value} in the first {len(some)} runs, where it should take {samples.d // step} values equally often"
    )
    return Finding(None, Fraction(1), Fraction(step, samples.d), reason)


def _combinations(samples: Samples) -> Matrix:
    """Single outcomes, sums and differences of two, then random combinations, as rows; the first of each kind."""
    m = len(samples.names)
    if m < 2:
        return np.zeros((0, m), dtype=np.int64)
    rng = np.random.default_rng([samples.seed, m])
    single = np.eye(m, dtype=np.int64)[: 4 * COMBINATIONS]
    signs = (1, samples.d - 1) if samples.d > 2 else (1,)
    pairs = [a + sign * b for a, b in islice(combinations(single, 2), 4 * COMBINATIONS) for sign in signs]
    return np.vstack([single, pairs, rng.integers(0, samples.d, (COMBINATIONS, m))])


def _rejection(samples: Samples, exact: Distribution) -> Events:
    rejected = 1 - exact.condition_probability
    if not rejected:
        return Events(str, np.zeros(0, dtype=np.int64), np.zeros(0))
    count = np.array([samples.shots - len(samples.outcomes)], dtype=np.int64)
    return Events(lambda k: REJECTED, count, np.array([float(rejected)]))


def _histogram(samples: Samples, combination: Matrix, values: Matrix, counts: Matrix, probabilities: Floats) -> Events:
    """Values of a combination, where all kept runs are among the listed outcomes.

    Parameters
    ----------
    values : of the combination in each listed outcome; `counts`, `probabilities`: of each listed outcome.
    """
    d = samples.d
    size = -(-d // BINS)
    bins, number = values // size, -(-d // size)
    seen = np.bincount(bins, weights=counts, minlength=number).astype(np.int64)  # exact: far below 2^53 runs
    expected = np.bincount(bins, weights=probabilities, minlength=number)
    return Events(_labels(samples.names, combination, d, size), seen, np.clip(expected, 0.0, 1.0))


def _uniform(samples: Samples, columns: Matrix, combination: Matrix, affine: AffineSet, condition: float) -> Events:
    """Values of a combination that is uniform on start + step Z_d."""
    d = samples.d
    step = int(np.gcd.reduce(np.append(affine.directions @ combination % d, d)))
    start = int(affine.offset @ combination % d)
    number = d // step
    size = -(-number // BINS)
    seen = (_values(columns, combination, d) - start) % d // step
    counts = np.bincount(seen // size, minlength=-(-number // size))
    widths = np.full(len(counts), size, dtype=np.float64)
    widths[-1] = number - size * (len(counts) - 1)
    return Events(_labels(samples.names, combination, d, size, start, step), counts, widths / number * condition)


def _columns(samples: Samples) -> Matrix:
    """The kept runs by outcome, (m, kept), so that one outcome lies in one piece."""
    return np.ascontiguousarray(samples.outcomes.T)


def _values(columns: Matrix, combination: Matrix, d: int) -> Matrix:
    """The value of a combination of outcomes in every kept run."""
    where = np.flatnonzero(combination)  # mostly one or two of what may be thousands
    if len(where) == 1 and combination[where[0]] == 1:
        values: Matrix = columns[int(where[0])]
        return values
    return np.asarray(combination[where] @ columns[where] % d, dtype=np.int64)


def _labels(
    names: tuple[str, ...], combination: Matrix, d: int, size: int, start: int = 0, step: int = 1
) -> Callable[[int], str]:
    """What the bins of the values of a combination are called."""

    def label(b: int) -> str:
        text = _text(names, combination, d)
        if size == 1:
            return f"{text} = {start + step * b}"
        told = f"{text} from {start + step * b * size} to {start + step * (b * size + size - 1)}"
        return told if step == 1 else f"{told} in steps of {step}"

    return label


def _called(place: int, widths: Sequence[int], labels: Sequence[Callable[[int], str]]) -> str:
    """What the event at a place of several groups, one after the other, is called."""
    ends = np.cumsum(widths)
    group = int(np.searchsorted(ends, place, side="right"))
    return labels[group](place - int(ends[group]) + widths[group])


def _text(names: tuple[str, ...], combination: Matrix, d: int) -> str:
    """A combination of outcomes in notation, coefficients nearest to 0."""
    terms = []
    for index in np.flatnonzero(combination)[:6]:
        factor = int(combination[index])
        sign, size = ("-", d - factor) if 2 * factor > d else ("+", factor)
        terms.append(f"{sign} {'' if size == 1 else size}{names[index]}")
    if np.count_nonzero(combination) > 6:
        terms.append("+ ...")
    return " ".join(terms).removeprefix("+ ") or "0"


def tails(counts: Matrix, shots: int, probabilities: Floats) -> Floats:
    """The smaller of the two exact binomial tails, P(K <= k) and P(K >= k), of each count.

    >>> tails(np.array([0, 2]), 2, np.array([0.5, 0.5])).tolist()
    [0.25, 0.25]
    """
    from scipy.special import betainc

    p = np.clip(probabilities, 0.0, 1.0)
    below = np.where(counts < shots, betainc(np.maximum(shots - counts, 1), counts + 1, 1 - p), 1.0)
    above = np.where(counts > 0, betainc(np.maximum(counts, 1), shots - counts + 1, p), 1.0)
    smaller: Floats = np.minimum(below, above)
    return smaller


def plausible(counts: Matrix, shots: int, probabilities: Floats, bound: float) -> bool:
    """Whether each count by itself has a chance above the bound, and so both its tails; needs no special functions.

    >>> plausible(np.array([510]), 1000, np.array([0.5]), 1e-9), plausible(np.array([0]), 1000, np.array([0.5]), 1e-9)
    (True, False)
    """
    for k, p in zip(counts.tolist(), probabilities.tolist(), strict=True):
        if not 0 < p < 1:
            if k != (shots if p >= 1 else 0):
                return False
            continue
        chance = _log_ways(shots, k) + k * math.log(p) + (shots - k) * math.log1p(-p)
        if chance < math.log(2 * bound):  # twice, for rounding
            return False
    return True


def _judge(samples: Samples, exact: Distribution, events: list[Events], alpha: float) -> Finding | None:
    counts = np.concatenate([e.counts for e in events])
    probabilities = np.concatenate([e.probabilities for e in events])
    bound = alpha / (2 * len(counts))
    if plausible(counts, samples.shots, probabilities, bound):
        return None
    chance = tails(counts, samples.shots, probabilities)
    worst = int(np.argmin(chance))
    if chance[worst] >= bound:
        return None
    expectation = f"expected {probabilities[worst] * samples.shots:.1f}"
    allowed = f"the chance of that is {_chance(chance[worst])}, and {bound:.0e} is allowed"
    label = _called(worst, [len(e.counts) for e in events], [e.label for e in events])
    reason = f"{label}: {counts[worst]} times in {samples.shots} runs, {expectation}; {allowed}"
    outcome = _largest_difference(samples, exact)
    if outcome is not None:
        return Finding(*outcome, reason)
    expected = Fraction(float(probabilities[worst])).limit_denominator(10**9)
    return Finding(None, Fraction(int(counts[worst]), samples.shots), expected, reason)


def _chance(value: Any) -> str:
    return f"{value:.0e}" if value > 0 else "below 1e-300"


def _largest_difference(samples: Samples, exact: Distribution) -> tuple[Key, Fraction, Fraction] | None:
    """The listed outcome whose frequency is farthest from its probability; none on an affine set."""
    kept = len(samples.outcomes)
    listed = exact.probabilities
    if not listed or not kept:
        return None
    counts = samples.counts()
    key = min(listed, key=lambda k: (-abs(Fraction(counts.get(k, 0), kept) - listed[k]), k))
    return key, Fraction(counts.get(key, 0), kept), listed[key]


def _outcome(names: tuple[str, ...], key: Key) -> str:
    return f"the outcome {_shown(names, key)}"


def _shown(names: tuple[str, ...], key: Key) -> str:
    return ", ".join(f"{name} = {value}" for name, value in zip(names, key, strict=True)) or "(nothing measured)"


def between_samples(left: Samples, right: Samples, alpha: float) -> Finding | None:
    """What shows that two samples are of different distributions; a false alarm has a chance below `alpha`.

    Given how often an event occurred in both together, its share in one is hypergeometric if both
    come from one distribution; `expected` of the finding is the frequency in `left`.
    """
    counts = left.counts(), right.counts()
    keys = sorted({*counts[0], *counts[1]})
    table = np.array([[c.get(key, 0) for key in keys] for c in counts], dtype=np.int64).reshape(2, len(keys))
    kept = np.array([len(left.outcomes), len(right.outcomes)], dtype=np.int64)
    shots = np.array([left.shots, right.shots], dtype=np.int64)
    table = np.hstack([table, (shots - kept)[:, None]])
    widths, labels = [len(keys), 1], [lambda k: _outcome(left.names, keys[k]), lambda k: REJECTED]
    columns = _columns(left), _columns(right)
    for combination in _combinations(left):
        values = [np.bincount(_values(c, combination, left.d) // (-(-left.d // BINS)), minlength=1) for c in columns]
        widths.append(max(map(len, values)))
        table = np.hstack([table, [np.pad(v, (0, widths[-1] - len(v))) for v in values]])
        labels.append(_labels(left.names, combination, left.d, -(-left.d // BINS)))
    both, bound = table.sum(axis=0), alpha / (2 * table.shape[1])
    if plausible_shares(table[0], both, shots, bound):
        return None
    from scipy.stats import hypergeom  # which takes a second to load

    below = hypergeom.cdf(table[0], int(shots.sum()), both, int(shots[0]))
    above = hypergeom.sf(table[0] - 1, int(shots.sum()), both, int(shots[0]))
    chance = np.minimum(below, above)
    worst = int(np.argmin(chance))
    if chance[worst] >= bound:
        return None
    label = _called(worst, widths, labels)
    reason = f"{label}: {table[0, worst]} times in {shots[0]} runs and {table[1, worst]} times in {shots[1]}"
    shares = [[Fraction(c.get(key, 0), max(1, int(k))) for c, k in zip(counts, kept, strict=True)] for key in keys]
    best = min(range(len(keys)), key=lambda i: (-abs(shares[i][0] - shares[i][1]), keys[i]))
    return Finding(keys[best], shares[best][1], shares[best][0], reason)


def plausible_shares(counts: Matrix, both: Matrix, shots: Matrix, bound: float) -> bool:
    """Whether each share by itself has a chance above the bound, and so both its tails: a hypergeometric `plausible`.

    >>> shots = np.array([500, 500])
    >>> [plausible_shares(np.array([k]), np.array([40]), shots, 1e-9) for k in (20, 40, 0)]
    [True, False, False]
    """
    n, m = shots.tolist()
    for k, b in zip(counts.tolist(), both.tolist(), strict=True):
        ways = _log_ways(n, k) + _log_ways(m, b - k) - _log_ways(n + m, b)
        if ways < math.log(2 * bound):  # twice, for rounding
            return False
    return True


def _log_ways(n: int, k: int) -> float:
    """The logarithm of the binomial coefficient, which is not 0 here."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
