"""The entries of the audit with what a run found of them: what the audit page, ERRATA and the HTML page show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from equivalence.audit.entries import CORRECTIONS, entries, errata
from equivalence.audit.entry import Entry
from equivalence.engine.events import Report
from equivalence.engine.verdict import Check, Verdict

from .lists import Listed, listed
from .wording import counted

ABSENT = "not in this run"

MEANS: Mapping[str, str] = {
    "holds": "as printed",
    "holds, as read": "with the reading that is given: the printed text leaves something open, or out",
    "erratum": "not as printed: [ERRATA.md](ERRATA.md) has the witness, the correction and the check of the correction",
    "item by item": "a list of phenomena: every item has a verdict of its own, told below it",
    "nothing to run": "it asserts nothing that a machine can check",
}


@dataclass(frozen=True)
class Row:
    """An entry and what was found.

    Attributes
    ----------
    entry : of the audit.
    status : a key of `MEANS`, "not in this run", or what was found unexpectedly.
    checks : of its own claim, in order.
    elsewhere : the other claims of this run that carry it; of a list, those of its items.
    own : the verdict of its own claim, where it was run.
    """

    entry: Entry
    status: str
    checks: tuple[Check, ...]
    elsewhere: tuple[Verdict, ...]
    own: Verdict | None = None

    @property
    def items(self) -> tuple[Listed, ...]:
        """The items of a list."""
        return listed(self.entry.block) if self.entry.unrun == "item by item" else ()

    def verdicts(self, item: Listed) -> tuple[Verdict, ...]:
        """What this run found of an item."""
        ids = {f"phenomena.{phenomenon.name}" for phenomenon in item.phenomena}
        return tuple(verdict for verdict in self.elsewhere if verdict.claim.id in ids)

    def word(self, item: Listed) -> str:
        """What is said of an item: its word, unless a claim that carries it is not as expected."""
        wrong = next((v for v in self.verdicts(item) if v.unexpected), None)
        return item.word if wrong is None else f"{wrong.status}, unexpectedly ({wrong.claim.id})"


def rows(report: Report) -> list[Row]:
    """All entries in the talk's order."""
    found = {verdict.claim.id: verdict for verdict in report.verdicts}
    return [_row(entry, found) for entry in entries()]


def correction_checks(report: Report) -> dict[str, Check]:
    """The check of each correction, by key of the entry; those that this run made."""
    verdict = next((v for v in report.verdicts if v.claim.id == CORRECTIONS), None)
    return (
        {}
        if verdict is None
        else {entry.key: check for (entry, _), check in zip(errata(), verdict.checks, strict=False)}
    )


def other_errata(report: Report) -> list[Verdict]:
    """Claims of other groups that are errata of the talk."""
    return [v for v in report.verdicts if v.claim.erratum is not None and not v.claim.id.startswith("talk.")]


def summary(found: list[Row]) -> str:
    """One line: how many statements have which status.

    >>> summary([])
    '0 statements.'
    """
    told = {
        "holds": "hold as printed",
        "holds, as read": "hold with a reading",
        "erratum": "errata",
        "item by item": "lists item by item",
        "nothing to run": "with nothing to run",
    }
    statuses = dict.fromkeys([*MEANS, *(row.status for row in found)])
    counts = {status: sum(row.status == status for row in found) for status in statuses}
    parts = [f"{count} {told.get(status, status)}" for status, count in counts.items() if count]
    return f"{counted(len(found), 'statement')}{': ' if parts else ''}{', '.join(parts)}."


def _row(entry: Entry, found: Mapping[str, Verdict]) -> Row:
    others = tuple(
        verdict
        for wanted in entry.elsewhere
        for id, verdict in found.items()
        if id == wanted or (wanted.endswith(".") and id.startswith(wanted))
    )
    if entry.unrun == "item by item":
        names = dict.fromkeys(f"phenomena.{p.name}" for item in listed(entry.block) for p in item.phenomena)
        others = tuple(found[name] for name in names if name in found)
    own = found.get(entry.id) if entry.check is not None else None
    return Row(entry, _status(entry, own, others), () if own is None else own.checks, others, own)


def _status(entry: Entry, own: Verdict | None, others: tuple[Verdict, ...]) -> str:
    verdicts = others if entry.check is None else () if own is None else (own,)
    worst = next((v for v in verdicts if v.unexpected), None)
    if worst is not None:
        return f"{worst.status}, unexpectedly ({worst.claim.id})"
    if entry.standing in ("item by item", "nothing to run"):
        return entry.unrun
    if not verdicts:
        return ABSENT
    if all(v.status == "skipped" for v in verdicts):
        return "skipped"
    if any(v.status == "fails" for v in verdicts):
        return "erratum"
    return "holds, as read" if entry.reading else "holds"
