"""Plain lines read by compiled patterns, many times faster than the grammar, to the same records.

The grammar is the definition. A pattern matches only lines whose records are beyond doubt; for whatever else - other
blanks, long numbers, systems that do not exist - the answer is None, and the line is read (or refused) by the grammar.
Columns are counted as there: each pattern matches the whole line from its first character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from toytheory.errors import Place
from toytheory.phase_space.variables import Variable

from .steps import OutcomeExpression, Step

BLANK = r"[ \t]*+"
SPACE = r"[ \t]++"
DIGITS = r"[0-9]{1,9}+(?![0-9.])"
COORDINATE = r"[XP][0-9]{1,7}+(?!\w)"
NAME = r"[A-Za-z_][A-Za-z_0-9]*+"
TERM = rf"(?:[0-9]{{0,9}}+{COORDINATE})"
PART = rf"(?:[0-9]{{0,9}}+{NAME}(?:\[-?+[0-9]{{1,9}}+\])*+|{DIGITS})"
SIGN = rf"{BLANK}[+-]{BLANK}"
COMMA = rf"{BLANK},{BLANK}"


def summed(piece: str) -> str:
    """A pattern for a sum of pieces."""
    return rf"(?:[+-]{BLANK})?+{piece}(?:{SIGN}{piece})*+"


def listed(piece: str) -> str:
    """A pattern for pieces with commas between them."""
    return rf"{piece}(?:{COMMA}{piece})*+"


def whole(body: str) -> re.Pattern[str]:
    """A pattern for a whole line."""
    return re.compile(rf"{BLANK}{body}{BLANK}\Z")


COORDINATES = re.compile(r"[XP]")
"""The coordinates in a plain sum."""

_TERM = re.compile(r"([+-]?)[ \t]*([0-9]*)([XP])([0-9]+)")
_PART = re.compile(r"([+-]?)[ \t]*(?:([0-9]*)([A-Za-z_][A-Za-z_0-9]*(?:\[-?[0-9]+\])*)|([0-9]+))")


@dataclass(frozen=True, slots=True)
class Text:
    """What all plain lines of a text share.

    Attributes
    ----------
    d, n : of the system.
    unnamed : as in `reader.Line`.
    known : what pieces of text mean that are found again and again.
    """

    d: int
    n: int
    unnamed: Counter[str]
    known: dict[str, Any] = field(default_factory=dict)

    def numbered(self, letter: str) -> str:
        """The next name for an outcome without one."""
        self.unnamed[letter] += 1
        return f"{letter}{self.unnamed[letter]}"

    def coordinate(self, letter: str, digits: str) -> int:
        """The coordinate (from 0); negative where there is no such system."""
        number = int(digits)
        return 2 * number - (2 if letter == "X" else 1) if number <= self.n else -1

    def systems(self, *digits: str | None) -> tuple[int, ...] | None:
        """The systems (from 0) with these numbers; None where there is none of this number, or one is named twice."""
        found = tuple([int(number) - 1 for number in digits if number])
        return found if all(0 <= k < self.n for k in found) and len({*found}) == len(found) else None

    def variable(self, text: str) -> Variable | None:
        """The sum of coordinates that a text matched by `summed(TERM)` is."""
        terms = []
        for sign, factor, letter, digits in _TERM.findall(text):
            index = self.coordinate(letter, digits)
            if index < 0:
                return None
            size = int(factor) if factor else 1
            terms.append((index, -size if sign == "-" else size))
        if len(terms) == 1 and terms[0][1] == 1:
            return Variable(((terms[0][0], 1),), 0, self.d)
        return Variable.of(terms, self.d)

    def expression(self, text: str, first: list[int], start: int) -> OutcomeExpression | None:
        """The sum that a text matched by `summed(PART)` is; the columns of outcomes named first go to `first`."""
        terms: dict[str, int] = {}
        constant = 0
        for found in _PART.finditer(text):
            sign, factor, name, number = found.groups()
            size = int(factor or number or 1)
            size = -size if sign == "-" else size
            if name is None:
                constant += size
            elif name == "as":
                return None
            else:
                if name not in terms:
                    first.append(start + found.start(2))  # of the factor, or of the name
                terms[name] = terms.get(name, 0) + size
        d = self.d
        return OutcomeExpression(tuple([(name, size % d) for name, size in terms.items()]), constant % d)


def pieces(found: re.Match[str], group: int) -> Iterator[tuple[int, str]]:
    """The pieces of a group matched by `listed`, each with its column."""
    at, text = found.start(group) + 1, found[group]
    if "," not in text:
        yield at, text
        return
    for piece in text.split(","):
        stripped = piece.lstrip(" \t")
        yield at + len(piece) - len(stripped), stripped.rstrip(" \t")
        at += len(piece) + 1


Plain = Callable[[Text, str, Place], "list[Step] | None"]
"""(what the lines share, a line, the place of its statement) -> its steps; None for the grammar to read."""
