"""What a simulator of modes is given and asked: written maps, deleted modes, its own inverses."""

from __future__ import annotations

import numpy as np
import pytest
from plain_modes import PlainModes

from equivalence.conform.battery import conform
from toytheory.adapting import is_interferometer, passive_and_active
from toytheory.errors import CannotRun
from toytheory.language.maps.modes import MODE_MAPS, mode_transform
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Loss, PrepareVacuum, Transform

pytestmark = pytest.mark.usefixtures("not_shrunk")

FEATURES = ["modes-interferometer", "modes-written", "modes-discard", "modes-reset", "modes-ask-adjoint"]


class OnlyInterferometers(PlainModes):
    """No other written maps."""

    written = False


class Forgetful(PlainModes):
    """A map for its inverse."""

    forgets_inverses = True


class InOldPlaces(PlainModes):
    """The state after a deletion is that of the first modes."""

    def made(self, steps, n, hbar):
        kept = [step for step in steps if type(step).__name__ != "Discard"]
        means, covariance = super().made(kept, n, hbar)
        size = 2 * (n - sum(len(step.systems) for step in steps if type(step).__name__ == "Discard"))
        return means[:size], covariance[:size, :size]


class Conjugated(PlainModes):
    """The complex conjugate of an interferometer."""

    def made(self, steps, n, hbar):
        return super().made([self.conjugated(step) for step in steps], n, hbar)

    @staticmethod
    def conjugated(step):
        if not isinstance(step, Transform) or step.name:
            return step
        signs = np.array([1, -1] * len(step.systems))
        matrix = signs[:, None] * np.array(step.matrix) * signs
        return Transform(step.systems, tuple(map(tuple, matrix.tolist())), step.shift)


@pytest.mark.parametrize("feature", FEATURES)
def test_a_sound_simulator_agrees(feature):
    assert {check.status for check in conform(PlainModes(), feature, size=0.5)} == {"holds"}


@pytest.mark.parametrize(
    ("wrong", "feature"),
    [
        (Forgetful, "modes-ask-adjoint"),
        (InOldPlaces, "modes-discard"),
        (Conjugated, "modes-interferometer"),
        (Conjugated, "modes-written"),
    ],
)
def test_a_wrong_one_does_not(wrong, feature):
    assert "fails" in {check.status for check in conform(wrong(), feature, size=0.5)}


def test_what_is_not_offered_is_a_reason():
    squeezing = "system 2 modes\nprepare vacuum 1, 2\ntransform X1 -> 2X1, P1 -> 0.5P1"
    turning = "system 2 modes\nprepare vacuum 1, 2\ntransform X1 -> P1, P1 -> -X1"
    moving = turning.replace("-> P1", "-> P1 + 1")
    again = "system 2 modes\nprepare vacuum 1, 2\ndiscard 1\nprepare vacuum 1"
    assert PlainModes().can_run(parse_experiment(squeezing)) is True
    assert OnlyInterferometers().can_run(parse_experiment(turning)) is True
    for made, text in ((OnlyInterferometers(), squeezing), (PlainModes(), moving)):
        assert "written map" in made.can_run(parse_experiment(text))
    assert "deleted" in PlainModes().can_run(parse_experiment(again))


def test_only_maps_and_displacements_are_inverted():
    midway = "system 1 mode\nprepare vacuum 1\nsqueeze 1 by 1\nprepare vacuum 1"
    with pytest.raises(CannotRun, match="inverts maps"):
        PlainModes().answer("adjoint", parse_experiment(midway))
    lossy = "system 1 mode\nprepare vacuum 1\nloss 1 by 0.5"
    with pytest.raises(CannotRun, match=Loss.__name__):
        PlainModes().answer("adjoint", parse_experiment(lossy))
    nothing = PlainModes().answer("adjoint", parse_experiment("system 1 mode\nprepare vacuum 1"))
    assert np.allclose(nothing, [0, 0, 0.5, 0, 0, 0.5])
    assert PrepareVacuum in PlainModes.steps


@pytest.mark.parametrize("name", MODE_MAPS)
def test_ladder_operators_commute_as_they_must_after_a_map(name):
    """a' = U a + V a^dagger has [a', a'^dagger] = U U^dagger - V V^dagger = 1, and x' of it is the matrix's."""
    named = MODE_MAPS[name]
    step = mode_transform(name, tuple(range(named.systems)), None if named.parameter is None else 0.7)
    U, V = passive_and_active(step)
    assert np.allclose(U @ U.conj().T - V @ V.conj().T, np.eye(named.systems))
    assert np.allclose(U @ V.T, V @ U.T)
    assert is_interferometer(step) == np.allclose(V, 0)
    a = np.array([0.3 - 0.2j, -1.1 + 0.4j])[: named.systems]
    found = U @ a + V @ a.conj()
    moved = np.array(step.matrix) @ np.stack([a.real, a.imag], axis=1).ravel()
    assert np.allclose(np.stack([found.real, found.imag], axis=1).ravel(), moved)
