"""The audit covers the talk in its order, and every claim of it comes out as expected."""

from __future__ import annotations

import re

import pytest

from equivalence.audit.entries import entries, errata
from equivalence.audit.transcription import transcription
from equivalence.claims import registry
from equivalence.claims import talk as claims
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Context, Registry

ERRATA = [
    "talk.conjugate-sums",
    "talk.symplectic-form",
    "talk.wigner-argument",
    "talk.wigner-sign",
    "talk.correlated-14",
    "talk.correlated-21",
]


@pytest.fixture(scope="module")
def verdicts():
    found = Registry()
    claims.register(found)
    return {claim.id: decide(claim, Context()) for claim in found}


def test_every_block_has_an_entry_and_entries_are_in_the_talks_order():
    order = list(transcription())
    places = [order.index(entry.block) for entry in entries()]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


def test_keys_are_unique_and_every_entry_is_decided_or_says_why_not():
    keys = [entry.key for entry in entries()]
    assert len(keys) == len(set(keys))
    for entry in entries():
        assert (entry.check is not None) or entry.elsewhere or entry.why, entry.key
        assert not (entry.erratum and entry.check is None), entry.key


def test_claims_named_elsewhere_exist():
    ids = {claim.id for claim in registry()}
    for entry in entries():
        for wanted in entry.elsewhere:
            assert wanted in ids or (wanted.endswith(".") and any(id.startswith(wanted) for id in ids)), wanted


def test_readings_name_claims_that_exist():
    ids = {claim.id for claim in registry()}
    for entry in entries():
        for name in re.findall(r"`([a-z]+\.[a-z-]+)`", entry.reading + entry.note):
            assert name in ids, (entry.key, name)


def test_every_claim_comes_out_as_expected(verdicts):
    assert [(id, v.status) for id, v in verdicts.items() if v.unexpected] == []
    assert [id for id, v in verdicts.items() if v.status == "fails"] == ERRATA


def test_errata_fail_in_every_check_and_say_what_would_be_right(verdicts):
    assert [entry.id for entry, _ in errata()] == ERRATA
    for entry, erratum in errata():
        verdict = verdicts[entry.id]
        assert all(check.status == "fails" and check.witness for check in verdict.checks), entry.key
        assert erratum.found in verdict.claim.erratum
        assert erratum.right in verdict.claim.erratum


def test_sentences_that_say_more_than_was_checked_say_for_what(verdicts):
    for entry in entries():
        if entry.check is None:
            continue
        title = verdicts[entry.id].claim.title
        assert title.startswith(entry.says)
        assert title.endswith(f" Checked for {entry.over}." if entry.over else entry.says)
        assert not (entry.over and entry.erratum), entry.key


def test_the_projector_holds_in_its_reading_and_what_fails_is_kept(verdicts):
    read = verdicts["talk.projector"]
    assert (read.status, read.theory) == ("holds", "theorem")
    assert {check.name: check.cases for check in read.checks}["projector"] == 623
    orthogonal = verdicts["talk.projector-orthogonal"]
    assert orthogonal.status == "holds"
    affected = [c.scope.rpartition("fails for ")[2] for c in orthogonal.checks if c.name == "orthogonal"]
    assert affected == [f"{count} of them" for count in (1, 14, 0, 20, 2)]


def test_every_correction_passes(verdicts):
    found = verdicts[claims.CORRECTIONS]
    assert len(found.checks) == len(ERRATA)
    assert {check.status for check in found.checks} == {"holds"}


def test_the_lists_of_phenomena_have_claims_of_their_own():
    assert not any(entry.id.startswith("phenomena.") for entry in entries())
    lists = [entry for entry in entries() if entry.unrun == "item by item"]
    assert [entry.block for entry in lists] == ["includes", "categories", "categories-again"]
