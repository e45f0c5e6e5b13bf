"""Entropies, correlations and overlaps of modes: against density matrices in the number basis, a library, formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm

from equivalence.experiments.random_modes import random_covariance
from toytheory import EpistemicState, LiouvilleState, QuadratureState
from toytheory.continuous import information
from toytheory.continuous.information import _williamson, limiting_entropy
from toytheory.errors import InputError
from toytheory.outcomes.densities import Moments
from toytheory.phase_space.space import symplectic_form
from toytheory.phase_space.uncertainty import symplectic_eigenvalues

VERBS = "entropy mutual_information is_product purification marginal".split()


def random_state(seed, n, hbar=1.0, mixed=True):
    rng = np.random.default_rng(seed)
    return LiouvilleState.gaussian(rng.normal(size=2 * n), random_covariance(rng, n, hbar, mixed) * (1 + 1e-9), hbar)


def test_states_of_every_kind_answer_to_the_same_verbs():
    for kind in (EpistemicState, LiouvilleState, QuadratureState):
        assert all(hasattr(kind, verb) for verb in VERBS)


# against density operators in the number basis


def number_basis(state, levels=40):
    """The density operator of one mode: a squeezed, rotated, displaced thermal state, put together by QuTiP."""
    qutip = pytest.importorskip("qutip")
    (nu,) = symplectic_eigenvalues(state.moments.covariance)
    values, vectors = np.linalg.eigh(state.moments.covariance)
    r = 0.25 * math.log(values[1] / values[0])  # the first axis is squeezed
    angle = math.atan2(vectors[1, 0], vectors[0, 0])
    nbar = nu / state.hbar - 0.5
    q, p = state.moments.means / math.sqrt(2 * state.hbar)
    turn = (-1j * angle * qutip.num(levels)).expm()
    squeezed = qutip.squeeze(levels, r) if r else qutip.qeye(levels)
    moved = qutip.displace(levels, q + 1j * p) * turn.dag() * squeezed
    return moved * qutip.thermal_dm(levels, nbar) * moved.dag()


def one_mode(seed, hbar):
    rng = np.random.default_rng(seed)
    nu, r, angle = hbar * (0.5 + rng.uniform(0, 0.4)), rng.uniform(0, 0.4), rng.uniform(0, 3)
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, -s], [s, c]])
    covariance = turn @ np.diag([nu * math.exp(-2 * r), nu * math.exp(2 * r)]) @ turn.T
    return LiouvilleState.gaussian(rng.uniform(-0.5, 0.5, 2) * math.sqrt(hbar), covariance, hbar)


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
def test_entropies_and_overlaps_are_those_of_density_operators(hbar):
    qutip = pytest.importorskip("qutip")
    states = [one_mode(seed, hbar) for seed in range(3)]
    matrices = [number_basis(state) for state in states]
    for state, rho in zip(states, matrices, strict=True):
        X = (qutip.destroy(40) + qutip.create(40)) * math.sqrt(hbar / 2)
        P = -1j * (qutip.destroy(40) - qutip.create(40)) * math.sqrt(hbar / 2)
        assert qutip.expect(X, rho) == pytest.approx(state.moments.means[0], abs=1e-6)  # it is this state
        C = (qutip.expect(X * P + P * X, rho) / 2) - qutip.expect(X, rho) * qutip.expect(P, rho)
        assert pytest.approx(state.moments.covariance[0, 1], abs=1e-5) == C
        assert state.entropy() == pytest.approx(qutip.entropy_vn(rho), abs=1e-6)
        assert state.purity == pytest.approx(float((rho * rho).tr().real), abs=1e-6)
    for i, j in ((0, 1), (1, 2)):
        product = float((matrices[i] * matrices[j]).tr().real)
        assert states[i].overlap(states[j]) == pytest.approx(product, abs=1e-6)


# against a library for Gaussian states


@pytest.mark.parametrize(("seed", "n", "hbar"), [(0, 2, 1.0), (1, 3, 2.0), (2, 4, 0.5)])
def test_negativities_and_entropies_of_parts_are_those_of_a_library(seed, n, hbar):
    quantum = pytest.importorskip("thewalrus.quantum")
    state = random_state(seed, n, hbar)
    blocks = [*range(0, 2 * n, 2), *range(1, 2 * n, 2)]
    covariance = state.moments.covariance[np.ix_(blocks, blocks)]
    for split in (1, n - 1):
        here = list(range(split))
        expected = quantum.log_negativity(covariance, modes_A=here, hbar=hbar)
        assert state.logarithmic_negativity(here) == pytest.approx(expected, abs=1e-7)
        part = covariance[np.ix_([*here, *(n + k for k in here)], [*here, *(n + k for k in here)])]
        assert state.entropy(here) == pytest.approx(quantum.vonneumann_entropy(part, hbar), abs=1e-7)


# against formulas


@pytest.mark.parametrize("r", [0.0, 0.3, 1.7])
def test_a_two_mode_squeezed_pair(r):
    pair = LiouvilleState.vacuum(2).transformed(f"two-mode-squeeze 1 2 by {r}")
    n = math.sinh(r) ** 2
    expected = (n + 1) * math.log(n + 1) - n * math.log(n) if n else 0.0
    assert pair.entropy() == 0
    assert pair.entropy([1]) == pytest.approx(expected, abs=1e-9)
    assert pair.mutual_information([0], [1]) == pytest.approx(2 * expected, abs=1e-9)
    assert pair.logarithmic_negativity([0]) == pytest.approx(2 * r, abs=1e-9)
    assert pair.is_product([0]) is (r == 0)


def test_correlations_without_entanglement():
    shared = LiouvilleState.gaussian(
        [0] * 4, 0.5 * np.eye(4) + np.kron([[1, 1], [1, 1]], np.eye(2))
    )  # one noise on both
    assert shared.mutual_information([0], [1]) > 0.5
    assert shared.logarithmic_negativity([0]) == 0
    assert not shared.is_product([0])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_purification_is_pure_and_has_the_state_as_its_marginal(n):
    state = random_state(n, n, 0.5)
    pure = state.purification()
    assert pure.purity == pytest.approx(1, abs=1e-6)
    assert np.allclose(symplectic_eigenvalues(pure.moments.covariance), 0.25, atol=1e-7)
    rest = pure.marginal(range(n))
    assert np.allclose(rest.moments.covariance, state.moments.covariance)
    assert np.allclose(rest.moments.means, state.moments.means)
    assert pure.entropy(range(n, 2 * n)) == pytest.approx(state.entropy(), abs=1e-6)


def test_williamsons_form():
    covariance = random_covariance(np.random.default_rng(4), 4, 1.0)
    frame, nu = _williamson(covariance)
    assert np.allclose(frame @ symplectic_form(4) @ frame.T, symplectic_form(4))
    assert np.allclose(frame @ np.diag(np.repeat(nu, 2)) @ frame.T, covariance)
    assert np.allclose(np.sort(nu), symplectic_eigenvalues(covariance))


def test_a_fault_in_the_unit_of_action_shows(monkeypatch):
    state = random_state(0, 2, 2.0)
    right = state.entropy()
    monkeypatch.setattr(information, "symplectic_eigenvalues", lambda c: 2 * symplectic_eigenvalues(c))
    assert abs(state.entropy() - right) > 0.1


# quadrature states count modes


@pytest.mark.parametrize("seed", range(4))
def test_quadrature_states_are_the_limit_of_squeezed_ones(seed):
    rng = np.random.default_rng(seed)
    known = ", ".join(f"{a:.3f}X1 + {b:.3f}X2 = 1" for a, b in rng.normal(size=(1, 2)))
    state = QuadratureState.from_known(known + ", X3 = 0", 3).purification()
    assert state.is_pure
    assert state.marginal([0, 1, 2]).entropy() == 1
    for split in ([0], [0, 1], [0, 1, 2], [2, 5]):
        few, many = (state.squeezed(r) for r in (3.0, 4.0))
        slope = many.logarithmic_negativity(split) - few.logarithmic_negativity(split)
        assert round(slope / 2) == state.correlated_pairs(split) == state.entropy(split)  # 2r for each pair
        assert state.mutual_information(split, [k for k in range(6) if k not in split]) == 2 * state.entropy(split)
        assert state.is_product(split) is (state.entropy(split) == 0)


def test_quadrature_states_and_trits_count_alike():
    known = "X1 - X2 = 0, P1 + P2 = 0, X3 = 1"
    discrete, modes = EpistemicState.from_known(known, 3, 4), QuadratureState.from_known(known, 4)
    for systems in ([0], [0, 1], [2], [3], [0, 2], [1, 3]):
        assert discrete.entropy(systems).units == modes.entropy(systems)
        assert discrete.correlated_pairs(systems).units == modes.correlated_pairs(systems)
        assert discrete.is_product(systems) is modes.is_product(systems)
        assert modes.marginal(systems).n == len(systems)
    assert discrete.entropy().units == modes.entropy() == 1
    unknown = QuadratureState.unknown(2)
    assert (unknown.entropy(), unknown.correlated_pairs([0]), unknown.is_product([0])) == (2, 0, True)


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: s.entropy([0, 0]),
        lambda s: s.entropy([7]),
        lambda s: s.mutual_information([0], [0]),
        lambda s: s.is_product([5]),
    ],
)
def test_wrong_modes_are_refused(ask):
    for state in (LiouvilleState.vacuum(2), QuadratureState.from_known("X1 = 0", 2)):
        with pytest.raises(InputError):
            ask(state)


def test_what_is_infinite_is_refused():
    state = QuadratureState.from_known("X1 = 0", 1).liouville()
    with pytest.raises(InputError, match="flat or certain"):
        state.entropy()
    with pytest.raises(InputError, match="one n and one hbar"):
        LiouvilleState.vacuum(1).overlap(LiouvilleState.vacuum(2))


@pytest.mark.parametrize("hbar", [1.0, 2.0])
@pytest.mark.parametrize("certain", [0, 1, 2])
def test_the_limit_of_squeezing_leaves_the_entropy_of_the_other_modes(hbar, certain):
    """A Gaussian state beside modes of which X is certain, all mixed by a symplectic map: entropies do not change."""
    rng = np.random.default_rng(certain)
    state = random_state(certain, 2, hbar)
    size = 2 * (2 + certain)
    covariance = np.zeros((size, size))
    covariance[:4, :4] = state.moments.covariance
    flat = np.eye(size)[5::2]
    form = symplectic_form(2 + certain)
    generator = rng.normal(size=(size, size)) / 3
    mixing = expm(form @ (generator + generator.T))
    moved = Moments.of(np.zeros(size), mixing @ covariance @ mixing.T, flat @ mixing.T)
    assert limiting_entropy(moved, hbar) == pytest.approx(information.entropy(state), rel=1e-6)
    if certain:
        more = mixing @ (covariance + np.diag([0] * 4 + [0.1, 0] * certain)) @ mixing.T
        assert limiting_entropy(Moments.of(np.zeros(size), more, flat @ mixing.T), hbar) == math.inf
    everything = Moments.of(np.zeros(2), np.zeros((2, 2)), np.eye(2))
    assert limiting_entropy(everything, hbar) == math.inf
