"""Pages of `toytheory.drawing` for the command line: written as files, or printed in a terminal."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, TextIO

from equivalence.engine.output import STANDARD, check_writable, write_bytes
from toytheory.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from toytheory.drawing import Page

WIDTH = 100
"""Characters of a line where the output is no terminal and COLUMNS is not set."""


def check_picture(name: str) -> None:
    """InputError where no picture can be written to a path: another ending, no permission; asked before long work."""
    from toytheory.drawing import picture_format

    if name == STANDARD:
        raise InputError("a picture is not written to standard output", "name a file, such as picture.svg")
    picture_format(name)
    check_writable(name)


def write_picture(name: str, picture: Page | Figure) -> None:
    """Write a picture in the format that the name asks for, whole or not at all; the same bytes every time."""
    from toytheory.drawing import Page, figure, picture_bytes, picture_format

    kind = picture_format(name)
    write_bytes(name, picture_bytes(figure(picture) if isinstance(picture, Page) else picture, kind))


def print_page(page: Page, stream: TextIO) -> None:
    """Print a page as text: in colour on a terminal without NO_COLOR, in ASCII where there is nothing else.

    Raises
    ------
    InputError : where a terminal is too narrow for it.
    """
    from toytheory.drawing import render
    from toytheory.drawing.text import ascii_only, coloured

    terminal = stream.isatty()
    known = terminal or os.environ.get("COLUMNS", "").isdecimal()
    room = shutil.get_terminal_size().columns if known else WIDTH
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    text = render(page, room, strict=terminal, paint=coloured) if colour else render(page, room, strict=terminal)
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = ascii_only(text)
    stream.write(text)
    stream.flush()
