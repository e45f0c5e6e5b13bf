"""Outcomes asked of Strawberry Fields one by one: closed formulas, both ways of reading, stated errors, reasons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mode_text import asymmetric, modes

from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from quantum_ref.strawberryfields.circuit import EPS
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import ContinuousDistribution


def run(n: int, *lines: str, hbar: float = 1.0, **options: object) -> ContinuousDistribution:
    return StrawberryFieldsBackend(**options).distribution(modes(n, *lines, hbar=hbar))  # type: ignore[arg-type]


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("measured", ["measure X1 - X2, P1 + P2 as a, b", "measure X1 - X2 as a\nmeasure P1 + P2 as b"])
def test_teleportation_adds_e_to_the_minus_2r_of_hbar(hbar: float, measured: str) -> None:
    found = run(
        3, f"prepare gaussian 1 means 0.7, -0.4 covariance {0.6 * hbar}, {0.1 * hbar}; {0.1 * hbar}, {hbar}",
        "prepare vacuum 2, 3", "two-mode-squeeze 2 3 by 1.2", measured, "displace X3 by a, P3 by b", hbar=hbar,
    )  # fmt: skip
    added = math.exp(-2.4) * hbar
    close = 3 * found.tolerance * max(hbar, 1)
    assert found.systems == (2,)
    np.testing.assert_allclose(found.state.means, [0.7, -0.4], atol=close)
    expected = [[0.6 * hbar + added, 0.1 * hbar], [0.1 * hbar, hbar + added]]
    np.testing.assert_allclose(found.state.covariance, expected, atol=close)
    spread = hbar * math.cosh(2.4) / 2
    np.testing.assert_allclose(np.diagonal(found.outcomes.covariance), [0.6 * hbar + spread, hbar + spread], atol=close)
    assert found.tolerance < 1e-5


CIRCUITS = [
    ["rotate 1 by 0.3", "measure X1 - 0.5*P1 + 0.2 as a", "displace X2 by 0.5*a", "heterodyne 2 as b, c"],
    ["beamsplitter 1 2 by 1.1", "heterodyne 1 as a, b", "displace P2 by a - 2*b + 1", "measure X2 + P2 as c"],
    ["measure 2*X1 - X2 as a", "measure P1 + 2*P2 as b"],
    ["heterodyne 2 as a, b", "prepare vacuum 2", "sum 1 2 by 0.4", "measure X2 as c", "heterodyne 1 as d, f"],
    ["measure X1, X2, X1 + X2 as a, b, c"],
    ["measure X1 as a", "condition a = 0.4", "heterodyne 2 as b, c"],
]


@pytest.mark.parametrize("lines", CIRCUITS)
def test_reading_off_and_measuring_agree(lines: list[str]) -> None:
    one = run(2, asymmetric(2.0), *lines, hbar=2.0)
    two = run(2, asymmetric(2.0), *lines, hbar=2.0, read_off=False)
    close = 10 * (one.tolerance + two.tolerance)
    for left, right in ((one.outcomes, two.outcomes), (one.state, two.state)):
        np.testing.assert_allclose(left.means, right.means, atol=close)
        np.testing.assert_allclose(left.covariance, right.covariance, atol=close)
    assert one.condition_log_density == pytest.approx(two.condition_log_density, abs=close)


def test_conditional_states_are_those_of_the_schur_complement() -> None:
    found = run(2, asymmetric(1.0), "measure X1 as a", "condition a = 0.4")
    means, gain = np.array([1.1, 0.3]), np.array([0.2, 0.0]) / 0.8
    np.testing.assert_allclose(found.state.means, means + gain * (0.4 - 0.7), atol=1e-6)
    np.testing.assert_allclose(found.state.covariance, [[0.6 - 0.05, -0.1], [-0.1, 1.9]], atol=1e-6)
    density = math.exp(-(0.3**2) / 1.6) / math.sqrt(2 * math.pi * 0.8)
    assert found.condition_density == pytest.approx(density, abs=1e-6)


def test_the_error_of_finite_squeezing_is_proportional_to_eps_squared_and_below_the_tolerance() -> None:
    lines = ["prepare vacuum 1, 2", "squeeze 1 by 0.7", "beamsplitter 1 2 by 0.6", "measure X1 as a", "measure X1 as b"]
    exact = (math.exp(-1.4) * math.cos(0.6) ** 2 + math.sin(0.6) ** 2) / 2
    errors = []
    for eps in (EPS, 4 * EPS, 16 * EPS):
        found = run(2, *lines, eps=eps)
        wrong = found.outcomes.covariance - exact
        errors.append(np.abs(wrong).max())
        assert errors[-1] <= found.tolerance
        assert found.tolerance <= 40 * eps**2
    assert errors[1] / errors[0] == pytest.approx(16, rel=0.02)
    assert errors[2] / errors[1] == pytest.approx(16, rel=0.02)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["measure X1"], "unprepared"),
        (["prepare vacuum 1", "sum 2 1", "measure X1"], "unprepared"),
        (["prepare vacuum 1, 2", "measure X1 as a", "measure P1"], "unknown"),
        (["prepare vacuum 1, 2", "measure X1 - X2 as a", "loss 2 by 0.5", "heterodyne 2 as b, c"], "unknown"),
        (["prepare X1 = 1, P2 = 2", "measure P1"], "unknown"),
        (["prepare X1 - X2 = 1", "measure P1 - P2"], "unknown"),
        (["prepare vacuum 1", "heterodyne 1 as a, b", "measure X1"], "unknown"),
        (["prepare vacuum 1", "measure X1 as a", "measure X1 as b", "condition b = 0.2"], "certain"),
    ],
)
def test_what_is_flat_or_not_to_be_told_is_answered_with_a_reason(lines: list[str], told: str) -> None:
    with pytest.raises(CannotRun, match=told):
        run(2, *lines)


def test_what_does_not_depend_on_the_unknown_is_answered() -> None:
    lines = ["prepare X1 - X2 = 0.3, P1 + P2 = -1", "rotate 1 by 0.4", "rotate 2 by -0.4", "loss 3 by 0.2"]
    found = run(3, *lines, "measure X1 - X2, P1 + P2 as a, b")
    c, s = math.cos(0.4), math.sin(0.4)
    np.testing.assert_allclose(found.outcomes.means, [0.3 * c + s, 0.3 * s - c], atol=1e-6)
    np.testing.assert_allclose(found.outcomes.covariance, np.zeros((2, 2)), atol=found.tolerance)
    assert found.unknown == ("X3", "P3")


def test_a_mode_that_is_prepared_again_forgets() -> None:
    lines = ["prepare vacuum 1, 2", "two-mode-squeeze 1 2 by 0.5", "measure X1 as a", "prepare vacuum 1"]
    found = run(2, *lines, "displace X1 by a")
    assert found.systems == (0, 1)
    wide = math.cosh(1.0) / 2
    across = math.sinh(1.0) / 2
    expected = [[0.5 + wide, 0, across, 0], [0, 0.5, 0, 0], [across, 0, wide, 0], [0, 0, 0, wide]]
    np.testing.assert_allclose(found.state.covariance, expected, atol=1e-5)


def test_constants_can_be_measured_and_too_many_outcomes_in_the_middle_are_refused() -> None:
    constant = run(1, "prepare vacuum 1", "transform X1 -> X1 + 2, P1 -> P1", "measure X1 + 1 as a")
    assert constant.outcomes.means[0] == pytest.approx(3)
    lines = [line for k in range(201) for line in ("prepare vacuum 1", f"measure X1 as a{k}", f"displace X2 by a{k}")]
    with pytest.raises(CannotRun, match="more than 200"):
        run(2, "prepare vacuum 2", *lines)


def test_fifty_modes_with_feed_forward_in_the_middle() -> None:
    n = 50
    lines = ["prepare vacuum " + ", ".join(map(str, range(1, n + 1)))]
    lines += [f"squeeze {k} by {0.02 * k:.2f}" for k in range(1, n + 1)]
    lines += ["measure X50 as a", "displace X1 by 2*a"]
    found = run(n, *lines)
    assert found.state.covariance[0, 0] == pytest.approx((math.exp(-0.04) + 4 * math.exp(-2)) / 2, abs=1e-5)
    assert found.state.covariance[96, 96] == pytest.approx(math.exp(-1.96) / 2, abs=1e-6)


def test_discrete_experiments_are_not_for_it() -> None:
    from toytheory.language.steps import System

    assert StrawberryFieldsBackend().can_run(Experiment(System.of_dimension(3, 1))) == "does not do trits"


@pytest.mark.parametrize("decibel", [15, 30, 60, 90, 130])
def test_strong_squeezing_is_right_within_what_is_stated_or_refused(decibel: int) -> None:
    r = decibel * math.log(10) / 20
    there_and_back = ["prepare vacuum 1, 2", f"squeeze 1 by {r}", "beamsplitter 1 2 by 0.7", "beamsplitter 2 1 by 0.7"]
    try:
        found = run(2, *there_and_back, f"squeeze 1 by {-r}")
    except CannotRun as reason:
        told = str(reason)
        found = None
    if found is None:
        assert decibel > 60
        assert "no digits" in told
        return
    wrong = np.abs(found.state.covariance - np.eye(4) / 2).max()
    assert wrong <= found.tolerance <= 0.01


def test_the_largest_squeezings_are_answered_where_only_large_numbers_matter() -> None:
    found = run(1, "prepare vacuum 1", "squeeze 1 by 90", "measure P1 as a", "displace X1 by 1")
    assert found.outcomes.covariance[0, 0] == pytest.approx(math.exp(180) / 2, rel=1e-6)
