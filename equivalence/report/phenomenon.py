"""A phenomenon told: a page as Markdown, a text for a terminal, a record for a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from equivalence.comparison.answers import Result
from equivalence.engine.verdict import Verdict
from equivalence.phenomena.phenomenon import Phenomenon, Run
from equivalence.phenomena.predicted import MOST, Row, rows
from toytheory.backend import Side

from .wording import rests_on, standing

if TYPE_CHECKING:
    from rich.console import Console

Answers = Mapping[str, Mapping[Side, Result]]
"""File of a run -> side -> its answer."""


def record(phenomenon: Phenomenon) -> dict[str, Any]:
    """What the list says of one, as JSON data."""
    return {
        "name": phenomenon.name,
        "item": phenomenon.item,
        "items": list(phenomenon.listed),
        "claim": f"phenomena.{phenomenon.name}",
        "word": phenomenon.word,
        "standing": dict(phenomenon.standing),
    }


def told_record(phenomenon: Phenomenon, answers: Answers, verdict: Verdict) -> dict[str, Any]:
    """All of one, as JSON data."""
    runs = [
        {
            "file": f"phenomena/{run.file}",
            "shows": run.shows,
            "control": run.control,
            "experiment": run.path.read_text(encoding="utf-8"),
            **{side: result.record() for side, result in answers[run.file].items()},
            "status": _status_of(run, verdict),
        }
        for run in phenomenon.runs
    ]
    found: dict[str, Any] = {"status": verdict.status, "expected": verdict.claim.expected}
    found |= {about: level for about, level in (("theory", verdict.theory), ("code", verdict.code)) if level}
    texts = {name: getattr(phenomenon, name) for name in ("statement", "puzzle", "story", "limit", "reading")}
    return record(phenomenon) | texts | {"runs": runs, **found, "references": list(phenomenon.references)}


def print_phenomenon(console: Console, phenomenon: Phenomenon, answers: Answers, verdict: Verdict) -> None:
    """Statement, puzzle, story, each experiment with both theories' numbers, verdict, limit, reading, references."""
    from rich.padding import Padding
    from rich.text import Text

    def say(text: str) -> None:
        console.print(Padding(Text(text), (0, 0, 0, 2)))

    def head(text: str) -> None:
        console.print()
        console.print(Text(text, style="bold"))

    console.print(Text(f"{phenomenon.item}: {phenomenon.word}", style="bold"))
    say(phenomenon.statement)
    say("; ".join(f"{kind}: {found}" for kind, found in phenomenon.standing.items()))
    for title, text in (("what puzzles", phenomenon.puzzle), ("what happens in the toy theory", phenomenon.story)):
        head(title)
        say(text)
    for run in phenomenon.runs:
        head(f"{'control, ' if run.control else ''}phenomena/{run.file}: {run.shows}")
        say(run.path.read_text(encoding="utf-8").rstrip("\n"))
        console.print(Padding(_table(rows(run, answers[run.file])), (1, 0, 0, 2)))
        say(f"seen as said: {_status_of(run, verdict)}")
    head("verdict")
    say(f"phenomena.{phenomenon.name}: {standing(verdict)} ({rests_on(verdict)})")
    for check in verdict.checks:
        if check.status not in ("holds", "skipped"):
            say(f"{check.name}: {check.status}; {check.reason or check.scope}")
    closing = {"what does not come out": phenomenon.limit, "as it is read": phenomenon.reading}
    for title, text in closing.items():
        if text:
            head(title)
            say(text)
    head("references")
    for reference in phenomenon.references:
        say(reference)


def _status_of(run: Run, verdict: Verdict) -> str:
    return next((check.status for check in verdict.checks if check.name == run.name), "not run")


def _table(found: Sequence[Row]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in ("", "toy theory", "quantum theory"):
        table.add_column(title, justify="right" if title else "left")
    for row in found[:MOST]:
        table.add_row(row.label, row.told.get("toy", "-"), row.told.get("quantum", "-"))
    if len(found) > MOST:
        table.add_row(f"... and {len(found) - MOST} more", "", "")
    return table
