"""Phenomena: each has its parts, its control can fail, and planted faults are caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from equivalence.comparison.run import chosen_backends
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Context
from equivalence.mutants import BROKEN, planted
from equivalence.phenomena import noncommutativity, teleportation
from equivalence.phenomena.phenomenon import all_phenomena, certain, shown

BACKENDS = ("epistemic", "hilbert", "liouville", "strawberryfields")


@pytest.fixture(scope="module")
def context():
    return Context(backends=chosen_backends(BACKENDS))


@pytest.mark.parametrize("phenomenon", all_phenomena(), ids=lambda phenomenon: phenomenon.name)
def test_every_phenomenon_is_complete(phenomenon):
    assert phenomenon.statement.endswith(".")
    assert phenomenon.puzzle
    assert phenomenon.story
    assert phenomenon.limit
    assert set(phenomenon.standing) <= {"bits", "trits", "dits", "modes"}
    assert phenomenon.references
    assert any(run.control for run in phenomenon.runs)
    assert all(run.path.is_file() and run.experiment.outcomes for run in phenomenon.runs)


@pytest.mark.parametrize("phenomenon", all_phenomena(), ids=lambda phenomenon: phenomenon.name)
def test_its_claim_holds(phenomenon, context):
    verdict = decide(phenomenon.claim(), context)
    assert verdict.status == "holds", [check for check in verdict.checks if check.status != "holds"]


def test_what_is_not_seen_fails_by_the_name_of_its_run(context):
    (control,) = (run for run in teleportation.PHENOMENON.runs if run.control)
    check = shown(replace(control, seen=certain("p", 0)), context)
    assert (check.status, check.name) == ("fails", "run-teleportation-trits-control")
    assert "system 4 trits" in check.witness["toy_file"]


def test_a_fault_within_a_side_is_seen_where_the_theories_differ(context):
    (differing,) = (run for run in noncommutativity.PHENOMENON.runs if run.quantum is not None)
    blind = replace(differing, seen=lambda told: True, quantum=lambda told: True)
    backends = chosen_backends(("epistemic", "dense", "hilbert"))
    assert shown(blind, replace(context, backends=backends)).status == "holds"
    (fault,) = (mutant for mutant in BROKEN if mutant.name == "biased-by-5-percent")
    broken = replace(context, backends=planted(fault, "epistemic", backends))
    assert shown(blind, broken).status == "fails"
    alone = replace(context, backends=chosen_backends(("epistemic",)))
    assert shown(differing, alone).status == "skipped"


def test_a_pair_without_correlations_breaks_the_identities():
    assert teleportation.arrives(correlated=False).status == "fails"


@pytest.mark.parametrize("name", ["feed-forward-ignored", "feed-forward-negated", "joint-order", "x-and-p-swapped"])
def test_faults_of_a_backend_are_caught(name, context):
    (fault,) = (mutant for mutant in BROKEN if mutant.name == name)
    broken = planted(fault, "epistemic", context.backends)
    found = [shown(run, replace(context, backends=broken)).status for run in teleportation.PHENOMENON.runs]
    assert "fails" in found
