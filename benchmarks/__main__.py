"""`python -m benchmarks`: measure and print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import click

from benchmarks import measure, sampling
from equivalence.claims import registry
from equivalence.engine.output import write_text
from equivalence.engine.schedule import DURATIONS, measured
from equivalence.engine.selection import select
from equivalence.report.colours import console_for

PARTS = {
    "claims": "claims", "backends": "experiments, by backend", "peers": "the same work by a peer",
    "samplers": "samplers, processor time of one thread",
}  # fmt: skip


@click.command()
@click.argument("selectors", nargs=-1)
@click.option("--full", is_flag=True, help="The long form of the claims.")
@click.option("--only", type=click.Choice(list(PARTS)), help="Measure only this.")
@click.option("--save", is_flag=True, help="Renew equivalence/durations.json, by which `-j` schedules.")
@click.option("--markdown", metavar="FILE", help="Write the tables as Markdown too.")
def main(selectors: tuple[str, ...], full: bool, only: str | None, save: bool, markdown: str | None) -> None:
    """Print the cases per second of claims (all, or SELECTORS), of every backend on experiments, and of peers."""
    console = console_for(sys.stdout)
    written = [
        "# Benchmarks",
        "Cases per second, one process, warm kernel caches; a ratio above 1 is faster than the peer.",
    ]
    for part, title in PARTS.items():
        if only not in (None, part):
            continue
        console.print(f"\n{title}", style="bold")
        rows = []
        for row in measurements(part, selectors, full):
            rows.append(row)
            console.print("  ".join(c.ljust(w) for c, w in zip(cells(row), WIDTHS, strict=True)).rstrip())
        written += [f"## {title.capitalize()}", table(rows)]
        if part == "claims" and save:
            save_durations(rows, full)
    if markdown is not None:
        write_text(markdown, "\n\n".join(written) + "\n")


def measurements(part: str, selectors: tuple[str, ...], full: bool) -> Iterable[measure.Row]:
    """The rows of one part."""
    if part == "claims":
        return measure.claims(select(registry(), selectors), full)
    if part == "samplers":
        return sampling.rows()
    return measure.backends() if part == "backends" else measure.peers()


HEAD = ("what", "by", "cases", "seconds", "cases per second", "ratio", "goal", "note")
WIDTHS = (40, 30, 10, 10, 16, 9, 9, 0)


def cells(row: measure.Row) -> tuple[str, ...]:
    """A row in words."""
    ratio, goal = ("" if x is None else f"{x:,.2f} x" if x < 100 else f"{x:,.0f} x" for x in (row.ratio, row.goal))
    if row.seconds is None:
        return row.what, row.by, f"{row.cases:,}", "", "", "", goal, row.note
    return row.what, row.by, f"{row.cases:,}", f"{row.seconds:.4f} s", f"{row.speed:,.0f} / s", ratio, goal, row.note


def table(rows: list[measure.Row]) -> str:
    """Rows as a Markdown table; columns that say nothing are left out."""
    lines = [cells(row) for row in rows]
    shown = [i for i in range(len(HEAD)) if i < 5 or any(line[i] for line in lines)]
    rule = ["---:" if 2 <= i < 7 else "---" for i in shown]
    return "\n".join(
        "| " + " | ".join(line) + " |"
        for line in ([HEAD[i] for i in shown], rule, *([line[i] for i in shown] for line in lines))
    )


def save_durations(rows: list[measure.Row], full: bool) -> None:
    """Enter the seconds of claims into the schedule."""
    known = {"default": measured(full=False), "full": measured(full=True)}
    known["full" if full else "default"] |= {row.what: round(row.seconds or 0.0, 2) for row in rows}
    write_text(DURATIONS, json.dumps(known, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
