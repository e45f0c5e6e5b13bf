"""Help that fits the terminal: an example whose explanation has no room beside it has it below."""

from __future__ import annotations

import re
import textwrap

import click

_EXAMPLE = re.compile(r"( *)(\S.*?) {2,}(\S.*)")


class Fitted(click.HelpFormatter):
    """Writes lines that are kept as they stand (behind a backspace), unless they are too long."""

    def write_text(self, text: str) -> None:
        """Write a text of paragraphs."""
        super().write_text(fitted(text, self.width - self.current_indent))


class Asked(click.Context):
    """The context of every command."""

    formatter_class = Fitted


def fitted(text: str, room: int) -> str:
    r"""A text whose kept paragraphs have no line that is longer than the room.

    >>> print(fitted("\b\nExamples:\n  toytheory run bell.toy    in both theories", 30).replace("\b", "kept"))
    kept
    Examples:
      toytheory run bell.toy
          in both theories
    """
    return "\n\n".join(_kept(part, room) if part.startswith("\b") else part for part in text.split("\n\n"))


def _kept(paragraph: str, room: int) -> str:
    kept, lines = paragraph.splitlines(), []
    if max(map(len, kept)) > room and not any(_EXAMPLE.fullmatch(line) for line in kept):
        return "\n".join(["\b", *textwrap.wrap(" ".join(kept[1:]), room)])
    for line in kept:
        example = _EXAMPLE.fullmatch(line) if len(line) > room else None
        if example is not None:
            indent, command, told = example.groups()
            below = indent + "    "
            lines += [indent + command, *textwrap.wrap(told, room, initial_indent=below, subsequent_indent=below)]
        else:
            lines.append(line)
    return "\n".join(lines)
