"""A text that must be refused: where, and words of the problem and of the mend."""

from __future__ import annotations

from typing import NamedTuple


class Refused(NamedTuple):
    text: str
    line: int
    column: int
    problem: str
    mend: str


def after(declaration: str, *cases: tuple[str, int, str, str]) -> list[Refused]:
    """Cases whose last line is refused, after lines that are in order."""
    refused = []
    for statement, column, problem, mend in cases:
        text = f"{declaration}\n{statement}"
        refused.append(Refused(text, text.count("\n") + 1, column, problem, mend))
    return refused
