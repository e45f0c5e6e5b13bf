"""Stated errors of the simulators of Gaussian states against 60 digits, where rounding matters."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from extreme_modes import extreme_experiment, miss

from equivalence.comparison.densities import canonical_density, largest_difference
from quantum_ref.fock.backend import FockBackend
from quantum_ref.piquasso.backend import PiquassoBackend
from quantum_ref.plan.chain import Joint, conditioned
from quantum_ref.plan.rounding import Rounding, relative
from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from toytheory.backend import is_installed
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment

needs_piquasso = pytest.mark.skipif(not is_installed("piquasso"), reason="Piquasso is an optional extra")
GAUSSIAN = [StrawberryFieldsBackend, pytest.param(PiquassoBackend, marks=needs_piquasso)]


def made(backend: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return backend()


def refused(backend: Any, experiment: Experiment) -> bool:
    """Whether there is a reason instead of an answer; an answer must be well formed, and right within its tolerance."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = backend.distribution(experiment)
    except CannotRun:
        return True
    assert miss(experiment, canonical_density(found, experiment)) <= 1
    return False


@pytest.mark.parametrize("backend", [LiouvilleBackend, *GAUSSIAN])
@pytest.mark.parametrize(("strength", "decades"), [(2.0, 2.0), (9.0, 8.0), (14.0, 10.0)])
def test_stated_errors_hold_for_the_whole_history(backend: Any, strength: float, decades: float) -> None:
    asked = [extreme_experiment(seed, 1 + seed % 3, strength, decades) for seed in range(25)]
    answered = sum(not refused(made(backend), experiment) for experiment in asked)
    assert answered >= 8


@pytest.mark.parametrize("backend", [LiouvilleBackend, StrawberryFieldsBackend])
def test_stated_errors_hold_with_outcomes_that_are_used(backend: Any) -> None:
    asked = [extreme_experiment(seed, 1 + seed % 3, 6.0, 4.0, measured=True) for seed in (*range(15), 193)]
    answered = sum(not refused(backend(), experiment) for experiment in asked)
    assert answered >= 8


def squeezed_pair(r: float) -> str:
    """A two-mode squeezed covariance, written out."""
    c, s = repr(math.cosh(2 * r) / 2), repr(math.sinh(2 * r) / 2)
    rows = f"{c}, 0, {s}, 0; 0, {c}, 0, -{s}; {s}, 0, {c}, 0; 0, -{s}, 0, {c}"
    return f"prepare gaussian 1, 2 means 0, 0, 0, 0 covariance {rows}"


TEXTS = [
    "squeeze 1 by -6\nsqueeze 2 by -4\nbeamsplitter 1 2 by 0.7\nmeasure X1 as a\nprepare vacuum 1\n"
    "beamsplitter 1 2 by 0.4\nmeasure P2 as b\nprepare vacuum 2\ndisplace X1 by 0.3a - b\nmeasure X1 + X2 as c\n"
    "prepare vacuum 2",
    "displace X1 by 1e10\nrotate 1 by 0.7\nrotate 1 by -0.7\nmeasure P1 as a",
    "displace X1 by 1e10\nbeamsplitter 1 2 by 0.7\nbeamsplitter 1 2 by -0.7\nmeasure X2 as a",
    "two-mode-squeeze 1 2 by 10\nbeamsplitter 1 2 by 0.7853981633974483\nmeasure X1 as a\nmeasure P2 as b",
    "two-mode-squeeze 1 2 by 10\ntwo-mode-squeeze 1 2 by -10\nmeasure X1 as a",
    "squeeze 1 by 10\nrotate 1 by 0.3\nrotate 1 by -0.3\nsqueeze 1 by -10\nmeasure X1 as a\nmeasure P2 as b",
    "noise X1 variance 1e8\nloss 1 by 1e-9\nmeasure X1 as a",
    "squeeze 1 by -8\nsqueeze 1 by 8\namplify 1 by 60\nfourier 1\nnoise X1 variance 3e5\nmeasure P1 as a",
    *(f"{squeezed_pair(r)}\nmeasure X1 - X2 as a\nmeasure X2 as b" for r in (5, 8, 10)),
]


