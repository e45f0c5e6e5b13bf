"""Square, GHZ, Mermin and the Bell table: refuted where quantum theory refutes, and nothing is refuted that is not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from pauli_matrices import commute, matrix, product_sign

from equivalence.theorems.nogo import bell, bell_table, kochen_specker
from equivalence.theorems.nogo.equations import Equations
from equivalence.theorems.nogo.observables import (
    commuting,
    eigenvalue,
    name_of,
    notation,
    row_of,
    sign_of_product,
    toy_value,
)
from toytheory.backend import load_backends
from toytheory.errors import InputError

ALL_TWO = ["".join(letters) for letters in product("IZXY", repeat=2)]


# equations


def test_a_refutation_exists_exactly_where_no_assignment_fits():
    rng = np.random.default_rng(0)
    found = set()
    for _ in range(200):
        count = int(rng.integers(1, 7))
        unknowns = tuple(tuple(int(k) for k in rng.integers(0, 4, 3)) for _ in range(count))
        system = Equations(unknowns, tuple(int(b) for b in rng.integers(0, 2, count)))
        fits = [values for values in system.assignments() if not system.violated(values)]
        combination, solution = system.refutation(), system.solution()
        found.add(bool(fits))
        assert (combination is None) == bool(fits) == (solution is not None)
        if solution is not None:
            assert not system.violated(solution)
        if combination is not None:
            assert not (system.matrix[list(combination)].sum(axis=0) % 2).any()
            assert sum(system.right[i] for i in combination) % 2 == 1
    assert found == {True, False}


def test_the_refutation_is_a_shortest_one():
    system = Equations((("a",), ("b",), ("a", "b"), ("c",), ("c",)), (0, 0, 1, 0, 1))
    assert system.refutation() == (3, 4)


def test_an_unknown_that_occurs_twice_in_an_equation_drops_out():
    assert Equations((("c", "c"),), (1,)).refutation() == (0,)
    assert Equations((("c", "c"),), (0,)).refutation() is None


def test_left_and_right_sides_must_match():
    with pytest.raises(InputError, match="2 left and 1 right sides"):
        Equations((("a",), ("b",)), (1,))


# observables


def test_products_and_signs_are_those_of_matrices():
    for a, b in product(ALL_TWO, repeat=2):
        assert commuting([a, b]) == commute([a, b])
        third = name_of(row_of(a) ^ row_of(b))
        assert sign_of_product([a, b, third]) == product_sign([a, b, third])
    assert notation("XY") == "P1 + X2 + P2"


def test_eigenvalues_are_those_of_matrices():
    for state in ([1, 0, 0, 1], [0, 1, -1, 0], [1, 1, 0, 0], [2, 0, 0, 0]):
        vector = np.array(state)
        for name in ALL_TWO:
            moved = matrix(name) @ vector
            expected = next((s for s in (0, 1) if np.allclose(moved, (-1) ** s * vector)), None)
            assert eigenvalue(name, state) == expected


def test_toy_values_are_sums_of_coordinates():
    for x1, p1, x2, p2 in product((0, 1), repeat=4):
        local = [{"I": 0, "Z": x, "X": p, "Y": (x + p) % 2} for x, p in ((x1, p1), (x2, p2))]
        for name in ALL_TWO:
            assert toy_value(name, (x1, p1, x2, p2)) == (local[0][name[0]] + local[1][name[1]]) % 2


# the square


def test_the_contexts_of_the_square_commute_and_have_these_signs():
    for context, sign in zip(kochen_specker.SQUARE, (0, 0, 0, 0, 0, 1), strict=True):
        assert commute(context)
        assert product_sign(context) == sign
    counted = [name for context in kochen_specker.SQUARE for name in context]
    assert all(counted.count(name) == 2 for name in counted)


@pytest.mark.parametrize(
    "check",
    [
        kochen_specker.square_refuted,
        kochen_specker.all_squares,
        kochen_specker.more_systems,
        kochen_specker.toy_assignment,
        bell.ghz_refuted,
        bell.mermin,
        bell.toy_violates,
        bell_table.talk_table,
        bell_table.three_systems,
        bell_table.same_labels,
        bell_table.toy_fails,
    ],
)
def test_the_check_holds(check):
    found = check()
    assert found.status == "holds", found.witness
    assert found.cases > 0


def flipped(context):
    """Planted: the last column of the square, wherever it is padded, has sign +."""
    letters = {"".join(sorted(name.replace("I", ""))) for name in context}
    return 0 if letters == {"XX", "YY", "ZZ"} else sign_of_product(context)


@pytest.mark.parametrize("planted", [flipped, lambda context: 0])
def test_a_wrong_sign_in_the_square_is_caught(planted):
    assert kochen_specker.square_refuted(sign=planted).status == "fails"
    assert kochen_specker.more_systems(sign=planted).status == "fails"
    assert kochen_specker.all_squares(sign=planted).status == "fails"


@pytest.mark.parametrize("letter", ["YY", "ZZ", "IX"])
def test_values_that_are_not_linear_are_caught(letter):
    """Planted: one observable has the opposite value, so that other contexts are violated too."""
    found = kochen_specker.toy_assignment(value=lambda name, point: toy_value(name, point) ^ (name == letter))
    assert found.status == "fails"


def test_a_context_that_does_not_commute_is_no_context():
    with pytest.raises(ArithmeticError, match="commuting"):
        kochen_specker.equations([("ZI", "XI", "YI")])
    with pytest.raises(ArithmeticError, match="sign"):
        kochen_specker.equations([("ZI", "IZ")])


def test_without_its_last_column_the_square_has_an_assignment():
    found = kochen_specker.square_refuted(kochen_specker.SQUARE[:5])
    assert found.status == "fails"
    assert found.witness["fewest violated contexts"] == 0


def test_another_number_of_squares_is_caught(monkeypatch):
    contexts = kochen_specker.all_contexts()
    monkeypatch.setattr(kochen_specker, "all_contexts", lambda: contexts[:14])
    found = kochen_specker.all_squares()
    assert found.status == "fails"
    assert found.witness["contexts"] == 14


def test_many_dependent_equations_still_have_a_refutation():
    """More combinations than are searched for the shortest."""
    count = 20
    system = Equations(tuple(("a",) for _ in range(count)), (0,) * (count - 1) + (1,))
    combination = system.refutation()
    assert sum(system.right[i] for i in combination) % 2 == 1
    assert len(combination) % 2 == 0


# GHZ and Mermin


def test_the_ghz_state_has_these_values():
    state = np.array(bell.STATE)
    for name, value in zip(bell.PRODUCTS, (1, -1, -1, -1), strict=True):
        assert np.allclose(matrix(name) @ state, value * state)
    mermin = sum(w * matrix(name) for w, name in zip(bell.WEIGHTS, bell.PRODUCTS, strict=True))
    assert np.isclose(np.linalg.eigvalsh(mermin).max(), 4)
    assert np.allclose(mermin @ state, 4 * state)
    assert all(np.allclose(matrix(name) @ state, state) for name in bell.KNOWN)


def test_local_sums_are_those_of_a_plain_loop():
    sums = []
    for x1, x2, x3, y1, y2, y3 in product((1, -1), repeat=6):
        sums.append(x1 * x2 * x3 - x1 * y2 * y3 - y1 * x2 * y3 - y1 * y2 * x3)
    assert sorted(sums) == sorted(bell.local_sums())
    assert (max(sums), min(sums)) == (2, -2)


@pytest.mark.parametrize("planted", [{"bound": 1}, {"bound": 3}, {"quantum": 3}, {"weights": (1, 1, -1, -1)}])
def test_a_bound_off_by_one_is_caught(planted):
    assert bell.mermin(**planted).status == "fails"


def test_a_state_without_the_signs_is_caught():
    """Planted: all products have value 0, as in the toy theory; then local values exist."""
    assert bell.ghz_refuted(value=lambda name, state: 0).status == "fails"
    assert bell.toy_violates(value=lambda name, state: 0).status == "fails"
    with pytest.raises(ArithmeticError, match="no certain value"):
        bell.local_equations(["XXX", "ZII"], bell.STATE)


def test_three_of_the_four_products_have_local_values():
    assert bell.local_equations(bell.PRODUCTS[:3], bell.STATE).refutation() is None


def test_every_backend_shows_the_contradiction():
    backends = load_backends(["epistemic", "ontic", "stim", "hilbert"])
    found = bell.on_backends(backends)
    assert found.status == "holds", found.witness
    assert found.cases == 16
    assert bell.on_backends({}).status == "skipped"
    assert bell.on_backends({"absent": "not installed"}).status == "skipped"


class Sided:
    """A backend that answers for the other side."""

    def __init__(self, backend, side):
        self.inner, self.side = backend, side
        self.name, self.capabilities = backend.name, backend.capabilities

    def can_run(self, experiment):
        return self.inner.can_run(experiment)

    def distribution(self, experiment):
        return self.inner.distribution(experiment)


def test_a_toy_backend_on_the_quantum_side_is_caught():
    backends = load_backends(["epistemic", "stim"])
    swapped = {"epistemic": Sided(backends["epistemic"], "quantum")}
    assert bell.on_backends(swapped).status == "fails"
    assert bell.on_backends({"stim": Sided(backends["stim"], "toy")}).status == "fails"


# the Bell table


def test_the_table_is_that_of_the_density_matrices():
    for label, vector in bell_table.STATES.items():
        rho = np.outer(vector, vector) / 2
        means = [np.trace(rho @ matrix(2 * basis)).real for basis in "ZXY"]
        assert [round(m) for m in means] == [1 if c == "C" else -1 for c in bell_table.TALK[label]]


def test_two_bit_models_exist_exactly_for_different_rules():
    for c1, c2 in product((0, 1), repeat=2):
        assert bell_table.possible(c1, c2) == (c1 != c2)


def toy_parity(name, vector):
    """Planted: the toy theory's table in place of the quantum one."""
    if name[0] == "Y":
        return (eigenvalue("ZZ", vector) + eigenvalue("XX", vector)) % 2
    return eigenvalue(name, vector)


