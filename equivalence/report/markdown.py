"""The Markdown report: a table of claims, then each claim traced from its badge to its checks, with what they found."""

from __future__ import annotations

from equivalence.engine.events import Report
from equivalence.engine.verdict import Verdict

from .wording import (
    ABOUT_MEANS,
    EVIDENCE_MEANS,
    culprit,
    number,
    settings_sentence,
    standing,
    summary_sentence,
    witness_items,
)


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
    head = ["claim", "status", "theory", "code", "cases"] + ["seconds"] * seconds
    ruler = ["---", "---", "---", "---", "---:"] + ["---:"] * seconds
    rows = [head, ruler]
    for verdict in report.verdicts:
        row = [
            f"[`{verdict.claim.id}`](#{verdict.claim.id.replace('.', '')})<br>{_cell(verdict.claim.title)}",
            _mark(verdict),
            verdict.theory or "",
            verdict.code or "",
            number(verdict.cases),
        ]
        rows.append(row + [f"{verdict.seconds:.1f}"] * seconds)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _mark(verdict: Verdict) -> str:
    return f"**{standing(verdict)}**" if verdict.unexpected else standing(verdict)


def _evidence() -> str:
    lines = [f"| `{name}` | {meaning} |" for name, meaning in EVIDENCE_MEANS.items()]
    rests = [f"| {about} | {meaning} |" for about, meaning in ABOUT_MEANS.items()]
    tables = [["| evidence | means |", "| --- | --- |", *lines], ["| about | means |", "| --- | --- |", *rests]]
    return "\n\n".join("\n".join(table) for table in tables)


def _details(report: Report) -> list[str]:
    parts: list[str] = []
    for verdict in report.verdicts:
        claim = verdict.claim
        parts += [f"## {claim.id}", f"{_cell(claim.title)} Slide: {_cell(claim.slide)}."]
        parts += [f"**Erratum.** {claim.erratum}"] * (claim.erratum is not None)
        parts += [_trace(verdict), _checks(verdict), *_told(verdict)]
    return parts


def _trace(verdict: Verdict) -> str:
    """From the badge to the checks: the parts of the sentence, what each is about, and what shows it how strongly."""
    rows = ["| part of the sentence | about | shown by | evidence |", "| --- | --- | --- | --- |"]
    for part in verdict.claim.parts:
        ways = " or ".join(f"`{way}`" for way in part.ways)
        level = verdict.shown(part) or "-"
        cells = (_cell(part.says), part.about, ways, level if part.needed else f"({level}, beside)")
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _checks(verdict: Verdict) -> str:
    rows = ["| check | over | about | evidence | status | cases |", "| --- | --- | --- | --- | --- | ---: |"]
    for check in verdict.checks:
        evidence = check.evidence if check.status in ("holds", "fails") else ""
        cells = (_cell(check.name), _cell(check.scope), check.about or "", evidence, check.status, number(check.cases))
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _told(verdict: Verdict) -> list[str]:
    """Witnesses and reasons of the checks."""
    parts = []
    for check in verdict.checks:
        name = f" of `{check.name}`" if check.name else ""
        parts += [f"Of `{check.name}`: {_cell(culprit(check))}."] * bool(culprit(check))
        if check.witness is not None:
            lines = []
            for key, text, block in witness_items(check.witness):
                lines.append(f"- {key}:\n\n{_indented(text)}\n" if block else f"- {key}: {_cell(text)}")
            parts.append(f"Witness{name}:\n\n" + "\n".join(lines).rstrip("\n"))
        if check.reason is not None:
            parts.append(f"Why {check.status}{name}:\n\n{_indented(check.reason)}")
    return parts


def _indented(text: str) -> str:
    fence = "```"
    return "\n".join(f"  {line}".rstrip() for line in [fence, *text.splitlines(), fence])
