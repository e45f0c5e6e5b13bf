"""The JSON report, format ``toytheory/verify-1`` (docs/verdicts.md says what each key means)."""

from __future__ import annotations

import json

from equivalence.events import Report
from equivalence.report.record import report_record


def render(report: Report, seconds: bool = True) -> str:
    """The report as text; ASCII, two spaces of indent, a final newline."""
    return json.dumps(report_record(report, seconds), indent=2) + "\n"
