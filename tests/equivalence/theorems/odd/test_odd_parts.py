"""The parts of the checks against slower ways of saying the same."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.engine.checks import first_true, missed
from equivalence.theorems.odd.ensembles import of_all
from equivalence.theorems.odd.exact import differs, product_traces, shown, whole_traces
from equivalence.theorems.odd.instruments import instruments
from equivalence.theorems.odd.measured_sets import MeasuredSet, dependent, measured_sets
from equivalence.theorems.odd.measurements import counts_of, one_of_each, sampled_pairs, statistics
from equivalence.theorems.odd.routines import QUANTUM, TOY, images
from equivalence.theorems.odd.states import counted_states, phase_point_traces, wigner_functions
from equivalence.theorems.odd.transformations import (
    acting_otherwise,
    displacements,
    generators,
    named_cases,
    named_unitaries,
    symplectic_group_action,
)
from equivalence.theorems.odd.updates import all_pairs, possible_and_not, post_measurement_states
from quantum_ref.operators.clifford import symplectic_unitaries
from quantum_ref.operators.cyclotomic import to_complex
from quantum_ref.operators.phase_points import parity_phase_points, phase_point
from quantum_ref.operators.stabilizer import joint_projectors
from toytheory.discrete.enumeration import isotropic_modules, symplectic_group
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.space import PhaseSpace


def random_cyclotomic(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-3, 4, shape)


def test_counts_of_states_are_those_of_the_literature() -> None:
    assert [counted_states(3, n) for n in (1, 2, 3)] == [13, 481, 64093]
    assert [counted_states(d, 1) for d in (5, 7, 9, 15)] == [31, 57, 130, 13 * 31]
    assert counted_states(7, 2) == 22401


# exact


def test_differs_is_right_about_fractions_and_roots() -> None:
    values = np.array([[2, 0, 0], [1, 1, 1], [0, 1, 1], [0, 1, 0]])  # 2, 0, -1, omega
    assert differs(values, 4, [1, 0, -1, 0], [2, 1, 4, 1]).tolist() == [False, False, False, True]
    assert differs(values, 4, [2, 1, 1, 1], 2).tolist() == [True, True, True, True]


def test_first_is_the_first_in_reading_order() -> None:
    assert first_true(np.zeros((2, 0), dtype=bool)) is None
    assert first_true(np.array([[[False]], [[True]]])) == (1, 0, 0)


def test_shown_is_a_fraction_where_it_can_be() -> None:
    assert shown(np.array([-6, 0, 0, 0, 0]), 4) == "-3/2"
    assert "j" in shown(np.array([0, 0, 1, 0, 0]), 1)


@pytest.mark.parametrize("m", [3, 5, 9])
def test_product_traces_are_those_of_complex_matrices(m: int) -> None:
    left, right = random_cyclotomic(1, 4, 3, 3, m), random_cyclotomic(2, 5, 3, 3, m)
    expected = np.einsum("sab,tba->st", to_complex(left), to_complex(right))
    assert np.allclose(to_complex(product_traces(left, right)), expected)
    traces = np.trace(to_complex(joint_projectors([[1, 1]], 3)), axis1=1, axis2=2)
    assert np.allclose(whole_traces(joint_projectors([[1, 1]], 3)), traces)


# maps


@pytest.mark.parametrize(("d", "n"), [(3, 1), (3, 2), (5, 1), (9, 1)])
def test_images_are_those_of_the_maps_one_by_one(d: int, n: int) -> None:
    rng = np.random.default_rng(d)
    matrices = symplectic_group(d, n)[:: 7 if n == 1 else 4099]
    shifts, points = rng.integers(0, d, (len(matrices), 2 * n)), PhaseSpace(d, n).points()
    expected = [SymplecticMap(d, s, a)(points) for s, a in zip(matrices, shifts, strict=True)]
    assert np.array_equal(images(matrices, shifts, points, d), expected)


@pytest.mark.parametrize(("d", "n", "step"), [(3, 1, 1), (5, 1, 11), (9, 1, 50), (3, 2, 6007)])
def test_acting_otherwise_is_what_the_operators_say(d: int, n: int, step: int) -> None:
    matrices, space = symplectic_group(d, n)[::step], PhaseSpace(d, n)
    points, rng = space.points(), np.random.default_rng(d + n)
    unitaries = symplectic_unitaries(matrices, np.zeros(2 * n, dtype=int), d)
    operators = parity_phase_points(points, d)
    moved = space.index(images(matrices, np.zeros((len(matrices), 2 * n), dtype=int), points, d))
    assert not acting_otherwise(unitaries.exponents, moved, operators).any()
    moved = np.where(rng.random(moved.shape) < 0.3, rng.integers(0, len(points), moved.shape), moved)
    expected = [
        [unitaries[b].intertwines(operators[moved[b, m]], operators[m]) for b in range(len(matrices))]
        for m in range(len(points))
    ]
    found = acting_otherwise(unitaries.exponents, moved, operators)
    assert found.any()
    assert np.array_equal(found, ~np.array(expected))


def test_named_cases_cover_the_choices_of_systems() -> None:
    cases = named_cases(5, 3)
    assert sum(name == "sum" for name, _, _ in cases) == 6
    assert sum(name == "cphase" for name, _, _ in cases) == 3
    assert {a for name, _, a in cases if name == "multiply"} == {1, 2, 3, 4}
    assert {a for name, _, a in named_cases(9, 1) if name == "multiply"} == {1, 2, 4, 5, 7, 8}


def test_other_odd_d_hold_too() -> None:
    assert named_unitaries(5, systems=1).status == "holds"
    assert symplectic_group_action(9, 1, applied_every=50).status == "holds"
    assert displacements(9, 1).status == "holds"
    assert phase_point_traces(5, 1).status == "holds"
    assert statistics(5, 1).status == "holds"
    assert post_measurement_states(9, 1, every=False).status == "holds"


def test_large_d_needs_wider_integers_and_gets_them() -> None:
    d, points = 37, PhaseSpace(37, 1).points()
    symplectic = SymplecticMap(d, np.array([[5, 2], [2, 1]]), np.array([0, 0]))
    unitary = symplectic_unitaries(symplectic.matrix[None], [0, 0], d)
    moved = PhaseSpace(d, 1).index(symplectic(points))[None]
    operators = parity_phase_points(points, d)
    assert not acting_otherwise(unitary.exponents, moved, operators).any()
    assert acting_otherwise(unitary.exponents, (moved + 1) % d**2, operators).all()


def test_progress_is_reported_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    wigner_functions(3, 1, report=lambda done, total: seen.append((done, total)))
    generators(3, 1, report=lambda done, total: seen.append((done, total)))
    assert (13, 13) in seen
    assert seen[-1] == (6, 6)


# measurements


def test_measured_sets_are_all_modules_twice() -> None:
    assert len(measured_sets(3, 2)) == 2 * 80
    assert len(measured_sets(9, 1)) == 2 * 17
    assert all(not len(isotropic_modules(d, 1)[0]) for d in (3, 9))


@pytest.mark.parametrize("known", [[[1, 0, 0, 2], [0, 1, 2, 0]], [[1, 2, 0, 1]]])
def test_a_dependent_list_has_impossible_values_and_its_module_is_the_same(known: list[list[int]]) -> None:
    measured = dependent(np.array(known), 3)
    values = measured.values()
    possible = set(measured.evaluated(PhaseSpace(3, 2).points()).tolist())
    assert len(possible) == 3 ** len(known) < len(values)
    assert {int(t) for t in measured.telling()} > possible
    assert len(measured.telling()) == 2 * len(possible)
    assert all((values[t] - measured.constants).sum() % 3 == 0 for t in possible)
    traces = whole_traces(measured.projectors(QUANTUM))
    assert {int(t) for t in np.flatnonzero(traces)} == possible


def test_counts_are_what_counting_gives() -> None:
    measured = MeasuredSet(3, np.array([[1, 2]]), np.array([1]))
    ensemble, groups = of_all(3, 1, TOY, QUANTUM)
    assert sum(len(group) for group in groups) == len(ensemble) == 13
    counts = counts_of(measured, ensemble.possible)
    for s, state in enumerate(ensemble.states):
        values = [(x + 2 * p + 1) % 3 for x, p in state.support().tolist()]
        assert counts[s].tolist() == [values.count(v) for v in range(3)]


def test_one_of_each_goes_around() -> None:
    assert [one_of_each([range(2), range(2, 5)], turn) for turn in range(3)] == [[0, 2], [1, 3], [0, 4]]


def test_what_a_sample_misses_is_one_in_a_hundred() -> None:
    fraction = float(missed(50).rsplit("= ", 1)[1])
    assert (1 - fraction) ** 50 == pytest.approx(0.01, rel=0.01)


def test_sampled_pairs_have_both_ways_of_listing() -> None:
    pairs = list(sampled_pairs(3, 2, 40, np.random.default_rng(0)))
    assert {bool(measured.constants.any()) for _, measured in pairs} == {True, False}
    assert {len(known) for known, _ in pairs} == {1, 2} or {len(known) for known, _ in pairs} == {0, 1, 2}


# updates


@pytest.mark.parametrize("d", [3, 5])
def test_instruments_are_traces_of_complex_matrices(d: int) -> None:
    points = PhaseSpace(d, 1).points()
    projectors = joint_projectors([[1, 2]], d)
    operators, complex_points = parity_phase_points(points, d), phase_point(points, d)
    pi = to_complex(projectors)
    expected = np.einsum("ago,soh,bhk,skg->sba", complex_points, pi, complex_points, pi)
    assert np.allclose(to_complex(instruments(projectors, d, operators, QUANTUM)), expected)


def test_pairs_hold_possible_and_impossible_outcomes() -> None:
    ensemble, _ = of_all(3, 1, TOY, QUANTUM)
    measured = MeasuredSet(3, np.array([[1, 0]]), np.array([0]))
    known = next(s for s, state in enumerate(ensemble.states) if str(state) == "X1 = 1")
    unknown = next(s for s, state in enumerate(ensemble.states) if str(state) == "nothing known")
    pairs = possible_and_not(measured, ensemble, [known, unknown], 5)
    assert pairs[0].tolist() == [known, 1]
    assert pairs[1].tolist() == [known, 2]
    assert len(pairs) == 3
    in_turn = possible_and_not(measured, ensemble, [known, known, unknown, known], 0, both=False)
    assert in_turn.tolist() == [[known, 1], [known, 0], [unknown, 0], [known, 0]]
    assert len(all_pairs(measured, ensemble)) == 13 * 3
