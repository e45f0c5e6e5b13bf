"""The Markdown report of `conform`: a table of features and backends, then the distinct faults of each backend."""

from __future__ import annotations

from typing import Any

from equivalence.engine.events import Report

from .record import MEANS, backend_of, backends_of, conform_record, feature_of, result_of

HIDDEN = ("id", "toy_file", "needs", "features", "how")


def render(report: Report, seconds: bool = True) -> str:
    """The report as Markdown."""
    names = backends_of(report)
    record = conform_record(report, seconds)
    found = {(backend_of(v), feature_of(v)): v for v in report.verdicts}
    lines = [
        "# Conformance",
        "",
        f"toytheory {report.version}, seed {report.seed}.",
        "",
        f"| feature | {' | '.join(names)} |",
        "|---" * (len(names) + 1) + "|",
    ]
    for feature in dict.fromkeys(feature_of(verdict) for verdict in report.verdicts):
        cells = [_cell(found.get((name, feature))) for name in names]
        lines.append(f"| {feature} | {' | '.join(cells)} |")
    lines += ["", *(f"- *{word}*: {meaning}" for word, meaning in MEANS.items()), ""]
    for entry in record["backends"]:
        lines += _backend(entry)
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(verdict: Any) -> str:
    if verdict is None:
        return ""
    word = result_of(verdict)
    return f"{word} ({verdict.cases})" if word == "agrees" else f"**{word}**" if word != "not offered" else word


def _backend(entry: dict[str, Any]) -> list[str]:
    lines = [f"## {entry['backend']}", ""]
    told = ", ".join(f"{count} {word}" for word, count in entry["summary"].items() if count)
    lines += [f"{told}; {len(entry['faults'])} distinct faults.", ""]
    for fault in entry["faults"]:
        lines += [f"### {fault['how']}: {', '.join(fault['needs'])}", "", f"In {', '.join(fault['features'])}.", ""]
        lines += ["```toy", fault["toy_file"].rstrip("\n"), "```", ""]
        lines += [f"- {key}: {value}" for key, value in fault.items() if key not in HIDDEN and value is not None]
        lines.append("")
    silent = [f for f in entry["features"] if f["result"] == "not offered"]
    if silent:
        lines += ["Not offered:", ""]
        lines += [f"- {f['feature']}: {'; '.join(f['reasons'])}" for f in silent]
        lines.append("")
    return lines
