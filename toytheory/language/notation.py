"""The talk's notation read: `X1 - 2P2 + 1`, and known variables `X1 - X2 = 0, P1 + P2 = 0`.

Printing is `str(Variable)`; reading what it prints gives the variable back. Slides "Continuous
degrees of freedom", "Discrete degrees of freedom" and "Correlated pure epistemic states".
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from toytheory.errors import InputError, Place
from toytheory.phase_space.modular import check_dimension
from toytheory.phase_space.variables import Variable

from .advice import shorten
from .grammar import first_word, plain
from .parsing import over, parse_rule
from .reader import Line, Reader
from .statements.statement import Statement
from .statements.table import STATEMENTS
from .steps import Measure, Prepare, Step


def _reader(d: int | None, n: int | None, place: Place | None) -> Reader:
    if d is not None:
        check_dimension(d)
    return Reader(d, n, place or Place(1))


def _one_line(text: str, origin: Place) -> str:
    for start, character in enumerate(text):
        if character in "\r\n\0":
            place = Place(origin.line, origin.column + start, origin.source)
            raise InputError("notation stands on one line", "separate known variables by commas", place)
    return plain(text)


def _leading_blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def parse_variable(text: str, d: int | None, n: int | None = None, place: Place | None = None) -> Variable:
    """The variable that notation stands for: `X1 - 2P2 + 1`, `2*P1`, `-X`.

    Parameters
    ----------
    text : a sum of coordinates with coefficients in front, and of constants.
    d : integers are reduced modulo d; None for real coefficients (decimals and fractions, as floats).
    n : number of systems; `X` means X1 where n is 1 or None.
    place : where the text begins, for messages.

    Raises
    ------
    InputError : what is not linear, systems that do not exist; with the column.

    >>> parse_variable("X1 - 2P2 + 1", 5)
    Variable(terms=((0, 1), (3, 3)), constant=1, d=5)
    >>> str(parse_variable("2*P1 + 2X1", 3)), str(parse_variable("X - 0.5P", None))
    ('-X1 - P1', 'X1 - 0.5P1')
    """
    reader = _reader(d, n, place)
    line = _one_line(text, reader.origin)
    return reader.variable(parse_rule("whole_variable", line, reader.origin, _leading_blanks(line), d).children[0])[0]


def parse_prepare(text: str, d: int | None, n: int | None = None, place: Place | None = None) -> Prepare:
    """The `Prepare` step for known variables; its systems are those that the text names, even with coefficient 0.

    Parameters and errors are those of `parse_variable`. Whether the variables can be known together is
    `Experiment`'s to say.

    >>> parse_prepare("X2 + 2X1 = 1", 2).systems
    (0, 1)
    """
    reader = _reader(d, n, place)
    line = _one_line(text, reader.origin)
    return reader.prepare(parse_rule("whole_knowns", line, reader.origin, _leading_blanks(line), d), reader.origin)


def parse_known(
    text: str, d: int | None, n: int | None = None, place: Place | None = None
) -> list[tuple[Variable, Any]]:
    """Known variables and their values, as the slides write them.

    >>> [(str(F), v) for F, v in parse_known("X1 - X2 = 0, P1 + P2 = -1", 3)]
    [('X1 - X2', 0), ('P1 + P2', 2)]
    """
    step = parse_prepare(text, d, n, place)
    return list(zip(step.variables, step.values, strict=True))


def parse_map(text: str, d: int | None, n: int | None = None) -> list[Step]:
    """The steps of a map: new values, a named map, a displacement, or several of these with semicolons between them.

    >>> [step.name for step in parse_map("fourier 1; X1 -> X1 + P1", 3)]
    ['fourier', None]
    """
    steps: list[Step] = []
    start = 0
    for part in plain(text).split(";"):
        blanks = _leading_blanks(part)
        word = first_word(part, blanks)
        statement = STATEMENTS[over(d)].get(word)
        if statement is not None and statement.rule in ("map", "displace", "transform"):
            steps += _parse_statement(part, statement, word, d, n, Place(1, 1 + start))
        elif "->" in part or "→" in part or "↦" in part:
            transform = STATEMENTS[over(d)]["transform"]
            steps += _parse_statement(f"transform {part}", transform, "transform", d, n, Place(1, 1 + start - 10))
        else:
            place = Place(1, 1 + start + blanks)
            mend = "write for instance `X -> P, P -> -X`, `fourier 1` or `sum 1 2`"
            raise InputError(f"`{shorten(word)}` is no map" if word else "expected a map", mend, place)
        start += len(part) + 1
    return steps


def parse_measure(text: str, d: int | None, n: int | None = None) -> Measure:
    """The measurement of variables: `X1 + P2, X2 + P1`, or `X1 as a`."""
    measure = STATEMENTS[over(d)]["measure"]
    steps = _parse_statement(f"measure {text}", measure, "measure", d, n, Place(1, 1 - 8))
    return next(step for step in steps if isinstance(step, Measure))


def parse_measured(text: str, d: int | None, n: int | None = None) -> tuple[Variable, ...]:
    """The variables that are measured.

    >>> [str(F) for F in parse_measured("X1 + P2, X2", 3)]
    ['X1 + P2', 'X2']
    """
    return parse_measure(text, d, n).variables


def _parse_statement(
    line: str, statement: Statement, topic: str, d: int | None, n: int | None, origin: Place
) -> list[Step]:
    text = _one_line(line, origin)
    node = parse_rule(statement.rule, text, origin, _leading_blanks(text), d, topic)
    assert statement.read is not None  # of every statement that is used here
    return statement.read(Line(Reader(d, n, origin), Place(1), Counter()), node)
