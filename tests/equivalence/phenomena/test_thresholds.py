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
    decoding_table,
    exact_rate,
    failures,
    repetition,
    sampled_rate,
    surface,
)


def test_the_repetition_code_of_bits_fails_beyond_half():
    p = Fraction(1, 5)
    for n in (3, 5, 7):
        assert failures(repetition(2, n)) == [comb(n, w) if 2 * w > n else 0 for w in range(n + 1)]
        assert exact_rate(repetition(2, n), p) == sum(
            comb(n, w) * p**w * (1 - p) ** (n - w) for w in range(n // 2 + 1, n + 1)
        )


@pytest.mark.parametrize("d", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [3, 5])
def test_checks_of_a_surface_commute_and_keep_one_system(d, size):
    x, p = surface(d, size), surface(d, size, of_p=True)
    assert len(x.checks) == len(p.checks) == (size * size - 1) // 2
    assert not (x.checks @ p.checks.T).any()
    assert not (x.logical @ p.checks.T).any()
    assert not (p.logical @ x.checks.T).any()
    assert x.logical @ p.logical == 1


def test_the_table_has_lightest_displacements():
    code = surface(3, 3)
    lightest: dict[tuple[int, ...], int] = {}
    values: dict[tuple[int, ...], set[int]] = {}
    for error in product(range(3), repeat=9):
        syndrome = tuple((np.array(error) @ code.checks.T % 3).tolist())
        weight = sum(a != 0 for a in error)
        if weight < lightest.get(syndrome, 10):
            lightest[syndrome], values[syndrome] = weight, set()
        if weight == lightest[syndrome]:
            values[syndrome].add(int(np.array(error) @ code.logical % 3))
    table = decoding_table(code)
    for syndrome, allowed in values.items():
        assert int(table[sum(a * 3**k for k, a in enumerate(syndrome))]) in allowed


@pytest.mark.parametrize("code", [repetition(2, 5), repetition(3, 5), surface(2, 3), surface(3, 3)])
def test_samples_are_within_six_errors_of_the_exact_rate(code):
    p = Fraction(1, 10)
    rate, error = sampled_rate(code, p, 20_000, seed=4)
    assert abs(rate - float(exact_rate(code, p))) < 6 * error


def test_curves_cross_on_bits_and_a_decoder_that_does_nothing_is_noticed(monkeypatch):
    arguments = (2, Fraction(5, 100), Fraction(15, 100), 20_000, 0)
    assert crossing(*arguments).status == "holds"
    monkeypatch.setattr(thresholds, "decoding_table", lambda code: np.zeros(code.d ** len(code.checks), dtype=np.int8))
    assert (crossing(*arguments).name, crossing(*arguments).status) == ("crossing-2", "fails")


def test_a_curve_is_exact_where_errors_are_few():
    few = pictures.curve("3", repetition(2, 3), (Fraction(1, 10),), shots=1000)
    many = pictures.curve("5 x 5", surface(2, 5), (Fraction(1, 10),), shots=1000)
    assert few.exact == (0.028,)
    assert many.exact is None
    assert len(many.sampled) == 1


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
