"""The Markdown report of `conform`: a table of features and backends, then the distinct faults of each backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from equivalence.engine.events import Report

from .record import MEANS, conform_record, details


def render(report: Report, seconds: bool = True) -> str:
    """The report as Markdown."""
    return text([conform_record(report, seconds)])


def text(records: Sequence[dict[str, Any]]) -> str:
    """The records of several runs, as in several environments, as one report."""
    entries = [(record, entry) for record in records for entry in record["backends"]]
    names = [entry["backend"].rpartition(":")[2] for _, entry in entries]
    lines = [
        "# Conformance",
        "",
        "What `toytheory conform` found (docs/conform.md), and how many experiments agree.",
        "What is not listed was not run.",
        "",
        f"| feature | {' | '.join(names)} |",
        "|---" * (len(names) + 1) + "|",
    ]
    cells = [{f["feature"]: f for f in entry["features"]} for _, entry in entries]
    for feature in dict.fromkeys(name for column in cells for name in column):
        lines.append(f"| {feature} | {' | '.join(_cell(column.get(feature)) for column in cells)} |")
    lines += ["", *(f"- *{word}*: {meaning}" for word, meaning in MEANS.items()), ""]
    for record, entry in entries:
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
    lines = [f"## {entry['backend']}", "", f"{told}; {len(entry['faults'])} distinct faults.", ""]
    lines += [f"Seed {record['seed']}, toytheory {record['version']}; {versions}.", ""]
    for fault in entry["faults"]:
        lines += [f"### {fault['how']}: {', '.join(fault['needs'])}", "", f"In {', '.join(fault['features'])}.", ""]
        lines += ["```toy", fault["toy_file"].rstrip("\n"), "```", ""]
        lines += [f"- {key}: {value}" for key, value in details(fault).items()]
        lines.append("")
    return lines
