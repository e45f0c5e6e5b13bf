"""Epistemic states, maps and measurements against brute force over ontic states."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from toytheory.discrete.enumeration import epistemic_states, isotropic_modules, symplectic_group
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.random_objects import random_isotropic, random_state, random_symplectic
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.language.steps import Transform
from toytheory.phase_space.space import PhaseSpace, bracket_rows, flow
from toytheory.phase_space.variables import Variable

SPACES = [(2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (5, 1), (6, 1), (9, 1)]


def brute_support(state):
    points = state.space.points()
    return points[[all(F(m) == v for F, v in zip(state.variables, state.values, strict=True)) for m in points]]


def some_states(d, n, count=20):
    rng = np.random.default_rng([d, n])
    return rng, [random_state(d, n, rng) for _ in range(count)]


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_support_is_the_ontic_states_with_the_known_values(d, n):
    _, states = some_states(d, n)
    for state in states:
        expected = brute_support(state)
        assert np.array_equal(state.support(), expected)
        assert len(expected) == state.size
        assert sum(state.distribution().values()) == 1
        assert np.array_equal(state.is_possible(state.space.points()).sum(), state.size)
        assert state.purity == d**n * sum(p * p for p in state.distribution().values())


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_equality_does_not_depend_on_the_generators(d, n):
    rng, states = some_states(d, n)
    for state in states:
        mix = rng.integers(0, d, (4, len(state.known)))
        rows = np.vstack([mix @ state.known, state.known])
        again = EpistemicState.of(rows, rows @ state.valuation_vector, d, n)
        assert again == state
        assert hash(again) == hash(state)
    assert EpistemicState.unknown(d, n) != "nothing"


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_value_of_tells_exactly_the_known_variables(d, n):
    rng, states = some_states(d, n, 8)
    for state in states:
        support = brute_support(state)
        for _ in range(6):
            F = Variable.from_vector(rng.integers(0, d, 2 * n), d, int(rng.integers(d)))
            seen = set(np.atleast_1d(F(support)).tolist())
            assert state.value_of(F) == (seen.pop() if len(seen) == 1 else None)


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_maps_move_the_support_point_by_point(d, n):
    rng, states = some_states(d, n, 8)
    for state in states:
        symplectic = random_symplectic(d, n, rng)
        moved = {tuple(m) for m in symplectic(brute_support(state))}
        after = state.transformed(symplectic)
        assert {tuple(m) for m in after.support()} == moved
        assert after.transformed(symplectic.inverse()) == state
        F = Variable.from_vector(rng.integers(0, d, 2 * n), d, 1)
        points = state.space.points()
        assert np.array_equal(symplectic.pull_back(F)(points), F(symplectic(points)))


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_composition_and_inverse_are_those_of_functions(d, n):
    rng = np.random.default_rng(1)
    points = PhaseSpace(d, n).points()
    for _ in range(5):
        f, g = random_symplectic(d, n, rng), random_symplectic(d, n, rng)
        assert np.array_equal((g @ f)(points), g(f(points)))
        assert (f @ f.inverse()) == SymplecticMap.identity(d, n)
        assert hash(f @ f.inverse()) == hash(SymplecticMap.identity(d, n))


@pytest.mark.parametrize(("d", "n"), SPACES)
def test_measurement_matches_indicator_and_random_kick(d, n):
    """Statistics and update of (V, v) equal those of the explicit distribution."""
    rng, states = some_states(d, n, 6)
    space = PhaseSpace(d, n)
    for state in states:
        rows = random_isotropic(d, n, int(rng.integers(1, n + 1)), rng)
        rows = np.vstack([rows, rng.integers(0, d, (1, len(rows))) @ rows % d])  # a dependent set
        measurement = Measurement.of([Variable.from_vector(r, d, 1) for r in rows], n)
        before = np.zeros(space.size, dtype=np.int64)
        before[space.index(brute_support(state))] = 1
        possible = measurement.outcomes(state)
        seen = Fraction(0)
        for values in possible.points():
            kernel, denominator = measurement.kernel(values)
            after = kernel @ before
            chance = Fraction(int(after.sum()), denominator * state.size)
            assert chance == measurement.probability(state, values) == Fraction(1, possible.size)
            seen += chance
            updated = measurement.update(state, values)
            assert np.array_equal(after > 0, updated.is_possible(space.points()))
            assert len(set(after[after > 0].tolist())) == 1
            assert measurement.probability(updated, values) == 1  # reproducible
            assert not (bracket_rows(updated.known, updated.known) % d).any()
        assert seen == 1


def test_without_the_kick_complementarity_would_break():
    """The disturbance is what keeps knowledge commuting: leave it out and X and P are both known."""
    state = EpistemicState.from_known([(Variable.from_vector([1, 0], 3), 1)], 3, 1)
    P = Variable.from_vector([0, 1], 3)
    learned = state.support()[P(state.support()) == 2]
    assert len(learned) == 1  # one ontic state: more than any epistemic state allows
    assert len(Measurement.of([P], 1).update(state, [2]).support()) == 3


@pytest.mark.parametrize(("d", "n"), [(2, 2), (3, 2), (9, 2)])
def test_marginals_are_those_of_the_distribution(d, n):
    rng = np.random.default_rng(3)
    for _ in range(6):
        state = random_state(d, n, rng)
        support = brute_support(state)
        for systems in ([0], [1], [1, 0]):
            columns = [c for s in systems for c in (2 * s, 2 * s + 1)]
            expected = {tuple(m) for m in np.unique(support[:, columns], axis=0).tolist()}
            assert {tuple(m) for m in state.marginal(systems).support()} == expected


def test_composite_dimensions_have_modules_of_knowledge():
    both = EpistemicState.of([[3, 0], [0, 3]], [3, 0], 9, 1)
    assert both.is_pure
    assert both.size == 9
    assert str(both) == "3X1 = 3, 3P1 = 0"
    measurement = Measurement.of([Variable.from_vector([1, 0], 9)], 1)
    assert measurement.outcomes(both).points().ravel().tolist() == [1, 4, 7]
    assert str(measurement.update(both, [4])) == "X1 = 4"
    with pytest.raises(InputError, match="contradict"):
        EpistemicState.of([[3, 0]], [1], 9, 1)


def test_states_that_complementarity_forbids_are_refused_with_the_pair():
    with pytest.raises(InputError, match=r"\[X1, P1\] = 1"):
        EpistemicState.of([[1, 0], [0, 1]], [0, 0], 3, 1)
    with pytest.raises(InputError, match="contradict"):
        EpistemicState.of([[1, 0], [2, 0]], [1, 1], 3, 1)
    with pytest.raises(InputError, match="generators"):
        EpistemicState.of([[1, 0]], [1, 1], 3, 1)


def test_learning_a_commuting_value_conditions_without_disturbance():
    X1, X2, P1 = (Variable.from_vector(v, 3) for v in ([1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0]))
    state = EpistemicState.from_known([(X1 - X2, 0)], 3, 2)
    learned = state.conditioned([(X1, 2)])
    assert {tuple(m) for m in learned.support()} == {tuple(m) for m in state.support() if m[0] == 2}
    with pytest.raises(InputError, match="cannot be known together"):
        state.conditioned([(P1, 0)])
    with pytest.raises(InputError, match="contradict"):
        learned.conditioned([(X2, 0)])


def test_products_and_their_marginals():
    a, b = EpistemicState.of([[1, 0]], [1], 3, 1), EpistemicState.of([[1, 1]], [2], 3, 1)
    both = a.product(b)
    assert both.marginal([0]) == a
    assert both.marginal([1]) == b
    assert both.size == a.size * b.size
    with pytest.raises(InputError, match="one d"):
        a.product(EpistemicState.unknown(2, 1))


def test_bad_requests_are_refused():
    state = EpistemicState.unknown(3, 2)
    for systems in ([], [0, 0], [2]):
        with pytest.raises(InputError, match="different systems"):
            state.marginal(systems)
    with pytest.raises(InputError, match="too many"):
        EpistemicState.unknown(3, 20).support()
    X = Variable.from_vector([1, 0], 3)
    with pytest.raises(InputError, match="cannot be measured together"):
        Measurement.of([X, Variable.from_vector([0, 1], 3)], 1)
    with pytest.raises(InputError, match="same phase space"):
        Measurement.of([X], 1).outcomes(state)
    with pytest.raises(InputError, match="over one Z_d"):
        Measurement.of([], 1)
    with pytest.raises(InputError, match="impossible"):
        Measurement.of([X], 1).update(EpistemicState.of([[1, 0]], [1], 3, 1), [2])
    with pytest.raises(InputError, match="system 3 of 2"):
        Measurement.of([Variable.of({4: 1}, 3)], 2)
    with pytest.raises(InputError, match="not symplectic"):
        SymplecticMap(3, np.array([[1, 0], [0, 2]]), np.zeros(2))
    with pytest.raises(InputError, match="no map"):
        SymplecticMap(3, np.eye(3), np.zeros(3))
    with pytest.raises(InputError, match="one phase space"):
        SymplecticMap.identity(3, 1) @ SymplecticMap.identity(3, 2)


def test_maps_print_in_notation_and_come_from_steps():
    step = Transform((1,), ((0, 1), (2, 0)), (0, 1))
    assert str(SymplecticMap.from_step(step, 3, 2)) == "X2 -> P2, P2 -> -X2 + 1"
    assert str(SymplecticMap.identity(3, 2)) == "X1 -> X1"
    assert str(SymplecticMap.displacement([0, 2], 5)) == "P1 -> P1 + 2"


def test_flow_generates_the_bracket():
    rng = np.random.default_rng(0)
    F, G = rng.integers(0, 7, (2, 6))
    assert G @ flow(F) % 7 == bracket_rows(G[None], F[None])[0, 0] % 7


@pytest.mark.parametrize("n", [63, 64, 65, 127, 128, 129])
def test_states_of_many_systems_need_no_list(n):
    """A chain X1 = X2 = ... = Xn with P1 + ... + Pn known, measured in full."""
    d = 3
    rows = np.zeros((n, 2 * n), dtype=np.int64)
    for i in range(n - 1):
        rows[i, 2 * i], rows[i, 2 * i + 2] = 1, -1
    rows[n - 1, 1::2] = 1
    state = EpistemicState.of(rows, np.zeros(n), d, n)
    assert state.is_pure
    everything = Measurement.of([Variable.of({2 * i: 1}, d) for i in range(n)], n)
    assert everything.outcomes(state).size == 3
    after = everything.update(state, np.full(n, 2))
    assert np.array_equal(after.known[:, 0::2], np.eye(n))
    assert after.value_of(Variable.of({2 * n - 2: 1}, d)) == 2


def test_enumerated_states_are_distinct_and_maps_permute_them():
    states = set(epistemic_states(3, 1))
    assert len(states) == 13
    for matrix in symplectic_group(3, 1):
        symplectic = SymplecticMap(3, matrix, np.array([1, 2]))
        assert {state.transformed(symplectic) for state in states} == states


def test_random_isotropic_subspaces_cover_all_of_them():
    rng = np.random.default_rng(0)
    found = {random_isotropic(2, 2, 2, rng).tobytes() for _ in range(400)}
    assert found == {V.tobytes() for V in isotropic_modules(2, 2, 2)}
