"""The examples on modes do what their comments say."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

from toytheory import ContinuousDistribution, LiouvilleState, QuadratureState
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.gaussian import coherent, overlap
from toytheory.language.reading import format_experiment, load_experiment, parse_experiment

FOLDER = ROOT / "examples"
FILES = sorted(FOLDER.glob("*-modes.toy"))


def teleportation(found: ContinuousDistribution) -> None:
    np.testing.assert_allclose(found.state.means, [1.5, -0.5], atol=1e-9)
    np.testing.assert_allclose(found.state.covariance, (0.5 + math.exp(-2)) * np.eye(2), atol=1e-9)
    out = LiouvilleState.gaussian(found.state.means, found.state.covariance)
    assert overlap(out, coherent(1.5, -0.5)) == pytest.approx(0.881, abs=5e-4)


def epr(found: ContinuousDistribution) -> None:
    assert found.unknown == ("a", "b")
    assert found.outcomes.mean([1, -1]) == pytest.approx(0.5)
    assert found.outcomes.variance([1, -1]) == pytest.approx(0, abs=1e-12)
    assert QuadratureState.from_known("X1 - X2 = 0.5, P1 + P2 = 0", n=2).measured([], []).is_pure


def squeezing(found: ContinuousDistribution) -> None:
    assert found.outcomes.covariance[0, 0] == pytest.approx(2 * (0.9 * math.exp(-2) / 2 + 0.05))


def steering(found: ContinuousDistribution) -> None:
    np.testing.assert_allclose(found.state.means, [0.8 * math.tanh(1.4), 0], atol=1e-9)
    assert found.state.covariance[0, 0] < 0.5


CHECKS = {"teleportation": teleportation, "epr": epr, "squeezing": squeezing, "steering": steering}


def test_every_example_is_checked() -> None:
    assert set(CHECKS) == {path.stem.removesuffix("-modes") for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_gives_what_its_comments_say(path: Path) -> None:
    experiment = load_experiment(path)
    CHECKS[path.stem.removesuffix("-modes")](LiouvilleBackend().distribution(experiment))
    assert parse_experiment(format_experiment(experiment)) == experiment
    assert max(map(len, path.read_text().splitlines())) <= 120
