"""Answers side by side: outcomes or numbers in rows, backends in columns, nothing ever cut.

Where the columns do not fit beside each other, they go on below, with the rows named again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

GAP = "   "

NAMES = 22
"""Characters of a line of backends in the head of a column."""


@dataclass(frozen=True)
class Column:
    """The answers of some backends that say the same.

    Attributes
    ----------
    head : its lines.
    cells : by the label of the row; nothing for rows that it does not have.
    """

    head: tuple[str, ...]
    cells: Mapping[str, str]

    @property
    def width(self) -> int:
        """Of its longest line."""
        return max(map(len, [*self.head, *self.cells.values()]))


def heading(side: str, backends: Sequence[str], *more: str) -> tuple[str, ...]:
    """The head of a column: side, backends, and what is drawn.

    >>> heading("quantum", ["hilbert", "stim", "strawberryfields"], "seed 0")
    ('quantum', 'hilbert, stim,', 'strawberryfields', 'seed 0')
    """
    lines = textwrap.wrap(", ".join(backends), NAMES, break_long_words=False, break_on_hyphens=False)
    return side, *lines, *more


def print_columns(
    console: Console, corner: str, rows: Sequence[str | None], columns: Sequence[Column], marked: str | None = None
) -> None:
    """Print a table.

    Parameters
    ----------
    corner : over the labels of the rows.
    rows : labels; None is a blank line.
    marked : the label of the row that stands out.
    """
    labels = max(len(row) for row in [corner, *rows] if row is not None)
    for block in _blocks(columns, console.width - labels):
        height = max(len(column.head) for column in block)
        console.print()
        for line in range(height):
            above = corner if line == height - 1 else ""
            _print(console, above, labels, block, [(*[""] * (height - len(c.head)), *c.head)[line] for c in block])
        rule = "─" * (labels + sum(len(GAP) + column.width for column in block))
        console.print(rule, markup=False, soft_wrap=True)
        for row in rows:
            cells = ["" if row is None else column.cells.get(row, "") for column in block]
            _print(console, row or "", labels, block, cells, "bold yellow" if row == marked is not None else "")


def _print(
    console: Console, label: str, labels: int, block: Sequence[Column], cells: Sequence[str], style: str = ""
) -> None:
    told = "".join(f"{GAP}{cell:>{column.width}}" for column, cell in zip(block, cells, strict=True))
    console.print(f"{label:<{labels}}{told}".rstrip(), style=style, markup=False, soft_wrap=True)


def _blocks(columns: Sequence[Column], room: int) -> list[list[Column]]:
    """The columns in groups that fit; one that is too wide by itself stands alone."""
    blocks: list[list[Column]] = []
    used = 0
    for column in columns:
        needed = len(GAP) + column.width
        if not blocks or used + needed > room:
            blocks.append([])
            used = 0
        blocks[-1].append(column)
        used += needed
    return blocks