@pytest.mark.parametrize("text", TEXTS)
def test_nobody_disagrees_where_rounding_matters(text: str) -> None:
    experiment = parse_experiment(f"system 2 modes\nprepare vacuum 1, 2\n{text}")
    found = []
    for backend in (LiouvilleBackend, StrawberryFieldsBackend, PiquassoBackend):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.append(canonical_density(backend().distribution(experiment), experiment))
        except CannotRun:
            continue
    assert found
    for other in found[1:]:
        apart = largest_difference(found[0], other)
        assert apart is None or apart.ratio <= 1


def test_homodyne_of_finite_squeezing_does_not_measure_the_conjugate() -> None:
    lines = [
        "prepare vacuum 1, 2",
        "two-mode-squeeze 1 2 by 9",
        "measure X1 as a",
        "prepare vacuum 1",
        "displace X1 by a",
    ]
    with pytest.raises(CannotRun, match="conjugate"):
        StrawberryFieldsBackend().distribution(parse_experiment("\n".join(["system 2 modes", *lines])))


@pytest.mark.parametrize(
    "lines",
    [
        *(["squeeze 1 by 0.3", f"rotate 1 by {t!r}"] for t in (1e8, 3e15, 1e100)),
        *(["amplify 1 by 1e6", f"loss 1 by {t!r}"] for t in (1e-6, 1e-7)),
        ["amplify 1 by 1e50", "loss 1 by 1e-50"], ["thermal-loss 1 by 0.5, 1e100", "loss 1 by 0"],
        ["thermal-loss 1 by 0.5, 1e6", "loss 1 by 1e-7"], ["squeeze 1 by 5", "squeeze 1 by -5"],
        ["displace X1 by 300", "displace X1 by -300"], ["shear 1 by 1e8", "shear 1 by -1e8"],
        ["noise X1 variance 1e9", "loss 1 by 1e-10"],
    ],
)  # fmt: skip
def test_the_number_basis_is_right_or_refuses(lines: list[str]) -> None:
    experiment = parse_experiment("\n".join(["system 1 mode", "prepare vacuum 1", *lines]))
    assert refused(FockBackend(), experiment) == (not lines[-1].startswith("rotate"))


def test_two_values_of_one_outcome_cannot_be() -> None:
    text = "system 1 mode\nprepare vacuum 1\nmeasure X1 as a\ncondition a = 0.2\ncondition a = 0.3\nprepare vacuum 1"
    for backend in (FockBackend, StrawberryFieldsBackend, LiouvilleBackend):
        assert not backend().distribution(parse_experiment(text)).possible


def test_a_constant_is_what_it_is() -> None:
    text = "system 1 mode\nprepare vacuum 1\nmeasure 0X1 + 0.3333333333333333 as a\ncondition a = {}\nmeasure X1 as b"
    backend = LiouvilleBackend()
    assert backend.distribution(parse_experiment(text.format("0.3333333333333333"))).possible
    assert not backend.distribution(parse_experiment(text.format("0.3333333333"))).possible
    with pytest.raises(CannotRun, match="certain"):
        StrawberryFieldsBackend().distribution(parse_experiment(text.format("0.3333333333")))


def test_conditions_of_numbers_with_errors() -> None:
    zero = np.zeros(2)
    sure = Joint(zero, np.diag([1.0, 0.0]), zero, zero)
    assert conditioned(sure, [1], [0.0]).log_density == 0
    assert conditioned(sure, [1], [0.1]).log_density == -math.inf
    with pytest.raises(CannotRun, match="certain is not told"):
        conditioned(Joint(zero, np.diag([1.0, 1e-12]), np.array([0, 1e-12]), zero), [1], [0.0])
    with pytest.raises(CannotRun, match="as little as rounding"):
        conditioned(Joint(zero, np.diag([1.0, 0.0]), zero, np.array([0, 1e-30])), [1], [2e-15])


def test_errors_are_those_of_the_worst_moment() -> None:
    rounding = Rounding(1, 1.0)
    rounding.measured(np.array([1.0, 0.0]), np.zeros((2, 2)), 0.0, np.ones(2))
    assert not rounding.variances.any()
    assert relative(zero := np.zeros(0), zero, np.zeros((0, 0)), zero, 1.0) == 0.0
    assert relative(np.array([1e-10, 4e-10]), np.zeros(2), np.eye(2), np.zeros(2), 1.0) == pytest.approx(4e-10)
