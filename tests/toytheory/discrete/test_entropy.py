"""Entropies, correlations and overlaps against density matrices: partial traces and eigenvalues, another route."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from quantum_ref.operators.weyl import observable
from toytheory.discrete.entropy import Entropy
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.random_objects import random_symplectic
from toytheory.errors import InputError
from toytheory.phase_space.modular import elements

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


def traced(rho, keep, d, n):
    tensor = rho.reshape((d,) * (2 * n))
    for system in sorted(set(range(n)) - set(keep), reverse=True):
        tensor = np.trace(tensor, axis1=system, axis2=system + tensor.ndim // 2)
    size = d ** len(keep)
    return tensor.reshape(size, size)


def bits_of(rho, d):
    values = np.linalg.eigvalsh(rho)
    values = values[values > 1e-12]
    return float(-(values * np.log(values)).sum() / math.log(d))


@pytest.mark.parametrize(("d", "n"), CASES)
def test_entropies_and_correlations_are_those_of_density_matrices(d, n):
    rng = np.random.default_rng([d, n])
    seen = set()
    for _ in range(14):
        state = random_state(rng, d, n)
        rho = density(state)
        assert bits_of(rho, d) == pytest.approx(float(state.entropy()), abs=1e-9)
        if n == 1:
            continue
        left, right = [0], list(range(1, n))
        parts = [bits_of(traced(rho, part, d, n), d) for part in (left, right)]
        assert parts == pytest.approx([float(state.entropy(part)) for part in (left, right)], abs=1e-9)
        shared = state.mutual_information(left, right)
        assert float(shared) == pytest.approx(sum(parts) - bits_of(rho, d), abs=1e-9)
        assert state.is_product(left) == (shared.count == 1)
        half = rho.reshape(d, d ** (n - 1), d, d ** (n - 1)).transpose(2, 1, 0, 3).reshape(rho.shape)
        norm = np.abs(np.linalg.eigvalsh(half)).sum()
        assert norm == pytest.approx(state.correlated_pairs(left).count, abs=1e-8)
        assert state.correlated_pairs(left) == state.correlated_pairs(right)
        seen.add(state.correlated_pairs(left).count)
    assert n == 1 or len(seen) > 1


@pytest.mark.parametrize(("d", "n"), CASES)
def test_overlaps_are_traces_of_products(d, n):
    rng = np.random.default_rng([d, n, 1])
    for _ in range(5):
        one, two = random_state(rng, d, n), random_state(rng, d, n)
        wanted = np.trace(density(one) @ density(two)).real
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
