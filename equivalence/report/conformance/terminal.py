"""What `conform` prints: a line for each feature as it is decided, then the distinct faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from equivalence.engine.events import ClaimFinished, Event, Report, RunFinished, RunStarted

from .record import backend_of, backends_of, conform_record, counted, details, feature_of, less, result_of

if TYPE_CHECKING:
    from rich.console import Console

COLOURS = {"agrees": "green", "differs": "bold red", "crashes": "bold red", "not offered": "dim"}


@dataclass
class ConformTerminal:
    """The consumer for a person.

    Attributes
    ----------
    console : to print on.
    """

    console: Console
    width: int = 0

    def __call__(self, event: Event) -> None:
        """Consume an event."""
        match event:
            case RunStarted():
                self.width = max(len(claim.id) for claim in event.claims)
            case ClaimFinished(verdict=verdict):
                word = result_of(verdict)
                asked = f"{verdict.cases:>6} cases" if verdict.cases else " " * 12
                reasons = dict.fromkeys(check.reason.splitlines()[0] for check in verdict.checks if check.reason)
                why = "; ".join(reasons) if word == "not offered" else verdict.claim.title
                name = f"{backend_of(verdict)} {feature_of(verdict)}"
                line = f"{name:<{self.width}}  {word:<11}  {asked}  {why}"
                self.console.print(line, style=COLOURS[word], markup=False)
            case RunFinished(report=report):
                print_faults(self.console, report)


def print_faults(console: Console, report: Report) -> None:
    """Every distinct fault, then a line for each backend."""
    record = conform_record(report)
    for entry in record["backends"]:
        for fault in entry["faults"]:
            title = f"{entry['backend']} {fault['how']}: {', '.join(fault['needs'])} ({', '.join(fault['features'])})"
            console.print(f"\n{title}", style="bold red", markup=False)
            console.print("\n".join(f"  {line}" for line in fault["toy_file"].splitlines()), markup=False)
            for key, value in details(fault).items():
                console.print(f"  {key}: {value}", markup=False)
    console.print()
    for entry in record["backends"]:
        told = ", ".join(f"{count} {word}" for word, count in entry["summary"].items() if count)
        console.print(f"{entry['backend']}: {told}; {counted(entry['faults'])}", markup=False)
        if less(entry):
            console.print(f"{entry['backend']}: {less(entry)}", markup=False)
    console.print(f"seed {report.seed}, version {report.version}, {len(backends_of(report))} backends", style="dim")
