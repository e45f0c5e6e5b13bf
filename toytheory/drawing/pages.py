"""What a picture consists of, exactly and without any graphics: panels of cells, blocks, a page.

`painting` turns a page into Matplotlib's shapes and `text` into Unicode; both only draw what stands here,
so that tests of the layout need neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from .grids import Grid, Place


class Mark(Enum):
    """What a filled cell says beside its shade."""

    POSSIBLE = "possible"
    KICKED = "possible only because the measurement disturbs"
    RULED_OUT = "ruled out by the outcome"
    FORBIDDEN = "a distribution that no observer can have"
    NEGATIVE = "negative"


LABELLED = 256
"""Grids with more cells than this have no text in the cells of a figure: it would be smaller than 7 pt."""

LABELLED_SMALL = 49
"""The same for sheets of small grids."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How a cell is filled.

    Attributes
    ----------
    shade : from 0 (lightest) to 1 (darkest); an empty cell is no `Cell` at all.
    label : printed in the cell where there is room.
    pattern : number of the hatching, 0 for none.
    weight : the probability that the cell shows, where it shows one.
    """

    shade: Fraction = Fraction(1)
    label: str = ""
    mark: Mark = Mark.POSSIBLE
    pattern: int = 0
    weight: Fraction | None = None


Strip = tuple[Fraction, ...]
"""The marginal along an axis: one probability a place."""


@dataclass(frozen=True)
class Panel:
    """A grid with some of its cells filled.

    Attributes
    ----------
    cells : place -> how it is filled.
    strips : the marginals along the rows' and the columns' axis, or None.
    arrows : from one place to another, with a number that tells cycles apart.
    partition : whether shades tell outcomes apart, rather than probabilities.
    """

    grid: Grid
    cells: Mapping[Place, Cell]
    strips: tuple[Strip, Strip] | None = None
    arrows: tuple[tuple[Place, Place, int], ...] = ()
    partition: bool = False

    @property
    def forbidden(self) -> bool:
        """Whether it shows a distribution that no observer can have."""
        return any(cell.mark is Mark.FORBIDDEN for cell in self.cells.values())

    def bare(self) -> Panel:
        """Without strips, for small pictures."""
        return replace(self, strips=None)


@dataclass(frozen=True)
class Block:
    """Panels in rows and columns (rows from the top) under a common title."""

    panels: Mapping[Place, Panel]
    title: str = ""
    note: str = ""

    @property
    def single(self) -> Panel | None:
        """The panel, where there is only one."""
        return next(iter(self.panels.values())) if len(self.panels) == 1 else None


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: what a cell filled like this means."""

    cell: Cell
    text: str
    partition: bool = False


@dataclass(frozen=True)
class Bars:
    """What several theories predict, beside each other.

    Attributes
    ----------
    title : says of what.
    theories : their names.
    rows : (outcome, its probability in each theory).
    """

    title: str
    theories: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Fraction, ...]], ...]


@dataclass(frozen=True)
class Page:
    """A picture: blocks in reading order, with title, caption and legend.

    Attributes
    ----------
    caption : one sentence a line.
    bars : predictions, below the blocks; None where there is nothing to compare.
    columns : blocks in a row, or None for as many as fit.
    small : whether cells are small and only outer panels have all labels (sheets).
    strip : whether blocks are the frames of an experiment: small too, but every axis has its labels.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    caption: tuple[str, ...] = ()
    legend: tuple[Key, ...] = field(default=())
    bars: Bars | None = None
    columns: int | None = None
    small: bool = False
    strip: bool = False

    @property
    def systems(self) -> set[int]:
        """The systems (from 0) that its grids show."""
        return {system for block in self.blocks for panel in block.panels.values() for system in panel.grid.systems}


def systems_name(d: int, n: int) -> str:
    """What n systems are called.

    >>> systems_name(2, 1), systems_name(3, 2), systems_name(5, 2)
    ('1 bit', '2 trits', '2 systems with d = 5')
    """
    word = {2: "bit", 3: "trit"}.get(d, "system")
    return f"{n} {word}{'s' if n > 1 else ''}" + (f" with d = {d}" if d > 3 else "")
