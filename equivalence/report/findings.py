"""What needs words once a run is over: what is not as expected, on demand the errata, and the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equivalence.engine.events import Report
from equivalence.engine.verdict import Verdict

from .colours import colour
from .record import scope_of, telling_check
from .wording import counted, culprit, settings_sentence, standing, summary_sentence, told_of, witness_items

if TYPE_CHECKING:
    from rich.console import Console


def print_findings(console: Console, report: Report, details: bool = False) -> None:
    """What is not as expected, with its witness; then the summary, and where more is told.

    Parameters
    ----------
    details : of the errata too, which fail as expected.
    """
    errata = [v for v in report.verdicts if v.claim.erratum is not None and not v.unexpected]
    for verdict in report.verdicts:
        if verdict.unexpected or (details and verdict in errata):
            _finding(console, verdict)
    console.print()
    style = "bold red" if report.unexpected else "bold green"
    console.print(summary_sentence(report), style=style, markup=False)
    for verdict in report.unexpected:
        console.print(f"  not as expected: {verdict.claim.id} ({verdict.status})", style="bold red", markup=False)
    if errata and not details:
        told = f"{counted(len(errata), 'claim')} with an erratum: -v tells what is found and what is right"
        console.print(f"{told}; --errata FILE writes it.", style="dim", markup=False)
    console.print(settings_sentence(report), style="dim", markup=False)


def _finding(console: Console, verdict: Verdict) -> None:
    console.print()
    console.print(f"{verdict.claim.id}: {standing(verdict)}", style=colour(verdict), markup=False)
    _say(console, verdict.claim.title)
    if scope_of(verdict):
        _say(console, f"over: {scope_of(verdict)}")
    if verdict.claim.erratum is not None:
        _say(console, f"erratum: {verdict.claim.erratum}")
    check = telling_check(verdict)
    if check is None:
        return
    if check.name:
        _say(console, f"check: {told_of(check)}")
    if culprit(check):
        _say(console, culprit(check))
    for key, text, block in witness_items(check.witness or {}):
        _say(console, f"{key}:\n" + "\n".join(f"  {line}" for line in text.splitlines()) if block else f"{key}: {text}")
    if check.reason is not None:
        _say(console, check.reason)


def _say(console: Console, text: str) -> None:
    """A text, indented; on a terminal, wrapped in its indent."""
    from rich.padding import Padding
    from rich.text import Text

    if console.is_terminal:
        console.print(Padding(Text(text), (0, 0, 0, 2)))
    else:
        console.print("\n".join(f"  {line}" for line in text.splitlines()), markup=False)
