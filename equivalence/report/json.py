"""The JSON report, format ``toytheory/verify-1`` (docs/verdicts.md says what each key means)."""

from __future__ import annotations

from equivalence.engine.events import Report
from equivalence.engine.plain import json_text

from .record import report_record


def render(report: Report, seconds: bool = True) -> str:
    """The report as text; ASCII, indented, a final newline."""
    return json_text(report_record(report, seconds)) + "\n"
