"""The models that remain: what they give is what density matrices give, and what they do not give is said."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from pauli_matrices import matrix

from equivalence.theorems.nogo import models

H = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
S = np.diag([1, 1j])


def clifford_unitaries():
    """All 24, by closing H and S under products, up to phases."""
    found = []
    todo = [np.eye(2, dtype=complex)]
    while todo:
        unitary = todo.pop()
        if not any(np.isclose(abs(np.trace(u.conj().T @ unitary)), 2) for u in found):
            found.append(unitary)
            todo += [H @ unitary, S @ unitary]
    return found


def test_the_maps_are_the_24_clifford_unitaries():
    found = set()
    for unitary in clifford_unitaries():
        order, signs = [], []
        for letter in "ZXY":
            image = unitary.conj().T @ matrix(letter) @ unitary
            for k, other in enumerate("ZXY"):
                mean = np.trace(image @ matrix(other)).real / 2
                if abs(mean) > 0.5:
                    order.append(k)
                    signs.append(int(mean < 0))
        found.add((tuple(order), tuple(signs)))
    assert len(found) == 24
    assert found == set(models.cliffords())


def test_half_of_all_signed_permutations_are_unitary():
    rotations = set(models.cliffords())
    for order in permutations(range(3)):
        for signs in product((0, 1), repeat=3):
            parity = np.linalg.det(np.eye(3)[list(order)]) * (-1) ** sum(signs)
            assert ((order, signs) in rotations) == (round(parity) == 1)


@pytest.mark.parametrize("known", range(3))
@pytest.mark.parametrize("value", [0, 1])
def test_chances_are_those_of_density_matrices(known, value):
    projectors = {(k, v): (np.eye(2) + (-1) ** v * matrix("ZXY"[k])) / 2 for k in range(3) for v in (0, 1)}
    for measured, outcome in product(range(3), (0, 1)):
        expected = np.trace(projectors[known, value] @ projectors[measured, outcome]).real
        assert float(models.quantum_chance(known, value, measured, outcome)) == pytest.approx(expected)


def test_eight_states_give_statistics_updates_and_all_maps():
    assert models.one_system_statistics(models.EIGHT, "x").status == "holds"
    assert models.one_system_maps(models.EIGHT, 24, "x").status == "holds"


def test_four_states_give_statistics_updates_and_the_even_maps():
    assert models.one_system_statistics(models.FOUR, "x").status == "holds"
    assert models.one_system_maps(models.FOUR, 12, "x").status == "holds"
    even = [m for m in models.cliffords() if round(np.linalg.det(np.eye(3)[list(m[0])])) == 1]
    assert set(models.carried(models.FOUR, models.cliffords())) == set(even)


def test_the_completely_mixed_state_is_uniform_however_it_is_mixed():
    for place in range(3):
        both = [m for value in (0, 1) for m in models.support(models.EIGHT, place, value)]
        assert sorted(both) == sorted(models.EIGHT)


@pytest.mark.parametrize("ontic", [models.EIGHT[:7], models.FOUR[:3], ((0, 0, 0), (1, 1, 1))])
def test_fewer_states_are_caught(ontic):
    assert models.one_system_statistics(ontic, "x").status == "fails"
    assert models.one_system_maps(ontic, 24, "x").status == "fails"


def test_one_channel_has_two_stochastic_maps():
    assert models.contextual_mixtures().status == "holds"
    paulis = [m for m in models.cliffords() if m[0] == (0, 1, 2)]
    kept = {(sum(a) + sum(b)) % 2 for a, b in models.transition(models.EIGHT, paulis)}
    assert kept == {0}
    spread = models.transition(models.EIGHT, models.cliffords())
    assert len(spread) == 64


def test_the_same_mixture_twice_is_no_witness(monkeypatch):
    monkeypatch.setattr(models, "cliffords", lambda: tuple(m for m in CLIFFORDS if m[0] == (0, 1, 2)))
    assert models.contextual_mixtures().status == "fails"


CLIFFORDS = models.cliffords()


def test_joint_chances_are_those_of_projectors():
    for vector in ([1, 0, 0, 1], [0, 1, -1, 0], [1, 0, 0, 0], [3, 0, 0, 4]):
        psi = np.array(vector) / np.linalg.norm(vector)
        for one, two in product("ZXY", repeat=2):
            found = models.joint_chances(vector, one, two)
            for a, b in product((0, 1), repeat=2):
                left, right = ((np.eye(2) + (-1) ** s * matrix(c)) / 2 for s, c in ((a, one), (b, two)))
                expected = (psi @ np.kron(left, right) @ psi).real
                assert float(found[a, b]) == pytest.approx(expected)


def test_less_than_what_is_refuted_has_models():
    assert models.pair_statistics(models.three_bits, "x").status == "holds"
    assert models.pair_statistics(models.two_bits(0, 1), "x").status == "holds"
    assert models.pair_statistics(models.two_bits(1, 0), "x").status == "holds"


@pytest.mark.parametrize("c", [(0, 0), (1, 1)])
def test_equal_rules_are_caught(c):
    found = models.pair_statistics(models.two_bits(*c), "x")
    assert found.status == "fails"
    assert found.witness["measured"] == "YY"


# noncontextual, and for what


def test_one_qubit_is_noncontextual_for_preparations_and_measurements_and_not_for_channels():
    found = models.dependencies()
    assert (found.status, found.cases) == ("holds", 36)
    half = models.carried(models.FOUR, models.cliffords())
    assert models.dependencies(models.FOUR, half).witness["noncontextual for"]["channels"] is True


def test_dependencies_of_states_are_those_of_density_matrices():
    """Second route: every mixture of three pairs of opposite states is the same matrix, and the same distribution."""
    pairs = [[models.support(models.EIGHT, i, v) for v in (0, 1)] for i in range(3)]
    assert all(first | second == set(models.EIGHT) and not first & second for first, second in pairs)


def test_a_model_that_tells_equal_mixtures_apart_is_caught(monkeypatch):
    real = models.support
    monkeypatch.setattr(models, "support", lambda ontic, i, v: real(ontic, i, v) - ({(0, 0, 0)} if i == 2 else set()))
    assert models.dependencies().witness["noncontextual for"]["preparations"] is False
