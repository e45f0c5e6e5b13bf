"""The JUnit report of `conform`: one test case a backend and feature."""

from __future__ import annotations

from equivalence.engine.events import Report
from equivalence.report import junit


def render(report: Report, seconds: bool = True) -> str:
    """The report as JUnit XML: what differs is a failure, what crashes an error."""
    return junit.render(report, seconds, "toytheory conform")
