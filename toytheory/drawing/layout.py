"""Where everything on a page stands: a `Page` turned into a `Scene`, in inches.

Sheets are small multiples: panels with the same grid share the labels of their axes, which stand at the left
of the first and below the last panel of a row and a column.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

from .bars import bars_height, bars_width, draw_bars
from .grids import Place
from .pages import Block, Key, Page, Panel
from .palette import readable_on
from .panel_layout import SMALLEST, Metrics, draw_panel, look, outline
from .scene import Fill, Label, Lines, Scene, text_width, wrapped
from .typeset import typeset

PAGE_WIDTH = 10.5
EDGE = 0.18
TITLE, CAPTION, HEADING, NOTE = 11.0, 8.0, 8.0, 7.0
"""Sizes of text in points."""

TEXT_ROOM = 2.3
"""Blocks are made at most so wide for their text alone."""


def height_of(lines: list[str], size: float) -> float:
    """Of lines of text of a size, in inches."""
    return len(lines) * size * 1.35 / 72


@dataclass(frozen=True)
class Placed:
    """A block and its sizes.

    Attributes
    ----------
    metrics : of each panel, by its place in the block.
    lefts, widths : of the columns of panels: room for labels, and for grids with their strips.
    aboves, heights, belows : of the rows of panels.
    room : width of the text; at least that of the grids.
    """

    block: Block
    metrics: dict[Place, Metrics]
    lefts: list[float]
    widths: list[float]
    aboves: list[float]
    heights: list[float]
    belows: list[float]
    room: float
    title: list[str]
    note: list[str]

    @property
    def left(self) -> float:
        """Room left of the first grid."""
        return self.lefts[0]

    @property
    def width(self) -> float:
        """From the left edge of the first grid on."""
        return self.room

    @property
    def first(self) -> float:
        """Room above the first row of grids."""
        return self.aboves[0]

    @property
    def title_height(self) -> float:
        """Of the title, with the gap below it."""
        return height_of(self.title, HEADING) + 0.05 * bool(self.title)

    @property
    def body(self) -> float:
        """Height of everything below the top edge of the first row of grids."""
        inner = sum(self.heights) + sum(self.belows) + sum(self.aboves[1:]) + 0.08 * (len(self.heights) - 1)
        return inner + height_of(self.note, NOTE) + 0.05 * bool(self.note)


def lay_out(page: Page) -> Scene:
    """The shapes of a page.

    >>> from toytheory.drawing.states import state_page
    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> scene = lay_out(state_page(EpistemicState.from_known("X1 = 1", 3, 1)))
    >>> [len(fill.boxes) for fill in scene.fills]              # the state, X alone, P alone
    [3, 1, 3]
    """
    page = _typeset(page)
    columns = _columns(page)
    placed = [_measure(page, number, columns) for number in range(len(page.blocks))]
    gap = 0.22 if page.small else 0.34
    lefts = [max(p.left for p in placed[c::columns]) for c in range(columns)]
    widths = [max(p.width for p in placed[c::columns]) for c in range(columns)]
    rows = [placed[i : i + columns] for i in range(0, len(placed), columns)]
    body = sum(lefts) + sum(widths) + gap * (columns - 1)
    room = max(body, 4.2)
    head = wrapped(page.title, TITLE, room) if page.title else []
    captions = [line for text in page.caption for line in wrapped(text, CAPTION, room, prose=True)]
    longest = [text_width(line, TITLE) * 1.1 for line in head] + [text_width(line, CAPTION) for line in captions]
    labelled = all(m.label_size for p in placed for m in p.metrics.values())
    legend, legend_size = _legend(page.legend, max([room, *longest]), labelled)
    chart = (bars_width(page.bars), bars_height(page.bars)) if page.bars else (0.0, 0.0)
    scene = Scene(width=snapped(2 * EDGE + max([body, legend_size[0], chart[0], *longest])))
    sizes = [[max(getattr(p, side) for p in row) for side in ("title_height", "first", "body")] for row in rows]
    between = 0.1
    parts = [height_of(head, TITLE) + 0.06 * bool(head), sum(map(sum, sizes)) + between * (len(rows) - 1)]
    parts += [legend_size[1] + 0.14 * bool(legend), height_of(captions, CAPTION) + 0.12 * bool(captions)]
    scene.height = snapped(2 * EDGE + sum(parts) + chart[1])
    _text(scene, head, EDGE, scene.height - EDGE, TITLE, bold=True)
    y = scene.height - EDGE - parts[0]
    number = 0
    for row, (above, first, below) in zip(rows, sizes, strict=True):
        y -= above + first
        for column, each in enumerate(row):
            x = EDGE + sum(lefts[: column + 1]) + sum(widths[:column]) + gap * column
            _text(scene, each.title, x, y + first + each.title_height, HEADING)
            number = _draw_panels(scene, each, x, y, number)
        y -= below + between
    y += between - 0.14 * bool(legend)
    if page.bars:
        draw_bars(scene, page.bars, EDGE, y)
        y -= chart[1]
    for i, (key, x, down) in enumerate(legend):
        _draw_key(scene, key, EDGE + x, y - down, i, labelled)
    _text(scene, captions, EDGE, y - legend_size[1] - 0.12, CAPTION)
    return scene


def _typeset(page: Page) -> Page:
    """The page with all its texts set for print."""
    set_ = partial(typeset, lone=page.systems == {0})
    blocks = tuple(replace(block, title=set_(block.title), note=set_(block.note)) for block in page.blocks)
    legend = tuple(replace(key, text=set_(key.text)) for key in page.legend)
    bars = page.bars and replace(page.bars, title=set_(page.bars.title))
    head, caption = set_(page.title), tuple(map(set_, page.caption))
    return replace(page, blocks=blocks, title=head, caption=caption, legend=legend, bars=bars)


def snapped(length: float) -> float:
    """The next whole number of points, in inches: crisp edges, short numbers in files."""
    return math.ceil(length * 72 - 1e-6) / 72


def _text(scene: Scene, lines: list[str], x: float, y: float, size: float, *, bold: bool = False) -> None:
    """Lines of text below y."""
    for i, line in enumerate(lines):
        at = y - height_of(lines[:i], size)
        scene.labels.append(Label(x, at, line, size, horizontal="left", vertical="top", bold=bold))


def _side(block: Block, small: bool) -> float:
    """How long the longer sides of a block's grids are."""
    longest = max(max(p.grid.rows.length, p.grid.columns.length) for p in block.panels.values())
    if len(block.panels) > 1 and any(panel.arrows or panel.partition for panel in block.panels.values()):
        cell = max(0.27, 1.6 / longest)
    elif len(block.panels) > 1:
        cell = max(0.1, 0.8 / longest) if small else max(0.13, 1.2 / longest)
    else:
        cell = min(max(1.15 / longest, 0.05), 0.3) if small else min(max(3.4 / longest, 0.105), 0.6)
    return round(cell * 144) / 144 * longest


