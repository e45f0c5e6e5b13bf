"""The pages made of the audit: every statement with its status, errata with witness and correction, HTML."""

from __future__ import annotations

import dataclasses
import re

import pytest

from equivalence import cli
from equivalence.audit.entries import entries, errata
from equivalence.audit.transcription import transcription
from equivalence.claims import registry
from equivalence.engine.decide import decide
from equivalence.engine.events import Report
from equivalence.engine.verdict import Check, Claim, Context, Verdict
from equivalence.report import errata as errata_page
from equivalence.report import html, talk
from equivalence.report.audit import correction_checks, other_errata, rows, summary
from equivalence.report.lists import LISTS


def verdict(claim, status="holds", **rest):
    return Verdict(claim, (Check("exhaustive", "all of it", 3, status, "check", **rest),))


@pytest.fixture(scope="module")
def real():
    """Real verdicts on the audit, and made-up ones, as expected, on all other claims."""
    found = [
        decide(claim, Context()) if claim.id.startswith("talk.") else verdict(claim, claim.expected)
        for claim in registry()
    ]
    return Report("0", 0, False, tuple(found))


def only(report, *ids):
    return dataclasses.replace(report, verdicts=tuple(v for v in report.verdicts if v.claim.id in ids))


def with_status(report, id, status):
    changed = [
        dataclasses.replace(v, checks=(dataclasses.replace(v.checks[0], status=status, reason="because"),))
        if v.claim.id == id
        else v
        for v in report.verdicts
    ]
    return dataclasses.replace(report, verdicts=tuple(changed))


def statuses(report):
    return {row.entry.key: row.status for row in rows(report)}


def test_in_a_whole_run_every_statement_has_a_status(real):
    found = statuses(real)
    assert set(found.values()) == {"holds", "holds, as read", "erratum", "item by item", "nothing to run"}
    assert [key for key, status in found.items() if status == "erratum"] == [
        *(entry.key for entry, _ in errata() if not entry.key.startswith("correlated")),
        "beyond-discrete",
        "correlated-14",
        "correlated-21",
    ]


def test_what_was_not_run_is_said(real):
    found = statuses(only(real, "talk.conjugate-pairs"))
    assert found["conjugate-pairs"] == "holds"
    assert found["commuting-pairs"] == found["gaussian-theorem"] == "not in this run"
    assert found["categories"] == "item by item"


@pytest.mark.parametrize("status", ["fails", "error", "inconclusive"])
def test_what_is_unexpected_is_said(real, status):
    found = statuses(with_status(real, "talk.commuting-pairs", status))
    assert found["commuting-pairs"] == f"{status}, unexpectedly (talk.commuting-pairs)"


def test_an_item_whose_claim_fails_says_so(real):
    broken = with_status(real, "phenomena.teleportation", "fails")
    assert statuses(broken)["categories"] == "fails, unexpectedly (phenomena.teleportation)"
    page = talk.render(broken)
    assert page.count("  - **fails, unexpectedly (phenomena.teleportation)** - Teleportation") == 2
    assert "[`phenomena.teleportation`](claims.md#phenomenateleportation) (not in this run)" in talk.render(only(real))


def test_an_erratum_that_holds_after_all_is_unexpected(real):
    assert statuses(with_status(real, "talk.conjugate-sums", "holds"))["conjugate-sums"].startswith("holds, unexpect")


def test_statements_that_others_carry_follow_them(real):
    assert statuses(with_status(real, "beyond.continuous", "error"))["beyond-continuous"].startswith("error, unexpect")
    skipped = with_status(only(real, "liouville.quadrature"), "liouville.quadrature", "skipped")
    assert statuses(skipped)["liouville-states"] == "skipped"


def test_the_summary_counts(real):
    assert re.fullmatch(
        r"\d+ statements: \d+ hold as printed, \d+ hold with a reading, 7 errata, 3 lists item by item, "
        r"2 with nothing to run\.",
        summary(rows(real)),
    )


