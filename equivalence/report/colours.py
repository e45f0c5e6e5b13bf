"""Consoles, how wide they are, and the colours of a status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from equivalence.engine.verdict import Status, Verdict

if TYPE_CHECKING:
    from rich.console import Console

COLOURS: dict[Status, str] = {"holds": "green", "fails": "cyan", "skipped": "dim"}
"""Of a status that is as expected."""

WIDTH = 100
"""Columns of tables where no terminal is near and COLUMNS is not set."""


def colour(verdict: Verdict) -> str:
    """Of a status: an expected failure is not alarming, an unexpected success is."""
    if verdict.unexpected:
        return "bold red"
    return COLOURS.get(verdict.status, "")


def console_for(stream: TextIO) -> Console:
    """A console that neither colours nor breaks lines of what is not a terminal; its tables fit all the same."""
    from rich.console import Console

    if stream.isatty():
        return Console(file=stream, highlight=False)
    return Console(file=stream, highlight=False, soft_wrap=True, width=width_of_pipe())


def width_of_pipe() -> int:
    """COLUMNS, or how wide the terminal is that shows the errors, or 100."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDTH
    except (OSError, ValueError):  # no terminal; a stream without a number
        return WIDTH
