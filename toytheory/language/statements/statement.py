"""What a statement of the language is: its words and grammar, how it is read, checked, made plain and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from toytheory.errors import Place
from toytheory.language.advice import Advice
from toytheory.language.grammar import Over
from toytheory.language.plain_lines import Plain
from toytheory.language.reader import Line
from toytheory.language.ring import Ring
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Step


def _same(step: Any, ring: Ring) -> Any:
    return step


@dataclass(frozen=True)
class Record:
    """What the language knows of one kind of step.

    Attributes
    ----------
    check : InputError unless the step is valid after what was so far.
    write : (step in plain form, ring) -> its text.
    plain : (step, ring) -> the step as `parse_experiment` makes it.
    only_modes : whether discrete systems have no such step.
    """

    check: Callable[[SoFar, Any], None]
    write: Callable[[Any, Ring], str]
    plain: Callable[[Any, Ring], Step] = _same
    only_modes: bool = False


class Block(Protocol):
    """A statement that holds others, while its lines are being read."""

    def add(self, steps: list[Step]) -> None:
        """More steps for the part that is open."""
        ...

    def turn(self, line: Line, node: Any) -> None:
        """`otherwise ...`: close the part that is open and open the next; InputError where there is none."""
        ...

    def step(self) -> Step:
        """The step, at `end`."""
        ...


@dataclass(frozen=True)
class Statement:
    """One statement, over Z_d or on modes (those that are the same on both are entered twice).

    Attributes
    ----------
    words : with which it begins.
    rule : the grammar rule that reads it.
    rules : the grammar of that rule and those that it alone needs.
    read : (line, parse tree) -> steps.
    advice : word -> what is told of lines that do not fit; words of two parts have advice of their own.
    opens : (line, parse tree) -> a block, of a statement that is followed by others up to `end`; `read` is not used.
    elsewhere : word -> what to write on the other kind of systems, if it is not a statement there.
    plain : reads plain lines to the same steps without the grammar; None for the others.
    """

    words: tuple[str, ...]
    rule: str
    rules: str
    advice: Mapping[str, Advice]
    read: Callable[[Line, Any], list[Step]] | None = None
    opens: Callable[[Line, Any], Block] | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    plain: Plain | None = None


@dataclass(frozen=True)
class Language:
    """What a file of statements gives to `table`.

    Attributes
    ----------
    over : the statements over Z_d, those on modes.
    records : kind of step -> what is known of it.
    """

    over: Mapping[Over, tuple[Statement, ...]]
    records: Mapping[type[Step], Record] = field(default_factory=dict)


def both(*statements: Statement) -> dict[Over, tuple[Statement, ...]]:
    """Statements that are the same on all systems."""
    return {"Z": statements, "R": statements}


__all__ = ["Block", "Language", "Line", "Place", "Record", "Statement", "both"]
