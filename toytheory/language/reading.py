"""The experiment language: `.toy` files read into experiments and written back (docs/language.md).

One statement a line, `#` begins a comment. Every refusal is an InputError that names the line, the
column and the mend; nothing else is raised, whatever the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from toytheory.errors import InputError, Place

from .advice import shorten, unknown_statement
from .experiment import Experiment
from .grammar import first_word, plain
from .parsing import over, parse_rule
from .plain_lines import Text
from .reader import Line, Reader, Room
from .so_far import MAX_DEPTH
from .statements.statement import Block, Statement
from .statements.system import ADVICE, plain_system, read_system
from .statements.table import ADVICE as TOPICS
from .statements.table import ELSEWHERE, STATEMENTS, words
from .steps import Step, System
from .writing import format_experiment, normal_form

__all__ = ["MAX_BYTES", "format_experiment", "load_experiment", "normal_form", "parse_experiment"]

MAX_BYTES = 2**24
"""The largest file that is read."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_BEGIN = f"begin with a line such as `{ADVICE.example}`"


def _statements(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(its number, where it begins, line without comment, first word) of every line that says something."""
    for number, whole in enumerate(_LINE_END.split(plain(text)), start=1):
        line = whole.partition("#")[0] if "#" in whole else whole
        said = line.lstrip()
        if said:
            start = len(line) - len(said)
            yield number, start, line, first_word(line, start)


class _Reading:
    """The statements behind the `system` line, read into steps.

    Attributes
    ----------
    steps : of the experiment, complete once every block is closed.
    open : the blocks whose `end` is still to come, innermost last.
    """

    def __init__(self, system: System, source: str | None) -> None:
        self.system = system
        self.source = source
        self.over = over(system.d)
        self.steps: list[Step] = []
        self.open: list[tuple[str, Place, Block]] = []
        self.unnamed: Counter[str] = Counter()
        self.room = Room()
        self.text = Text(system.d, system.n, self.unnamed) if system.d is not None else None

    def read(self, number: int, start: int, line: str, word: str) -> None:
        """One more line."""
        place = Place(number, 1 + start, self.source)
        statement = STATEMENTS[self.over].get(word)
        if statement is not None and statement.plain is not None and self.text is not None:
            steps = statement.plain(self.text, line, place)
            if steps is not None:
                self.add(steps)
                return
        origin = Place(number, 1, self.source)
        if statement is None:
            raise InputError(*unknown_statement(word, line, start, words(self.over), ELSEWHERE[self.over]), place)
        two_words = " ".join(line.split(maxsplit=2)[:2])
        topic = two_words if two_words in TOPICS[self.over] else word
        node = parse_rule(statement.rule, line, origin, start, self.system.d, topic)
        read = Line(Reader(self.system.d, self.system.n, origin, self.room), place, self.unnamed)
        if statement.read is not None:
            self.add(statement.read(read, node))
        elif statement.opens is not None:
            self.begin(statement, word, read, node)
        elif word == "end":
            self.end(place)
        else:
            self.within(word, place).turn(read, node)

    def add(self, steps: list[Step]) -> None:
        """Steps for the innermost block, or for the experiment."""
        if self.open:
            self.open[-1][2].add(steps)
        else:
            self.steps += steps

    def begin(self, statement: Statement, word: str, line: Line, node: object) -> None:
        """Open a block."""
        assert statement.opens is not None
        if len(self.open) >= MAX_DEPTH:
            raise InputError(f"statements nested more than {MAX_DEPTH} deep", "nest less deeply", line.place)
        self.open.append((word, line.place, statement.opens(line, node)))

    def within(self, word: str, place: Place) -> Block:
        """The innermost block."""
        if not self.open:
            raise InputError(f"`{word}` without a `when` or `repeat` before it", "leave it out", place)
        return self.open[-1][2]

    def end(self, place: Place) -> None:
        """Close the innermost block."""
        block = self.within("end", place)
        self.open.pop()
        self.add([block.step()])

    def finish(self) -> tuple[Step, ...]:
        """All steps; InputError where an `end` is missing."""
        if self.open:
            word, place, _ = self.open[-1]
            raise InputError(f"no `end` to this `{word}`", "write `end` behind its last statement", place)
        return tuple(self.steps)


def parse_experiment(text: str, source: str | None = None) -> Experiment:
    r"""The experiment that a text describes.

    Parameters
    ----------
    text : in the experiment language. Lines end as on any system; a byte-order mark is ignored.
    source : name of the file, for messages.

    Raises
    ------
    InputError : with the place (lines and columns from 1, a tab is one column) and the mend. Lines are read
        first; what they mean together is checked after that (`checking`).

    >>> experiment = parse_experiment("system 1 trit\nprepare X = 1\nmeasure X, 2X + 1 as a, b")
    >>> experiment.outcomes, experiment.steps[0].values
    (('a', 'b'), (1,))
    """
    if (nul := text.find("\0")) >= 0:
        ends = [end.end() for end in _LINE_END.finditer(text, 0, nul)]
        place = Place(len(ends) + 1, nul - (ends[-1] if ends else 0) + 1, source)
        raise InputError("a NUL character: this is not text", "save the experiment as plain UTF-8 text", place)
    reading: _Reading | None = None
    declared = 0
    for number, start, line, word in _statements(text.removeprefix("\ufeff")):
        place = Place(number, 1 + start, source)
        if word == "system":
            if reading is not None:
                raise InputError("a second `system` line", f"keep one; the first is in line {declared}", place)
            system = plain_system(line)
            if system is None:
                origin = Place(number, 1, source)
                system = read_system(Reader(None, None, origin), parse_rule("system", line, origin, start, 2))
            reading, declared = _Reading(system, source), number
        elif reading is None:
            if word in STATEMENTS["Z"] or word in STATEMENTS["R"]:
                raise InputError(f"`{word}` stands before the `system` line", _BEGIN, place)
            problem, mend = unknown_statement(word, line, start, words("Z"), ELSEWHERE["Z"])
            raise InputError(problem, f"{_BEGIN}; {mend}", place)
        else:
            reading.read(number, start, line, word)
    if reading is None:
        problem = "there is nothing but comments and blanks" if text.strip() else "the text is empty"
        raise InputError(f"no `system` line: {problem}", _BEGIN, Place(1, 1, source))
    return Experiment(reading.system, reading.finish(), source)


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
