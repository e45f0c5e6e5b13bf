"""ERRATA: what the talk prints and the machine refutes, with witness, correction, and the check of the correction."""

from __future__ import annotations

from equivalence.audit.entries import errata
from equivalence.engine.events import Report
from equivalence.engine.verdict import Check, Verdict

from .audit import correction_checks, other_errata, rows
from .lists import LISTS, listed, plain
from .wording import counted, number, settings_sentence, standing, witness_items

INTRODUCTION = """\
Where the talk's text does not hold as printed. What holds with a reading is not listed here but in [talk.md](talk.md).
`toytheory verify talk beyond` finds all of this again; an erratum is a claim whose status, and whose expected status,
is `fails`. The corrections of `talk.*` are checked by
`talk.corrections`, that of `beyond.all-unitaries` by `beyond.discrete`.

The source is a text that was extracted from the slides: Omega is printed as a dash and the bars of kets are lost, so a
sign or an index may be the extraction's fault and not the slide's. An erratum is about the text as printed here."""


def render(report: Report, seconds: bool = True) -> str:
    """The page as Markdown; it shows no seconds."""
    corrected = correction_checks(report)
    found = {row.entry.key: row.checks for row in rows(report)}
    wrong = [(entry, erratum) for entry, erratum in errata() if found[entry.key]]
    others = other_errata(report)
    parts = ["# Errata of the talk", f"**{_count(len(wrong) + len(others))}**"]
    parts += [settings_sentence(report) + ".", INTRODUCTION]
    for place, (entry, erratum) in enumerate(wrong, 1):
        parts.append(f"## {place}. {entry.printed.slide}")
        parts.append(f"`{entry.id}`, block `{entry.block}` of [talk.md](talk.md#{entry.block}). Printed:")
        parts.append(f"```text\n{erratum.printed}\n```")
        parts.append(f"Found: {erratum.found}")
        parts.append("\n".join(_findings(found[entry.key])))
        parts.append(f"Right: {erratum.right}")
        check = corrected.get(entry.key)
        parts.append(f"Checked: {_checked(check)}")
    for place, verdict in enumerate(others, len(wrong) + 1):
        parts += _other(place, verdict)
    return "\n\n".join(parts + _lists(report)) + "\n"


def _lists(report: Report) -> list[str]:
    """Entries of the talk's lists that stand in another column than what was found of them in this run."""
    found = {verdict.claim.id: verdict for verdict in report.verdicts}
    told: dict[str, str] = {}
    for key in LISTS:
        for item in listed(key):
            for phenomenon in item.phenomena if item.against else ():
                verdict = found.get(f"phenomena.{phenomenon.name}")
                if verdict is not None:
                    page = f"[{phenomenon.name}](../docs/phenomena/{phenomenon.name}.md)"
                    text = f"{verdict.claim.title} `{verdict.claim.id}` {standing(verdict)}; {page}."
                    told[plain(item.text)] = f"- {item.text}, listed as {item.column}: **{item.word}**. {text}"
    head = "Entries that the lists of phenomena have in another column than what was found; not counted above."
    return ["## The lists", head, "\n".join(told.values())] if told else []


def _count(number_of: int) -> str:
    return f"{number(number_of)} {'erratum' if number_of == 1 else 'errata'}."


def _findings(checks: tuple[Check, ...]) -> list[str]:
    """The checks that failed, with their witnesses."""
    lines = []
    for check in checks:
        lines.append(
            f"- {check.scope}: **{check.status}** ({check.about}, {check.evidence}, {counted(check.cases, 'case')})"
        )
        lines += [f"  - {key}: {' '.join(text.split())}" for key, text, _ in witness_items(check.witness or {})]
    return lines


def _checked(check: Check | None) -> str:
    if check is None:
        return "not in this run (`talk.corrections`)."
    return f"{check.scope}: **{check.status}** ({check.evidence}, {counted(check.cases, 'case')})."


def _other(place: int, verdict: Verdict) -> list[str]:
    claim = verdict.claim
    found = "\n".join(_findings(verdict.checks))
    return [f"## {place}. {claim.slide}", f"`{claim.id}`: {claim.title}", f"Found: {claim.erratum}", found]
