"""What the talk prints, as data: blocks of lines in the talk's order, and readers that take them apart.

The lines are in data/talk.toml, exactly as the talk's text has them. Readers change notation alone ("X_1" is X1); what
they read is what the checks run on, so nothing is corrected on the way.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np

from toytheory.phase_space.modular import Matrix

MATH = re.compile(r"\$+([^$]*)\$+")
SET = re.compile(r"\\\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\\\}")


@dataclass(frozen=True)
class Block:
    """Consecutive lines of the talk.

    Attributes
    ----------
    key : the block's name.
    slide : title of the slide that it stands on.
    lines : as printed, blank ones left out.
    """

    key: str
    slide: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines)


@lru_cache(maxsize=1)
def transcription() -> dict[str, Block]:
    """All blocks by key, in the talk's order.

    >>> transcription()["commuting-pairs"].lines[0]
    'A commuting pair $[F, G] = 0$'
    """
    content = tomllib.loads((files(__package__) / "data" / "talk.toml").read_text(encoding="utf-8"))
    blocks = [Block(b["key"], b["slide"], tuple(b["text"].rstrip("\n").split("\n"))) for b in content["block"]]
    return {block.key: block for block in blocks}


def formulas(text: str) -> list[str]:
    """What stands between dollar signs.

    >>> formulas("e.g. $a$ and $$b$$")
    ['a', 'b']
    """
    return [found.strip() for found in MATH.findall(text)]


def variable_names(text: str) -> list[str]:
    r"""Variables between commas, in the project's notation.

    >>> variable_names(r"X_1 + X_2, P_1 + P_2")
    ['X1 + X2', 'P1 + P2']
    """
    plain = re.sub(r"_\{?(\d+)\}?", r"\1", text.replace("$", ""))
    return [part.strip() for part in plain.split(",") if part.strip()]


def sets(text: str) -> list[list[str]]:
    r"""The sets of variables in a line.

    >>> sets(r"e.g. $\{X_1, P_1\}$, and $\{X_1 - X_2, P_1 + P_2\}$")
    [['X1', 'P1'], ['X1 - X2', 'P1 + P2']]
    """
    return [variable_names(found) for found in SET.findall(text)]


def relations(text: str) -> list[str]:
    r"""Displayed equations, as `prepare` takes them.

    >>> relations("$$X1+X2=0$$\n$$P1-P2=0$$")
    ['X1+X2=0', 'P1-P2=0']
    """
    return [found for found in formulas(text) if "=" in found]


def matrix_rows(text: str) -> list[list[str]]:
    r"""The cells of a displayed matrix, without the row and column of dots.

    >>> matrix_rows(r"J = \begin{pmatrix} 0 & -1 & \dots \\ 1 & 0 & \\ \vdots & & \ddots \end{pmatrix}")
    [['0', '-1'], ['1', '0']]
    """
    inside = text.partition(r"\begin{pmatrix}")[2].partition(r"\end{pmatrix}")[0]
    rows = [[cell.strip() for cell in row.split("&")] for row in inside.split(r"\\")]
    kept = [row for row in rows if r"\vdots" not in row]
    width = len(kept)
    return [[cell if cell != r"\dots" else "" for cell in (row + [""] * width)[:width]] for row in kept]


def number_matrix(text: str) -> Matrix:
    r"""A displayed matrix of numbers, blank cells 0.

    >>> number_matrix(r"\begin{pmatrix} 0 & -1 \\ 1 & 0 \end{pmatrix}").tolist()
    [[0, -1], [1, 0]]
    """
    return np.array([[int(cell or 0) for cell in row] for row in matrix_rows(text)])


def arrows(text: str) -> list[tuple[str, str]]:
    r"""Displayed assignments.

    >>> arrows(r"$$P_1 \mapsto P_1 - P_2$$")
    [('P1', 'P1 - P2')]
    """
    found = [variable_names(part) for line in formulas(text) for part in line.split(r"\mapsto") if r"\mapsto" in line]
    return [(old[0], new[0]) for old, new in zip(found[::2], found[1::2], strict=True)]


def table(text: str) -> list[list[str]]:
    r"""The cells of a table whose columns are separated by tabs.

    >>> table("a\tC\tA")
    [['a', 'C', 'A']]
    """
    return [[cell.strip() for cell in line.split("\t")] for line in text.split("\n") if "\t" in line]


def correlated_pairs() -> list[tuple[str, str]]:
    """The talk's list of correlated pure states of two trits: pairs of relations, in its order.

    >>> correlated_pairs()[0]
    ('X1+X2=0', 'P1-P2=0')
    """
    listed = relations(transcription()["correlated-list"].text)
    return list(zip(listed[::2], listed[1::2], strict=True))


Column = Literal["arising", "not arising", "uncategorised"]


def listed_columns(key: str) -> list[tuple[str, Column]]:
    """The items of a list of phenomena with the column that they stand in; headings and remarks left out.

    Those after "e.g." are said to arise. The right column begins with "Those not arising" and ends with the first
    "Others..." after it; what follows has a question mark in the talk.

    >>> listed_columns("categories")[12:14]
    [('Others...', 'arising'), ('Bell inequality violations', 'not arising')]
    """
    lines = transcription()[key].lines
    if any(line.startswith("e.g. ") for line in lines):
        return [
            (item.strip(), "arising")
            for line in lines
            if line.startswith("e.g. ")
            for item in line.removeprefix("e.g. ").split(",")
            if item.strip() != "..."
        ]
    heads = ("Those ", "Categorizing", "Not so strange", "***Still", "Find more", "Focus on")
    found: list[tuple[str, Column]] = []
    column: Column = "arising"
    for line in lines:
        if line.startswith("Those not"):
            column = "not arising"
        if not line.startswith(heads):
            found.append((line, column))
            if line == "Others..." and column == "not arising":
                column = "uncategorised"
    return found


def listed_items(key: str) -> list[str]:
    """The items of one of the lists of phenomena, without their columns.

    >>> listed_items("categories")[:2]
    ['Interference', 'Noncommutativity']
    """
    return [item for item, _ in listed_columns(key)]
