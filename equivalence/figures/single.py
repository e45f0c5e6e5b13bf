"""Pictures that are made by a command of their own: `python -m equivalence.figures.NAME FILE.svg`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from equivalence.engine.output import write_bytes
from toytheory.drawing.painting import picture_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#4c72a8", "#b9804a", "#5a8a5a", "#8a5a8a")
"""Of the curves of a panel."""


def written(name: str, make: Callable[[], Figure], arguments: Sequence[str]) -> int:
    """Write the picture; the one argument is its file. The exit code: 2 for other arguments."""
    if len(arguments) != 1 or not arguments[0].endswith(".svg"):
        print(f"usage: python -m equivalence.figures.{name} FILE.svg", file=sys.stderr)
        return 2
    write_bytes(Path(arguments[0]), picture_bytes(make(), "svg"))
    return 0
