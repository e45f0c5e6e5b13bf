"""Thresholds: counts by hand, samples against exact rates, and the picture."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest

from equivalence.figures import thresholds as pictures
from equivalence.theorems.phenomena import thresholds
from equivalence.theorems.phenomena.thresholds import (
    crossing,
    exact_rate,
    repetition,
    sampled_rate,
    surface,
)


def test_the_repetition_code_of_bits_fails_beyond_half():
    p = Fraction(1, 5)
    for n in (3, 5, 7):
        exact = sum(comb(n, w) * p**w * (1 - p) ** (n - w) for w in range(n // 2 + 1, n + 1))
        assert exact_rate(repetition(2, n), p) == pytest.approx(float(exact), rel=1e-9)


@pytest.mark.parametrize("d", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [3, 5])
def test_checks_of_a_surface_commute_and_keep_one_system(d, size):
    x, p = surface(d, size), surface(d, size, of_p=True)
    assert len(x.checks) == len(p.checks) == (size * size - 1) // 2
    assert not (x.checks @ p.checks.T).any()
    assert not (x.logical @ p.checks.T).any()
    assert not (p.logical @ x.checks.T).any()
    assert x.logical @ p.logical == 1


def listed(code, p):
    """Failure rates of the best decoder and of one that undoes a lightest displacement, by listing all."""
    d, n = code.d, len(code.logical)
    likely, lightest = {}, {}
    for error in product(range(d), repeat=n):
        syndrome = tuple((np.array(error) @ code.checks.T % d).tolist())
        weight, moved = sum(a != 0 for a in error), int(np.array(error) @ code.logical % d)
        chances = likely.setdefault(syndrome, [Fraction(0)] * d)
        chances[moved] += (p / (d - 1)) ** weight * (1 - p) ** (n - weight)
        lightest[syndrome] = min(lightest.get(syndrome, (n + 1, 0)), (weight, moved))
    best = 1 - sum(max(chances) for chances in likely.values())
    return float(best), float(1 - sum(likely[s][moved] for s, (_, moved) in lightest.items()))


@pytest.mark.parametrize("code", [repetition(2, 5), repetition(3, 4), repetition(4, 3), surface(2, 3)])
@pytest.mark.parametrize("p", [Fraction(1, 10), Fraction(2, 5)])
def test_exact_rates_are_those_of_the_best_decoder_by_enumeration(code, p):
    best, lightest = listed(code, p)
    assert exact_rate(code, p) == pytest.approx(best, rel=1e-9)
    assert best <= lightest + 1e-12


def test_the_surface_of_trits_by_enumeration():
    best, lightest = listed(surface(3, 3), Fraction(3, 10))
    assert exact_rate(surface(3, 3), Fraction(3, 10)) == pytest.approx(best, rel=1e-9)
    assert best < lightest - 1e-4  # there the lightest displacement is not always of the most likely class


@pytest.mark.parametrize("code", [repetition(2, 5), repetition(3, 5), surface(2, 3), surface(3, 3)])
def test_samples_are_within_six_errors_of_the_exact_rate(code):
    p = Fraction(1, 10)
    rate, error = sampled_rate(code, p, 20_000, seed=4)
    assert abs(rate - float(exact_rate(code, p))) < 6 * error


class Idle:
    """Answers that nothing was moved, and claims to be right."""

    failure = 0.0

    def decode(self, events):
        return np.zeros((len(events), 1), dtype=np.uint8)


def test_curves_cross_on_bits_and_a_decoder_that_does_nothing_is_noticed(monkeypatch):
    arguments = (2, Fraction(5, 100), Fraction(15, 100), 20_000, 0)
    assert crossing(*arguments).status == "holds"
    monkeypatch.setattr(thresholds, "decoder", lambda code, p: Idle())
    assert (crossing(*arguments).name, crossing(*arguments).status) == ("crossing-2", "fails")


def test_a_curve_has_exact_rates_beside_the_samples():
    few = pictures.curve("3", repetition(2, 3), (Fraction(1, 10),), shots=1000)
    many = pictures.curve("5 x 5", surface(2, 5), (Fraction(1, 10),), shots=1000)
    assert few.exact == pytest.approx((0.028,))
    for curve in (few, many):
        ((rate, error),) = curve.sampled
        assert abs(rate - curve.exact[0]) < 6 * error


def test_the_picture_is_written(monkeypatch, tmp_path, capsys):
    one = {title: [pictures.curve("3", repetition(2, 3), (Fraction(1, 10),), 100)] for title in "abcd"}
    monkeypatch.setattr(pictures, "panels", lambda: one)
    assert pictures.main([str(tmp_path / "t.svg")]) == 0
    assert (tmp_path / "t.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert pictures.main(["t.png"]) == 2
    assert "usage" in capsys.readouterr().err


def test_there_are_four_panels(monkeypatch):
    monkeypatch.setattr(pictures, "surface", lambda d, size: surface(d, 3))  # the large one of trits takes seconds
    monkeypatch.setattr(pictures, "REPEATED", (Fraction(1, 5),))
    monkeypatch.setattr(pictures, "ON_SURFACES", (Fraction(1, 10),))
    assert [len(curves) for curves in pictures.panels(shots=20).values()] == [3, 3, 2, 2]
