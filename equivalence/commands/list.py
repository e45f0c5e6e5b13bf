"""`toytheory list`: the claims, the backends, or the examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table

    from equivalence.engine.verdict import Claim
    from toytheory.backend import Backend
    from toytheory.language.steps import Step

EXAMPLES = """\b
Examples:
  toytheory list                  the claims and the slides that they come from
  toytheory list --backends       the installed backends and what they can do
  toytheory list --examples       the experiments that come with the program
  toytheory list --json           the same for a program
"""


@click.command("list", short_help="Show the claims, the backends, or the examples.", epilog=EXAMPLES)
@click.option("--backends", is_flag=True, help="Show the installed backends instead of the claims.")
@click.option("--examples", is_flag=True, help="Show the experiments that come with the program instead.")
@click.option(
    "--json",
    "json_file",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write JSON instead of a table, to standard output without FILE.",
)
def list_(backends: bool, examples: bool, json_file: str | None) -> int:
    """Show the claims in the talk's order, the backends that are installed, or the examples."""
    import sys

    from equivalence.claims import registry
    from equivalence.engine.output import write_text
    from equivalence.engine.plain import json_text
    from equivalence.report.colours import console_for
    from toytheory.errors import InputError

    if backends and examples:
        raise InputError("--backends and --examples at once", "ask for one of them")
    if backends:
        what, entries, table = "backends", _backends(), backends_table
    elif examples:
        what, entries, table = "examples", example_records(), examples_table
    else:
        what, entries, table = "claims", claim_records(registry()), claims_table
    if json_file is not None:
        record = {"format": f"toytheory/{what}-1", what: entries}
        write_text(json_file, json_text(record) + "\n")
    elif not entries:
        click.echo(f"there are no {what}")
    else:
        console = console_for(sys.stdout)
        console.print(table(entries, console.width))
    return 0


def _backends() -> list[dict[str, Any]]:
    from equivalence.comparison.installed import installed_backends

    return backend_records(installed_backends())


def example_records() -> list[dict[str, Any]]:
    """Name and first comment of each example."""
    from equivalence.experiments.shipped import about, shipped

    return [{"name": name, "about": about(path)} for name, path in shipped().items()]


def claim_records(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Id, title, slide and expected status of each claim, and the parts of its sentence with what shows each."""
    return [
        {
            "id": claim.id,
            "title": claim.title,
            "slide": claim.slide,
            "expected": claim.expected,
            "parts": [
                {"about": part.about, "says": part.says, "ways": list(part.ways), "needed": part.needed}
                for part in claim.parts
            ],
        }
        for claim in claims
    ]


def backend_records(installed: Mapping[str, Backend | str]) -> list[dict[str, Any]]:
    """What each backend declares of itself; "unavailable" with the reason where it does not load or lacks a package."""
    from toytheory.backend import is_installed

    records: list[dict[str, Any]] = []
    for name, backend in installed.items():
        if isinstance(backend, str):
            records.append({"name": name, "unavailable": backend})
            continue
        able = backend.capabilities
        record = {
            "name": name,
            "side": backend.side,
            "exact": able.exact,
            "samples": able.samples,
            "kinds": sorted(able.kinds),
            "dimensions": None if able.dimensions is None else sorted(able.dimensions),
            "odd_only": able.odd_only,
            "largest_space": able.largest_space,
            "largest_n": able.largest_n,
            "steps": sorted(step.__name__ for step in able.steps),
            "steps_not_taken": sorted(step.__name__ for step in _steps_of(able.kinds) - able.steps),
        }
        if able.needs is not None and not is_installed(able.needs):
            record["unavailable"] = f"needs {able.needs}, which is not installed"
        records.append(record)
    return sorted(records, key=lambda r: ({"toy": 0, "quantum": 1}.get(r.get("side", ""), 2), r["name"]))


def _steps_of(kinds: Iterable[str]) -> frozenset[type[Step]]:
    """All steps that experiments on such systems can have."""
    from toytheory.backend import DISCRETE_STEPS, MODE_STEPS

    steps = MODE_STEPS if "modes" in kinds else frozenset()
    return steps | DISCRETE_STEPS if set(kinds) - {"modes"} else steps


ROOM = 110
"""Columns from which on the slides have a column of their own."""


def claims_table(entries: Iterable[Mapping[str, Any]], width: int) -> Table:
    """Claims with their sentence and slide, and whether evidence about the theories or about the code is sought."""
    from rich.markup import escape

    table = _table()
    table.add_column("claim", no_wrap=True)
    table.add_column("says", ratio=3, overflow="fold")
    if width >= ROOM:
        table.add_column("about", no_wrap=True)
        table.add_column("slide", ratio=2, overflow="fold")
    for entry in entries:
        expected = "" if entry["expected"] == "holds" else f" (expected: {entry['expected']})"
        sought = {part["about"] for part in entry["parts"] if part["needed"] and part["ways"]}
        about = ", ".join(name for name in ("theory", "code") if name in sought)
        id, says, slide = f"[bold]{entry['id']}[/]", escape(entry["title"] + expected), escape(entry["slide"])
        if width >= ROOM:
            table.add_row(id, says, about, slide)
        else:
            table.add_row(f"{id}\n[dim]{about}[/]", f"{says}\n[dim]{slide}[/]")
    return table


def _table() -> Table:
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)


def examples_table(entries: Iterable[Mapping[str, Any]], width: int) -> Table:
    """Examples with what they say of themselves."""
    table = _table()
    table.add_column("example", no_wrap=True, style="bold")
    table.add_column("says", overflow="fold")
    for entry in entries:
        table.add_row(entry["name"], entry["about"])
    return table


def backends_table(entries: Iterable[Mapping[str, Any]], width: int) -> Table:
    """Backends with what they declare."""
    table = _table()
    for title in ("backend", "side", "gives", "takes", "largest n", "steps"):
        whole = title in ("backend", "side")
        table.add_column(title, style="bold" if title == "backend" else None, no_wrap=whole, overflow="fold")
    for entry in entries:
        if "side" not in entry:
            table.add_row(entry["name"], "", "", f"not available: {entry['unavailable']}", "", "", style="dim")
            continue
        gives = " and ".join(["exact numbers"] * entry["exact"] + ["samples"] * entry["samples"])
        gone = "unavailable" in entry
        takes = f"not available: {entry['unavailable']}" if gone else _takes(entry)
        steps = f"all but {', '.join(entry['steps_not_taken'])}" if entry["steps_not_taken"] else "all"
        row = (entry["name"], entry["side"], gives, takes, _largest(entry), steps)
        table.add_row(*row, style="dim" if gone else None)
    return table


def _takes(entry: Mapping[str, Any]) -> str:
    limits = [", ".join(entry["kinds"])]
    if entry["dimensions"] is not None:
        limits.append("d = " + ", ".join(map(str, entry["dimensions"])))
    if entry["odd_only"]:
        limits.append("odd d")
    return "; ".join(limits)


def _largest(entry: Mapping[str, Any]) -> str:
    """The largest number of systems that is declared; what else sets a bound is told by `run`."""
    limits = [f"{entry['largest_n']:,}"] if entry["largest_n"] is not None else []
    if entry["largest_space"] is not None:
        limits.append(f"d^n up to {entry['largest_space']:,}")
    return "; ".join(limits)
