"""Conditions that repeat, multiply, add up to or contradict each other, on both toy routes, against 60 digits."""

from __future__ import annotations

import math
from typing import Any

import modes_by_hand
import mpmath as mp
import numpy as np
import pytest
from dependent_conditions import dependent_experiment
from mode_circuits import random_experiment
from modes_by_hand import by_hand, covariance, numbers, plus
from modes_compared import compared, right_or_refused

from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend, Runs
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import known_combinations

REPEATED = """system 2 modes
measure X1 + X2 as o1
measure X1 + X2 as o2
noise X1 variance 0.25
measure X1 as o3
measure X2 as o4
condition o1 = 0.1, o2 = {}, o3 = 0.5
"""


def sampled(experiment: Experiment) -> tuple[Any, Any] | None:
    """Means and covariance of what liouville-ontic draws from, without drawing; None where conditions cannot be met."""
    runs = Runs(experiment, 0)
    if not runs.settle():
        return None
    of_known = runs.trial.of_known[0]
    return runs.trial.base[0], of_known @ of_known.T


def fault_of_samples(experiment: Experiment) -> str | None:
    """What is wrong with liouville-ontic's answer; None where nothing is, or where a reason is given that is right."""
    hand = by_hand(experiment)
    impossible = hand.log_density == -mp.inf
    wanted = numbers([hand.outcomes[name] for name in experiment.outcomes])
    try:
        found = sampled(experiment)
    except CannotRun as reason:
        unknown = impossible or bool(np.isnan(wanted.means).any())
        return None if ("nothing is known of" in str(reason)) == unknown or "no digits" in str(reason) else str(reason)
    if found is None or impossible:
        return None if impossible == (found is None) else "whether the conditions can be met"
    scale = np.sqrt(np.maximum(np.diagonal(wanted.covariance), float(experiment.system.hbar or 1)))
    conditioned = [position for position, _ in experiment.conditions]  # these get their values in every run
    found[1][conditioned], found[1][:, conditioned] = 0.0, 0.0
    means = np.abs(found[0] - wanted.means) / np.maximum(np.abs(wanted.means), scale)
    wrong = max(means.max(initial=0), (np.abs(found[1] - wanted.covariance) / np.outer(scale, scale)).max(initial=0))
    return None if wrong < 1e-9 else f"off by {wrong:.1g}"


def test_a_repeated_condition_changes_nothing_and_another_value_is_refused() -> None:
    again = parse_experiment(REPEATED.format("0.1"))
    answer = LiouvilleBackend().distribution(again)
    assert answer.outcomes.means[3] == pytest.approx(-0.4, abs=1e-12)
    assert answer.outcomes.covariance[3, 3] == pytest.approx(0.25, abs=1e-12)
    rows = LiouvilleOnticBackend().sample(again, 4000, 0)
    assert (rows[:, :3] == [0.1, 0.1, 0.5]).all()
    assert abs(rows[:, 3].mean() + 0.4) < 0.05
    assert abs(rows[:, 3].std() - 0.5) < 0.04
    other = parse_experiment(REPEATED.format("3"))
    assert not LiouvilleBackend().distribution(other).possible
    assert LiouvilleOnticBackend().sample(other, 10, 0).shape == (0, 4)


@pytest.mark.parametrize("moved", [0.0, 0.1, 1e-6])
@pytest.mark.parametrize("strength", [1.0, 5.0])
def test_dependent_conditions(moved: float, strength: float) -> None:
    for seed in range(20):
        experiment = dependent_experiment(seed + 17, 1 + seed % 3, strength=strength, moved=moved)
        assert right_or_refused(experiment)
        assert fault_of_samples(experiment) is None


def test_multiples_that_floats_do_not_hold_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modes_by_hand, "TINY", mp.mpf(10) ** -26)
    for seed in range(20):
        experiment = dependent_experiment(seed, 1 + seed % 3, decimals=True)
        assert compared(experiment) is None
        assert fault_of_samples(experiment) is None


def test_samples_are_drawn_from_the_right_density() -> None:
    for seed in range(40):
        experiment = random_experiment(seed + 300, n=1 + seed % 3, length=14, flat=seed % 2 == 0, strength=4.0)
        assert fault_of_samples(experiment) is None


