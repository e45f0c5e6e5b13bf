"""Entropies, correlations and overlaps against density matrices: partial traces and eigenvalues, another route."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from quantum_ref.operators.densities import (
    certain_variables,
    entropy,
    logarithmic_negativity,
    mutual_information,
    overlap,
    reduced,
    state_record,
)
from quantum_ref.operators.weyl import observable
from toytheory.discrete.entropy import Entropy, mixed_entropy
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.random_objects import random_symplectic
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import CannotRun, InputError
from toytheory.phase_space.modular import elements
from toytheory.phase_space.variables import Variable

CASES = [(3, 2), (3, 3), (5, 2), (9, 1), (9, 2)]


def random_state(rng, d, n):
    frame = random_symplectic(d, n, rng, affine=False).matrix
    divisors = [g for g in range(1, d) if d % g == 0]
    rows = [int(rng.choice(divisors)) * frame[2 * i] for i in range(int(rng.integers(0, n + 1)))]
    point = rng.integers(0, d, 2 * n)
    rows = np.array(rows, dtype=np.int64).reshape(-1, 2 * n) % d
    return EpistemicState.of(rows, rows @ point, d, n)


def density(state):
    """1/d^n times the sum over known F of omega^-v(F) times the operator of F (odd d: a representation of V)."""
    d, n = state.d, state.n
    rho = np.zeros((d**n, d**n), dtype=complex)
    for row in (
        elements(np.hstack([state.known, state.values[:, None]]), d) if len(state.known) else [[0] * (2 * n + 1)]
    ):
        rho += np.exp(-2j * np.pi * row[-1] / d) * observable(row[:-1], d)
    return rho / d**n


@pytest.mark.parametrize(("d", "n"), CASES)
def test_entropies_and_correlations_are_those_of_density_matrices(d, n):
    rng = np.random.default_rng([d, n])
    seen = set()
    for _ in range(14):
        state = random_state(rng, d, n)
        rho = density(state)
        assert entropy(rho, d) == pytest.approx(float(state.entropy()), abs=1e-9)
        if n == 1:
            continue
        left, right = [0], list(range(1, n))
        for part in (left, right):
            assert entropy(rho, d, part) == pytest.approx(float(state.entropy(part)), abs=1e-9)
        shared = state.mutual_information(left, right)
        assert float(shared) == pytest.approx(mutual_information(rho, left, right, d), abs=1e-9)
        assert state.is_product(left) == (shared.count == 1)
        pairs = state.correlated_pairs(left)
        assert float(pairs) == pytest.approx(logarithmic_negativity(rho, left, d), abs=1e-8)
        assert state.correlated_pairs(left) == state.correlated_pairs(right)
        seen.add(state.correlated_pairs(left).count)
    assert n == 1 or len(seen) > 1


@pytest.mark.parametrize(("d", "n"), CASES)
def test_overlaps_are_traces_of_products(d, n):
    rng = np.random.default_rng([d, n, 1])
    for _ in range(5):
        one, two = random_state(rng, d, n), random_state(rng, d, n)
        wanted = overlap(density(one), density(two))
        assert float(one.overlap(two)) == pytest.approx(wanted, abs=1e-9)
        assert one.overlap(one) == one.purity


@pytest.mark.parametrize(("d", "n"), [*CASES, (2, 3), (4, 2), (6, 1)])
def test_a_purification_is_pure_and_has_the_state_as_its_marginal(d, n):
    rng = np.random.default_rng([d, n, 2])
    for _ in range(5):
        state = random_state(rng, d, n)
        whole = state.purification()
        assert whole.is_pure
        assert whole.marginal(range(n)) == state
        assert whole.correlated_pairs(range(n)) == state.entropy()


def test_entropies_of_composite_d_that_are_no_rational_multiples_are_told_as_numbers():
    state = EpistemicState.from_known("3X1 = 3", 6, 1)
    assert state.entropy() == Entropy(3, 6)
    assert (state.entropy().units, str(state.entropy())) == (None, "log_6 3")
    assert str(EpistemicState.from_known("3X1 = 3", 9, 1).entropy()) == "1/2"
    assert EpistemicState.unknown(6, 2).entropy().units == Fraction(2)


def test_contradicting_states_do_not_overlap_and_bad_systems_are_refused():
    one, other = (EpistemicState.from_known(f"X1 = {v}", 3, 1) for v in (0, 1))
    assert one.overlap(other) == 0
    with pytest.raises(InputError, match="different systems"):
        one.overlap(EpistemicState.unknown(3, 2))
    with pytest.raises(InputError, match="no list of different systems"):
        one.entropy([0, 0])
    with pytest.raises(InputError, match="in common"):
        EpistemicState.unknown(3, 2).mutual_information([0], [0, 1])


def test_forgetting_the_disturbance_shows():
    """The must-fail twin: without the cut off variables that do not commute, no pair is found correlated."""
    pair = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
    assert pair.correlated_pairs([0]).count == 3
    assert EpistemicState.from_known("X1 = 0, X2 = 0", 3, 2).correlated_pairs([0]).count == 1


# what density operators say is certain


@pytest.mark.parametrize(("d", "n"), CASES)
def test_what_is_certain_in_a_density_operator_is_what_is_known(d, n):
    rng = np.random.default_rng([d, n, 3])
    for _ in range(4):
        state = random_state(rng, d, n)
        assert state_record(density(state), d, range(n)) == state.record()
        rows, values = certain_variables(density(state), d)
        assert len(rows) == state.knowledge
        assert all(state.value_of(Variable.from_vector(r, d)) == v for r, v in zip(rows, values, strict=True))


def test_mixtures_of_other_forms_are_not_told_and_large_ones_not_asked():
    assert state_record(np.diag([0.9, 0.1, 0]), 3, [0]) is None
    with pytest.raises(CannotRun, match="128"):
        certain_variables(np.eye(243) / 243, 3)
    for wrong in (np.zeros((2, 3)), np.zeros(4)):
        with pytest.raises(InputError, match="square"):
            entropy(wrong, 2)
    with pytest.raises(InputError, match="no list"):
        reduced(np.eye(4) / 4, [0, 0], 2)
    assert state_record(np.eye(3) / 3, 3, [0]) == {"known": [], "entropy": 1, "pure": False}


@pytest.mark.parametrize(("d", "n"), [(3, 1), (3, 2), (5, 1), (9, 1)])
def test_the_entropy_of_a_mixture_is_that_of_its_density_operator(d, n):
    rng = np.random.default_rng(d + n)
    for _ in range(6):
        state = random_state(rng, d, n)
        weights: dict = {}
        for share in (1, 2, 3):
            moved = state.transformed(SymplecticMap.displacement(rng.integers(0, d, 2 * n), d))
            weights[moved] = weights.get(moved, Fraction(0)) + Fraction(share, 6)
        eigenvalues = np.linalg.eigvalsh(sum(float(w) * density(each) for each, w in weights.items()))
        positive = eigenvalues[eigenvalues > 1e-12]
        assert mixed_entropy(weights) == pytest.approx(-(positive * np.log(positive)).sum() / np.log(d), abs=1e-9)


def test_mixtures_of_states_in_which_different_things_are_known_have_no_entropy_here():
    x, p = (EpistemicState.from_known(known, 3, 1) for known in ("X1 = 0", "P1 = 0"))
    with pytest.raises(InputError, match="different variables"):
        mixed_entropy({x: Fraction(1, 2), p: Fraction(1, 2)})
