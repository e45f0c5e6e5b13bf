"""The JSON report of `conform`, format ``toytheory/conform-1``."""

from __future__ import annotations

from equivalence.engine.events import Report
from equivalence.engine.plain import json_text

from .record import conform_record


def render(report: Report, seconds: bool = True) -> str:
    """The report as text; ASCII, indented, a final newline."""
    return json_text(conform_record(report, seconds)) + "\n"
