"""One panel in inches: its cells, grid lines, the labels of its axes, strips and arrows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .grids import Axis, Place
from .pages import LABELLED, LABELLED_SMALL, Cell, Mark, Panel, Strip
from .palette import BLUES, CYCLES, FAINT, GREYS, HATCHES, INK, OUTCOMES, PAPER, WRONG, WRONG_PALE, along, readable_on
from .scene import Arrow, Box, Fill, Label, Lines, Scene, Segment, text_width
from .typeset import typeset

SMALLEST = 7.0
"""Points: no text is smaller; what would be is left out of cells."""

NAME = 9.0
"""Size of the names of axes, in points."""


@dataclass(frozen=True)
class Look:
    """The colours and hatching of a cell."""

    colour: str
    hatch: str = ""
    ink: str = INK


def look(cell: Cell, partition: bool, labelled: bool = False) -> Look:
    """How a cell is painted; outcomes have their hatching where no number in the cell tells them apart."""
    if partition:
        colour = along(OUTCOMES, cell.shade)
        return Look(colour, "" if labelled else HATCHES[cell.pattern % len(HATCHES)], readable_on(colour))
    if cell.mark is Mark.RULED_OUT:
        return Look(PAPER, "xxxx", "#9a9a9a")
    if cell.mark is Mark.FORBIDDEN:
        return Look(WRONG_PALE, "xx", WRONG)
    if cell.mark is Mark.NEGATIVE:
        return Look(WRONG_PALE, "/", WRONG)
    if cell.mark is Mark.KICKED:
        return Look(along(BLUES, 0.45 * float(cell.shade)), "////", along(BLUES, 1))
    return Look(along(BLUES, cell.shade))


@dataclass(frozen=True)
class Metrics:
    """Sizes of a panel in inches.

    Attributes
    ----------
    cell : side of a cell.
    small : axes of pairs have no name beside the names of their coordinates.
    rows_named, columns_named : whether the labels of the rows (left) and of the columns (below) are drawn.
    headed : whether the levels of the columns' labels have the names of their coordinates behind them.
    lone : whether there is one system, whose coordinates are X and P.
    """

    panel: Panel
    cell: float
    small: bool = False
    rows_named: bool = True
    columns_named: bool = True
    headed: bool = True
    lone: bool = False

    @property
    def width(self) -> float:
        """Of the grid."""
        return self.panel.grid.columns.length * self.cell

    @property
    def height(self) -> float:
        """Of the grid."""
        return self.panel.grid.rows.length * self.cell

    @property
    def digit(self) -> float:
        """Size of the values along an axis, in points."""
        return min(8.5, max(SMALLEST, self.cell * 72 * 0.62))

    @property
    def pitch(self) -> float:
        """Distance between two levels of values."""
        return self.digit * 1.45 / 72

    @property
    def all_levels(self) -> bool:
        """Whether there is room for the value of every coordinate at every place; else the slowest alone is shown."""
        return self.cell >= 0.085

    def levels(self, axis: Axis) -> int:
        """How many coordinates have their values along an axis."""
        return len(axis.coordinates) if self.all_levels else 1

    def named(self, axis: Axis) -> bool:
        """Whether the axis has its whole name beside it."""
        return not self.small or self.levels(axis) < 2

    @property
    def label_size(self) -> float:
        """Size of the text in cells, in points; 0 where there is none, or no room for it."""
        longest = max((len(cell.label) for cell in self.panel.cells.values()), default=0)
        points = self.cell * 72
        size = min(9.0, points * 0.55, points * 0.88 / (0.64 * max(1, longest)))
        room = self.panel.grid.size <= (LABELLED_SMALL if self.small else LABELLED)
        return size if longest and size >= SMALLEST - 1e-9 and room else 0.0

    def _margin(self, axis: Axis) -> float:
        return 0.05 + self.levels(axis) * self.pitch + (NAME * 1.3 / 72 if self.named(axis) else 0.0)

    @property
    def left(self) -> float:
        """Room for the labels of the rows."""
        return self._margin(self.panel.grid.rows) if self.rows_named else 0.0

    @property
    def below(self) -> float:
        """Room for the labels of the columns, and for the names of the rows' coordinates."""
        heads = self.pitch if self.levels(self.panel.grid.rows) > 1 else 0.0
        return max(heads, self._margin(self.panel.grid.columns) if self.columns_named else 0.0)

    @property
    def right(self) -> float:
        """Room to the right of the grid: for a strip, or for names behind the labels of the columns."""
        axis = self.panel.grid.columns
        named = self.headed and self.levels(axis) > 1
        return max(self.strip, 0.05 + text_width("X₁", SMALLEST) if named else 0.0)

    @property
    def strip(self) -> float:
        """Room for a strip."""
        return 0.07 + min(0.16, self.cell) if self.panel.strips else 0.0


