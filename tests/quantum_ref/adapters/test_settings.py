"""An adapter borrows the settings of the process that its package reads, and gives them back."""

from __future__ import annotations

import random

import numpy as np
import pytest

from quantum_ref.adapters.seeded import seeded
from quantum_ref.adapters.strawberryfields import StrawberryFieldsBosonic, StrawberryFieldsGaussian
from quantum_ref.strawberryfields.loading import strawberry_fields
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

TEXT = "system 1 mode (hbar={hbar})\nprepare vacuum 1\nsqueeze 1 by 0.3\n"


@pytest.mark.parametrize("adapter", [StrawberryFieldsGaussian(), StrawberryFieldsBosonic()])
def test_hbar_is_given_back(adapter, monkeypatch):
    sf = strawberry_fields()
    monkeypatch.setattr(sf, "hbar", 1.7)
    found = adapter.distribution(parse_experiment(TEXT.format(hbar=0.5)))
    assert found.state.covariance[0, 0] == pytest.approx(0.25 * np.exp(-0.6))
    assert sf.hbar == 1.7


def test_hbar_is_given_back_after_an_error(monkeypatch):
    sf = strawberry_fields()
    monkeypatch.setattr(sf, "hbar", 1.7)
    with pytest.raises(CannotRun):
        StrawberryFieldsGaussian().distribution(
            parse_experiment(TEXT.format(hbar=1) + "measure X1 as a\nprepare vacuum 1\ndisplace P1 by a\n")
        )
    assert sf.hbar == 1.7


def test_generators_are_given_back():
    before = random.getstate(), np.random.get_state()[1].tolist()
    with seeded(3):
        first = random.random(), np.random.rand()
    with seeded(3):
        assert (random.random(), np.random.rand()) == first
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
