"""The JSON report, format ``toytheory/verify-1`` (docs/verdicts.md says what each key means)."""

from __future__ import annotations

from equivalence.events import Report
from equivalence.plain import json_text
from equivalence.report.record import report_record


def render(report: Report, seconds: bool = True) -> str:
    """The report as text; ASCII, indented, a final newline."""
    return json_text(report_record(report, seconds)) + "\n"
