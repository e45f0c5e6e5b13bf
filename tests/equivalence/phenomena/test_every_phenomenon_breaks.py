"""Disturbance taken out, correlations dropped, signs left out: every phenomenon's claim fails, by the run's name."""

from __future__ import annotations

import pytest

from equivalence.engine.decide import decide
from equivalence.phenomena.phenomenon import all_phenomena
from tests.helpers.planted_in_phenomena import (
    failing,
    sound,
    uncorrelated,
    undisturbed,
    unmoved,
    with_fault,
    without_signs,
)

BY_NAME = {phenomenon.name: phenomenon for phenomenon in all_phenomena()}

NEED_DISTURBANCE = (
    "noncommutativity-trits",
    "interference-trits-control",
    "elitzur-vaidman-bits",
    "collapse-trits",
    "prepost-trits-sum",
    "key-distribution-trits",
    "metrology-trits-control",
    "single-copy-trits-control",
    "catalysis-given-back-trits",
    "kochen-specker-again-trits",
)
NEED_CORRELATIONS = (
    "interference-occupation-bits",
    "collapse-bits",
    "duality-trits",
    "duality-bits",
    "eraser-trits",
    "eraser-trits-control",
    "prepost-bits-x",
    "no-cloning-trits-control",
    "entanglement-trits",
    "monogamy-trits-control",
    "teleportation-trits",
    "entanglement-swapping-trits",
    "dense-coding-trits",
    "remote-steering-trits",
    "key-distribution-trits-pairs",
    "secret-sharing-trits",
    "bit-commitment-trits",
    "error-correction-bits",
    "metrology-trits",
    "distillation-trits",
    "distillation-bits-control",
    "single-copy-trits",
    "catalysis-trits-control",
    "choi-trits",
    "stinespring-disturbs-trits",
    "decompositions-six-bits",
    "bell-ghz-trits",
    "speed-up-one-query-bits",
    "particle-statistics-trits",
)
MODES_NEED_CORRELATIONS = (
    "noncommutativity-modes",
    "interference-modes",
    "duality-modes",
    "eraser-modes",
    "prepost-modes",
    "no-cloning-modes",
    "entanglement-modes",
    "teleportation-modes",
    "entanglement-swapping-modes",
    "dense-coding-modes",
    "remote-steering-modes",
    "metrology-modes",
    "distillation-modes",
    "naimark-modes",
    "stinespring-modes",
    "weak-values-modes",
)
OTHERS = (
    # of one system, where nothing is measured twice
    ("superposition-trits", "valuation-dropped"),
    ("superposition-trits-control", "noise-ignored"),
    ("complementary-bits", "x-and-p-swapped"),
    ("complementary-trits-control", "valuation-dropped"),
)
MODES_NEED_MAPS = ("superposition-modes", "complementary-modes", "spectra-modes")


def of(run):
    """The phenomenon that has the run."""
    (found,) = (p for p in BY_NAME.values() if any(each.name == f"run-{run}" for each in p.runs))
    return found


def fails(run, context):
    return failing(of(run), context, f"run-{run}") == {f"run-{run}"}


@pytest.fixture(scope="module")
def discrete():
    return sound("epistemic", "hilbert")


@pytest.fixture(scope="module")
def modes():
    return sound("liouville")


@pytest.mark.parametrize("run", NEED_DISTURBANCE)
def test_without_disturbance_it_fails(run, discrete):
    assert fails(run, undisturbed(discrete))


@pytest.mark.parametrize("run", NEED_CORRELATIONS)
def test_without_correlations_it_fails(run, discrete):
    assert fails(run, uncorrelated(discrete))


@pytest.mark.parametrize("run", MODES_NEED_CORRELATIONS)
def test_modes_without_correlations_fail(run, modes):
    assert fails(run, uncorrelated(modes, "liouville"))


@pytest.mark.parametrize("run", [r.name.removeprefix("run-") for p in BY_NAME.values() for r in p.runs if r.quantum])
def test_without_the_signs_of_qubits_what_differs_fails(run, discrete):
    assert fails(run, without_signs(discrete))


@pytest.mark.parametrize(("run", "fault"), OTHERS)
def test_what_one_system_shows_fails(run, fault, discrete):
    assert fails(run, with_fault(fault, discrete))


@pytest.mark.parametrize("run", MODES_NEED_MAPS)
def test_modes_that_are_not_squeezed_fail(run, modes):
    assert fails(run, unmoved(modes, "liouville"))


def test_none_is_left_out():
    runs = (*NEED_DISTURBANCE, *NEED_CORRELATIONS, *MODES_NEED_CORRELATIONS, *MODES_NEED_MAPS)
    assert {of(run).name for run in (*runs, *(run for run, _ in OTHERS))} == set(BY_NAME)


def test_the_claim_fails_with_its_run(discrete):
    verdict = decide(BY_NAME["kochen-specker"].claim(), undisturbed(discrete))
    assert verdict.status == "fails"
    assert [check.name for check in verdict.checks if check.status == "fails"] == ["run-kochen-specker-again-trits"]