def draw_panel(scene: Scene, metrics: Metrics, x: float, y: float, name: str) -> None:
    """Add the shapes of a panel whose grid has its lower left corner at (x, y)."""
    panel, cell = metrics.panel, metrics.cell
    groups: dict[Look, list[Box]] = {}
    for (row, column), filled in panel.cells.items():
        box = (x + column * cell, y + row * cell, cell, cell)
        groups.setdefault(look(filled, panel.partition, bool(metrics.label_size)), []).append(box)
    for number, (painted, boxes) in enumerate(groups.items()):
        scene.fills.append(
            Fill(f"{name}-cells-{number}", tuple(boxes), painted.colour, _denser(painted.hatch, cell), painted.ink)
        )
    if panel.strips:
        _strips(scene, metrics, panel.strips, x, y, name)
    _grid_lines(scene, metrics, x, y)
    if metrics.rows_named:
        _row_labels(scene, metrics, x, y)
    if metrics.columns_named:
        _column_labels(scene, metrics, x, y)
    _cell_labels(scene, metrics, x, y)
    for start, end, cycle in panel.arrows:
        colour, dashes = CYCLES[cycle % len(CYCLES)]
        scene.arrows.append(Arrow(_centre(start, x, y, cell), _centre(end, x, y, cell), colour, dashes))


def _centre(place: Place, x: float, y: float, cell: float) -> tuple[float, float]:
    return x + (place[1] + 0.5) * cell, y + (place[0] + 0.5) * cell


def _denser(hatch: str, cell: float) -> str:
    """Patterns of small cells have more lines an inch."""
    return hatch * 2 if hatch and cell < 0.2 else hatch


def _strips(scene: Scene, metrics: Metrics, strips: tuple[Strip, Strip], x: float, y: float, name: str) -> None:
    """The marginal of the rows to the right of the grid, of the columns above it: the darker, the more is known."""
    cell, thick = metrics.cell, metrics.strip - 0.07
    rows, columns = strips
    right, top = x + metrics.width + 0.07, y + metrics.height + 0.07
    _strip(scene, rows, [(right, y + i * cell, thick, cell) for i in range(len(rows))], f"{name}-rows")
    _strip(scene, columns, [(x + i * cell, top, cell, thick) for i in range(len(columns))], f"{name}-columns")


def _strip(scene: Scene, strip: Strip, boxes: list[Box], name: str) -> None:
    shades: dict[str, list[Box]] = {}
    for p, box in zip(strip, boxes, strict=True):
        if p:
            shades.setdefault(along(GREYS, p), []).append(box)
    for number, (colour, filled) in enumerate(shades.items()):
        scene.fills.append(Fill(f"{name}-{number}", tuple(filled), colour))
    scene.lines.append(Lines(tuple(side for box in boxes for side in outline(box)), FAINT, 0.5))


def outline(box: Box) -> tuple[Segment, ...]:
    """The four sides of a box."""
    x, y, width, height = box
    right, top = x + width, y + height
    return (x, y, right, y), (x, top, right, top), (x, y, x, top), (right, y, right, top)


