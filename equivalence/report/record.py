"""A report as plain records: the one place that says what a claim's line in any report contains."""

from __future__ import annotations

from typing import Any

from equivalence.engine.events import Report
from equivalence.engine.verdict import STATUSES, Check, Verdict

FORMAT = "toytheory/verify-1"


def report_record(report: Report, seconds: bool = True) -> dict[str, Any]:
    """The report as DESIGN's JSON object; without `seconds`, equal runs give equal records."""
    return {
        "format": FORMAT,
        "version": report.version,
        "seed": report.seed,
        "claims": [claim_record(verdict, seconds) for verdict in report.verdicts],
        "summary": summary_record(report),
    }


def summary_record(report: Report) -> dict[str, int]:
    """How many claims there are of each status, and how many are not as expected."""
    counts: dict[str, int] = {status: report.count(status) for status in STATUSES}
    return {"total": len(report.verdicts), **counts, "unexpected": len(report.unexpected)}


def claim_record(verdict: Verdict, seconds: bool = True) -> dict[str, Any]:
    """One claim with its checks; witness, erratum and skipped only where there is one."""
    claim = verdict.claim
    record: dict[str, Any] = {
        "id": claim.id,
        "title": claim.title,
        "slide": claim.slide,
        "status": verdict.status,
        "expected": claim.expected,
        "evidence": verdict.evidence,
        **{about: level for about, level in (("theory", verdict.theory), ("code", verdict.code)) if level},
        "scope": scope_of(verdict),
        "cases": verdict.cases,
    }
    if seconds:
        record["seconds"] = round(verdict.seconds, 3)
    record["checks"] = [check_record(check) for check in verdict.checks]
    witness = witness_of(verdict)
    if witness is not None:
        record["witness"] = witness
    if claim.erratum is not None:
        record["erratum"] = claim.erratum
    if verdict.status == "skipped":
        record["skipped"] = "; ".join(dict.fromkeys(c.reason for c in verdict.checks if c.reason))
    return record


def check_record(check: Check) -> dict[str, Any]:
    """One check; what it is about where it ran, its backend only where a failure is one backend's."""
    record: dict[str, Any] = {
        "evidence": check.evidence,
        "scope": check.scope,
        "cases": check.cases,
        "status": check.status,
    }
    if check.about is not None:
        record["about"] = check.about
    if check.backend is not None:
        record["backend"] = check.backend
    return record


def scope_of(verdict: Verdict) -> str:
    """Over what the badge reaches: the scopes of the checks that it is taken from."""
    return "; ".join(dict.fromkeys(c.scope for c in verdict.carrying))


def witness_of(verdict: Verdict) -> dict[str, Any] | None:
    """The witness of the check that decides the status (its reason where it has none), else the first witness."""
    first = telling_check(verdict)
    if first is None:
        return None
    told: dict[str, Any] = {"check": first.name} if first.name else {}
    if first.backend is not None:
        told["backend"] = first.backend
    if first.witness is not None:
        told |= first.witness
    if first.reason is not None and first.status != "skipped":
        told |= {"reason": first.reason}
    return told


def telling_check(verdict: Verdict) -> Check | None:
    """The check to show of a claim: one with the claim's status and something to show, or None."""
    deciding = [c for c in verdict.checks if c.status == verdict.status != "skipped"]
    shown = [c for c in deciding if c.witness is not None or c.reason is not None]
    return shown[0] if shown else None