def test_the_page_shows_every_block_statement_reading_and_item(real):
    page = talk.render(real)
    assert talk.printed_blocks(page) == {key: block.text for key, block in transcription().items()}
    for entry in entries():
        if entry.check is not None:
            assert f"`{entry.id}`" in page
    items = [line for key in LISTS for line in page.partition(f"### `{key}`")[2].partition("\n#")[0].splitlines()]
    assert sum(line.startswith("  - **") for line in items) == 19 + 21 + 20
    assert "  - **arises** - Teleportation: [teleportation](../docs/phenomena/teleportation.md) (bits arises" in page
    assert page.count("  - read: ") == sum(bool(entry.reading) for entry in entries())
    assert "**erratum** - `talk.symplectic-form`" in page
    assert page.count("  - for: ") == sum(bool(entry.over) for entry in entries())
    told = " ".join(page.split())
    assert "Omega is printed as a dash" in told
    assert "those of bits, trits and continuous states are drawn again" in told
    assert page == talk.render(real, seconds=False)


def test_blocks_that_look_like_markup_are_read_back(real):
    page = talk.render(real).replace("# The talk", "### `x`\n\n# The talk")
    assert talk.printed_blocks(page) == {key: block.text for key, block in transcription().items()}


def test_errata_have_witness_correction_and_its_check(real):
    page = errata_page.render(real)
    assert page.startswith("# Errata of the talk\n\n**7 errata.**")
    assert "Omega is printed as a dash and the bars of kets are lost" in " ".join(page.split())
    for entry, erratum in errata():
        assert f"`{entry.id}`" in page
        for part in (erratum.printed, erratum.found, erratum.right):
            assert part in page
    assert page.count("Checked: ") == 6
    assert page.count("**holds**") == 6
    assert "`beyond.all-unitaries`" in page
    assert "and in general: m^T J m' is minus the sum" in page
    assert len(other_errata(real)) == 1
    assert set(correction_checks(real)) == {entry.key for entry, _ in errata()}


def test_errata_of_a_partial_run(real):
    page = errata_page.render(only(real, "talk.conjugate-sums"))
    assert "**1 erratum.**" in page
    assert "Checked: not in this run (`talk.corrections`)." in page
    assert errata_page.render(only(real)).count("## ") == 0


def test_a_correction_that_fails_shows(real):
    broken = with_status(real, "talk.corrections", "fails")
    assert "**fails**" in errata_page.render(broken).split("Checked: ")[1]


def test_the_html_page_has_the_statements_of_the_talk_and_its_lists(real):
    page = html.render(real)
    assert len(re.findall(r'class="status">item by item</span>', page)) == 3
    assert '<li>Teleportation <span class="status">arises</span> <a href="#phenomena.teleportation">' in page
    assert 'id="talk.wigner-sign"' in page
    assert "<mtable><mtr><mtd><mn>0</mn></mtd><mtd><mo>&#x02212;</mo><mn>1</mn></mtd>" in page


def test_the_html_page_of_other_claims_has_none(real):
    page = html.render(only(real, "beyond.discrete"))
    assert "item by item" not in page
    assert "talk.wigner-sign" not in page


def test_texts_with_markup_are_escaped():
    claim = Claim("talk.conjugate-pairs", "<b>", "<i>", lambda ctx: [])
    found = Verdict(claim, (Check("sampled", "<u>|*", 1, "holds", "x"),))
    report = Report("0", 0, False, (found,))
    assert "<u>" not in talk.render(report)
    assert "<u>" not in html.render(report)


def test_verify_writes_both_pages(tmp_path, capsys):
    pages = tmp_path / "talk.md", tmp_path / "ERRATA.md"
    code = cli.execute(["verify", "-j", "1", "talk.conjugate-sums", "--talk", str(pages[0]), "--errata", str(pages[1])])
    capsys.readouterr()
    assert code == 0
    assert "**erratum** - `talk.conjugate-sums`" in pages[0].read_text(encoding="utf-8")
    assert "**1 erratum.**" in pages[1].read_text(encoding="utf-8")


def test_entries_of_the_lists_in_the_wrong_column_are_told_with_what_was_found(real):
    told = errata_page.render(real).split("## The lists")[1]
    assert "- catalysis, listed as arising: **does not arise**." in told
    assert "`phenomena.catalysis` holds" in told
    assert "teleportation" not in told
    assert "## The lists" not in errata_page.render(only(real, "talk.conjugate-pairs", "phenomena.teleportation"))
