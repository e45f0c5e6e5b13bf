"""The Markdown report: a table of claims, then what needs words."""

from __future__ import annotations

from equivalence.events import Report
from equivalence.report.record import scope_of, telling_check
from equivalence.report.wording import (
    EVIDENCE_MEANS,
    number,
    settings_sentence,
    standing,
    summary_sentence,
    witness_items,
)
from equivalence.verdict import Verdict


def render(report: Report, seconds: bool = True) -> str:
    """The report as Markdown (GitHub's tables)."""
    parts = [
        "# Claims",
        f"**{summary_sentence(report)}**",
        settings_sentence(report) + ".",
        _table(report, seconds),
        _evidence(),
        *_details(report),
    ]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _table(report: Report, seconds: bool) -> str:
    head = ["claim", "status", "evidence", "over", "cases"] + ["seconds"] * seconds
    ruler = ["---", "---", "---", "---", "---:"] + ["---:"] * seconds
    rows = [head, ruler]
    for verdict in report.verdicts:
        row = [
            f"`{verdict.claim.id}`<br>{_cell(verdict.claim.title)}",
            _mark(verdict),
            verdict.evidence or "",
            _cell(scope_of(verdict)),
            number(verdict.cases),
        ]
        rows.append(row + [f"{verdict.seconds:.1f}"] * seconds)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _mark(verdict: Verdict) -> str:
    return f"**{standing(verdict)}**" if verdict.unexpected else standing(verdict)


def _evidence() -> str:
    lines = [f"| `{name}` | {meaning} |" for name, meaning in EVIDENCE_MEANS.items()]
    return "\n".join(["| evidence | means |", "| --- | --- |", *lines])


def _details(report: Report) -> list[str]:
    parts: list[str] = []
    for verdict in report.verdicts:
        told = _told(verdict)
        if told:
            parts += [
                f"## {verdict.claim.id}",
                f"{_cell(verdict.claim.title)} Slide: {_cell(verdict.claim.slide)}.",
                *told,
            ]
    return parts


def _told(verdict: Verdict) -> list[str]:
    """What there is to say of a claim beyond its line: erratum, witness, reasons, checks not made."""
    parts = [] if verdict.claim.erratum is None else [f"**Erratum.** {verdict.claim.erratum}"]
    check = telling_check(verdict)
    if check is not None:
        name = f" (check `{check.name}`)" if check.name else ""
        if check.witness is not None:
            parts.append(f"Witness{name}:")
            lines = []
            for key, text, block in witness_items(check.witness):
                lines.append(f"- {key}:\n\n{_indented(text)}\n" if block else f"- {key}: {_cell(text)}")
            parts.append("\n".join(lines).rstrip("\n"))
        if check.reason is not None:
            parts.append(f"{check.status.capitalize()}{name}:\n\n{_indented(check.reason)}")
    for other in verdict.checks:
        if other.status == "skipped":
            parts.append(f"Skipped: {_cell(other.scope or other.name or 'the claim')} ({_cell(other.reason or '')}).")
    return parts


def _indented(text: str) -> str:
    fence = "```"
    return "\n".join(f"  {line}".rstrip() for line in [fence, *text.splitlines(), fence])
