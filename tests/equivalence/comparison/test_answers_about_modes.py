"""Of three or more answers about modes, the one that differs is named; what is said where there is little to say."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from equivalence.cli import execute
from equivalence.comparison.answers import Result
from equivalence.comparison.compare import compare
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples, Moments

EXPERIMENT = parse_experiment(
    "system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 0.8\nmeasure X1 as a\nmeasure X2 as b"
)
SOUND = LiouvilleBackend().distribution(EXPERIMENT)


def exact(name: str, side: Any, factor: float = 1.0) -> Result:
    outcomes = Moments.of(SOUND.outcomes.means, factor * SOUND.outcomes.covariance)
    return Result(name, side, density=replace(SOUND, outcomes=outcomes, tolerance=1e-9))


def drawn(name: str, side: Any, factor: float = 1.0, seed: int = 1) -> Result:
    rows = factor * LiouvilleOnticBackend().sample(EXPERIMENT, 20_000, seed)
    return Result(name, side, draws=ContinuousSamples(EXPERIMENT.outcomes, rows, 20_000, seed))


@pytest.mark.parametrize(
    ("results", "odd"),
    [
        ([exact("one", "toy"), exact("two", "quantum"), exact("three", "quantum", 2)], "three"),
        ([exact("one", "toy", 2), exact("two", "quantum"), exact("three", "quantum")], "one"),
        ([exact("one", "toy", 2), exact("two", "toy"), exact("three", "quantum")], "one"),
        ([exact("one", "toy", 2), exact("two", "quantum")], None),
        ([exact("one", "toy", 2), exact("two", "toy", 3), exact("three", "quantum")], None),
        ([exact("one", "toy"), drawn("two", "toy", 1.5), exact("three", "quantum")], "two"),
        ([exact("one", "toy", 2), drawn("two", "toy"), exact("three", "quantum")], "one"),
        ([exact("one", "toy", 2), drawn("two", "toy"), drawn("three", "quantum", 1, 2)], "one"),
        ([drawn("one", "toy"), drawn("two", "toy", 1.5, 2), drawn("three", "quantum", 1, 3)], "two"),
    ],
)
def test_the_one_that_differs_from_all_others_is_named(results: list[Result], odd: str | None) -> None:
    comparison = compare(results)
    assert comparison.verdict == "disagree"
    assert (comparison.witness or {}).get("faulty") == (None if odd is None else [odd])


def test_a_difference_that_one_tolerance_covers_names_nobody() -> None:
    near = [exact("one", "toy"), exact("two", "quantum", 1 + 3e-9), exact("three", "toy", 1 + 1.5e-9)]
    comparison = compare(near)
    assert comparison.verdict == "disagree"
    assert "faulty" not in (comparison.witness or {})
    assert compare([exact("one", "toy"), exact("two", "quantum"), drawn("three", "quantum")]).verdict == "agree"


def test_modes_of_which_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nothing.toy"
    path.write_text("system 1 mode\nprepare vacuum 1\n")
    options = ["--backend", "liouville", "--backend", "liouville-ontic", "--backend", "strawberryfields"]
    assert execute(["run", str(path), "--json", "-", *options]) == 0
    sampler = json.loads(capsys.readouterr().out)["results"][1]
    assert (sampler["sample_means"], sampler["sample_covariance"]) == ([], [])


def test_certain_outcomes_of_samples_have_variance_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "certain.toy"
    path.write_text("system 1 mode\nprepare X1 = 0.1\nmeasure X1 as a\n")
    execute(["run", str(path), "--json", "-", "--backend", "liouville-ontic"])
    assert json.loads(capsys.readouterr().out)["results"][0]["sample_covariance"] == [[0.0]]


def test_a_density_too_small_for_a_float_is_not_0() -> None:
    text = "system 1 mode\nprepare vacuum 1\nmeasure X1 as a\ncondition a = {}"
    far = LiouvilleBackend().distribution(parse_experiment(text.format(100))).record()
    assert far["condition_density"] is None
    assert far["condition_log_density"] == pytest.approx(-(100**2) - math.log(math.pi) / 2)
    certain = "system 1 mode\nprepare X1 = 1\nmeasure X1 as a\ncondition a = 2"
    impossible = LiouvilleBackend().distribution(parse_experiment(certain))
    assert isinstance(impossible, ContinuousDistribution)
    assert impossible.record()["condition_density"] == 0.0


def test_moments_with_flat_directions_are_symmetric() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(4, 4)) * 10.0 ** np.array([6, -6, 3, 0])[:, None]
    moments = Moments.of(np.zeros(4), rows @ rows.T, rng.normal(size=(1, 4)))
    assert (moments.covariance == moments.covariance.T).all()
    axes = Moments.of([1.0, 2.0, 3.0], np.eye(3), [[1e-3, 1.0, 0.0], [1.0, 1.0, 0.0]])
    assert axes.flat.tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert axes.means.tolist() == [0.0, 0.0, 3.0]
    assert Moments.of([0, 0], np.eye(2), [[1.0, 1e-8]]).undecided
    assert not axes.undecided
