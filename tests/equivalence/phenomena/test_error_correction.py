"""Error correction: distances by other routes, and faults that must be caught by name."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena.error_correction import PHENOMENON
from equivalence.theorems.phenomena import all_codes
from equivalence.theorems.phenomena.all_codes import BEST, both_theories, every_code
from equivalence.theorems.phenomena.linear_modes import area_bounds_bracket, drawn_codes, left_over
from equivalence.theorems.phenomena.named_codes import NAMED, five_systems, named_codes, ring, single_errors
from quantum_ref.operators.weyl import observable
from tests.helpers.planted_in_phenomena import failing, sound, with_fault
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.discrete.epistemic import EpistemicState
from toytheory.phase_space.space import PhaseSpace


@pytest.mark.parametrize(("d", "n"), [(2, 3), (3, 2)])
def test_all_modules_are_those_of_the_enumeration(d, n):
    found = {V.tobytes() for modules in all_codes.all_modules(d, n) for V in modules.astype(np.int64)}
    assert found == {V.tobytes() for V in isotropic_modules(d, n)}


@pytest.mark.parametrize(("d", "n"), [(2, 3), (3, 2)])
def test_distances_are_those_of_the_state_s_own_routine(d, n):
    for modules in all_codes.all_modules(d, n)[:n]:
        for V, distance in zip(modules.astype(np.int64), all_codes.distances(modules, d), strict=True):
            assert EpistemicState.of(V, [0] * len(V), d, n).code_parameters().distance == distance


def test_ranks_are_those_of_another_elimination():
    rng = np.random.default_rng(3)
    matrices = rng.integers(5, size=(50, 3, 4))
    for rows, rank in zip(matrices, all_codes.ranks(matrices, 5), strict=True):
        spanned = {tuple(np.array(c) @ rows % 5) for c in np.ndindex(5, 5, 5)}
        assert len(spanned) == 5**rank
    assert all_codes.ranks(np.zeros((2, 0, 4)), 3).tolist() == [0, 0]


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3)])
def test_every_code_obeys_the_bounds(d, n):
    assert every_code(d, n).status == "holds"


@pytest.mark.parametrize(("d", "n"), [(2, 2), (2, 3), (3, 2)])
def test_distances_agree_in_both_theories(d, n):
    assert both_theories(d, n, n, tuple(range(n + 1))).status == "holds"


def test_the_code_of_three_trits_has_distance_2_in_quantum_theory_too():
    code = np.array([[[1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1]]])
    assert all_codes.distances(code, 3).tolist() == [2]
    assert all_codes.distances_by_lists(code, 3, 2).tolist() == [2]
    assert all_codes.distances_of_projectors(code, 3, 2).tolist() == [2]


def test_a_better_code_than_there_is_fails_by_name():
    check = every_code(2, 3, best={**BEST[2], (3, 1): 2})
    assert (check.name, check.status, check.witness) == ("codes-2-3", "fails", {"k": 1, "distance": 1, "expected": 2})


def test_modules_that_are_missing_are_noticed(monkeypatch):
    complete = all_codes.all_modules(2, 2)
    monkeypatch.setattr(all_codes, "all_modules", lambda d, n: (*complete[:2], complete[2][1:]))
    assert every_code(2, 2).witness == {"k": 0, "modules": 14, "formula": 15}


def test_operators_of_other_variables_are_noticed():
    operators = observable(PhaseSpace(2, 2).points(), 2).copy()
    operators[8] = np.eye(4)  # X1 acts like nothing: the code of X1 is no code
    check = both_theories(2, 2, 2, (0, 1, 2), operators)
    assert (check.name, check.status) == ("distances-2-2", "fails")


def test_the_five_systems_and_their_planted_faults():
    assert five_systems().status == "holds"
    assert "brackets" in five_systems(ring((1, 1, 1, -1))).witness
    repeated = ring()
    repeated[3] = repeated[0]
    assert "minor" in five_systems(repeated).witness
    other = np.roll(ring(), 1, axis=0)
    assert five_systems(other).status == "holds"
    turned = np.roll(ring(), 2, axis=1)
    turned[:, [0, 2]] = turned[:, [2, 0]]
    turned[:, [1, 3]] = turned[:, [3, 1]]
    assert "undetected" in five_systems(turned).witness


def test_single_errors_are_told_apart_unless_checks_are_dropped():
    assert single_errors(2).status == single_errors(3).status == "holds"
    assert single_errors(2, ring()[:3]).status == "fails"


def test_named_codes_have_their_distances():
    few = {name: NAMED[name] for name in ("repetition, three systems", "three systems")}
    assert named_codes(few).status == "holds"
    wrong = {"three systems": ("X1 + X2 + X3 = 0", 3, (3,), (2, 2, 2))}
    assert named_codes(wrong).witness["k"] == "2"


def test_steane_and_shor():
    assert named_codes({name: (NAMED[name][0], NAMED[name][1], (2,), NAMED[name][3]) for name in ("Steane", "Shor")})


def test_linear_codes_of_modes():
    assert area_bounds_bracket().status == "holds"
    assert area_bounds_bracket(modes=(1,), factor=2).status == "fails"
    repetition = np.eye(6)
    repetition[2, 0] = repetition[4, 0] = 1
    repetition[1, 3] = repetition[1, 5] = -1
    assert left_over(repetition) == pytest.approx(1)
    assert drawn_codes(np.random.default_rng(1), 20).status == "holds"


def test_matrices_that_are_not_symplectic_would_make_the_noise_smaller(monkeypatch):
    from equivalence.theorems.phenomena import linear_modes

    monkeypatch.setattr(linear_modes, "_drawn", lambda rng: 2 * np.eye(6))
    assert drawn_codes(np.random.default_rng(1), 2).status == "fails"


@pytest.mark.parametrize(
    ("fault", "caught"),
    [
        ("feed-forward-ignored", "run-error-correction-bits-five"),
        ("noise-ignored", "run-error-correction-bits-rate"),
        ("discard-of-another", "run-error-correction-trits-erasure"),
        ("joint-order", "run-error-correction-bits-five"),
    ],
)
def test_faults_of_the_toy_theory_are_caught_by_name(fault, caught):
    assert caught in failing(PHENOMENON, with_fault(fault, sound()))
