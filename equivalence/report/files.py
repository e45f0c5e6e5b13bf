"""The consumer that writes a report to a file once the run is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from equivalence.engine.events import Event, Report, RunFinished
from equivalence.engine.output import write_text

Renderer = Callable[[Report, bool], str]
"""(report, with seconds?) -> text."""


@dataclass(frozen=True)
class FileReport:
    """Writes `render(report, seconds)` to `path` ("-": standard output) when the run is over."""

    path: str
    render: Renderer
    seconds: bool = True

    def __call__(self, event: Event) -> None:
        """Consume an event."""
        if isinstance(event, RunFinished):
            write_text(self.path, self.render(event.report, self.seconds))