def test_the_toy_table_is_refuted_by_nothing_and_is_not_the_slide():
    assert bell_table.talk_table(toy_parity).status == "fails"
    assert bell_table.three_systems(toy_parity).status == "fails"
    assert bell_table.same_labels(toy_parity).status == "fails"


def test_uncertain_or_unequal_rows_make_no_table():
    with pytest.raises(ArithmeticError, match="not certain"):
        bell_table.table(lambda name, vector: None)
    with pytest.raises(ArithmeticError, match="different things"):
        bell_table.offsets([(0, 1)], lambda name, vector: int(name == "YY" and vector[0] == 1))


def test_a_chain_of_pairs_that_does_not_close_is_not_refuted():
    system = bell_table.offsets([(0, 1), (1, 2)])
    assert system.refutation() is None
    solution = system.solution()
    assert solution[0] == solution[2] != solution[1]


def test_an_even_number_of_correlations_is_not_the_toys(monkeypatch):
    monkeypatch.setattr(bell_table, "toy_rows", lambda: [(0, 0, 1)] * 4)
    assert "toy rows" in bell_table.talk_table().witness
    assert bell_table.toy_fails().status == "fails"


def test_an_odd_number_of_correlations_is_not_the_slides(monkeypatch):
    monkeypatch.setattr(bell_table, "TALK", dict.fromkeys(bell_table.STATES, "CCC"))
    found = bell_table.talk_table(lambda name, vector: 0)
    assert "odd number of correlations" in found.witness


def test_talk_table_with_a_transcription_error_is_caught(monkeypatch):
    monkeypatch.setattr(bell_table, "TALK", {**bell_table.TALK, "Phi-": "CCA"})
    assert bell_table.talk_table().status == "fails"
