"""Planted faults are caught by the runs that show tasks, pieces of formalism and what does not arise, by name."""

from __future__ import annotations

import pytest

from equivalence.phenomena.phenomenon import all_phenomena
from tests.helpers.planted_in_phenomena import failing, sound, with_fault

CAUGHT = [
    # phenomenon, fault, planted in, run that fails
    ("metrology", "no-disturbance", "epistemic", "run-metrology-trits-control"),
    ("metrology", "x-and-p-swapped", "hilbert", "run-metrology-trits"),
    ("distillation", "sum-reversed", "epistemic", "run-distillation-trits"),
    ("distillation", "noise-ignored", "hilbert", "run-distillation-bits"),
    ("single-copy", "no-disturbance", "epistemic", "run-single-copy-trits-control"),
    ("single-copy", "feed-forward-ignored", "hilbert", "run-single-copy-bits"),
    ("catalysis", "no-disturbance", "epistemic", "run-catalysis-given-back-trits"),
    ("catalysis", "feed-forward-negated", "epistemic", "run-catalysis-trits"),
    ("choi", "fourier-sign", "epistemic", "run-choi-trits"),
    ("choi", "phase-inverted", "hilbert", "run-choi-trits"),
    ("choi", "conditions-ignored", "epistemic", "run-choi-trits"),
    ("naimark", "x-and-p-swapped", "epistemic", "run-naimark-trits"),
    ("naimark", "joint-order", "hilbert", "run-naimark-bits"),
    ("stinespring", "sum-reversed", "epistemic", "run-stinespring-disturbs-trits"),
    ("stinespring", "sum-reversed", "hilbert", "run-stinespring-disturbs-bits"),
    ("decompositions", "one-count-off", "epistemic", "run-decompositions-six-bits"),
    ("bell", "systems-permuted", "epistemic", "run-bell-bits-control"),
    ("bell", "one-count-off", "hilbert", "run-bell-game-bits"),
    ("bell", "x-and-p-swapped", "epistemic", "run-bell-ghz-trits"),
    ("kochen-specker", "no-disturbance", "epistemic", "run-kochen-specker-again-trits"),
    ("kochen-specker", "only-the-last", "hilbert", "run-kochen-specker-trits"),
    ("speed-up", "sum-reversed", "epistemic", "run-speed-up-one-query-bits"),
    ("spectra", "one-count-off", "epistemic", "run-spectra-trits"),
    ("particle-statistics", "valuation-dropped", "epistemic", "run-particle-statistics-trits"),
]


@pytest.mark.parametrize(("name", "fault", "backend", "run"), CAUGHT, ids=lambda part: part)
def test_a_planted_fault_is_caught_by_name(name, fault, backend, run):
    (phenomenon,) = (p for p in all_phenomena() if p.name == name)
    assert run in failing(phenomenon, with_fault(fault, sound(), backend), run)
