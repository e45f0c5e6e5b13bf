"""The exceptions of the project, a family with meanings.

``InputError`` is the caller's to mend and ends a command with exit code 2;
``CannotRun`` is a backend's honest answer that an experiment is out of its reach.
"""

from __future__ import annotations

from dataclasses import dataclass


class ToyTheoryError(Exception):
    """Base of everything that this project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text something stands; lines and columns count from 1."""

    line: int
    column: int = 1
    source: str | None = None

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}"
        return f"{self.source}, {where}" if self.source else where


class InputError(ToyTheoryError, ValueError):
    """Input that cannot be meant: says what is wrong, where, and what would be right.

    Parameters
    ----------
    problem : what is wrong, one sentence without a full stop.
    mend : what would be right, one sentence without a full stop.
    place : where it stands, when the input came from a text.
    """

    def __init__(self, problem: str, mend: str = "", place: Place | None = None) -> None:
        self.problem = problem
        self.mend = mend
        self.place = place
        super().__init__(problem, mend, place)

    def at(self, place: Place | None) -> InputError:
        """The same error, placed (a place already known is kept)."""
        return type(self)(self.problem, self.mend, self.place or place)

    def __str__(self) -> str:
        text = f"{self.place}: {self.problem}" if self.place else self.problem
        return f"{text}\n  mend: {self.mend}" if self.mend else text


class CannotRun(ToyTheoryError):
    """A backend found, while running, that the experiment is out of its reach; the text says why.

    Attributes
    ----------
    place : of the step that is, where one step is.
    """

    place: Place | None = None
