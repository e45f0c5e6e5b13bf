"""Floats of an adapter become the fractions that they stand for: of readings, and of the weights of noise."""

from __future__ import annotations

from fractions import Fraction

import pytest

from toytheory.adapting import Offers, program_of
from toytheory.adapting import program as module
from toytheory.language.reading import parse_experiment

NOISY = "system 1 trit\nprepare X1 = 0\nnoise X1 by 0: 7/10, 1: 3/10\nnoise X1 by 0: 6/7, 2: 1/7\nmeasure X1 as a"
RIGHT = {0: Fraction(45, 70), 1: Fraction(18, 70), 2: Fraction(7, 70)}


def snapped(floats):
    program = program_of(parse_experiment(NOISY), Offers(noise=True))
    return program.distribution({(value,): p for value, p in floats.items()}).probabilities


def test_weights_of_noise_come_back_exactly():
    assert snapped({value: float(p) + 1e-9 for value, p in RIGHT.items()}) == {(v,): p for v, p in RIGHT.items()}


def test_without_the_weights_no_such_fraction_is_near(monkeypatch):
    monkeypatch.setattr(module, "_parts", lambda step: 1)
    with pytest.raises(ValueError, match="no multiple of 1/3"):
        snapped({value: float(p) for value, p in RIGHT.items()})


def test_what_is_near_no_fraction_is_refused():
    with pytest.raises(ValueError, match="no multiple of 1/210"):
        snapped({0: 0.5012, 1: 0.4988})


def test_conditions_divide_by_what_is_kept():
    text = f"{NOISY}\ncondition a = 1"
    program = program_of(parse_experiment(text), Offers(noise=True))
    found = program.distribution({(value,): float(p) for value, p in RIGHT.items()})
    assert (found.probabilities, found.condition_probability) == ({(1,): Fraction(1)}, RIGHT[1])
