"""The HTML report of `conform`: one self-contained page, a coloured table and the faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from equivalence.engine.events import Report

from .record import MEANS, conform_record, details, less
from .tables import tables

SIGNS = {"agrees": "\u2713", "differs": "\u2717", "crashes": "!", "not offered": "\u2013"}
"""What stands in a cell; they differ in grey too."""


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
    template = environment.get_template("conform.html.j2")
    return template.render(
        tables=list(tables(records)), means=MEANS, signs=SIGNS, records=records, details=details, less=less
    )
