"""Branches, rounds, randomness, faulty records and named values, against laws worked out by hand and by enumeration."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from sampled_text import TEXT
from scipy.stats import binom

from toytheory.discrete.sampling import compile_detector_sampler, compile_sampler
from toytheory.errors import InputError
from toytheory.language.reading import parse_experiment


def outcomes_by_hand(d):
    """basis, coin, diff, total -> weight of the runs that are kept."""
    weights: Counter[tuple[int, ...]] = Counter()
    for basis, coin, x in product(range(d), range(2), range(d)):
        weight = Fraction(1, d) * Fraction(1 + coin, 3) * Fraction(1, d)
        if basis == 0:
            for wrong, p in ((0, Fraction(3, 4)), (1, Fraction(1, 4))):
                diff = -wrong % d
                if not coin or diff == 0:
                    weights[basis, coin, diff, (2 * x + wrong) % d] += weight * p
        elif basis == 1 and coin == 0:
            # P1 = x, P2 = -x; fourier: P2' = -X2, X2' = P2; noise on P2'; then X2'' = P2', P2'' = -X2' = -P2 = x
            weights[basis, coin, 0, 2 * x % d] += weight
        else:
            weights[basis, coin, 0, 2 * (1 + coin) % d] += weight
    return weights


@pytest.mark.parametrize("d", [2, 3, 5, 6, 9])
def test_branches_have_the_law_worked_out_by_hand(d):
    kind = {2: "bits", 3: "trits"}.get(d, f"dits d={d}")
    weights = outcomes_by_hand(d)
    shots = 20_000
    samples = compile_sampler(parse_experiment(TEXT.format(kind=kind))).sample(shots, 1)
    counts = Counter(map(tuple, samples.tolist()))
    assert set(counts) <= set(weights)
    for outcome, weight in weights.items():
        p = float(weight)
        assert min(binom.cdf(counts[outcome], shots, p), binom.sf(counts[outcome] - 1, shots, p)) > 1e-9 / 400
    assert abs(len(samples) / shots - float(sum(weights.values()))) < 0.03


def test_a_branch_that_is_taken_by_the_wrong_runs_is_seen():
    weights = outcomes_by_hand(3)
    wrong = TEXT.replace("when basis = 0\n  measure", "when basis = 2\n  measure").format(kind="trits")
    counts = Counter(map(tuple, compile_sampler(parse_experiment(wrong)).sample(2000, 1).tolist()))
    assert not set(counts) <= set(weights)


CODE = """system 3 {kind}
prepare X1 = 1, X2 = 1
repeat 3
  noise each X of 1..2 by 0: 9/10, 1: 1/10
  prepare X3 = 0
  sum 1 3
  transform X3 -> X3 - X2, P2 -> P2 + P3
  measure X3 as s flip 1: 1/50
  detector s - s[-1] as d
end
measure X1, X2 as a, b
observable a as L"""


def exact_events(d):
    """(d[1], d[2], d[3], L) -> weight, by going through all that can happen in each round."""
    state = {(0, 0, 0): ((), Fraction(1))}
    state = {((), 0, 0, 0): Fraction(1)}  # events so far, x1, x2, the record before
    flip = [(0, Fraction(9, 10)), (1, Fraction(1, 10))]
    for _ in range(3):
        after: Counter = Counter()
        for (events, x1, x2, before), weight in state.items():
            for (n1, p), (n2, q), (wrong, r) in product(flip, flip, [(0, Fraction(49, 50)), (1, Fraction(1, 50))]):
                a, b = (x1 + n1) % d, (x2 + n2) % d
                record = (a - b + wrong) % d
                after[(*events, (record - before) % d), a, b, record] += weight * p * q * r
        state = after
    total: Counter = Counter()
    for (events, x1, _, _), weight in state.items():
        total[(*events, x1)] += weight  # L counted from 1, x1 from its first value
    return total


@pytest.mark.parametrize("d", [2, 3, 4, 5])
@pytest.mark.parametrize("engine", ["frames", "affine"])
def test_detection_events_have_their_exact_law(d, engine):
    kind = {2: "bits", 3: "trits"}.get(d, f"dits d={d}")
    sampler = compile_detector_sampler(parse_experiment(CODE.format(kind=kind)), engine)
    assert sampler.names == ("d[1]", "d[2]", "d[3]", "L")
    shots = 30_000
    counts = Counter(map(tuple, sampler.sample(shots, 3).tolist()))
    weights = exact_events(d)
    assert sum(weights.values()) == 1
    assert set(counts) <= set(weights)
    for outcome, weight in weights.items():
        p = float(weight)
        assert min(binom.cdf(counts[outcome], shots, p), binom.sf(counts[outcome] - 1, shots, p)) > 1e-9 / 2000


def test_noise_that_no_detector_sees_is_never_drawn():
    from toytheory.discrete.sampling.affine import affine_program
    from toytheory.discrete.sampling.lowering import compiled

    text = CODE.format(kind="trits").replace("end\n", "  noise P1, X3 by 1,0: 1/2, 0,0: 1/2\nend\n")
    plain, noisy = (
        affine_program(compiled(parse_experiment(t), detectors=True)) for t in (CODE.format(kind="trits"), text)
    )
    assert len(noisy.sites.kind) == len(plain.sites.kind)


def test_events_are_counted_from_the_certain_value_and_conditions_are_not():
    text = """system 1 trit
prepare X = 2
noise X by 0: 1/2, 1: 1/2
measure X as a
detector a as d
detector 2a as e
condition a = 0"""
    for engine in ("frames", "affine"):
        rows = compile_detector_sampler(parse_experiment(text), engine).sample(1000, 0)
        assert 300 < len(rows) < 700
        assert np.unique(rows, axis=0).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("measure X as a\ndetector a as d", "d is not certain without noise: it depends on system 1"),
        (
            "prepare X = 0\nmeasure P as b\nmeasure P as c\nmeasure X as a\nobservable a as d",
            "the measurement of c in line 4",
        ),
        ("random r\ndetector r as d", "the random number r in line 2"),
        ("measure X as a\nwhen a = 1\n  fourier 1\nend\ndetector a as d", "d is not certain"),
    ],
)
def test_detectors_that_are_not_certain_are_refused_with_what_they_depend_on(text, told):
    with pytest.raises(InputError, match=told):
        compile_detector_sampler(parse_experiment("system 1 trit\n" + text))


def test_detectors_with_branches_are_counted_from_values_seen_without_noise():
    text = """system 2 bits
prepare X1 = 1, P2 = 0
measure X2 as a
when a = 1
  displace X2 by 1
end
noise X2 by 0: 7/8, 1: 1/8
measure X1, X2 as b, c
detector b as d
detector c as e"""
    rows = compile_detector_sampler(parse_experiment(text)).sample(20_000, 0)
    assert not rows[:, 0].any()
    assert abs(rows[:, 1].mean() - 1 / 8) < 7 * (7 / 64 / 20_000) ** 0.5


@pytest.mark.parametrize("d", [2, 3, 4, 257])
@pytest.mark.parametrize("engine", ["frames", "affine"])
def test_a_factor_that_is_zero_adds_nothing(d, engine):
    """On bits an operation on words has no factor."""
    kind = {2: "bits", 3: "trits"}.get(d, f"dits d={d}")
    text = f"system 1 {kind}\nprepare X = 1\nmeasure X as a\nlet b = 0a\nlet c = {d}a + 1\nlet e = 0a + a\n"
    assert compile_sampler(parse_experiment(text), engine).sample(1, 0).tolist() == [[1, 0, 1, 1]]
