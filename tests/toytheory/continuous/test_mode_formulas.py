"""Closed formulas, for several hbar: variances, conditional states, channels, teleportation and its fidelity."""

from __future__ import annotations

import math

import numpy as np
import pytest

from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.gaussian import coherent, overlap
from toytheory.continuous.liouville import LiouvilleState
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import ContinuousDistribution

HBARS = [0.5, 1.0, 2.0]
ROOT2 = math.sqrt(2)


def run(n: int, hbar: float, *lines: str) -> ContinuousDistribution:
    return LiouvilleBackend().distribution(parse_experiment("\n".join([f"system {n} modes (hbar={hbar!r})", *lines])))


@pytest.mark.parametrize("hbar", HBARS)
@pytest.mark.parametrize("r", [0.0, 0.7, -1.3])
def test_two_mode_squeezed_vacuum(hbar: float, r: float) -> None:
    found = run(2, hbar, "prepare vacuum 1, 2", f"two-mode-squeeze 1 2 by {r}", "measure X1 - X2, P1 + P2 as a, b")
    np.testing.assert_allclose(found.outcomes.covariance, hbar * math.exp(-2 * r) * np.eye(2), rtol=1e-12, atol=1e-15)
    single = run(2, hbar, "prepare vacuum 1, 2", f"two-mode-squeeze 1 2 by {r}").state
    ch, sh = hbar / 2 * math.cosh(2 * r), hbar / 2 * math.sinh(2 * r)
    wanted = [[ch, 0, sh, 0], [0, ch, 0, -sh], [sh, 0, ch, 0], [0, -sh, 0, ch]]
    np.testing.assert_allclose(single.covariance, wanted, atol=1e-12)


@pytest.mark.parametrize("hbar", HBARS)
@pytest.mark.parametrize(("r", "gain"), [(0.0, 1.0), (0.6, 1.0), (1.5, 1.0), (0.8, 0.7), (3.0, 1.1)])
def test_teleportation(hbar: float, r: float, gain: float) -> None:
    """Braunstein and Kimble: a coherent state comes out with fidelity 1 / (1 + e^(-2r)) at gain 1."""
    x, p, g = 1.3, -0.4, gain * ROOT2
    found = run(
        3, hbar, "prepare vacuum 2, 3",
        f"prepare gaussian 1 means {x}, {p} covariance {hbar / 2}, 0; 0, {hbar / 2}",
        f"two-mode-squeeze 2 3 by {r}", "beamsplitter 1 2 by pi/4", "measure X1 as a", "measure P2 as b",
        f"displace X3 by {g!r}*a, P3 by {g!r}*b",
    )  # fmt: skip
    assert found.systems == (2,)
    np.testing.assert_allclose(found.state.means, [gain * x, gain * p], atol=1e-12)
    ch, sh = math.cosh(2 * r), math.sinh(2 * r)
    added = hbar / 2 * (gain**2 * ch - 2 * gain * sh + ch)
    variance = gain**2 * hbar / 2 + added
    np.testing.assert_allclose(found.state.covariance, variance * np.eye(2), rtol=1e-9)
    out = LiouvilleState.gaussian(found.state.means, found.state.covariance, hbar)
    exponent = -((gain - 1) ** 2) * (x**2 + p**2) / (2 * variance + hbar)
    assert overlap(out, coherent(x, p, hbar)) == pytest.approx(
        hbar / (variance + hbar / 2) * math.exp(exponent), rel=1e-9
    )
    if gain == 1:
        assert overlap(out, coherent(x, p, hbar)) == pytest.approx(1 / (1 + math.exp(-2 * r)), rel=1e-9)


def test_teleportation_with_a_quadrature_state_is_perfect() -> None:
    found = run(
        3, 1.0, "prepare X2 - X3 = 0, P2 + P3 = 0", "prepare gaussian 1 means 1, 2 covariance 0.7, 0.2; 0.2, 0.9",
        "beamsplitter 1 2 by pi/4", "measure X1 as a", "measure P2 as b",
        f"displace X3 by {ROOT2!r}*a, P3 by {ROOT2!r}*b",
    )  # fmt: skip
    assert found.unknown == ("a", "b")
    np.testing.assert_allclose(found.state.means, [1, 2], atol=1e-12)
    np.testing.assert_allclose(found.state.covariance, [[0.7, 0.2], [0.2, 0.9]], atol=1e-12)


