"""The JUnit report: one test case a claim, for continuous integration."""

from __future__ import annotations

import re
from typing import Any

from equivalence.engine.events import Report
from equivalence.engine.verdict import Verdict

from .record import scope_of, telling_check
from .wording import culprit, rests_on, told_of, witness_items

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, seconds: bool = True, name: str = "toytheory verify") -> str:
    """The report as JUnit XML, one suite of this name.

    A claim whose status is the expected one passes (an erratum too: that it fails is expected);
    any other status is a failure, or an error where a check did not run to its end.
    """
    import junitparser

    suite = junitparser.TestSuite(name)
    suite.add_property("version", report.version)
    suite.add_property("seed", str(report.seed))
    suite.add_property("full", str(report.full).lower())
    for verdict in report.verdicts:
        suite.add_testcase(_case(verdict, seconds))
    document = junitparser.JUnitXml("toytheory")
    document.add_testsuite(suite)
    document.update_statistics()
    text = document.tostring()
    return (text.decode("utf-8") if isinstance(text, bytes) else str(text)).rstrip("\n") + "\n"


def _case(verdict: Verdict, seconds: bool) -> Any:
    import junitparser

    claim = verdict.claim
    group, _, _ = claim.id.partition(".")
    case = junitparser.TestCase(claim.id, f"toytheory.{group}", round(verdict.seconds, 3) if seconds else 0.0)
    told = _clean(_told(verdict))
    if verdict.status == "skipped":
        case.result = [junitparser.Skipped(_clean("; ".join(c.reason or "" for c in verdict.checks)))]
    elif verdict.unexpected:
        kind = junitparser.Error if verdict.status == "error" else junitparser.Failure
        problem = kind(_clean(f"{verdict.status}, expected {claim.expected}: {claim.title}"), verdict.status)
        problem.text = told
        case.result = [problem]
    case.system_out = _clean(
        "\n".join(
            [
                claim.title,
                f"evidence: {verdict.evidence}",
                *[rests_on(verdict)] * bool(rests_on(verdict)),
                f"over: {scope_of(verdict)}",
                f"cases: {verdict.cases}",
                told,
            ]
        ).rstrip("\n")
    )
    return case


def _told(verdict: Verdict) -> str:
    lines = [] if verdict.claim.erratum is None else [f"erratum: {verdict.claim.erratum}"]
    check = telling_check(verdict)
    if check is not None:
        lines += [f"check: {told_of(check)}"] * bool(check.name)
        lines += [culprit(check)] * bool(culprit(check))
        lines += [f"{key}:{chr(10) if block else ' '}{text}" for key, text, block in witness_items(check.witness or {})]
        lines += [f"reason: {check.reason}"] * (check.reason is not None)
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return _NOT_XML.sub("?", text)
