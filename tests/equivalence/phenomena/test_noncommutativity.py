"""Noncommutativity: the checks against closed facts, and with what they rest on taken out."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.theorems.phenomena import noncommutativity
from equivalence.theorems.phenomena.noncommutativity import affine_maps, maps, order_matters, orders, pairs
from equivalence.theorems.phenomena.small import Quantum, Toy, variables
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.transformations import SymplecticMap


def undisturbed(d, n):
    return Toy(d, n, disturbs=False)


def unlearned(d, n):
    return Toy(d, n, learns=False)


def test_without_the_kick_no_order_matters():
    assert orders(disturbed=False).status == "fails"
    check = pairs(3, 1, toy=undisturbed)
    assert (check.status, check.name) == ("fails", "pairs-3-1")
    assert check.witness["theory"] == "toy"
    assert not check.witness["the order matters"]


@pytest.mark.parametrize("d", [2, 3])
def test_without_learning_no_order_matters_either(d):
    assert pairs(d, 1, toy=unlearned).status == "fails"


def test_even_d_has_no_counterpart_but_the_toy_theory_has_the_phenomenon():
    assert pairs(4, 1, sides="toy").status == "holds"


def test_the_brute_force_is_the_rule_for_known_variables():
    """Another route to the same joint outcomes: (V, v)."""
    toy, state = Toy(3, 1), EpistemicState.from_known("X = 1", 3, 1)
    p_first = toy.joint(toy.state([[1, 0]], [1]), [[0, 1], [1, 0]])
    assert np.allclose(p_first, 1 / 9)
    assert state.measured("P", [2]).value_of("X") is None
    x_first = toy.joint(toy.state([[1, 0]], [1]), [[1, 0], [0, 1]])
    assert np.allclose(x_first[1], 1 / 3)
    assert np.allclose(x_first, Quantum(3, 1).joint(Quantum(3, 1).state([[1, 0]], [1]), [[1, 0], [0, 1]]))


@pytest.mark.parametrize(("d", "classes"), [(2, 5), (3, 10)])
def test_commuting_pairs_of_maps_are_counted_by_classes(d, classes):
    """In a group the commuting pairs are its order times its number of conjugacy classes: S4 has 5."""
    matrices, shifts = affine_maps(d)
    matter = order_matters(matrices, shifts, d)
    assert (~matter).sum() == len(matrices) * classes
    assert maps(d).status == "holds"


def test_on_two_bits_maps_commute_whose_counterparts_do_not(monkeypatch):
    """A few maps that are closed under inverses of themselves: `sum` and `cphase` are among them."""
    chosen = [SymplecticMap.named(name, (0, 1), 2, 2).matrix for name in ("sum", "cphase", "swap")]
    monkeypatch.setattr(noncommutativity, "symplectic_group", lambda d, n: np.stack(chosen))
    check = noncommutativity.maps_of_two_bits()
    assert check.status == "holds"
    assert "2 commute in the toy theory alone, 0 on qubits alone" in check.scope
    monkeypatch.setattr(noncommutativity, "symplectic_group", lambda d, n: np.stack(chosen[1:]))
    assert noncommutativity.maps_of_two_bits().status == "fails"


def test_variables_are_counted():
    assert [len(variables(d, n)) for d, n in ((2, 2), (3, 2), (4, 1))] == [15, 40, 9]
