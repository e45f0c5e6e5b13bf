"""`toytheory list`: the claims, or the backends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table

    from equivalence.engine.verdict import Claim
    from toytheory.backend import Backend

EXAMPLES = """\b
Examples:
  toytheory list                  the claims and the slides that they come from
  toytheory list --backends       the installed backends and what they can do
  toytheory list --json           the same for a program
"""


@click.command("list", short_help="Show the claims, or the backends.", epilog=EXAMPLES)
@click.option("--backends", is_flag=True, help="Show the installed backends instead of the claims.")
@click.option(
    "--json",
    "json_file",
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write JSON instead of a table, to standard output without FILE.",
)
def list_(backends: bool, json_file: str | None) -> int:
    """Show the claims in the talk's order, or the backends that are installed."""
    import sys

    from equivalence.claims import registry
    from equivalence.engine.output import write_text
    from equivalence.engine.plain import json_text
    from equivalence.report.terminal import console_for
    from toytheory.backend import load_backends

    entries = backend_records(load_backends()) if backends else claim_records(registry())
    what = "backends" if backends else "claims"
    if json_file is not None:
        record = {"format": f"toytheory/{what}-1", what: entries}
        write_text(json_file, json_text(record) + "\n")
    elif not entries:
        click.echo(f"there are no {what}")
    else:
        console_for(sys.stdout).print(backends_table(entries) if backends else claims_table(entries))
    return 0


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
    """What each backend declares of itself; "unavailable" with the reason for one that does not load."""
    records: list[dict[str, Any]] = []
    for name, backend in installed.items():
        if isinstance(backend, str):
            records.append({"name": name, "unavailable": backend})
            continue
        able = backend.capabilities
        records.append(
            {
                "name": name,
                "side": backend.side,
                "exact": able.exact,
                "samples": able.samples,
                "kinds": sorted(able.kinds),
                "dimensions": None if able.dimensions is None else sorted(able.dimensions),
                "odd_only": able.odd_only,
                "largest_space": able.largest_space,
            }
        )
    return sorted(records, key=lambda r: ({"toy": 0, "quantum": 1}.get(r.get("side", ""), 2), r["name"]))


def claims_table(entries: Iterable[Mapping[str, Any]]) -> Table:
    """Claims with their sentence and slide, and whether evidence about the theories or about the code is sought."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("claim", no_wrap=True, style="bold")
    table.add_column("says", ratio=3)
    table.add_column("about", no_wrap=True)
    table.add_column("slide", ratio=2)
    for entry in entries:
        expected = "" if entry["expected"] == "holds" else f" (expected: {entry['expected']})"
        sought = {part["about"] for part in entry["parts"] if part["needed"] and part["ways"]}
        about = ", ".join(name for name in ("theory", "code") if name in sought)
        table.add_row(entry["id"], entry["title"] + expected, about, entry["slide"])
    return table


def backends_table(entries: Iterable[Mapping[str, Any]]) -> Table:
    """Backends with what they declare."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in ("backend", "side", "gives", "takes"):
        table.add_column(title, style="bold" if title == "backend" else None)
    for entry in entries:
        if "unavailable" in entry:
            table.add_row(entry["name"], "", "", f"unavailable: {entry['unavailable']}")
            continue
        gives = " and ".join(["exact distributions"] * entry["exact"] + ["samples"] * entry["samples"])
        table.add_row(entry["name"], entry["side"], gives, _takes(entry))
    return table


def _takes(entry: Mapping[str, Any]) -> str:
    limits = [", ".join(entry["kinds"])]
    if entry["dimensions"] is not None:
        limits.append("d = " + ", ".join(map(str, entry["dimensions"])))
    if entry["odd_only"]:
        limits.append("odd d")
    if entry["largest_space"] is not None:
        limits.append(f"d^n up to {entry['largest_space']:,}")
    return "; ".join(limits)
