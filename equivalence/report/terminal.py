"""Progress and results for a person: a line for each claim as soon as it is decided, and what is running below them.

On a terminal the last line is alive: how far all is, what is running, how long it may still take. What is printed once
the run is over is the same everywhere (`findings`). NO_COLOR is respected (by rich).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from equivalence.engine.events import ClaimFinished, ClaimProgress, ClaimStarted, Event, RunStarted
from equivalence.engine.schedule import measured
from equivalence.engine.verdict import Verdict

from .claim_lines import ClaimLines
from .colours import colour
from .findings import print_findings
from .rest import Progress, duration

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

BAR = 16
"""Characters of the bar."""


@dataclass
class TerminalReport:
    """The consumer for a person who watches, or reads later.

    Attributes
    ----------
    console : to print on.
    progress_only : the line of progress alone; the claims and the findings are somebody else's to print.
    details : of what fails as expected, too.
    clock : seconds.
    """

    console: Console
    progress_only: bool = False
    details: bool = False
    clock: Callable[[], float] = time.monotonic
    lines: ClaimLines = field(default_factory=lambda: ClaimLines(()))
    progress: Progress = field(default_factory=lambda: Progress((), {}))
    began: float = 0.0
    live: Live | None = None

    def __call__(self, event: Event) -> None:
        """Consume an event."""
        match event:
            case RunStarted():
                self._begin(event)
            case ClaimStarted():
                self.progress.running[event.claim.id] = (0, 0)
            case ClaimProgress():
                self.progress.running[event.claim.id] = (event.done, event.total)
            case ClaimFinished():
                self.progress.running.pop(event.verdict.claim.id, None)
                self.progress.finished.add(event.verdict.claim.id)
                self._line(event.verdict)
            case _:
                self.close()
                if not self.progress_only:
                    print_findings(self.console, event.report, self.details)

    def close(self) -> None:
        """Leave the terminal as it should be, also after an interruption."""
        if self.live is not None:
            self.live.stop()
            self.live = None

    def _begin(self, event: RunStarted) -> None:
        terminal = self.console.is_terminal
        self.lines = ClaimLines(event.claims, self.console.width if terminal else None)
        self.progress = Progress(event.claims, measured(event.full), event.jobs)
        self.began = self.clock()
        if not self.progress_only:
            self._print(self.lines.head, "bold" if terminal else "")
        if terminal:
            from rich.live import Live

            self.live = Live(get_renderable=self.status, console=self.console, refresh_per_second=8, transient=True)
            self.live.start()

    def _line(self, verdict: Verdict) -> None:
        if self.progress_only:
            return
        from rich.text import Text

        line = Text(self.lines.line(verdict), no_wrap=True, overflow="ignore")
        line.stylize(colour(verdict), *self.lines.status_at())
        self.console.print(line, soft_wrap=True)
        self.console.file.flush()

    def _print(self, text: str, style: str) -> None:
        self.console.print(text, style=style, markup=False, soft_wrap=True)

    def status(self) -> RenderableType:
        """One line: how far all is, the estimated rest, and what is running."""
        from rich.text import Text

        run, elapsed = self.progress, self.clock() - self.began
        filled = round(BAR * run.share)
        running = ", ".join(f"{id}{_share(*done)}" for id, done in run.running.items()) or "starting"
        told = f" {len(run.finished)}/{len(run.claims)}, about {duration(run.rest(elapsed))} left; {running}"
        text = Text("━" * filled, style="green") + Text("━" * (BAR - filled), style="dim") + Text(told, style="default")
        text.truncate(self.console.width - 1, overflow="ellipsis")
        return text


def _share(done: int, total: int) -> str:
    return f" {100 * done // total}%" if total else ""


def close(reports: Iterable[TerminalReport]) -> None:
    """Leave every terminal as it should be."""
    for report in reports:
        report.close()
