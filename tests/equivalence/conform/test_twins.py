"""Must-fail twins: a planted fault is caught by the feature that it is of; rewritings that change nothing are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conform_backends import Few, ModesChanged, heterodyne_without_noise

from equivalence.conform.battery import conform
from equivalence.conform.questions.question import questions
from equivalence.mutants import ALL
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import (
    Amplify,
    Condition,
    Discard,
    Displace,
    GaussianNoise,
    Loss,
    OutcomeExpression,
    PrepareGaussian,
    PrepareVacuum,
    ThermalLoss,
    Transform,
)
from toytheory.outcomes.densities import Moments

pytestmark = pytest.mark.usefixtures("not_shrunk")

MUTANTS = {mutant.name: mutant for mutant in ALL}

CAUGHT = {
    "fourier-sign": "map-fourier",
    "phase-inverted": "map-phase",
    "sum-reversed": "map-sum",
    "shift-dropped": "map-written",
    "x-and-p-swapped": "prepare-x",
    "valuation-dropped": "prepare-x",
    "systems-permuted": "order",
    "joint-order": "measure-jointly",
    "constants-dropped": "measure-x",
    "only-the-last": "measure-jointly",
    "feed-forward-ignored": "feed-forward",
    "feed-forward-negated": "feed-forward",
    "noise-ignored": "noise",
    "noise-twice": "noise",
    "conditions-ignored": "conditions",
}
"""Planted fault -> a feature that it is of."""

CAUGHT_TOO = {
    "noise-ignored": "noise-channels",
    "noise-twice": "noise-channels",
    "conditions-ignored": "conditions-several",
}
"""The same faults -> another feature that must see them."""

SILENT = ("written-out", "one-after-the-other", "systems-relabelled", "other-generators", "outcomes-renamed")


@pytest.mark.parametrize("name", CAUGHT)
def test_a_planted_fault_is_caught_by_its_feature(name):
    checks = conform(MUTANTS[name].plant(Few()), CAUGHT[name])
    assert {check.status for check in checks} & {"fails", "error"}, CAUGHT[name]


@pytest.mark.parametrize("name", CAUGHT_TOO)
def test_a_planted_fault_is_caught_by_another_feature(name):
    checks = conform(MUTANTS[name].plant(Few()), CAUGHT_TOO[name])
    assert {check.status for check in checks} & {"fails", "error"}


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize(
    "feature", ["prepare-sets", "map-sequence", "measure-jointly", "conditions-several", "noise-channels", "reset"]
)
def test_rewritings_that_change_nothing_are_not(name, feature):
    checks = conform(MUTANTS[name].plant(Few()), feature, size=0.5)
    assert {check.status for check in checks} == {"holds"}


def maps_inverted(name):
    """The map with its parameter negated, or done twice."""

    def change(step):
        if isinstance(step, Transform) and step.name == name:
            if step.parameter is None:
                return [] if name == "swap" else [step] * 3
            return [mode_transform(name, step.systems, -step.parameter)]
        return [step]

    return change


def of_kind(kind, make):
    """Another step for each of one kind."""
    return lambda step: make(step) if isinstance(step, kind) else [step]


def transposed(step):
    """The matrix of a written map, its rows for its columns."""
    return tuple(zip(*step.matrix, strict=True))


MODE_FAULTS = {
    **{f"modes-{name}": maps_inverted(name) for name in ("rotate", "squeeze", "beamsplitter", "two-mode-squeeze")},
    **{f"modes-{name}": maps_inverted(name) for name in ("shear", "sum", "cphase", "swap", "fourier")},
    "modes-loss": of_kind(Loss, lambda s: [Loss(s.system, s.transmission**2)]),
    "modes-thermal-loss": of_kind(ThermalLoss, lambda s: [ThermalLoss(s.system, s.transmission, s.nbar / 2)]),
    "modes-amplify": of_kind(Amplify, lambda s: [Amplify(s.system, s.gain**2)]),
    "modes-noise": of_kind(GaussianNoise, lambda s: [s, s]),
    "modes-displace": of_kind(
        Displace, lambda s: [Displace(tuple((c, OutcomeExpression(e.terms, -e.constant)) for c, e in s.shifts))]
    ),
    "modes-gaussian": of_kind(PrepareGaussian, lambda s: [PrepareGaussian(s.systems, s.means[::-1], s.covariance)]),
    "modes-reset": of_kind((PrepareVacuum, PrepareGaussian), lambda s: [s, Loss(s.systems[-1], 0.5)]),
    "modes-conditions": of_kind(Condition, lambda s: [Condition(s.name, -s.value)]),
    "modes-heterodyne": heterodyne_without_noise,
    "modes-interferometer": of_kind(Transform, lambda s: [s if s.name else replace(s, matrix=transposed(s))]),
    "modes-written": of_kind(Transform, lambda s: [s if s.name else replace(s, matrix=transposed(s))]),
    "modes-discard": of_kind(Discard, lambda s: [s, Loss((s.systems[0] + 1) % 2, 0.5)]),
    "modes-ask-adjoint": of_kind(Transform, lambda s: [] if s.name == "shear" else [s]),
    "modes-feed-forward": of_kind(
        Displace,
        lambda s: [Displace(tuple((c, OutcomeExpression((), e.constant)) for c, e in s.shifts))],
    ),
}


@pytest.mark.parametrize("name", MODE_FAULTS)
def test_a_fault_of_modes_is_caught_by_its_feature(name):
    checks = conform(ModesChanged(MODE_FAULTS[name]), name)
    assert {check.status for check in checks} & {"fails", "error"}


def outcomes_exchanged(found):
    """The last outcome stands before all others."""
    order = [-1, *range(len(found.names) - 1)]
    moments = Moments.of(found.outcomes.means[order], found.outcomes.covariance[np.ix_(order, order)])
    return replace(found, outcomes=moments)


class OfOneHbar(ModesChanged):
    """Whatever hbar is, the vacuum has the variance that it has where hbar is at least 1/2."""

    def distribution(self, experiment):
        found = super().distribution(experiment)
        if experiment.system.hbar >= 0.5:
            return found
        state = Moments.of(found.state.means, found.state.covariance / experiment.system.hbar)
        return replace(found, state=state)


class Exchanging(ModesChanged):
    """Its outcomes are in another order."""

    def distribution(self, experiment):
        found = super().distribution(experiment)
        return outcomes_exchanged(found) if len(found.names) > 1 else found


@pytest.mark.parametrize(("wrong", "name"), [(OfOneHbar, "modes-hbar"), (Exchanging, "modes-order")])
def test_a_fault_of_order_or_of_units_is_caught(wrong, name):
    assert "fails" in {check.status for check in conform(wrong(), name)}
    assert {check.status for check in conform(ModesChanged(), name)} == {"holds"}


def test_what_changes_nothing_of_modes_is_not_told():
    def rewritten(step):
        if isinstance(step, Discard):
            return [PrepareVacuum(step.systems), step]
        if isinstance(step, Transform):
            return [
                mode_transform("rotate", step.systems[:1], 0.3),
                mode_transform("rotate", step.systems[:1], -0.3),
                step,
            ]
        return [step]

    for name in ("modes-sequence", "modes-reset", "modes-conditions", "modes-discard", "modes-ask-adjoint"):
        assert {check.status for check in conform(ModesChanged(rewritten), name, size=0.5)} == {"holds"}


QUESTIONS = [question.name for question in questions("modes")]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_wrong_answer_to_a_question_is_told(name):
    def fault(asked, right):
        return (not right) if isinstance(right, bool) else right * (1.5 if asked.endswith("-samples") else 1.01)

    checks = conform(ModesChanged(fault=fault), f"modes-ask-{name}", size=0.5)
    assert {check.status for check in checks} & {"fails"}
    witness = next(check.witness for check in checks if check.witness)
    assert witness["question"] == name
    assert witness["expected"] != witness["found"]


class Disturbed(ModesChanged):
    """After a question about the fidelity with the vacuum the state is another."""

    def answers(self, experiment, asked):
        found = super().answers(experiment, asked)
        names = [name for name, _ in asked]
        first = names.index("fidelity-vacuum") if "fidelity-vacuum" in names else len(names)
        return [value if i <= first or isinstance(value, bool) else value * 1.01 for i, value in enumerate(found)]


def test_a_query_that_changes_the_state_is_told():
    checks = conform(Disturbed(), "modes-ask-together", size=0.4)
    assert "fails" in {check.status for check in checks}
    witness = next(check.witness for check in checks if check.witness)
    assert "fidelity-vacuum" in witness["after"]
    assert {check.status for check in conform(ModesChanged(), "modes-ask-together", size=0.4)} == {"holds"}
