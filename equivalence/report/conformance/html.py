"""The HTML report of `conform`: one self-contained page, a coloured table and the faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from equivalence.engine.events import Report

from .record import MEANS, conform_record, details


def render(report: Report, seconds: bool = True) -> str:
    """The report as a page."""
    return page([conform_record(report, seconds)])


def page(records: Sequence[dict[str, Any]]) -> str:
    """The records of several runs, as in several environments, as one page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("equivalence.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    entries = [entry for record in records for entry in record["backends"]]
    columns = [{each["feature"]: each for each in entry["features"]} for entry in entries]
    says = {name: each["says"] for column in columns for name, each in column.items()}
    rows = [(name, title, [column.get(name) for column in columns]) for name, title in says.items()]
    names = [entry["backend"].rpartition(":")[2] for entry in entries]
    template = environment.get_template("conform.html.j2")
    return template.render(names=names, rows=rows, means=MEANS, records=records, details=details)