@pytest.mark.parametrize("hbar", HBARS)
def test_homodyne_on_half_of_a_pair(hbar: float) -> None:
    r, value = 0.9, 0.6
    lines = ["prepare vacuum 1, 2", f"two-mode-squeeze 1 2 by {r}", "measure X1 as a", f"condition a = {value}"]
    found = run(2, hbar, *lines)
    np.testing.assert_allclose(found.state.means, [math.tanh(2 * r) * value, 0], atol=1e-12)
    wanted = np.diag([hbar / 2 / math.cosh(2 * r), hbar / 2 * math.cosh(2 * r)])
    np.testing.assert_allclose(found.state.covariance, wanted, rtol=1e-11, atol=1e-14)
    variance = hbar / 2 * math.cosh(2 * r)
    density = math.exp(-(value**2) / (2 * variance)) / math.sqrt(2 * math.pi * variance)
    assert found.condition_density == pytest.approx(density, rel=1e-12)
    assert (found.outcomes.means.tolist(), found.outcomes.covariance.tolist()) == ([value], [[0.0]])


@pytest.mark.parametrize("hbar", HBARS)
def test_heterodyne_on_half_of_a_pair_leaves_a_coherent_state(hbar: float) -> None:
    r, x, p = 0.9, 0.6, -1.1
    found = run(
        2, hbar, "prepare vacuum 1, 2", f"two-mode-squeeze 1 2 by {r}", "heterodyne 1 as a, b",
        f"condition a = {x}, b = {p}",
    )  # fmt: skip
    np.testing.assert_allclose(found.state.means, [math.tanh(r) * x, -math.tanh(r) * p], atol=1e-12)
    np.testing.assert_allclose(found.state.covariance, hbar / 2 * np.eye(2), rtol=1e-11, atol=1e-14)
    variance = hbar / 2 * (math.cosh(2 * r) + 1)
    density = math.exp(-(x**2 + p**2) / (2 * variance)) / (2 * math.pi * variance)
    assert found.condition_density == pytest.approx(density, rel=1e-12)


