"""Path and fringe: by hand, and with back action, correlations or signs taken out."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.phenomena import quantum_eraser, wave_particle
from equivalence.theorems.phenomena import duality
from equivalence.theorems.phenomena.small import Quantum, Toy
from toytheory.discrete.enumeration import symplectic_order
from toytheory.discrete.epistemic import EpistemicState

FREE = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]])
"""X2 -> X1 + X2, and no kick: no symplectic map."""


@pytest.mark.parametrize("d", [2, 3])
def test_couplings_are_counted(d):
    assert len(duality.couplings(d)) == symplectic_order(d, 2) // (d**4 - 1)


def test_a_marker_that_does_not_kick_has_both(monkeypatch):
    counted = duality._of_points
    monkeypatch.setattr(
        duality, "_of_points", lambda toy, states, maps: counted(toy, states, np.stack([FREE] * len(maps)))
    )
    check = duality.trade_off(3)
    assert (check.status, check.name, check.witness["theory"]) == ("fails", "trade-off-3", "toy")
    assert check.witness["visibility"] == check.witness["distinguishability"] == 1


def test_by_the_rule_for_known_variables():
    """Another route: what is known after `sum` with either marker."""
    marked = EpistemicState.from_known("P1 = 0, X2 = 0", 3, 2).transformed("X2 -> X1 + X2, P1 -> P1 - P2")
    assert (marked.value_of("X1 - X2"), marked.value_of("P1")) == (0, None)
    spared = EpistemicState.from_known("P1 = 0, P2 = 0", 3, 2).transformed("X2 -> X1 + X2, P1 -> P1 - P2")
    assert (spared.value_of("P1"), spared.value_of("X1 - X2")) == (0, None)


def test_correlations_that_are_dropped_are_seen():
    class Dropped(Toy):
        def state(self, rows, values):
            kept = super().state(rows, values)
            return self.parts(kept, [0, 0, 0, 1]).sum(axis=0)

    check = duality.erasers(3, toy=Dropped)
    assert (check.status, check.name, check.witness["theory"]) == ("fails", "erasers-3", "toy")
    assert duality.mixed_markers(toy=Dropped).status == "fails"
    assert duality.erased(correlated=False).status == "fails"


def test_flipped_signs_are_seen():
    def flipped(d, n):
        return Quantum(d, n, sign=-1)

    assert duality.erasers(3, quantum=flipped).status == "fails"
    assert duality.sign_of_the_fringe(quantum=flipped).status == "fails"


def test_theories_that_differ_at_odd_d_are_seen():
    class Reflected(Quantum):
        def state(self, rows, values):
            return super().state(np.array([[1, 0, 1, 0], [0, 1, 0, -1]]), values)

    assert duality.erasers(3, quantum=Reflected).witness["theories"] == "differ"


def test_the_circle_lies_outside():
    assert duality.outside().cases == 7


def test_the_tables_of_the_runs_are_judged():
    from fractions import Fraction

    from toytheory.outcomes.distributions import Distribution

    wrong = Distribution(3, ("erased", "fringe"), {(0, 0): Fraction(1, 2), (1, 1): Fraction(1, 2)})
    assert not quantum_eraser.opposite(wrong)
    assert not quantum_eraser.shifted(wrong)
    sure = Distribution(2, ("guess", "path"), {(0, 0): Fraction(1)})
    assert not wave_particle.guessed(sure)
