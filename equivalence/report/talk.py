"""The audit page: the talk in its own order, what it prints, what was run, the status and the evidence."""

from __future__ import annotations

import re
from itertools import groupby

from equivalence.engine.events import Report
from equivalence.engine.verdict import Check
from equivalence.phenomena.phenomenon import SHORT

from .audit import ABSENT, MEANS, Row, rows, summary
from .lists import Listed
from .wording import counted, rests_on, settings_sentence

BLOCK = re.compile(r"^### `([\w-]+)`\n\n```text\n(.*?)\n```$", re.M | re.S)

INTRODUCTION = """\
R. Spekkens, "Why the quantum? Insights from classical theories with a statistical restriction" (2010), slide by slide.
Each block shows what the talk's text prints, then its statements: what each says, what was run, and with what result.
The claims are those of `toytheory verify talk` and of the groups named; [claims.md](claims.md) has all their checks.
The source is a text extracted from the slides: Omega is printed as a dash, the bars of kets are lost, and so may be or
turn a sign; what is found wrong is wrong in that text. What the pictures show is not in it: those of bits, trits and
continuous states are drawn again in [figures/](figures/README.md)."""


def render(report: Report, seconds: bool = True) -> str:
    """The page as Markdown; it shows no seconds."""
    found = rows(report)
    parts = ["# The talk, audited", f"**{summary(found)}**", settings_sentence(report) + ".", INTRODUCTION, _means()]
    for slide, of_slide in groupby(found, key=lambda row: row.entry.printed.slide):
        parts.append(f"## {_line(slide)}")
        for key, of_block in groupby(of_slide, key=lambda row: row.entry.block):
            statements = list(of_block)
            parts.append(f"### `{key}`")
            parts.append(f"```text\n{statements[0].entry.printed.text}\n```")
            parts.append("\n".join(line for row in statements for line in _statement(row)))
    return "\n\n".join(parts) + "\n"


def printed_blocks(page: str) -> dict[str, str]:
    r"""What a page shows as printed, by key of the block: read back from the page alone.

    >>> printed_blocks("### `a-b`\n\n```text\nX = P\n```\n")
    {'a-b': 'X = P'}
    """
    return dict(BLOCK.findall(page))


def _means() -> str:
    return "\n".join(["| status | means |", "| --- | --- |", *(f"| {name} | {text} |" for name, text in MEANS.items())])


def _statement(row: Row) -> list[str]:
    entry = row.entry
    name = f" `{entry.id}`:" if entry.check is not None else ""
    lines = [f"- **{row.status}** -{name} {_line(entry.says)}"]
    lines += [f"  - for: {_line(entry.over)}"] * bool(entry.over)
    lines += [f"  - run: {_run(list(checks))}" for _, checks in groupby(row.checks, key=_kind)]
    if entry.elsewhere:
        ids = ", ".join(f"`{v.claim.id}` ({v.status}; {rests_on(v)})" for v in row.elsewhere)
        lines.append(f"  - {'see also' if entry.check else 'decided by'}: {ids or ', '.join(entry.elsewhere)}")
    if entry.reading:
        lines.append(f"  - read: {_line(entry.reading)}")
    if entry.note:
        lines.append(f"  - note: {_line(entry.note)}")
    if entry.erratum is not None:
        lines.append(f"  - erratum: {_line(entry.erratum.found)} Right: {_line(entry.erratum.right)}")
    if entry.why:
        lines.append(f"  - why: {_line(entry.why)}")
    return lines + [_item(row, item) for item in row.items]


def _item(row: Row, item: Listed) -> str:
    """An item of a list: what was found, for which systems, and where it is told and decided."""
    found = {verdict.claim.id: verdict for verdict in row.verdicts(item)}
    told = []
    for phenomenon in item.phenomena:
        verdict = found.get(f"phenomena.{phenomenon.name}")
        level = ABSENT if verdict is None else f"{verdict.status}; {rests_on(verdict)}"
        kinds = ", ".join(f"{kind} {SHORT[standing]}" for kind, standing in phenomenon.standing.items())
        page = f"[{phenomenon.name}](../docs/phenomena/{phenomenon.name}.md)"
        claim = f"[`phenomena.{phenomenon.name}`](claims.md#phenomena{phenomenon.name})"
        told.append(f"{page} ({kinds}), {claim} ({level})")
    against = ", against the list" * item.against
    return f"  - **{row.word(item)}**{against} - {_line(item.text)}" + (f": {'; '.join(told)}" if told else "")


def _kind(check: Check) -> tuple[str, str, str]:
    return check.name, check.status, check.evidence


def _run(checks: list[Check]) -> str:
    """Checks of one name, status and evidence: over what, how strongly, how many cases."""
    first, cases = checks[0], sum(check.cases for check in checks)
    scopes = "; ".join(_line(check.scope) for check in checks)
    told = f"{first.name}: {scopes} ({first.about}, {first.evidence}, {counted(cases, 'case')})"
    return told if first.status == "holds" else f"{told}: **{first.status}**"


def _line(text: str) -> str:
    """Text that stays on one line and is not taken for markup."""
    plain = " ".join(text.split())
    return re.sub(r"([*_<>|\\])", r"\\\1", plain)
