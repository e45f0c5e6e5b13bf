"""The pictures of the talk: `write_figures` makes reports/figures/ anew, always the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toytheory.errors import InputError

from .catalogue import FIGURES, Picture

__all__ = ["FIGURES", "Picture", "index", "write_figures"]


def index() -> str:
    """The page that shows all pictures with their captions, as Markdown."""
    lines = [
        "# The talk in pictures",
        "",
        "One system or mode: X upwards, P to the right. A pair: (X1, P1) upwards, (X2, P2) to the right, in the order",
        "00, 01, ...; thick lines where X changes. Filled cells are the possible ontic states. Made by",
        "`toytheory draw --talk reports/figures` (part of `make reports`); see [drawing.md](../../docs/drawing.md).",
    ]
    section = ""
    for picture in FIGURES:
        if picture.section != section:
            section = picture.section
            lines += ["", f"## {section}"]
        lines += ["", f"![{picture.caption}]({picture.file})", "", f"*{picture.slide}*: {picture.caption}"]
    return "\n".join(lines) + "\n"


def write_figures(folder: str, told: Callable[[int], None] = lambda done: None) -> list[str]:
    """Write every picture of the talk and the index into a folder; their names. InputError where that fails.

    Parameters
    ----------
    told : called with 1 for each picture that is written.
    """
    from equivalence.engine.output import write_bytes, write_text
    from toytheory.drawing import picture_bytes

    target = Path(folder)
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} is no folder: {error.strerror}", "name a folder") from None
    for picture in FIGURES:
        write_bytes(target / picture.file, picture_bytes(picture.figure(), "svg"))
        told(1)
    write_text(target / "README.md", index())
    return [*(picture.file for picture in FIGURES), "README.md"]
