"""The Markdown report of `conform`: a table of features and backends, then the distinct faults of each backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from equivalence.engine.events import Report

from .record import MEANS, conform_record, counted, details, less
from .tables import tables


def render(report: Report, seconds: bool = True) -> str:
    """The report as Markdown."""
    return text([conform_record(report, seconds)])


def text(records: Sequence[dict[str, Any]]) -> str:
    """The records of several runs, as in several environments, as one report."""
    lines = [
        "# Conformance",
        "",
        "What `toytheory conform` found (docs/conform.md), and how many experiments agree.",
        "What is not listed was not run.",
        "",
    ]
    for table in tables(records):
        heads = [f"{column.package} {column.name}".strip() for column in table.columns]
        lines += [f"## {table.title.capitalize()}", "", f"| feature | {' | '.join(heads)} |"]
        lines.append("|---" * (len(heads) + 1) + "|")
        for name, _ in table.rows:
            lines.append(f"| {name} | {' | '.join(_cell(column.features.get(name)) for column in table.columns)} |")
        lines.append("")
    lines += [*(f"- *{word}*: {meaning}" for word, meaning in MEANS.items()), ""]
    for record in records:
        for entry in record["backends"]:
            lines += _backend(record, entry)
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(feature: dict[str, Any] | None) -> str:
    if feature is None or feature["result"] == "not offered":
        return "" if feature is None else "not offered"
    if feature["result"] == "agrees":
        return f"agrees ({feature['cases']})"
    return f"**{feature['result']}**"


def _backend(record: dict[str, Any], entry: dict[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in record["environment"].items())
    told = ", ".join(f"{count} {word}" for word, count in entry["summary"].items() if count)
    lines = [f"## {entry['backend']}", "", f"{told}; {counted(entry['faults'])}.", ""]
    lines += [f"{less(entry)}.", ""] if less(entry) else []
    lines += [f"Seed {record['seed']}, toytheory {record['version']}; {versions}.", ""]
    for fault in entry["faults"]:
        lines += [f"### {fault['how']}: {', '.join(fault['needs'])}", "", f"In {', '.join(fault['features'])}.", ""]
        lines += ["```toy", fault["toy_file"].rstrip("\n"), "```", ""]
        lines += [f"- {key}: {value}" for key, value in details(fault).items()]
        lines.append("")
    return lines