@pytest.mark.parametrize("hbar", HBARS)
def test_channels(hbar: float) -> None:
    r, T, nbar, G = 0.7, 0.35, 1.4, 2.3
    squeezed = hbar / 2 * np.array([math.exp(-2 * r), math.exp(2 * r)])
    lines = ["prepare vacuum 1", f"squeeze 1 by {r}", "displace X1 by 1, P1 by -2"]
    for line, factor, added in (
        (f"loss 1 by {T}", T, (1 - T) * hbar / 2),
        (f"thermal-loss 1 by {T}, {nbar}", T, (1 - T) * (2 * nbar + 1) * hbar / 2),
        (f"amplify 1 by {G}", G, (G - 1) * hbar / 2),
    ):
        found = run(1, hbar, *lines, line).state
        np.testing.assert_allclose(found.means, math.sqrt(factor) * np.array([1, -2]), rtol=1e-12)
        np.testing.assert_allclose(found.covariance, np.diag(factor * squeezed + added), rtol=1e-12, atol=1e-15)
    found = run(1, hbar, *lines, "noise X1 variance 0.3, P1 variance 0.1").state
    np.testing.assert_allclose(found.covariance, np.diag(squeezed + np.array([0.3, 0.1])), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("hbar", HBARS)
def test_homodyne_at_a_generic_angle_of_an_asymmetric_state(hbar: float) -> None:
    t, r, s = 0.83, 0.6, 0.4
    found = run(
        1, hbar, "prepare vacuum 1", f"squeeze 1 by {r}", f"shear 1 by {s}", "displace X1 by 0.7, P1 by -0.2",
        f"measure {math.cos(t)!r}X1 + {math.sin(t)!r}P1 as a",
    )  # fmt: skip
    covariance = hbar / 2 * np.array([[math.exp(-2 * r), s * math.exp(-2 * r)],
                                      [s * math.exp(-2 * r), math.exp(2 * r) + s**2 * math.exp(-2 * r)]])  # fmt: skip
    form = np.array([math.cos(t), math.sin(t)])
    assert found.outcomes.means[0] == pytest.approx(form @ [0.7, -0.2], rel=1e-12)
    assert found.outcomes.covariance[0, 0] == pytest.approx(form @ covariance @ form, rel=1e-12)


def test_signs_of_the_named_maps_move_means_as_designed() -> None:
    t, start = 0.3, "prepare gaussian 1, 2 means 1, 2, 3, 4 covariance 1,0,0,0; 0,1,0,0; 0,0,1,0; 0,0,0,1"
    c, s, ch, sh = math.cos(t), math.sin(t), math.cosh(t), math.sinh(t)
    for line, wanted in {
        "rotate 1 by 0.3": [c - 2 * s, s + 2 * c, 3, 4],
        "squeeze 1 by 0.3": [math.exp(-t), 2 * math.exp(t), 3, 4],
        "beamsplitter 1 2 by 0.3": [c - 3 * s, 2 * c - 4 * s, s + 3 * c, 2 * s + 4 * c],
        "two-mode-squeeze 1 2 by 0.3": [ch + 3 * sh, 2 * ch - 4 * sh, 3 * ch + sh, 4 * ch - 2 * sh],
        "shear 2 by 0.3": [1, 2, 3, 4 + 3 * t],
        "sum 1 2 by 0.3": [1, 2 - 4 * t, 3 + t, 4],
        "cphase 1 2 by 0.3": [1, 2 + 3 * t, 3, 4 + t],
        "swap 1 2": [3, 4, 1, 2],
        "fourier 1": [2, -1, 3, 4],
    }.items():
        np.testing.assert_allclose(run(2, 1.0, start, line).state.means, wanted, atol=1e-12)


def test_reproducible_measurements_and_what_they_disturb() -> None:
    found = run(1, 1.0, "prepare vacuum 1", "measure X as a", "measure X as b", "measure P as c", "measure X as d")
    assert found.unknown == ("c", "d")
    assert found.outcomes.variance([1, -1, 0, 0]) == pytest.approx(0, abs=1e-15)
    joint = run(
        2, 1.0, "prepare vacuum 1, 2", "measure X1 - X2, P1 + P2 as a, b", "measure X1 - X2 as c", "measure X1 as d"
    )
    assert joint.unknown == ("d",)
    assert joint.outcomes.variance([1, 0, -1, 0]) == pytest.approx(0, abs=1e-15)


def test_conditions_on_something_flat_or_certain() -> None:
    found = run(2, 1.0, "prepare X1 - X2 = 0.5, P1 + P2 = 0", "measure X1 as a", "condition a = 2")
    assert found.condition_log_density is None
    np.testing.assert_allclose(found.state.means, [1.5, 0], atol=1e-12)
    assert found.unknown == ("P2",)
    sure = run(1, 1.0, "prepare X1 = 2", "measure X1 as a", "condition a = 2")
    assert (sure.condition_density, sure.possible) == (1.0, True)
    impossible = run(1, 1.0, "prepare X1 = 2", "measure X1 as a", "condition a = 2.5")
    assert (impossible.condition_density, impossible.possible) == (0.0, False)
    assert impossible.record() == {"condition_density": 0.0, "tolerance": impossible.tolerance}
    twice = run(1, 1.0, "prepare vacuum 1", "measure X1 as a", "condition a = 1", "condition a = 2")
    assert not twice.possible


def test_unprepared_and_discarded_modes_are_unknown() -> None:
    found = run(3, 1.0, "prepare vacuum 1", "discard 2", "measure X3 as a")
    assert found.unknown == ("a",)
    assert found.systems == (0,)
    record = run(2, 1.0, "prepare X1 - X2 = 1, P1 + P2 = 0").record()
    assert record["unknown"] == ["X1", "P1", "X2", "P2"]
    assert record["state"]["means"] == [None] * 4
    assert record["state"]["relations"]["combinations"] == [[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, 1.0]]
    np.testing.assert_allclose(record["state"]["relations"]["means"], [1, 0], atol=1e-12)
    assert "relations" not in found.record()


def test_what_is_measured_leaves_the_state_and_what_is_prepared_again_returns() -> None:
    found = run(
        2, 2.0, "prepare vacuum 1, 2", "measure X1 as a", "prepare vacuum 1", "displace X1 by a", "heterodyne 2"
    )
    assert found.systems == (0,)
    np.testing.assert_allclose(found.state.covariance, np.diag([2.0, 1.0]), atol=1e-12)
    np.testing.assert_allclose(found.outcomes.covariance, np.diag([1.0, 2.0, 2.0]), atol=1e-12)
