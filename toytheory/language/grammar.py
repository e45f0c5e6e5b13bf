"""The grammar of the experiment language and of the talk's notation, one line at a time.

A parsing expression grammar: alternatives are tried in order, nothing is evaluated. Every token
swallows the blanks behind it, so that an error stands at the first character that does not fit.
Every token has a name, by which `advice` says what was expected. There is one grammar over Z_d and one
over R; they share `SHARED` and differ in what a number is (`OVER`). Statements add their own rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

Over = Literal["Z", "R"]
"""The numbers of an experiment: integers modulo d, or real numbers on modes."""

SHARED = r"""
knowns       = known (comma known)*
known        = several equals value
variables    = several (comma several)*
several      = variable (to coordinate)?
variable     = sign? term (sign term)*
image        = coordinate arrow variable
shift        = coordinate by expression
expression   = sign? part (sign part)*
equations    = equation (comma equation)*
equation     = reference equals value
references   = told (comma told)*
told         = reference (to reference)?
names        = named (comma named)*
named        = name (to name)?
numbers      = range (comma? range)*
range        = number (to number)?
values       = value (comma value)*
coordinates  = coordinate (comma coordinate)*
weights      = weight (comma weight)*
weight       = values colon probability

whole_variable = variable end
whole_knowns   = knowns end

coordinate   = ~r"@COORDINATE"
number       = ~r"(?P<digits>@INTEGER)(?!\w)\s*"
probability  = ~r"(?P<sign>-?)\s*+(?:(?P<top>@INTEGER)\s*+/\s*+(?P<bottom>@INTEGER)|(?P<decimal>@DECIMAL))\s*"
name         = ~r"@NAME"
reference    = ~r"@REFERENCE"
sign         = ~r"(?:[+-]\s*+)++"
arrow        = ~r"(?:->|→|↦)\s*"
equals       = ~r"=\s*"
comma        = ~r",\s*"
colon        = ~r":\s*"
semicolon    = ~r";\s*"
to           = ~r"\.\.\s*"
by           = ~r"by\b\s*"
as           = ~r"as\b\s*"
open         = ~r"\(\s*"
close        = ~r"\)\s*"
end          = ~r"\Z"
"""
"""The rules; `@WORD` stands for the piece of a regular expression with that name in `PIECES`."""

OVER: dict[Over, str] = {
    "Z": r"""
term         = ~r"(?:(?P<factor>@INTEGER)@TIMES)?@COORDINATE|(?P<constant>@INTEGER)\s*"
part         = ~r"(?:(?P<factor>@INTEGER)@TIMES)?@ENDS@REFERENCE|(?P<constant>@INTEGER)\s*"
value        = ~r"(?P<signs>(?:[+-]\s*+)*+)(?P<digits>@INTEGER)\s*"
""",
    "R": r"""
term         = ~r"(?:(?P<factor>@NUMBER)@TIMES)?@COORDINATE@DIVISOR|(?P<constant>@NUMBER)\s*"
part         = ~r"(?:(?P<factor>@NUMBER)@TIMES)?(?!pi\b)@ENDS@REFERENCE@DIVISOR|(?P<constant>@NUMBER)\s*"
value        = ~r"(?P<signs>(?:[+-]\s*+)*+)(?P<number>@NUMBER)\s*"
matrix       = values (semicolon values)*
""",
}

PIECES = {
    "NUMBER": r"(?:(?:@REAL@TIMES)?pi(?!\w)(?:\s*+/\s*+@DECIMAL)?+|@REAL)",
    "DIVISOR": r"(?:/\s*+(?P<divisor>@DECIMAL)\s*)?",
    "REAL": r"@DECIMAL(?:[eE][+-]?@INTEGER)?+(?:\s*+/\s*+@INTEGER)?+",
    "DECIMAL": r"(?:@INTEGER(?:\.[0-9]*+)?+|\.@INTEGER)",
    "INTEGER": r"[0-9]++",  # possessive, as everywhere: no text makes these patterns try again and again
    "TIMES": r"\s*+(?:\*\s*+)?+",
    "COORDINATE": r"(?P<letter>[XP])(?P<system>[0-9]*+)(?!\w)\s*",
    "ENDS": r"(?!as\b|at\s+-?\.?[0-9])",  # the words behind an expression, which end it: `a - 1 as d at 1, 2`
    "NAME": r"(?P<name>[A-Za-z_][A-Za-z_0-9]*+)\s*",
    "REFERENCE": r"(?P<name>[A-Za-z_][A-Za-z_0-9]*+(?:\[-?@INTEGER\])*+)\s*",
}

_TYPOGRAPHY = {0x2212: "-", 0x2013: "-"}
"""The minus sign and the dash that typesetters use for it, one character each: columns do not move."""

_FIRST_WORD = re.compile(r"[^\W\d_][\w-]*")
_PIECE = re.compile(r"@([A-Z]+)")


def expanded(rules: str) -> str:
    r"""Rules with every `@WORD` replaced by its piece, pieces of pieces too.

    >>> expanded("@INTEGER")
    '[0-9]++'
    """
    return _PIECE.sub(lambda found: expanded(PIECES[found[1]]), rules)


def compiled(over: Over, statements: Iterable[str]) -> Any:
    """The grammar over these numbers, with the rules of statements, as a `parsimonious.Grammar`."""
    from parsimonious import Grammar  # 30 ms that only parsing should cost

    return Grammar(expanded(SHARED + OVER[over] + "".join(statements)))


def plain(text: str) -> str:
    r"""The text with typographic minus signs replaced by `-`; every character keeps its column.

    >>> plain("X1 \u2212 X2")
    'X1 - X2'
    """
    return text.translate(_TYPOGRAPHY)


def first_word(line: str, start: int) -> str:
    """The word with which a statement begins, or "" where there is none.

    >>> first_word("  two-mode-squeeze 1 2", 2)
    'two-mode-squeeze'
    """
    found = _FIRST_WORD.match(line, start)
    return found.group() if found else ""


def parts(node: Any, *names: str) -> Iterator[Any]:
    """The outermost nodes with one of these rule names below a node, from left to right."""
    for child in node.children:
        if child.expr_name in names:
            yield child
        elif child.children:
            yield from parts(child, *names)
