"""The number basis against the signs that are written down and closed formulas; its stated error; its reasons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mode_text import modes

from quantum_ref.fock import states as fock_states
from quantum_ref.fock.backend import FockBackend
from quantum_ref.fock.run import hamiltonian_form
from toytheory.errors import CannotRun
from toytheory.language.maps.modes import mode_transform
from toytheory.outcomes.densities import ContinuousDistribution
from toytheory.phase_space.space import symplectic_form


def run(n: int, *lines: str, hbar: float = 1.0) -> ContinuousDistribution:
    return FockBackend().distribution(modes(n, *lines, hbar=hbar))


def gentle(hbar: float) -> str:
    return f"prepare gaussian 1 means 0.4, -0.3 covariance {0.4 * hbar}, {0.1 * hbar}; {0.1 * hbar}, {0.9 * hbar}"


C, S = math.cos(0.4), math.sin(0.4)


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(
    ("line", "matrix", "added"),
    [
        ("rotate 1 by 0.4", [[C, -S], [S, C]], [0, 0]),
        ("squeeze 1 by 0.3", np.diag([math.exp(-0.3), math.exp(0.3)]), [0, 0]),
        ("shear 1 by 0.4", [[1, 0], [0.4, 1]], [0, 0]),
        ("fourier 1", [[0, 1], [-1, 0]], [0, 0]),
        ("loss 1 by 0.3", math.sqrt(0.3) * np.eye(2), [0.35, 0.35]),
        ("thermal-loss 1 by 0.6, 0.5", math.sqrt(0.6) * np.eye(2), [0.4, 0.4]),
        ("amplify 1 by 1.4", math.sqrt(1.4) * np.eye(2), [0.2, 0.2]),
        ("noise X1 variance 0.2", np.eye(2), [0.2, 0]),
        ("noise P1 variance 0.3", np.eye(2), [0, 0.3]),
    ],
)
def test_each_step_acts_as_written(line: str, matrix: object, added: list[float], hbar: float) -> None:
    before = np.array([[0.4, 0.1], [0.1, 0.9]]) * hbar
    rows = np.array(matrix)
    noise = np.diag(added) * (1 if line.startswith("noise") else hbar)
    found = run(1, gentle(hbar), line, hbar=hbar)
    assert found.tolerance < 1e-6
    np.testing.assert_allclose(found.state.means, rows @ [0.4, -0.3], atol=1e-6)
    np.testing.assert_allclose(found.state.covariance, rows @ before @ rows.T + noise, atol=1e-6)


@pytest.mark.parametrize("name", ["beamsplitter", "swap", "two-mode-squeeze", "sum", "cphase", "rotate", "fourier"])
def test_the_hamiltonians_generate_the_maps(name: str) -> None:
    """dA/dt = i [H, A] / hbar is dm/dt = -B Q m for H = m Q m / 2: a classical check of every form and time."""
    from scipy.linalg import expm

    systems = (0,) if name in ("rotate", "fourier") else (0, 1)
    total = np.eye(2 * len(systems))
    t = 0.7
    for form, time in hamiltonian_form(name, t):
        total = expm(symplectic_form(len(systems)) @ form * time) @ total
    step = mode_transform(name, systems, None if name in ("swap", "fourier") else t)
    np.testing.assert_allclose(total, step.matrix, atol=1e-12)


def test_maps_of_two_modes_in_either_order() -> None:
    lines = [
        "prepare gaussian 2, 1 means 0.2, 0.1, -0.3, 0.2 covariance 0.7,0,0.1,0; 0,0.6,0,0; 0.1,0,0.5,0; 0,0,0,0.8",
        "sum 2 1 by 0.3",
    ]
    found = run(2, *lines)
    np.testing.assert_allclose(found.state.means, [-0.3 + 0.06, 0.2, 0.2, 0.1 - 0.06], atol=1e-4)
    assert found.state.covariance[0, 0] == pytest.approx(0.5 + 0.09 * 0.7 + 2 * 0.3 * 0.1, abs=1e-4)
    assert found.state.covariance[3, 3] == pytest.approx(0.6 + 0.09 * 0.8, abs=1e-4)


def test_conditions_and_feed_forward_of_what_is_conditioned_on() -> None:
    lines = ["prepare vacuum 1, 2", "two-mode-squeeze 1 2 by 0.3", "measure X1 as a", "condition a = 0.2"]
    found = run(2, *lines, "displace X2 by 2*a")
    c, s = math.cosh(0.6) / 2, math.sinh(0.6) / 2
    np.testing.assert_allclose(found.state.means, [0.2 * s / c + 0.4, 0], atol=1e-4)
    np.testing.assert_allclose(found.state.covariance, [[c - s * s / c, 0], [0, c]], atol=1e-4)
    assert found.condition_density == pytest.approx(math.exp(-0.04 / (2 * c)) / math.sqrt(2 * math.pi * c), abs=1e-4)
    both = run(2, *lines[:2], "heterodyne 1 as a, b", "condition a = 0.2", "condition b = -0.1")
    assert both.state.means == pytest.approx([0.2 * s / (c + 0.5), 0.1 * s / (c + 0.5)], abs=1e-4)
    assert both.condition_density == pytest.approx(math.exp(-0.05 / (2 * c + 1)) / (math.pi * (2 * c + 1)), abs=1e-4)


def test_outcomes_are_read_off_with_the_noise_of_heterodyne() -> None:
    one = run(1, gentle(1.0), "measure 2*X1 - P1 + 0.3 as a")
    assert one.outcomes.means[0] == pytest.approx(1.4, abs=1e-6)
    assert one.outcomes.covariance[0, 0] == pytest.approx(4 * 0.4 - 4 * 0.1 + 0.9, abs=1e-6)
    two = run(1, gentle(1.0), "heterodyne 1 as a, b")
    np.testing.assert_allclose(two.outcomes.covariance, [[0.9, 0.1], [0.1, 1.4]], atol=1e-6)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["measure X1"], "unprepared"),
        (["prepare X1 = 2"], "no vector"),
        (["prepare gaussian 1 means 9, 0 covariance 0.5,0;0,0.5"], "excitations"),
        (["prepare vacuum 1", "squeeze 1 by 2.5"], "number states"),
        (["prepare vacuum 1", "measure X1 as a", "prepare vacuum 1", "displace X1 by a"], "conditioned on"),
        (["prepare vacuum 1", "transform X1 -> 2*X1, P1 -> 0.5*P1"], "written map"),
        (["prepare vacuum 1", "discard 1"], ""),
    ],
)
def test_what_is_out_of_reach_is_answered_with_a_reason(lines: list[str], told: str) -> None:
    if not told:
        assert run(1, *lines).systems == ()
        return
    with pytest.raises(CannotRun, match=told):
        run(1, *lines)


def test_reasons_for_two_and_three_modes() -> None:
    assert "at most 2 modes" in str(FockBackend().can_run(modes(3, "prepare vacuum 1")))
    joint = ["prepare vacuum 1, 2", "measure X1 + X2 as a", "condition a = 0"]
    with pytest.raises(CannotRun, match="one mode only"):
        run(2, *joint)
    with pytest.raises(CannotRun, match="improbable"):
        run(1, "prepare vacuum 1", "measure X1 as a", "condition a = 9")


def test_truncation_is_within_the_stated_tolerance() -> None:
    lines = ["prepare vacuum 1, 2", "two-mode-squeeze 1 2 by 0.7"]
    found = run(2, *lines)
    c, s = math.cosh(1.4) / 2, math.sinh(1.4) / 2
    expected = np.array([[c, 0, s, 0], [0, c, 0, -s], [s, 0, c, 0], [0, -s, 0, c]])
    wrong = np.abs(found.state.covariance - expected).max()
    assert 1e-9 < wrong <= found.tolerance < 1e-3


def test_states_have_the_covariance_asked_for_in_two_modes() -> None:
    covariance = np.array([[0.7, 0.1, 0.2, 0], [0.1, 0.8, 0, -0.1], [0.2, 0, 0.6, 0.05], [0, -0.1, 0.05, 0.9]])
    rho = fock_states.gaussian_state(covariance, 18, 1.0)
    found = fock_states.moments(fock_states.quadratures(2, 18, 1.0), rho)[1]
    np.testing.assert_allclose(found, covariance, atol=1e-3)
    assert np.trace(rho).real == pytest.approx(1, abs=1e-4)
