"""Progress and results for a person: a live table on a terminal, plain lines elsewhere.

What is printed once the run is over is the same in both: what is not as expected, errata, witnesses
of differences, and the summary. NO_COLOR is respected (by rich).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from equivalence.engine.events import ClaimFinished, ClaimProgress, ClaimStarted, Event, Report, RunStarted
from equivalence.engine.verdict import Claim, Status, Verdict

from .record import scope_of, telling_check
from .wording import (
    culprit,
    number,
    rests_on,
    settings_sentence,
    standing,
    summary_sentence,
    told_of,
    witness_items,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.table import Table

COLOURS: dict[Status, str] = {"holds": "green", "fails": "cyan", "skipped": "dim"}
"""Of a status that is as expected."""


NARROW = 100
"""Columns up to which the table has no room for cases and seconds."""

ROOM = 120
"""Columns from which on the table has room for the claims' sentences."""


WIDTH = 160
"""Columns of tables that do not go to a terminal."""


def escape(text: str) -> str:
    """Text in which rich sees no markup."""
    from rich.markup import escape

    return escape(text)


def colour(verdict: Verdict) -> str:
    """Of a status: an expected failure is not alarming, an unexpected success is."""
    if verdict.unexpected:
        return "bold red"
    return COLOURS.get(verdict.status, "")


def console_for(stream: TextIO) -> Console:
    """A console that neither wraps nor colours what is not a terminal."""
    from rich.console import Console

    if stream.isatty():
        return Console(file=stream, highlight=False)
    return Console(file=stream, highlight=False, soft_wrap=True, width=WIDTH)


@dataclass
class TerminalReport:
    """The consumer for a terminal: a table that is alive; without one, a line for each claim as soon as it is decided.

    Attributes
    ----------
    console : to print on.
    progress_only : the table goes when all is done, and the findings are somebody else's to print.
    """

    console: Console
    progress_only: bool = False
    claims: tuple[Claim, ...] = ()
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    progress: dict[str, tuple[int, int]] = field(default_factory=dict)
    live: Live | None = None

    def __call__(self, event: Event) -> None:
        """Consume an event."""
        match event:
            case RunStarted():
                self.claims = event.claims
                self._begin(event)
            case ClaimStarted():
                self.progress[event.claim.id] = (0, 0)
            case ClaimProgress():
                self.progress[event.claim.id] = (event.done, event.total)
            case ClaimFinished():
                self.verdicts[event.verdict.claim.id] = event.verdict
                self._line(event.verdict)
            case _:
                self.close()
                if not self.progress_only:
                    print_findings(self.console, event.report)

    def close(self) -> None:
        """Leave the terminal as it should be, also after an interruption."""
        if self.live is not None:
            self.live.stop()
            self.live = None

    def _begin(self, event: RunStarted) -> None:
        if not self.console.is_terminal:
            return
        from rich.live import Live

        self.live = Live(
            get_renderable=self._table,
            console=self.console,
            refresh_per_second=8,
            vertical_overflow="crop",
            transient=self.progress_only,
        )
        self.live.start()

    def _line(self, verdict: Verdict) -> None:
        """Without a terminal: the claim that was decided just now, at once."""
        if self.live is not None:
            return
        width = max(len(claim.id) for claim in self.claims)
        _, _, expectation = standing(verdict).partition(", ")
        note = f" ({expectation})" if expectation else ""
        self.console.print(
            f"{verdict.claim.id:<{width}}  {verdict.status:<12}  {rests_on(verdict) or '-':<36}  "
            f"{number(verdict.cases):>12} cases  {verdict.seconds:7.1f} s  {verdict.claim.title}{note}",
            markup=False,
        )
        self.console.file.flush()

    def _table(self) -> RenderableType:
        """The claims as they stand; with their sentences where there is room for them."""
        width = self.console.width
        table = claims_table(width)
        for claim in self.claims:
            verdict = self.verdicts.get(claim.id)
            cells = self._pending(claim) if verdict is None else decided(verdict)
            shown = cells if width > NARROW else cells[:3]
            table.add_row(claim.id, *shown, *[escape(claim.title)] * (width >= ROOM))
        return table

    def _pending(self, claim: Claim) -> tuple[RenderableType, ...]:
        from rich.progress_bar import ProgressBar

        if claim.id not in self.progress:
            return ("[dim]waiting[/]", "", "", "", "")
        done, total = self.progress[claim.id]
        if not total:
            return ("[yellow]checking[/]", "", "", "", "")
        return ("[yellow]checking[/]", ProgressBar(total=total, completed=done, width=10), f"{number(done)}", "", "")


def close(reports: Iterable[TerminalReport]) -> None:
    """Leave every terminal as it should be."""
    for report in reports:
        report.close()


def claims_table(width: int) -> Table:
    """An empty table of claims, with cases, seconds and sentences as far as so many columns have room for them."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=width >= ROOM)
    for title in ("claim", "status", "theory", "code", *["cases", "seconds"] * (width > NARROW)):
        table.add_column(title, justify="right" if title in ("cases", "seconds") else "left", no_wrap=True)
    if width >= ROOM:
        table.add_column("says", no_wrap=True, overflow="ellipsis", style="dim", ratio=1)
    return table


def decided(verdict: Verdict) -> tuple[str, ...]:
    """The cells of a claim that has its verdict."""
    return (
        f"[{colour(verdict)}]{standing(verdict)}[/]",
        verdict.theory or "",
        verdict.code or "",
        number(verdict.cases),
        f"{verdict.seconds:.1f}",
    )


def print_findings(console: Console, report: Report) -> None:
    """What needs words, then the summary."""
    for verdict in report.verdicts:
        if verdict.unexpected or verdict.claim.erratum is not None:
            _finding(console, verdict)
    style = "bold red" if report.unexpected else "bold green"
    console.print()
    console.print(summary_sentence(report), style=style, markup=False)
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