def both(text: str) -> tuple[str, str]:
    """What the two routes say of conditions: "met", "not met", or "reason"."""
    experiment, told = parse_experiment(text), []
    for ask in (lambda e: LiouvilleBackend().distribution(e).possible,
                lambda e: len(LiouvilleOnticBackend().sample(e, 3, 0)) > 0):  # fmt: skip
        try:
            told.append("met" if ask(experiment) else "not met")
        except CannotRun:
            told.append("reason")
    return told[0], told[1]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("0.3333333333333333", "met"), ("0.33333333333333337", "met"), ("0.3333333333", "not met"),
        ("0.33333333333", "not met"), ("0.3333333333334", "reason"),
    ],
)  # fmt: skip
def test_how_near_a_condition_must_be_to_what_is_certain(value: str, wanted: str) -> None:
    text = f"system 1 mode\nprepare 3X1 = 1\nmeasure X1 as a\ncondition a = {value}"
    assert both(text) == (wanted, wanted)


def test_sums_of_decimal_fractions_are_met() -> None:
    text = "system 2 modes\nprepare vacuum 1, 2\nmeasure X1, X2, X1 + X2 as a, b, c\ncondition a = 0.1, b = 0.2, c = {}"
    assert both(text.format("0.3")) == ("met", "met")
    assert both(text.format("0.3001")) == ("not met", "not met")


def test_a_small_part_beside_a_large_one_is_no_rounding_error() -> None:
    """b - a is 1e-9 of the other mode: tiny, and all there is to say of it."""
    text = "system 2 modes\nprepare vacuum 1, 2\nmeasure X1, X1 + 1e-9X2 as a, b\nmeasure X2 as c\n"
    text += "condition a = 0.5, b = {}"
    found = LiouvilleBackend().distribution(parse_experiment(text.format("0.5000000005")))
    assert found.outcomes.means[2] == pytest.approx(0.5, abs=1e-5)
    assert found.outcomes.covariance[2, 2] == 0
    nearer = text.replace("1e-9", "1e-16").format("0.5")
    assert both(nearer) in (("reason", "reason"), ("met", "reason"), ("met", "met"))


@pytest.mark.parametrize(
    "lines",
    [
        ["displace X1 by 1e15"],
        ["squeeze 1 by 20", "rotate 1 by 0.7", "squeeze 1 by 20", "squeeze 1 by -20", "rotate 1 by -0.7",
         "squeeze 1 by -20"],
    ],
)  # fmt: skip
def test_samples_that_rounding_would_spoil_are_refused(lines: list[str]) -> None:
    experiment = parse_experiment("\n".join(["system 1 mode", "prepare vacuum 1", *lines, "measure X1 as a"]))
    assert "no digits" in str(LiouvilleOnticBackend().can_run(experiment))
    with pytest.raises(CannotRun, match="no digits"):
        LiouvilleOnticBackend().sample(experiment, 10, 0)


def test_what_only_seems_large_is_sampled() -> None:
    text = "system 1 mode\nprepare vacuum 1\nsqueeze 1 by 20\nsqueeze 1 by -20\nmeasure X1 as a"
    rows = LiouvilleOnticBackend().sample(parse_experiment(text), 4000, 0)
    assert rows.std() == pytest.approx(math.sqrt(0.5), rel=0.05)
    certain = parse_experiment("system 1 mode\nprepare X1 = 1e15\nmeasure X1 as a")
    assert LiouvilleOnticBackend().sample(certain, 2, 0).tolist() == [[1e15], [1e15]]


def test_conditions_that_nearly_follow_are_a_reason_where_samples_would_have_no_digits() -> None:
    text = ("system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 17\nmeasure X1 as a\nmeasure X2 as b\n"
            "measure X1 as c\ncondition a = 0.3\ncondition b = 0.3")  # fmt: skip
    with pytest.raises(CannotRun, match="no digits"):
        LiouvilleOnticBackend().sample(parse_experiment(text), 10, 0)


@pytest.mark.parametrize("strength", [1.0, 4.0, 8.0])
def test_relations_of_unknown_numbers_are_right_within_what_is_stated(strength: float) -> None:
    checked = 0
    for seed in range(50):
        experiment = random_experiment(seed + 5_000_000, n=1 + seed % 3, length=12, strength=strength)
        hand = by_hand(experiment)
        if hand.log_density == -mp.inf:
            continue
        try:
            found = LiouvilleBackend().distribution(experiment)
        except CannotRun:
            continue
        forms = [hand.coordinates[2 * s + side] for s in experiment.unmeasured for side in (0, 1)]
        for row in known_combinations(found.state):
            form = plus(*zip(row.tolist(), forms, strict=True))
            mean, variance = float(form.get(1, 0)), float(covariance(form, form))
            scale = max(math.sqrt(found.hbar), abs(mean), math.sqrt(variance))
            assert abs(mean - found.state.mean(row)) <= found.tolerance * scale
            assert abs(variance - found.state.variance(row)) <= found.tolerance * max(found.hbar, variance)
            checked += 1
    assert checked > 4