def _grid_lines(scene: Scene, metrics: Metrics, x: float, y: float) -> None:
    """Thin lines between cells, strong ones around the grid and where the slowest coordinate changes."""
    grid, cell = metrics.panel.grid, metrics.cell
    right, top = x + metrics.width, y + metrics.height

    def at(places: Iterable[int], axis: str) -> tuple[tuple[float, float, float, float], ...]:
        if axis == "rows":
            return tuple((x, y + i * cell, right, y + i * cell) for i in places)
        return tuple((x + i * cell, y, x + i * cell, top) for i in places)

    thin = at(range(grid.rows.length + 1), "rows") + at(range(grid.columns.length + 1), "columns")
    steps = [axis.length if len(axis.coordinates) == 1 else grid.d for axis in (grid.rows, grid.columns)]
    strong = at(range(0, grid.rows.length + 1, steps[0]), "rows")
    strong += at(range(0, grid.columns.length + 1, steps[1]), "columns")
    scene.lines.append(Lines(thin, FAINT, 0.5 if cell > 0.1 else 0.25))
    scene.lines.append(Lines(strong, INK, 0.9 if cell > 0.1 else 0.6))
    if metrics.panel.forbidden:
        scene.lines.append(Lines(outline((x, y, metrics.width, metrics.height)), WRONG, 2.5))


def _levels(metrics: Metrics, axis: Axis) -> list[list[tuple[float, int]]]:
    """For each level, from the grid outwards: (middle of the place in cells, value)."""
    d, count = axis.d, len(axis.coordinates)
    every = [(i + 0.5, axis.values(i)[-1]) for i in range(axis.length)]
    if count == 1:
        return [every]
    slow = [((i + 0.5) * d, i) for i in range(d)]
    return [every, slow] if metrics.levels(axis) > 1 else [slow]


def _row_labels(scene: Scene, metrics: Metrics, x: float, y: float) -> None:
    axis, pitch, size = metrics.panel.grid.rows, metrics.pitch, metrics.digit
    levels = _levels(metrics, axis)
    for level, values in enumerate(levels):
        at = x - 0.04 - (level + 0.5) * pitch
        for place, value in values:
            scene.labels.append(Label(at, y + place * metrics.cell, str(value), size))
        if len(levels) > 1:
            head = typeset(axis.names[-1 - level])
            scene.labels.append(Label(at, y - 0.04 - 0.5 * pitch, head, SMALLEST, bold=True))
    if metrics.named(axis):
        at = x - 0.06 - len(levels) * pitch - NAME * 0.6 / 72
        rotation = 0 if len(axis.coordinates) == 1 else 90
        scene.labels.append(
            Label(at, y + metrics.height / 2, typeset(axis.name, lone=metrics.lone), NAME, rotation=rotation)
        )


def _column_labels(scene: Scene, metrics: Metrics, x: float, y: float) -> None:
    axis, pitch, size = metrics.panel.grid.columns, metrics.pitch, metrics.digit
    levels = _levels(metrics, axis)
    for level, values in enumerate(levels):
        at = y - 0.04 - (level + 0.5) * pitch
        for place, value in values:
            scene.labels.append(Label(x + place * metrics.cell, at, str(value), size))
        if len(levels) > 1 and metrics.headed:
            head = typeset(axis.names[-1 - level])
            scene.labels.append(Label(x + metrics.width + 0.03, at, head, SMALLEST, horizontal="left", bold=True))
    if metrics.named(axis):
        at = y - 0.06 - len(levels) * pitch - NAME * 0.6 / 72
        scene.labels.append(Label(x + metrics.width / 2, at, typeset(axis.name, lone=metrics.lone), NAME))


def _cell_labels(scene: Scene, metrics: Metrics, x: float, y: float) -> None:
    size = metrics.label_size
    for place, cell in metrics.panel.cells.items() if size else ():
        across, up = _centre(place, x, y, metrics.cell)
        colour = readable_on(look(cell, metrics.panel.partition).colour)
        scene.labels.append(Label(across, up, cell.label, size, colour))
