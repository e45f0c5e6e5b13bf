"""What reports/BUGS_FOUND.md says of the references: still so, and not so of what is compared instead."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from mode_text import modes

from quantum_ref.fock.backend import FockBackend
from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from quantum_ref.strawberryfields.loading import strawberry_fields


def covariance(n: int, operation: Any, *on: int) -> np.ndarray:
    """Of an operation on the vacuum, by a program and an engine, in Strawberry Fields' order and hbar = 2."""
    sf = strawberry_fields()
    program = sf.Program(n)
    with program.context as q:
        operation | [q[k] for k in on]
    found: np.ndarray = sf.Engine("gaussian").run(program).state.cov()
    return found


@pytest.fixture
def ops() -> Any:
    return strawberry_fields().ops


def test_thermal_loss_heats_modes_that_are_not_named(ops: Any) -> None:
    found = covariance(2, ops.ThermalLossChannel(0.5, 1.0), 0)
    assert found[1, 1] == pytest.approx(2)  # the mode that was left alone
    assert found[0, 1] == pytest.approx(1)


def test_thermal_loss_is_right_here_by_two_routes() -> None:
    experiment = modes(2, "prepare vacuum 1, 2", "thermal-loss 1 by 0.5, 0.4")
    for backend in (StrawberryFieldsBackend(), FockBackend()):
        found = backend.distribution(experiment).state
        np.testing.assert_allclose(found.covariance, np.diag([0.7, 0.7, 0.5, 0.5]), atol=1e-3)


def test_gaussian_loses_the_sign_of_the_squeezing(ops: Any) -> None:
    np.testing.assert_allclose(covariance(1, ops.Gaussian(np.diag([2.0, 0.5])), 0), np.diag([0.5, 2.0]), atol=1e-9)
    c, s = math.cos(2.0), math.sin(2.0)
    turn = np.array([[c, -s], [s, c]])
    asked = turn @ np.diag([math.exp(-1), math.exp(1)]) @ turn.T
    found = covariance(1, ops.Gaussian(asked), 0)
    np.testing.assert_allclose(found, [[asked[1, 1], -asked[0, 1]], [-asked[0, 1], asked[0, 0]]], atol=1e-9)


def test_prepared_states_are_right_here() -> None:
    found = StrawberryFieldsBackend().distribution(modes(1, "prepare gaussian 1 means 0, 0 covariance 1, 0; 0, 0.25"))
    np.testing.assert_allclose(found.state.covariance, np.diag([1, 0.25]), atol=1e-9)


def test_homodyne_leaves_the_vacuum(ops: Any) -> None:
    sf = strawberry_fields()
    program = sf.Program(1)
    with program.context as q:
        ops.Squeezed(0.5) | q[0]
        ops.MeasureHomodyne(0.3, select=0.7) | q[0]
    state = sf.Engine("gaussian").run(program).state
    np.testing.assert_allclose(state.cov(), np.eye(2), atol=1e-12)
    np.testing.assert_allclose(state.means(), np.zeros(2), atol=1e-12)


def test_the_fourier_gates_are_inverse_to_each_other(ops: Any) -> None:
    sf = strawberry_fields()
    program = sf.Program(1)
    with program.context as q:
        ops.Xgate(0.3) | q[0]
        ops.Zgate(0.7) | q[0]
        ops.Fouriergate() | q[0]
    np.testing.assert_allclose(sf.Engine("gaussian").run(program).state.means(), [-0.7, 0.3], atol=1e-12)
    lines = ["prepare vacuum 1", "displace X1 by 0.3, P1 by 0.7", "fourier 1"]
    np.testing.assert_allclose(
        StrawberryFieldsBackend().distribution(modes(1, *lines)).state.means, [0.7, -0.3], atol=1e-9
    )
