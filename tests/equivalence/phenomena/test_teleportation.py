"""Teleportation in every way to write it down, with finite correlations, and with faults."""

from __future__ import annotations

import pytest

from equivalence.phenomena.teleportation import PHENOMENON
from equivalence.theorems.phenomena import bell_signs
from equivalence.theorems.phenomena.finite_pairs import finite_pairs
from tests.helpers.planted_in_phenomena import failing, sound, with_fault


def test_right_are_the_ways_that_leave_the_same_correlation_out_twice():
    right = {ways for ways, _, quantum in bell_signs.table(teleported=True) if quantum == {(0, 0)}}
    assert right == {("XP", way, way) for way in bell_signs.WAYS}


@pytest.mark.parametrize("teleported", [True, False])
def test_signs_are_as_predicted(teleported):
    assert bell_signs.signs(teleported).status == "holds"


def test_a_table_without_wrong_signs_is_refuted(monkeypatch):
    monkeypatch.setattr(bell_signs, "on_qubits", bell_signs.in_toy_theory)
    check = bell_signs.signs(teleported=True)
    assert (check.status, check.name) == ("fails", "signs")
    assert check.witness["measured"] == "XY"


def test_what_finite_correlations_add_fails_with_the_wrong_sign():
    assert finite_pairs().status == "holds"
    assert finite_pairs(sign=-1).witness["limits"][1] == "oo"


@pytest.mark.parametrize(
    ("fault", "caught"),
    [
        ("feed-forward-ignored", "run-teleportation-trits"),
        ("feed-forward-negated", "run-teleportation-trits"),
        ("joint-order", "run-teleportation-bits-signs"),
        ("x-and-p-swapped", "run-teleportation-trits-control"),
    ],
)
def test_faults_of_the_toy_theory_are_caught_by_name(fault, caught):
    assert caught in failing(PHENOMENON, with_fault(fault, sound()))


def test_a_quantum_side_with_toy_signs_is_caught():
    from dataclasses import replace

    context = sound()

    class Signless:
        """The toy theory, passed off as quantum theory."""

        name, side = "signless", "quantum"
        capabilities = context.backends["epistemic"].capabilities
        can_run = staticmethod(context.backends["epistemic"].can_run)
        distribution = staticmethod(context.backends["epistemic"].distribution)

    planted = replace(context, backends={**context.backends, "hilbert": Signless()})
    assert failing(PHENOMENON, planted) == {"run-teleportation-bits-signs"}
