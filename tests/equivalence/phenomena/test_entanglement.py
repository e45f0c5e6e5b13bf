"""Entanglement and monogamy: numbers of known states, and faults that must be caught."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena.entanglement import PHENOMENON
from equivalence.theorems.phenomena import monogamy
from equivalence.theorems.phenomena.monogamy import only_on_a, three_systems
from tests.helpers.planted_in_phenomena import failing, sound, with_fault
from toytheory.discrete.enumeration import isotropic_modules
from toytheory.discrete.epistemic import EpistemicState


def test_entropies_and_pairs_are_those_of_the_state_s_own_routines():
    entropies = monogamy.toy_entropies(monogamy.supports(2, 3), 2)
    pairs = monogamy.toy_pairs_of(entropies)
    for m, V in enumerate(isotropic_modules(2, 3)):
        state = EpistemicState.of(V, [0] * len(V), 2, 3)
        for part, found in entropies.items():
            assert float(state.entropy(part)) == found[m]
        assert float(state.correlated_pairs([0])) == pairs[(0, 1, 2)][m]
        assert float(state.marginal([0, 1]).correlated_pairs([0])) == pairs[(0, 1)][m]


@pytest.mark.parametrize(("d", "quantum"), [(2, True), (3, False)])
def test_every_state_of_three_systems_obeys_the_inequalities(d, quantum):
    assert three_systems(d, quantum).status == "holds"


def test_correlations_that_are_dropped_on_one_side_are_caught():
    matrices = monogamy.matrices_of_modules(2, 3).copy()
    pair = next(
        m for m, V in enumerate(isotropic_modules(2, 3)) if V.tolist() == [[1, 0, 1, 0, 0, 0], [0, 1, 0, 1, 0, 0]]
    )
    matrices[pair] = np.eye(8) / 8
    check = three_systems(2, matrices=matrices)
    assert (check.status, check.name) == ("fails", "three-2")
    assert check.witness["known"] == [[1, 0, 1, 0, 0, 0], [0, 1, 0, 1, 0, 0]]


def test_a_distribution_without_the_restriction_would_break_monogamy():
    # X and P of all three systems equal: no bracket forbids it if there are none
    possible = monogamy.supports(2, 3).copy()
    points = np.arange(64)
    possible[-1] = (points >> 4 == points >> 2 & 3) & (points >> 2 & 3 == points & 3)
    check = three_systems(2, quantum=False, possible=possible)
    assert check.status == "fails"
    assert check.witness["violated"].startswith("I(0:1) + I(0:2)")


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ({(0, 1): 1, (0, 2): 1, (0, 1, 2): 1}, "E(0:1) + E(0:2)"),
        ({(0, 1): 0, (0, 2): 0, (0, 1, 2): 0}, "of pure states"),
    ],
)
def test_pairs_that_are_counted_wrongly_are_named(pairs, says):
    part = lambda value: np.array([value])  # noqa: E731
    entropies = {s: part(1) for s in monogamy.SUBSETS} | {(0, 1, 2): part(0)}
    table = {k: part(0) for k in ((1, 0), (1, 2), (1, 0, 2), (2, 0), (2, 1), (2, 0, 1))}
    assert says in monogamy.violated(entropies, table | {k: part(v) for k, v in pairs.items()})


def test_a_pair_that_tells_of_the_third_is_named():
    part = lambda value: np.array([value])  # noqa: E731
    entropies = {(0,): part(1), (1,): part(1), (2,): part(1), (0, 1): part(0), (0, 2): part(2), (1, 2): part(2)}
    table = {k: part(0) for k in monogamy.toy_pairs_of(entropies | {(0, 1, 2): part(0)})}
    assert "nothing of the third" in monogamy.violated(entropies | {(0, 1, 2): part(0)}, table)


def test_floats_that_are_no_entropies_are_an_error():
    with pytest.raises(ArithmeticError, match="whole multiple"):
        monogamy._whole(np.array([0.5]))


def test_a_variable_of_all_three_breaks_the_identity():
    assert only_on_a().status == "holds"
    assert only_on_a(on_other=True).status == "fails"


def test_faults_of_the_toy_theory_are_caught_by_name():
    context = sound()
    assert "run-monogamy-trits" in failing(PHENOMENON, with_fault("sum-reversed", context))
    assert "run-monogamy-trits-mixed" in failing(PHENOMENON, with_fault("x-and-p-swapped", context))


def test_signs_flipped_on_bits_are_caught():
    # were the toy theory to follow quantum theory's signs, the run that shows the difference would fail
    (run,) = (run for run in PHENOMENON.runs if run.file == "entanglement-bits.toy")
    told = sound().backends["hilbert"].distribution(run.experiment)
    assert run.quantum(told)
    assert not run.seen(told)
