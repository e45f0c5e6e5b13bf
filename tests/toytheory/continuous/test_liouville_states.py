"""Quadrature and Gaussian states, maps, channels and measurements as objects, against each other and by hand."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from mode_circuits import commuting, random_covariance, random_matrix
from scipy.linalg import expm

from toytheory.continuous.channels import (
    Channel,
    added_noise,
    amplification,
    amplification_with_environment,
    channel_of_step,
    loss,
    loss_with_environment,
)
from toytheory.continuous.flows import Flow
from toytheory.continuous.gaussian import (
    coherent,
    entropy,
    overlap,
    purity,
    squeezed_vacuum,
    thermal,
    two_mode_squeezed_vacuum,
)
from toytheory.continuous.liouville import LiouvilleState
from toytheory.continuous.measurements import ModeMeasurement, heterodyne, homodyne, measurement, noisy_measurement
from toytheory.continuous.moments import conditioned, joined, pushed
from toytheory.continuous.quadrature import QuadratureState
from toytheory.errors import InputError
from toytheory.language.steps import Amplify, GaussianNoise, Heterodyne, Loss, ThermalLoss
from toytheory.outcomes.densities import Moments
from toytheory.phase_space.variables import Variable

X1, P1, X2, P2 = (Variable.of({i: 1.0}, None) for i in range(4))
EPR = QuadratureState.of([X1 - X2, P1 + P2], [0.5, -1.0], n=2)


def same(left: Moments, right: Moments, atol: float = 1e-9) -> bool:
    """Whether two moments say the same."""
    parts = ((left.means, right.means), (left.covariance, right.covariance))
    spans = left.flat.shape == right.flat.shape and np.allclose(
        left.flat.T @ left.flat, right.flat.T @ right.flat, atol=1e-8
    )
    return bool(spans and all(np.allclose(a, b, atol=atol) for a, b in parts))


# quadrature states


def test_what_is_known_is_certain_and_the_rest_is_flat() -> None:
    assert EPR.value_of(X1 - X2) == pytest.approx(0.5)
    assert EPR.value_of(2 * P1 + 2 * P2 + Variable.of({}, None, 3.0)) == pytest.approx(1.0)
    assert EPR.value_of(X1) is None
    assert EPR.value_of(X1 + P1) is None
    point, directions = EPR.support()
    assert EPR.is_possible(point + 7.0 * directions).all()
    assert not EPR.is_possible(point + np.array([0.01, 0, 0, 0]))
    assert (EPR.is_pure, QuadratureState.unknown(2).is_pure) == (True, False)
    assert QuadratureState.unknown(2).value_of(X1) is None


@pytest.mark.parametrize("seed", range(10))
def test_quadrature_states_move_and_are_measured_as_flat_gaussian_states_are(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 1 + seed % 3
    variables = commuting(rng, list(range(n)), int(rng.integers(1, n + 1)))
    state = QuadratureState.of(variables, rng.normal(size=len(variables)).tolist(), n)
    flow = Flow.of(random_matrix(rng, n), rng.normal(size=2 * n))
    moved = state.transformed(flow)
    assert same(moved.liouville().moments, state.liouville().transformed(flow).moments)
    assert moved.is_possible(flow(np.vstack(state.support()[0][None]))).all()
    asked = commuting(rng, list(range(n)), int(rng.integers(1, n + 1)))
    point, directions = moved.support()
    ontic = point + rng.normal(size=len(directions)) @ directions  # what happens to one of the possible states
    outcomes = np.array([variable(ontic) for variable in asked])
    after, _ = measurement(asked, n).updated(moved.liouville(), outcomes - [v.constant for v in asked])
    assert same(moved.measured(asked, outcomes.tolist()).liouville().moments, after.moments)
    gains = np.zeros((2 * n, len(asked)))
    forgotten = measurement(asked, n).fed_forward(moved.liouville(), gains)
    assert same(moved.forgotten(asked).liouville().moments, forgotten.moments)


def test_measuring_half_of_a_pair() -> None:
    after = EPR.measured([X1], [2.0])
    assert after.value_of(X2) == pytest.approx(1.5)
    assert after.value_of(P2) is None
    assert EPR.measured([X1, X1 + X1], [2.0, 4.0]).value_of(X2) == pytest.approx(1.5)
    assert np.abs(EPR.disturbance([X1])).tolist() == [[0, 1, 0, 0]]
    again = after.measured([X1], [2.0])
    assert again.value_of(X2) == pytest.approx(1.5)
    with pytest.raises(InputError, match="cannot occur"):
        after.measured([X1], [2.5])
    with pytest.raises(InputError, match="cannot occur"):
        EPR.measured([X1 - X2], [0.6])
    with pytest.raises(InputError, match="contradict each other"):
        EPR.measured([X1, X1 + X1], [2.0, 5.0])


def test_squeezed_states_tend_to_the_quadrature_state() -> None:
    for r in (1.0, 3.0, 6.0):
        moments = EPR.squeezed(r, hbar=2.0).moments
        assert moments.mean([1, 0, -1, 0]) == pytest.approx(0.5)
        assert moments.variance([1, 0, -1, 0]) == pytest.approx(2 * math.exp(-2 * r), rel=1e-5)
        assert moments.variance([1, 0, 1, 0]) == pytest.approx(2 * math.exp(2 * r), rel=1e-6)
        assert purity(moments.covariance, 2.0) == pytest.approx(1, rel=1e-3)
    with pytest.raises(InputError, match="not pure"):
        QuadratureState.unknown(1).squeezed(1.0)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (([X1, P1], [0, 0], 1), "cannot be known together"), (([X1, X1], [0, 0], 1), "not independent"),
        (([X1], [0, 1], 1), "1 variables but 2 values"), (([X1], [math.nan], 1), "not finite"),
        (([X1, X2, X1 + X2], [0, 0, 0], 2), "not independent"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_refused(arguments: tuple, problem: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(InputError, match=problem):
        QuadratureState.of(*arguments)
    with pytest.raises(InputError, match="cannot be measured together"):
        EPR.measured([X1, P1], [0, 0])


# flows


@pytest.mark.parametrize("seed", range(5))
def test_flows_of_quadratic_hamiltonians_are_the_solutions_of_hamiltons_equations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    Q = rng.normal(size=(4, 4))
    Q, line = (Q + Q.T) / 2, rng.normal(size=4)
    flow = Flow.of_hamiltonian(Q, 0.7, line)
    point, steps = rng.normal(size=4), 4000
    moved = point.copy()
    for _ in range(steps):  # midpoint rule; x' = dH/dp, p' = -dH/dx

        def velocity(m: np.ndarray) -> np.ndarray:
            slope = Q @ m + line
            return np.array([slope[1], -slope[0], slope[3], -slope[2]])

        half = moved + 0.5 * 0.7 / steps * velocity(moved)
        moved = moved + 0.7 / steps * velocity(half)
    np.testing.assert_allclose(flow(point), moved, atol=1e-5)
    np.testing.assert_allclose((flow.inverse() @ flow).matrix, np.eye(4), atol=1e-10)
    np.testing.assert_allclose((flow.inverse() @ flow).shift, np.zeros(4), atol=1e-10)
    variable = Variable.from_vector(rng.normal(size=4), None, 0.3)
    assert flow.on_variable(variable)(point) == pytest.approx(variable(flow(point)))


def test_gates_are_flows() -> None:
    r = 0.4
    squeeze = Flow.of_hamiltonian(np.array([[0, -1], [-1, 0]]), r)  # H = -xp: x -> e^-r x
    np.testing.assert_allclose(squeeze.matrix, Flow.named("squeeze", (0,), 1, r).matrix, atol=1e-12)
    np.testing.assert_allclose(
        Flow.of_hamiltonian(np.diag([-1.0, 0]), r).matrix, Flow.named("shear", (0,), 1, r).matrix
    )
    generator = np.array([[0, 0, 0, 1], [0, 0, -1, 0], [0, -1, 0, 0], [1, 0, 0, 0.0]])  # x1 p2 - p1 x2
    turned = Flow.of_hamiltonian(generator, 0.3)
    np.testing.assert_allclose(turned.matrix, Flow.named("beamsplitter", (0, 1), 2, 0.3).matrix, atol=1e-12)
    assert Flow.identity(2)(np.arange(4.0)).tolist() == [0, 1, 2, 3]
    assert Flow.displacement([1, 2])([0, 0]).tolist() == [1, 2]
    np.testing.assert_allclose(expm(np.zeros((2, 2))), Flow.of_hamiltonian(np.zeros((2, 2))).matrix)


@pytest.mark.parametrize(
    ("matrix", "shift", "problem"),
    [
        ([[2, 0], [0, 1]], None, "does not keep the bracket of X1 and P1"), (np.eye(3), None, "shape"),
        (np.eye(2), [0, 0, 0], "shape"), ([[1, math.nan], [0, 1]], None, "not finite"),
    ],
)  # fmt: skip
def test_what_is_no_flow_is_refused(matrix: object, shift: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Flow.of(matrix, shift)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not symmetric"):
        Flow.of_hamiltonian([[0, 1], [0, 0]])
    with pytest.raises(InputError, match="quadratic form of shape"):
        Flow.of_hamiltonian(np.eye(3))


# channels


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
def test_channels_are_maps_of_mode_and_environment(hbar: float) -> None:
    state = LiouvilleState.gaussian([1.0, -2.0], hbar / 2 * np.array([[1.5, 0.3], [0.3, 0.9]]), hbar)
    for channel, flow, environment in (
        (loss(0.3, hbar), loss_with_environment(0.3), LiouvilleState.vacuum(1, hbar)),
        (loss(0.3, hbar, 1.7), loss_with_environment(0.3), thermal(1.7, hbar)),
        (amplification(2.5, hbar), amplification_with_environment(2.5), LiouvilleState.vacuum(1, hbar)),
    ):
        whole = state.product(environment).transformed(flow).marginal([0])
        assert same(whole.moments, state.through(channel, [0]).moments)
        assert same(whole.moments, channel(state.moments))
        check = LiouvilleState.gaussian(whole.moments.means, whole.moments.covariance, hbar)
        assert check.n == 1


def test_channels_of_steps() -> None:
    noise = GaussianNoise(((2, 0.1), (3, 0.2)))
    for step, system in ((Loss(1, 0.3), 1), (ThermalLoss(0, 0.3, 1.0), 0), (Amplify(2, 2.0), 2), (noise, 1)):
        found, channel = channel_of_step(step, 1.0)
        assert (found, channel.hbar) == (system, 1.0)
    assert channel_of_step(noise, 1.0)[1].noise.tolist() == [[0.1, 0.0], [0.0, 0.2]]
    for step in (GaussianNoise(((0, 0.1), (2, 0.1))), Heterodyne(0, ("a", "b"))):
        with pytest.raises(InputError, match="no channel on one mode"):
            channel_of_step(step, 1.0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: loss(1.1, 1.0),
        lambda: loss(math.nan, 1.0),
        lambda: loss(0.5, 1.0, -1),
        lambda: amplification(0.9, 1.0),
        lambda: added_noise(-1, 0, 1.0),
        lambda: Channel(np.eye(2), np.eye(4), 1.0),
        lambda: Channel(np.eye(3), np.eye(3), 1.0),
        lambda: Channel(np.eye(2), np.array([[1.0, 0.5], [0.0, 1.0]]), 1.0),
        lambda: Channel(2 * np.eye(2), np.eye(2), 1.0),
        lambda: Channel(np.diag([1.0, -1.0]), 0.9 * np.eye(2), 1.0),
    ],
)
def test_what_is_no_channel_is_refused(make: object) -> None:
    with pytest.raises(InputError):
        make()  # type: ignore[operator]
    assert Channel(np.diag([1.0, -1.0]), np.eye(2), 1.0).hbar == 1.0  # turning p round costs hbar of noise on each


# Gaussian states and measurements


def test_states_with_names_and_their_overlaps() -> None:
    r, hbar = 0.8, 2.0
    pair = two_mode_squeezed_vacuum(r, hbar)
    made = LiouvilleState.vacuum(2, hbar).transformed(Flow.named("two-mode-squeeze", (0, 1), 2, r))
    assert same(pair.moments, made.moments)
    nbar = math.sinh(r) ** 2
    assert same(pair.marginal([1]).moments, thermal(nbar, hbar).moments)
    turned = (
        LiouvilleState.vacuum(1, hbar)
        .transformed(Flow.named("squeeze", (0,), 1, r))
        .transformed(Flow.named("rotate", (0,), 1, 0.6))
    )
    assert same(squeezed_vacuum(r, 0.6, hbar).moments, turned.moments)
    assert purity(pair.moments.covariance, hbar) == pytest.approx(1)
    assert purity(thermal(0.7, hbar).moments.covariance, hbar) == pytest.approx(1 / 2.4)
    assert overlap(coherent(0, 0, hbar), coherent(1, 2, hbar)) == pytest.approx(math.exp(-5 / (2 * hbar)))
    assert overlap(thermal(1.0), thermal(1.0)) == pytest.approx(1 / 3)
    with pytest.raises(InputError, match="cannot be compared"):
        overlap(coherent(0, 0, 1.0), coherent(0, 0, 2.0))
    with pytest.raises(InputError, match="use one hbar"):
        coherent(0, 0, 1.0).product(coherent(0, 0, 2.0))


def test_the_gaussian_has_the_largest_entropy_of_its_variances() -> None:
    """Uniform on a disc and an exponential of the radius, with the same variances, against the Gaussian."""
    s = 0.7
    gaussian = entropy(s * np.eye(2))
    disc = math.log(math.pi * 4 * s)  # radius^2 = 4 s
    rate = math.sqrt(3 / s)  # density k^2/(2 pi) e^(-k r): variance 3/k^2 of each coordinate
    exponential = 2 - math.log(rate**2 / (2 * math.pi))
    assert gaussian == pytest.approx(math.log(2 * math.pi * math.e * s))
    assert disc < gaussian
    assert exponential < gaussian
    with pytest.raises(InputError, match="no entropy"):
        entropy(np.diag([1.0, 0.0]))


def test_densities_are_normalised_and_refused_where_there_is_none() -> None:
    state = LiouvilleState.gaussian([0.3, -0.2], [[0.8, 0.3], [0.3, 0.6]], 1.0)
    grid = np.linspace(-7, 7, 281)
    values = state.density(np.stack(np.meshgrid(grid, grid), axis=-1))
    assert values.sum() * (grid[1] - grid[0]) ** 2 == pytest.approx(1, abs=1e-6)
    for improper in (LiouvilleState.unknown(1), EPR.liouville()):
        with pytest.raises(InputError, match="no density"):
            improper.density(np.zeros(2 * improper.n))


@pytest.mark.parametrize("seed", range(5))
def test_updates_are_schur_complements(seed: int) -> None:
    rng = np.random.default_rng(seed)
    C, mean = np.array(random_covariance(rng, 3, 1.0)), rng.normal(size=6)
    state = LiouvilleState.gaussian(mean, C, 1.0)
    after, log_density = homodyne(0, 0.4, 3).updated(state, [0.7])
    f = np.array([math.cos(0.4), math.sin(0.4), 0, 0, 0, 0])
    variance, gain = f @ C @ f, C @ f / (f @ C @ f)
    rest = slice(2, None)
    np.testing.assert_allclose(after.moments.means[rest], (mean + gain * (0.7 - f @ mean))[rest], atol=1e-10)
    np.testing.assert_allclose(
        after.moments.covariance[rest, rest], (C - np.outer(gain, C @ f))[rest, rest], atol=1e-10
    )
    assert log_density == pytest.approx(
        -((0.7 - f @ mean) ** 2) / 2 / variance - 0.5 * math.log(2 * math.pi * variance)
    )
    assert after.moments.mean(f) == pytest.approx(0.7)
    assert not after.moments.known([-math.sin(0.4), math.cos(0.4), 0, 0, 0, 0])
    dyne = heterodyne(1, 3).outcomes(state)
    np.testing.assert_allclose(dyne.covariance, C[2:4, 2:4] + np.eye(2) / 2, atol=1e-12)


def test_a_noisy_measurement_is_sharp_reading_of_a_meter() -> None:
    """Q -> Q + X, P -> P - Pi with a squeezed meter (`sum 1 2`), against noise s and kicks hbar^2/(4 s)."""
    s, hbar = 0.2, 2.0
    state = squeezed_vacuum(0.5, 0.3, hbar)
    meter = LiouvilleState.gaussian([0, 0], np.diag([s, hbar**2 / 4 / s]), hbar)
    both = state.product(meter).transformed(Flow.named("sum", (0, 1), 2, 1.0))
    wanted, density = measurement([X2], 2).updated(both, [0.9])
    found, other = noisy_measurement([X1], [[s]], 1, hbar).updated(state, [0.9])
    assert density == pytest.approx(other)
    assert same(found.moments, wanted.marginal([0]).moments)


def test_noisy_measurements_of_what_does_not_commute() -> None:
    state = LiouvilleState.gaussian([1, 2], [[0.7, 0.1], [0.1, 0.9]], 1.0)
    joint = noisy_measurement([X1, P1], np.diag([0.25, 1.0]), 1)
    np.testing.assert_allclose(joint.outcomes(state).covariance, [[0.95, 0.1], [0.1, 1.9]])
    after, _ = joint.updated(state, [0.0, 0.0])
    assert after.moments.unknown.all()
    for noise, problem in (
        (np.diag([0.25, 0.9]), "too small"),
        (np.eye(3), "shape"),
        ([[1, 0.5], [0, 1]], "symmetric"),
    ):
        with pytest.raises(InputError, match=problem):
            noisy_measurement([X1, P1], noise, 1)
    with pytest.raises(InputError, match="cannot be measured together"):
        measurement([X1, P1], 1)


def test_feed_forward_is_the_average_over_outcomes() -> None:
    state, gain = two_mode_squeezed_vacuum(0.8), 0.7
    gains = np.array([[0], [0], [gain], [0.0]])
    averaged = measurement([X1], 2).fed_forward(state, gains).marginal([1]).moments
    conditional, _ = measurement([X1], 2).updated(state, [0.0])
    slope = math.tanh(1.6) + gain
    wanted = conditional.marginal([1]).moments.covariance + np.diag([slope**2 * math.cosh(1.6) / 2, 0])
    np.testing.assert_allclose(averaged.covariance, wanted, atol=1e-12)


def test_impossible_outcomes_and_states_are_refused() -> None:
    with pytest.raises(InputError, match="cannot occur"):
        measurement([X1 - X2], 2).updated(EPR.liouville(), [0.6])
    with pytest.raises(InputError, match="among the variables that are not flat"):
        LiouvilleState.of([0] * 4, np.diag([0.1, 0.1, 0, 0]), flat=[[0, 0, 1, 0], [0, 0, 0, 1]])
    with pytest.raises(InputError, match="no modes"):
        LiouvilleState.of([0], [[0.0]], flat=[[1]])
    assert LiouvilleState.of([0] * 4, np.diag([0.5, 0.5, 0, 0]), flat=[[0, 0, 1, 0], [0, 0, 0, 1]]).n == 2
    assert isinstance(homodyne(0, 0.0, 1), ModeMeasurement)


# arithmetic with flat directions


@pytest.mark.parametrize("seed", range(8))
def test_flat_directions_are_the_limit_of_wide_ones(seed: int) -> None:
    """Variance 10^40 instead of a flat direction, conditioned by the textbook formula with 100 digits."""
    rng = np.random.default_rng(seed)
    k, f = 5, int(rng.integers(1, 4))
    A = rng.normal(size=(k, k))
    C, mean, flat = A @ A.T, rng.normal(size=k), rng.normal(size=(f, k))
    forms, values = rng.normal(size=(3, k)), rng.normal(size=3)
    with mp.workdps(100):
        F, m = mp.matrix(forms.tolist()), mp.matrix(mean.tolist())
        wide = mp.matrix(C.tolist()) + mp.mpf(10) ** 40 * mp.matrix((flat.T).tolist()) * mp.matrix(flat.tolist())
        gain = wide * F.T * (F * wide * F.T) ** -1
        means = np.array((m + gain * (mp.matrix(values.tolist()) - F * m)).tolist(), dtype=float).ravel()
        conditional = wide - gain * F * wide
    given, log_density = conditioned(Moments.of(mean, C, flat), forms, values)
    rows = np.linalg.svd(given.flat)[2][len(given.flat) :] if len(given.flat) else np.eye(k)
    assert len(given.flat) == max(0, f - 3)
    assert log_density is None
    np.testing.assert_allclose(rows @ given.means, rows @ means, rtol=1e-6, atol=1e-8)
    if not len(given.flat):
        covariance = np.array(conditional.tolist(), dtype=float)
        np.testing.assert_allclose(given.covariance, covariance, rtol=1e-6, atol=1e-8)


def test_small_cases_and_wrong_shapes() -> None:
    coin = Moments.of([1.0], [[2.0]])
    assert conditioned(coin, np.zeros((0, 1)), []) == (coin, 0.0)
    assert conditioned(coin, [[1.0], [2.0]], [3.0, 6.0])[1] == pytest.approx(-1 - 0.5 * math.log(4 * math.pi))
    assert conditioned(coin, [[1.0], [2.0]], [3.0, 7.0])[1] == -math.inf
    assert joined(coin, coin).size == 2
    for call in (lambda: pushed(coin, [[1.0, 2.0]]), lambda: conditioned(coin, [[1.0]], [1.0, 2.0]),
                 lambda: Moments.of([1.0], [[1.0, 2.0]]), lambda: Moments.of([math.nan], [[1.0]])):  # fmt: skip
        with pytest.raises(InputError):
            call()
