"""Squeezing from 15 to 60 dB and beyond, nearly singular covariances, numbers that are none: right, or refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mode_circuits import random_experiment
from modes_compared import right_or_refused

from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.continuous.gaussian import reason_against, williamson
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Measure, PrepareGaussian, System
from toytheory.phase_space.uncertainty import check_covariance, symplectic_eigenvalues
from toytheory.phase_space.variables import Variable


def decibels(db: float) -> float:
    return db * math.log(10) / 20


@pytest.mark.parametrize("db", [15, 30, 45, 60])
@pytest.mark.parametrize("angle", [0.0, 0.7])
def test_squeezed_variances_keep_their_digits(db: float, angle: float) -> None:
    """Squeezed, turned by a generic angle, brought to a beam splitter and back."""
    r = decibels(db)
    text = (
        "system 2 modes\nprepare vacuum 1, 2\n"
        f"squeeze 1 by {r!r}\nrotate 1 by {angle}\nbeamsplitter 1 2 by 0.4\nbeamsplitter 1 2 by -0.4\n"
        f"rotate 1 by {-angle}\nmeasure X1 as a\nmeasure P2 as b"
    )
    found = LiouvilleBackend().distribution(parse_experiment(text))
    wanted = 0.5 * 10 ** (-db / 10)
    assert found.outcomes.covariance[0, 0] == pytest.approx(wanted, rel=1e-6)
    assert abs(found.outcomes.covariance[0, 0] - wanted) <= found.tolerance
    assert found.tolerance < 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_random_circuits_with_strong_squeezing(seed: int) -> None:
    experiment = random_experiment(seed + 500, n=2, length=10, flat=seed % 2 == 0, strength=6.9)
    assert right_or_refused(experiment)


def rotated(db: float, angle: float, factor: float = 1.0) -> np.ndarray:
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, -s], [s, c]])
    matrix = turn @ np.diag([10 ** (-db / 10), 10 ** (db / 10)]) @ turn.T * factor / 2
    return (matrix + matrix.T) / 2


@pytest.mark.parametrize("db", [15, 30, 45, 60])
def test_a_covariance_that_is_written_out_is_taken_with_the_error_that_its_digits_have(db: float) -> None:
    matrix = rotated(db, 0.7)
    X, P = (
        Variable.of({0: math.cos(0.7), 1: math.sin(0.7)}, None),
        Variable.of({0: -math.sin(0.7), 1: math.cos(0.7)}, None),
    )
    system, rows = System("modes", 1, None, 1.0), tuple(map(tuple, matrix.tolist()))
    for variable, wanted in ((X, 0.5 * 10 ** (-db / 10)), (P, 0.5 * 10 ** (db / 10))):
        steps = (PrepareGaussian((0,), (0.0, 0.0), rows), Measure((variable,), ("a",)))
        found = LiouvilleBackend().distribution(Experiment(system, steps))
        assert abs(found.outcomes.covariance[0, 0] - wanted) <= found.tolerance * max(1.0, wanted)
    ratio = symplectic_eigenvalues(matrix)[0] / 0.5
    assert ratio == pytest.approx(1, abs=1e-15 * 10 ** (db / 5))


@pytest.mark.parametrize("db", [0, 15, 30, 45])
def test_one_part_in_ten_thousand_below_the_bound_is_refused(db: float) -> None:
    check_covariance(rotated(db, 0.7, 1.0001), 1.0)
    reason = reason_against([0, 0], rotated(db, 0.7, 0.9999), 1.0)
    assert reason is not None
    assert reason.startswith("the uncertainty principle is violated: symplectic eigenvalue 0.4999")


@pytest.mark.parametrize("scale", [1e-34, 1e-10, 1e10])
def test_units_do_not_matter(scale: float) -> None:
    check_covariance(scale * rotated(20, 0.3), scale)
    with pytest.raises(InputError, match="uncertainty principle"):
        check_covariance(scale * rotated(20, 0.3, 0.999), scale)
    tall = np.diag([0.5e12, 0.5e-12])
    check_covariance(tall, 1.0)
    with pytest.raises(InputError, match="uncertainty principle"):
        check_covariance(np.diag([0.5e12, 0.49e-12]), 1.0)
    text = f"system 1 mode (hbar={scale!r})\nprepare vacuum 1\nsqueeze 1 by 0.5\nmeasure X1 as a"
    found = LiouvilleBackend().distribution(parse_experiment(text))
    assert found.outcomes.covariance[0, 0] == pytest.approx(scale / 2 * math.exp(-1), rel=1e-12)


@pytest.mark.parametrize(
    ("covariance", "problem"),
    [
        ([[1.0, 0.0], [0.0, math.nan]], "not finite"), ([[math.inf, 0.0], [0.0, 1.0]], "not finite"),
        ([[1.0, 0.0]], "of shape 1 x 2"), ([1.0, 0.0], "of shape 2"), (1.0, "of shape of a number"),
        (np.eye(3), "3 x 3"),
        (np.zeros((0, 0)), "0 x 0"), (np.zeros((2, 2, 2)), "2 x 2 x 2"),
        ([[1.0, 0.5], [0.4, 1.0]], "not symmetric: entry 1, 2 is 0.5 and entry 2, 1 is 0.4"),
        ([[1.0, 2.0], [2.0, 1.0]], "not positive"), ([[1.0, 0.0], [0.0, -1.0]], "the variance of P1 is -1"),
        ([[0.0, 0.0], [0.0, 1.0]], "the variance of X1 is 0"),
        (np.diag([0.4, 0.4, 0.1, 2.0]), "symplectic eigenvalues 0.4, 0.447214 are below hbar/2 = 0.5"),
    ],
)  # fmt: skip
def test_why_a_covariance_is_refused(covariance: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        check_covariance(covariance, 1.0)  # type: ignore[arg-type]
    assert caught.value.mend


def test_means_are_looked_at_too() -> None:
    assert reason_against([0, 0], np.eye(2), 1.0) is None
    assert reason_against([0, 0, 0], np.eye(2), 1.0) == "means of shape (3,) for 1 modes"
    assert reason_against([0, math.inf], np.eye(2), 1.0) == "means that are not finite"


def test_numbers_that_grow_out_of_range_are_told() -> None:
    lines = [
        "system 2 modes",
        "prepare vacuum 1, 2",
        *["squeeze 1 by 100"] * 9,
        "beamsplitter 1 2 by 0.3",
        "measure X2 as a",
    ]
    experiment = parse_experiment("\n".join(lines))
    with pytest.raises(CannotRun, match="beyond what floats can hold"):
        LiouvilleBackend().distribution(experiment)
    with pytest.raises(CannotRun, match="beyond what floats can hold"):
        LiouvilleOnticBackend().sample(experiment, 10, 0)


def test_where_cancellation_leaves_no_digits_that_is_said() -> None:
    lines = ["squeeze 1 by 18", "rotate 1 by 0.3", "squeeze 1 by 18", "rotate 1 by 1.2", "squeeze 1 by -30"]
    lines = ["system 1 mode", "prepare vacuum 1", *lines, "rotate 1 by -0.7", "squeeze 1 by 20", "measure X1 as a"]
    experiment = parse_experiment("\n".join(lines))
    assert right_or_refused(experiment)


def test_a_nearly_singular_condition_is_right_or_refused() -> None:
    for db in (15, 40, 60, 90, 150, 250, 300):
        r = decibels(db) / 2
        text = (
            f"system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by {r!r}\nmeasure X1 as a\nmeasure X2 as b\n"
            "condition a = 0.3\ncondition b = 0.3"
        )
        experiment = parse_experiment(text)
        assert right_or_refused(experiment) in (("right",) if db <= 90 else ("right", "refused"))


def test_williamson_of_random_and_of_ill_conditioned_covariances() -> None:
    rng = np.random.default_rng(5)
    J = np.kron(np.eye(4), [[0, 1], [-1, 0]])
    for strength in (0.3, 1.0, 2.0):
        from mode_circuits import random_matrix

        S = random_matrix(rng, 4, strength)
        nu = np.sort(rng.uniform(0.5, 4, 4))
        C = S @ np.diag(np.repeat(nu, 2)) @ S.T
        found, eigenvalues = williamson(C)
        np.testing.assert_allclose(eigenvalues, nu, rtol=1e-6)
        np.testing.assert_allclose(found @ J @ found.T, J, atol=1e-6)
        np.testing.assert_allclose(
            found @ np.diag(np.repeat(nu, 2)) @ found.T, C, rtol=1e-6, atol=1e-6 * np.abs(C).max()
        )
    with pytest.raises(InputError, match="no normal form"):
        williamson(np.diag([1.0, 0.0]))