def _columns(page: Page) -> int:
    """Blocks in a row: as asked for, or as many as fit, the rows of equal length."""
    count = len(page.blocks)
    if page.columns is not None:
        return min(page.columns, count)
    placed = [_measure(page, number, count) for number in range(count)]
    width = max(p.width for p in placed) + (max(p.left for p in placed[1:]) if count > 1 else 0.0)
    fitting = min(count, max(1, int((PAGE_WIDTH - 2 * EDGE - placed[0].left) / (width + 0.22))))
    return -(-count // -(-count // fitting))


def _neighbour(page: Page, number: int, place: Place, step: Place, columns: int) -> Panel | None:
    """The panel next to one: in its block, or in the next block where both are single and the page is a sheet.

    A strip has none: each axis of each of its panels has its labels.
    """
    if page.strip:
        return None
    block = page.blocks[number]
    beside = block.panels.get((place[0] + step[0], place[1] + step[1]))
    if beside is not None or not page.small:
        return beside
    other = number + columns * step[0] + step[1]
    if not 0 <= other < len(page.blocks) or (step[1] and other // columns != number // columns):
        return None
    panels = page.blocks[other].panels
    if panels.keys() != block.panels.keys():
        return None
    rows, across = (1 + max(p[side] for p in panels) for side in (0, 1))
    if step[0]:
        return panels.get((0, place[1])) if place[0] + 1 == rows else None
    edges = (0, across - 1) if step[1] < 0 else (across - 1, 0)
    return panels.get((place[0], edges[1])) if place[1] == edges[0] else None


def _measure(page: Page, number: int, columns: int) -> Placed:
    """Labels that the panel to the left, or below, has already are left out."""
    block = page.blocks[number]
    side = _side(block, page.small)
    metrics: dict[Place, Metrics] = {}
    for place, panel in block.panels.items():
        left = _neighbour(page, number, place, (0, -1), columns)
        right = _neighbour(page, number, place, (0, 1), columns)
        below = _neighbour(page, number, place, (1, 0), columns)
        metrics[place] = Metrics(
            panel,
            side / max(panel.grid.rows.length, panel.grid.columns.length),
            page.small or len(block.panels) > 1,
            left is None or left.grid.rows != panel.grid.rows,
            below is None or below.grid.columns != panel.grid.columns,
            right is None or right.grid.columns != panel.grid.columns,
            page.systems == {0},
        )
    by_row = _by(metrics, 0)
    by_column = _by(metrics, 1)
    lefts = [max(m.left for m in line) + 0.1 * bool(i) for i, line in enumerate(by_column)]
    widths = [max(m.width + m.right for m in line) for line in by_column]
    inner = sum(lefts[1:]) + sum(widths)
    texts = [*block.title.split("\n"), *block.note.split("\n")]
    room = max(inner, min(max(text_width(line, HEADING) for line in texts), TEXT_ROOM))
    return Placed(
        block,
        metrics,
        lefts,
        widths,
        [max(m.strip for m in line) for line in by_row],
        [max(m.height for m in line) for line in by_row],
        [max(m.below for m in line) for line in by_row],
        room,
        wrapped(block.title, HEADING, room) if block.title else [],
        wrapped(block.note, NOTE, room) if block.note else [],
    )


def _by(metrics: dict[Place, Metrics], side: int) -> list[list[Metrics]]:
    count = 1 + max(place[side] for place in metrics)
    return [[m for place, m in metrics.items() if place[side] == i] for i in range(count)]


def _draw_panels(scene: Scene, placed: Placed, x: float, top: float, number: int) -> int:
    """Add a block whose first grid has its upper left corner at (x, top); the number of the next panel."""
    for (row, column), metrics in placed.metrics.items():
        left = x + sum(placed.lefts[1 : column + 1]) + sum(placed.widths[:column])
        over = sum(placed.heights[:row]) + sum(placed.belows[:row]) + sum(placed.aboves[1 : row + 1]) + 0.08 * row
        draw_panel(scene, metrics, snapped(left), snapped(top - over - metrics.height), f"panel-{number}")
        number += 1
    _text(scene, placed.note, x, top - placed.body + height_of(placed.note, NOTE), NOTE)
    return number


# legends

KEY = 0.17
"""Side of the sample of a legend's entry."""


def _sample_width(key: Key, labelled: bool) -> float:
    """Of the sample of an entry: it holds the label of its cells where these have one."""
    return max(KEY, text_width(key.cell.label, SMALLEST) + 0.06) if labelled else KEY


def _key_width(key: Key, labelled: bool) -> float:
    return _sample_width(key, labelled) + 0.07 + text_width(key.text, CAPTION)


def _legend(
    keys: tuple[Key, ...], room: float, labelled: bool
) -> tuple[list[tuple[Key, float, float]], tuple[float, float]]:
    """(key, x, distance of its lower edge from the top) of every entry, and the size: one row, or equal columns."""
    if not keys:
        return [], (0.0, 0.0)
    height, gap = KEY + 0.07, 0.22
    widths = [_key_width(key, labelled) for key in keys]
    if sum(widths) + gap * (len(keys) - 1) <= room:
        starts = [sum(widths[:i]) + gap * i for i in range(len(keys))]
        return [(key, x, KEY) for key, x in zip(keys, starts, strict=True)], (starts[-1] + widths[-1], height)
    width = max(widths) + gap
    columns = max(1, int((room + gap) / width))
    rows = -(-len(keys) // columns)
    placed = [(key, i // rows * width, (i % rows) * height + KEY) for i, key in enumerate(keys)]
    return placed, (placed[-1][1] + max(widths), rows * height)


def _draw_key(scene: Scene, key: Key, x: float, y: float, number: int, labelled: bool) -> None:
    """A sample and its meaning; the sample has a number where cells have one, and else their hatching."""
    painted = look(key.cell, key.partition, labelled)
    wide = _sample_width(key, labelled)
    box = (x, y, wide, KEY)
    scene.fills.append(Fill(f"key-{number}", (box,), painted.colour, painted.hatch, painted.ink))
    scene.lines.append(Lines(outline(box), "#222222", 0.5))
    if labelled and key.cell.label:
        scene.labels.append(Label(x + wide / 2, y + KEY / 2, key.cell.label, SMALLEST, readable_on(painted.colour)))
    scene.labels.append(Label(x + wide + 0.07, y + KEY / 2, key.text, CAPTION, horizontal="left"))
