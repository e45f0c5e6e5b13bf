"""The experiment language: `.toy` files read into experiments and written back (docs/language.md).

One statement a line, `#` begins a comment. Every refusal is an InputError that names the line, the
column and the mend; nothing else is raised, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from toytheory.errors import InputError, Place
from toytheory.language.statements.table import READERS, Line, read_system

from .advice import EXAMPLES, shorten, unknown_statement
from .experiment import Experiment
from .grammar import STATEMENT_RULES, first_word, parse_rule, plain
from .mode_grammar import MODE_STATEMENT_RULES
from .mode_mends import DISCRETE_ONLY, MODE_STATEMENTS, MODES, TOPICS
from .mode_statements import MODE_READERS, ModeLine
from .notation import Reader
from .steps import Step, System
from .writing import format_experiment, normal_form

__all__ = ["MAX_BYTES", "format_experiment", "load_experiment", "normal_form", "parse_experiment"]

MAX_BYTES = 2**24
"""The largest file that is read."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_BEGIN = f"begin with a line such as `{EXAMPLES['system']}`"


def _statements(text: str, source: str | None) -> Iterator[tuple[str, Place, str]]:
    """(line without comment, place of its first column, first word) of every line that says something."""
    for number, whole in enumerate(_LINE_END.split(plain(text)), start=1):
        line = whole.partition("#")[0]
        if line and not line.isspace():
            start = len(line) - len(line.lstrip())
            yield line, Place(number, 1, source), first_word(line, start)


def _read_steps(system: System, line: str, origin: Place, word: str, unnamed: Iterator[int]) -> list[Step]:
    start = len(line) - len(line.lstrip())
    place = Place(origin.line, 1 + start, origin.source)
    reader = Reader(system.d, system.n, origin)
    if system.d is None:
        rule = MODE_STATEMENT_RULES.get(word)
        if rule is None:
            raise InputError(*unknown_statement(word, line, start, MODE_STATEMENTS, DISCRETE_ONLY), place)
        two_words = " ".join(line.split(maxsplit=2)[:2])
        topic = two_words if two_words in TOPICS else word
        tree = parse_rule(rule, line, origin, start, topic, MODES)
        return MODE_READERS[rule](ModeLine(reader, place, unnamed), tree)
    rule = STATEMENT_RULES.get(word)
    if rule is None:
        raise InputError(*unknown_statement(word, line, start), place)
    tree = parse_rule(rule, line, origin, start, topic=word)
    return READERS[rule](Line(reader, place, unnamed, system.d), tree)


def parse_experiment(text: str, source: str | None = None) -> Experiment:
    r"""The experiment that a text describes.

    Parameters
    ----------
    text : in the experiment language. Lines end as on any system; a byte-order mark is ignored.
    source : name of the file, for messages.

    Raises
    ------
    InputError : with the place (lines and columns from 1, a tab is one column) and the mend. Lines are read
        first; what they mean together is checked after that (`validation`).

    >>> experiment = parse_experiment("system 1 trit\nprepare X = 1\nmeasure X, 2X + 1 as a, b")
    >>> experiment.outcomes, experiment.steps[0].values
    (('a', 'b'), (1,))
    """
    if (nul := text.find("\0")) >= 0:
        ends = [end.end() for end in _LINE_END.finditer(text, 0, nul)]
        place = Place(len(ends) + 1, nul - (ends[-1] if ends else 0) + 1, source)
        raise InputError("a NUL character: this is not text", "save the experiment as plain UTF-8 text", place)
    system: System | None = None
    declared = 0
    steps: list[Step] = []
    unnamed = count(1)
    for line, origin, word in _statements(text.removeprefix("\ufeff"), source):
        place = Place(origin.line, 1 + len(line) - len(line.lstrip()), source)
        if word == "system":
            if system is not None:
                mend = f"keep one; the first is in line {declared}"
                raise InputError("a second `system` line", mend, place)
            tree = parse_rule("system", line, origin, place.column - 1)
            system, declared = read_system(Reader(None, None, origin), tree), origin.line
        elif system is None:
            if word in STATEMENT_RULES or word in MODE_STATEMENT_RULES:
                raise InputError(f"`{word}` stands before the `system` line", _BEGIN, place)
            problem, mend = unknown_statement(word, line, place.column - 1)
            raise InputError(problem, f"{_BEGIN}; {mend}", place)
        else:
            steps += _read_steps(system, line, origin, word, unnamed)
    if system is None:
        problem = "there is nothing but comments and blanks" if text.strip() else "the text is empty"
        raise InputError(f"no `system` line: {problem}", _BEGIN, Place(1, 1, source))
    return Experiment(system, tuple(steps), source)


def load_experiment(path: str | Path) -> Experiment:
    """The experiment in a file.

    Raises
    ------
    InputError : where the file cannot be read, is larger than `MAX_BYTES`, is no UTF-8 text, or is refused by
        `parse_experiment`.
    """
    source = str(path)
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read {shorten(source, 200)}: {reason}", "name a readable .toy file") from None
    if len(content) > MAX_BYTES:
        raise InputError(
            f"larger than {MAX_BYTES} bytes", "split the experiment into smaller ones", Place(1, 1, source)
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = _LINE_END.split(error.object[: error.start].decode("utf-8"))  # error.object is without the mark
        place = Place(len(lines), len(lines[-1]) + 1, source)
        raise InputError("this is not UTF-8 text", "save the experiment as plain UTF-8 text", place) from None
    return parse_experiment(text, source)
