"""The grammar of the experiment language and of the talk's notation, one line at a time.

A parsing expression grammar: alternatives are tried in order, nothing is evaluated. Every token
swallows the blanks behind it, so that an error stands at the first character that does not fit.
Every token has a name, by which `mends` says what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from toytheory.errors import InputError, Place

from .advice import DISCRETE, Advice, explain
from .mode_grammar import MODE_GRAMMAR, MODE_PIECES

GRAMMAR = r"""
system       = ~r"system\s*" count kind setting? end
setting      = (open assignment close) / assignment
assignment   = parameter equals real
prepare      = ~r"prepare\s*" knowns end
transform    = ~r"transform\s*" image (comma image)* end
map          = ~r"(?P<name>fourier|phase|sum|cphase|swap|multiply)\s*" numbers (by integer)? end
displace     = ~r"displace\s*" shift (comma shift)* end
measure      = ~r"measure\s*" variables (as names)? end
noise        = ~r"noise\s*" coordinates by weight (comma weight)* end
condition    = ~r"condition\s*" equation (comma equation)* end
discard      = ~r"discard\s*" numbers end

knowns       = known (comma known)*
known        = variable equals integer
variables    = variable (comma variable)*
variable     = sign? term (sign term)*
term         = ~r"(?:(?P<factor>INTEGER)TIMES)?COORDINATE|(?P<constant>INTEGER)\s*"
image        = coordinate arrow variable
shift        = coordinate by expression
expression   = sign? part (sign part)*
part         = ~r"(?:(?P<factor>INTEGER)TIMES)?NAME|(?P<constant>INTEGER)\s*"
weight       = integers colon probability
equation     = name equals integer
names        = name (comma name)*
numbers      = number (comma? number)*
integers     = integer (comma integer)*
coordinates  = coordinate (comma coordinate)*

real_knowns   = real_known (comma real_known)*
real_known    = real_variable equals signed_real
real_variable = sign? real_term (sign real_term)*
real_term     = ~r"(?:(?P<factor>NUMBER)TIMES)?COORDINATEDIVISOR|(?P<constant>NUMBER)\s*"

whole_variable      = variable end
whole_knowns        = knowns end
whole_real_variable = real_variable end
whole_real_knowns   = real_knowns end

coordinate   = ~r"COORDINATE"
count        = ~r"(?P<digits>INTEGER)\s*"
kind         = ~r"(?P<kind>bit|trit|dit|mode)s?\b\s*"
parameter    = ~r"(?P<name>d|hbar)\b\s*"
number       = ~r"(?P<digits>INTEGER)(?!\w)\s*"
integer      = ~r"(?P<signs>(?:[+-]\s*+)*+)(?P<digits>INTEGER)\s*"
real         = ~r"(?P<number>REAL)\s*"
signed_real  = ~r"(?P<signs>(?:[+-]\s*+)*+)(?P<number>NUMBER)\s*"
probability  = ~r"(?P<sign>-?)\s*+(?:(?P<top>INTEGER)\s*+/\s*+(?P<bottom>INTEGER)|(?P<decimal>DECIMAL))\s*"
name         = ~r"NAME"
sign         = ~r"(?:[+-]\s*+)++"
arrow        = ~r"(?:->|→|↦)\s*"
equals       = ~r"=\s*"
comma        = ~r",\s*"
colon        = ~r":\s*"
by           = ~r"by\b\s*"
as           = ~r"as\b\s*"
open         = ~r"\(\s*"
close        = ~r"\)\s*"
end          = ~r"\Z"
"""
"""The rules; words in capital letters stand for the pieces of regular expressions in `PIECES`."""

PIECES = {
    **MODE_PIECES,
    "REAL": r"DECIMAL(?:[eE][+-]?INTEGER)?+(?:\s*+/\s*+INTEGER)?+",
    "DECIMAL": r"(?:INTEGER(?:\.[0-9]*+)?+|\.INTEGER)",
    "INTEGER": r"[0-9]++",  # possessive, as everywhere: no text makes these patterns try again and again
    "TIMES": r"\s*+(?:\*\s*+)?+",
    "COORDINATE": r"(?P<letter>[XP])(?P<system>[0-9]*+)(?!\w)\s*",
    "NAME": r"(?P<name>[A-Za-z_][A-Za-z_0-9]*+)\s*",
}

STATEMENT_RULES = {
    **{word: word for word in ("system", "prepare", "transform")},
    **dict.fromkeys(("fourier", "phase", "sum", "cphase", "swap", "multiply"), "map"),
    **{word: word for word in ("displace", "measure", "noise", "condition", "discard")},
}
"""First word of a statement -> the rule that reads it, in the order of the documentation."""

_TYPOGRAPHY = {0x2212: "-", 0x2013: "-"}
"""The minus sign and the dash that typesetters use for it, one character each: columns do not move."""

_FIRST_WORD = re.compile(r"[^\W\d_][\w-]*")


@lru_cache(maxsize=1)
def _rules() -> Any:
    from parsimonious import Grammar  # 30 ms that only parsing should cost

    rules = GRAMMAR + MODE_GRAMMAR
    for piece, pattern in PIECES.items():
        rules = rules.replace(piece, pattern)
    return Grammar(rules)


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


def parse_rule(
    rule: str, line: str, origin: Place, start: int = 0, topic: str | None = None, advice: Advice = DISCRETE
) -> Any:
    """The parse tree of line[start:] under a rule that ends with `end`.

    Parameters
    ----------
    rule : a name in `GRAMMAR`.
    line : one line, `plain` and without its comment.
    origin : the place of line[0].
    topic : what the mend should give an example of; the rule by default.
    advice : what the mend is taken from.

    Raises
    ------
    InputError : at the first character that does not fit, with what was expected there.
    """
    from parsimonious.exceptions import ParseError

    try:
        return _rules()[rule].match(line, start)
    except ParseError as error:
        problem, mend = explain(topic or rule, line, error.pos, error.expr.name, advice)
        raise InputError(problem, mend, Place(origin.line, origin.column + error.pos, origin.source)) from None


def parts(node: Any, *names: str) -> Iterator[Any]:
    """The outermost nodes with one of these rule names below a node, from left to right."""
    for child in node.children:
        if child.expr_name in names:
            yield child
        elif child.children:
            yield from parts(child, *names)
