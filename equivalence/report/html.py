"""The HTML report: one self-contained page (no scripts, fonts or pictures from elsewhere), light and dark."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from equivalence.engine.events import Report
from equivalence.engine.verdict import Verdict

from .audit import Row, rows, summary
from .record import scope_of, summary_record
from .wording import (
    ABOUT_MEANS,
    EVIDENCE_MEANS,
    STATUS_MEANS,
    culprit,
    number,
    settings_sentence,
    standing,
    summary_sentence,
    witness_items,
)


def render(report: Report, seconds: bool = True) -> str:
    """The report as a page; claims unfold to their checks and witnesses."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("equivalence.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    verdicts = [_entry(verdict) for verdict in report.verdicts]
    groups = [(name, list(entries)) for name, entries in groupby(verdicts, key=lambda v: v["id"].partition(".")[0])]
    return environment.get_template("verify.html.j2").render(
        summary=summary_sentence(report),
        settings=settings_sentence(report),
        counts=summary_record(report),
        bar=_bar(report),
        groups=groups,
        audit=audit_section(report),
        evidence=EVIDENCE_MEANS,
        abouts=ABOUT_MEANS,
        statuses=STATUS_MEANS,
        seconds=seconds,
    )


def tone(verdict: Verdict) -> str:
    """Which colours a claim has: "good", "differs" (an expected failure), "bad" or "quiet"."""
    if verdict.unexpected:
        return "bad"
    return {"holds": "good", "fails": "differs"}.get(verdict.status, "quiet")


def audit_section(report: Report) -> dict[str, Any] | None:
    """The talk in its own order with the status of each statement; None where none of its claims was run."""
    if not any(verdict.claim.id.startswith("talk.") for verdict in report.verdicts):
        return None
    found = rows(report)
    return {"summary": summary(found), "rows": [_audited(row) for row in found]}


def _audited(row: Row) -> dict[str, Any]:
    tones = {"holds": "good", "holds, as read": "good", "erratum": "differs"}
    quiet = row.status in ("item by item", "nothing to run", "not in this run", "skipped")
    entry = row.entry
    remarks = [("Read", entry.reading), ("Note", entry.note), ("Why", entry.why)]
    if entry.erratum is not None:
        remarks.append(("Right", entry.erratum.right))
    return {
        "slide": entry.printed.slide,
        "printed": entry.printed.text,
        "says": entry.says,
        "status": row.status,
        "tone": tones.get(row.status, "quiet" if quiet else "bad"),
        "claim": entry.id if row.checks else None,
        "elsewhere": [] if row.items else [verdict.claim.id for verdict in row.elsewhere],
        "remarks": [(name, text) for name, text in remarks if text],
        "listed": [
            (
                item.text,
                f"{row.word(item)}{', against the list' * item.against}",
                [v.claim.id for v in row.verdicts(item)],
            )
            for item in row.items
        ],
    }


def _bar(report: Report) -> list[tuple[str, int, str]]:
    """(tone, number of claims, words) of each stretch of the bar at the top."""
    tones = [tone(verdict) for verdict in report.verdicts]
    words = {
        "good": "as claimed",
        "differs": f"{'erratum' if tones.count('differs') == 1 else 'errata'} of the talk, confirmed",
        "bad": "not as expected",
        "quiet": "skipped",
    }
    return [(name, tones.count(name), text) for name, text in words.items() if name in tones]


def _entry(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    checks = [
        {
            "name": check.name,
            "evidence": check.evidence if check.status in ("holds", "fails") else "",
            "scope": check.scope,
            "cases": check.cases,
            "status": check.status,
            "about": check.about or "",
            "reason": check.reason,
            "culprit": culprit(check),
            "witness": list(witness_items(check.witness or {})),
        }
        for check in verdict.checks
    ]
    return {
        "id": claim.id,
        "title": claim.title,
        "slide": claim.slide,
        "erratum": claim.erratum,
        "standing": standing(verdict),
        "tone": tone(verdict),
        "open": verdict.unexpected,
        "badges": [(about, level) for about, level in (("theory", verdict.theory), ("code", verdict.code)) if level],
        "parts": [
            (part.says, part.about, " or ".join(part.ways), verdict.shown(part) or "", part.needed)
            for part in claim.parts
        ],
        "scope": scope_of(verdict),
        "cases": verdict.cases,
        "seconds": f"{verdict.seconds:.1f}",
        "checks": checks,
        "shown": [check for check in checks if check["witness"] or check["reason"] or check["culprit"]],
    }
