"""One line parsed under a rule of the grammar; a line that does not fit is refused where it stops to fit."""

from __future__ import annotations

from typing import Any

from toytheory.errors import InputError, Place

from .advice import explain
from .grammar import Over
from .statements.table import ADVICE, grammar


def over(d: int | None) -> Over:
    """Which numbers an experiment has."""
    return "R" if d is None else "Z"


def parse_rule(rule: str, line: str, origin: Place, start: int, d: int | None, topic: str | None = None) -> Any:
    """The parse tree of line[start:] under a rule that ends with `end`.

    Parameters
    ----------
    rule : a name in the grammar.
    line : one line, `plain` and without its comment.
    origin : the place of line[0].
    d : of Z_d, None on modes.
    topic : what the mend should give an example of; the rule by default.

    Raises
    ------
    InputError : at the first character that does not fit, with what was expected there.
    """
    from parsimonious.exceptions import ParseError

    numbers = over(d)
    try:
        return grammar(numbers)[rule].match(line, start)
    except ParseError as error:
        advice = ADVICE[numbers][topic or rule]
        problem, mend = explain(advice, line, error.pos, error.expr.name, numbers)
        raise InputError(problem, mend, Place(origin.line, origin.column + error.pos, origin.source)) from None
