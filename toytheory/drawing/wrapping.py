"""Notation broken into lines: behind commas where that helps, never within a pair such as (X1, P1)."""

from __future__ import annotations

import re
from collections.abc import Callable

_COMMAS = re.compile(r"(?<=,) (?![^(]*\))")
_BLANKS = re.compile(r" (?![^(]*\))")


def broken(text: str, width: float, measure: Callable[[str], float] = len, *, prose: bool = False) -> list[str]:
    """Lines of a text, none longer than `width` by `measure` unless a word is; in prose commas are nothing special.

    >>> broken("know X1 - X2 = 0, P1 + P2 = 0 and (X1, P1)", 17)
    ['know X1 - X2 = 0,', 'P1 + P2 = 0 and', '(X1, P1)']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in [paragraph] if prose else _COMMAS.split(paragraph):
            longer = f"{line} {piece}" if line else piece
            if measure(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            line = ""
            for word in _BLANKS.split(piece):
                longer = f"{line} {word}" if line else word
                if line and measure(longer) > width:
                    lines.append(line)
                    longer = word
                line = longer
        lines.append(line)
    return lines
