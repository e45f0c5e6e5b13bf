"""The formats in which `toytheory verify` writes a report: a module of this folder with `render`, and a row here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .files import Renderer

FORMATS: dict[str, str] = {
    "json": "Write the report as JSON; - is standard output.",
    "junit": "Write the report as JUnit XML.",
    "markdown": "Write the report as Markdown.",
    "html": "Write the report as one self-contained HTML page.",
    "talk": "Write the audit of the talk, slide by slide, as Markdown.",
    "errata": "Write the errata of the talk as Markdown.",
}
"""Name of the module, and of the option -> what its help says."""


def renderer(name: str) -> Renderer:
    """What makes a text of a report; the module is imported now.

    >>> callable(renderer("json"))
    True
    """
    render: Renderer = import_module(f"equivalence.report.{name}").render
    return render
