"""A page in Unicode, for a terminal: the same cells, labels and legends as in the figure.

Probabilities are blocks (the fuller, the more probable), outcomes and ontic states numbers. Nothing depends on
colour; `paint` may add it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from toytheory.errors import InputError

from .bars import bars_lines
from .grids import Axis, Grid, Place
from .pages import Block, Cell, Key, Mark, Page, Panel
from .panel_layout import look
from .wrapping import broken

Paint = Callable[[str, Cell, bool], str]
"""(text of a cell, the cell, whether it tells an outcome) -> the same text with colours for a terminal."""

EMPTY = "·"
BLOCKS = "░▒▓█"
MARKS = {Mark.KICKED: "▞", Mark.RULED_OUT: "×", Mark.FORBIDDEN: "╳", Mark.NEGATIVE: "-"}

_ASCII = str.maketrans(
    {"│": "|", "─": "-", "█": "#", "▓": "+", "▒": "=", "░": "-", "▞": "%", "×": "x", "╳": "X", "·": "."}
    | dict.fromkeys("┌┐└┘├┤┬┴┼", "+")
)


def ascii_only(text: str) -> str:
    """The text for terminals that have nothing but ASCII.

    >>> ascii_only("│██ ·│")
    '|## .|'
    """
    return text.translate(_ASCII)


def symbol(cell: Cell) -> str:
    """One character for a cell that shows a probability.

    >>> symbol(Cell()), symbol(Cell(Fraction(1, 4))), symbol(Cell(mark=Mark.KICKED))
    ('█', '░', '▞')
    """
    if cell.mark in MARKS:
        return MARKS[cell.mark]
    return BLOCKS[max(0, -int(-4 * cell.shade // 1) - 1)]


def glyph(cell: Cell | None, partition: bool, width: int) -> str:
    """What stands in a cell that is so many characters wide."""
    if cell is None:
        return EMPTY.rjust(width)
    if partition or cell.label:
        return (cell.label or symbol(cell)).rjust(width)
    return symbol(cell) * width


def coloured(text: str, cell: Cell, partition: bool) -> str:
    r"""A cell with escape sequences for colours that show on light and on dark terminals.

    >>> coloured(" 1", Cell(Fraction(1)), True)
    '\x1b[38;2;255;255;255;48;2;16;31;82m 1\x1b[0m'
    """
    if partition:
        painted = look(cell, True)
        inks = [";".join(str(int(hue[i : i + 2], 16)) for i in (1, 3, 5)) for hue in (painted.ink, painted.colour)]
        return f"\x1b[38;2;{inks[0]};48;2;{inks[1]}m{text}\x1b[0m"
    code = {Mark.KICKED: "33", Mark.RULED_OUT: "2", Mark.FORBIDDEN: "31", Mark.NEGATIVE: "31"}.get(cell.mark)
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


def _unpainted(text: str, cell: Cell, partition: bool) -> str:
    return text


def cell_width(panel: Panel, narrow: bool) -> int:
    """Characters of a cell: two (so that it is about square), more for long labels; one where it must be narrow."""
    longest = max((len(cell.label) for cell in panel.cells.values()), default=0)
    return longest + (longest > 1) if narrow and longest else 1 if narrow else max(2, longest + 1)


def _ruler(grid: Grid, width: int, ends: str) -> str:
    groups = 1 if len(grid.columns.coordinates) == 1 else grid.d
    part = "─" * (width * grid.columns.length // groups)
    return ends[0] + ends[1].join([part] * groups) + ends[2]


def _row_heads(axis: Axis) -> tuple[str, list[str]]:
    """Names above the labels of the rows, and the labels, row 0 first; the slow one in the middle of its group."""
    names = axis.names
    if len(names) == 1:
        return f"{names[0]:>4}", [f"{axis.values(i)[0]:>4}" for i in range(axis.length)]
    labels = []
    for i in range(axis.length):
        slow, fast = axis.values(i)
        labels.append(f"{slow if i % axis.d == axis.d // 2 else '':>4}{fast:>4}")
    return f"{names[0]:>4}{names[1]:>4}", labels


def _column_labels(axis: Axis, width: int, indent: int) -> list[str]:
    names, d = axis.names, axis.d
    if len(names) == 1:
        return [f"{names[0]:>{indent - 1}}  " + "".join(f"{v:>{width}}" for v in range(d))]
    group = "".join(f"{v:>{width}}" for v in range(d))
    slow = "".join(f"{i:^{width * d}} " for i in range(d))
    return [f"{names[1]:>{indent - 1}}  " + " ".join([group] * d), f"{names[0]:>{indent - 1}}  " + slow.rstrip()]


def panel_lines(panel: Panel, narrow: bool = False, paint: Paint = _unpainted) -> list[tuple[str, int]]:
    """A panel as lines with the number of characters that each takes on the screen.

    >>> from toytheory.drawing.states import state_page
    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> page = state_page(EpistemicState.from_known("X1 = 1", 3, 1))
    >>> for line, _ in panel_lines(page.blocks[0].panels[0, 0].bare()):
    ...     print(line)
      X1 ┌──────┐
       2 │ · · ·│
       1 │██████│
       0 │ · · ·│
         └──────┘
      P1   0 1 2
    """
    grid, width = panel.grid, cell_width(panel, narrow)
    head, labels = _row_heads(grid.rows)
    indent = len(head) + 1
    blank = " " * indent
    breaks = len(grid.rows.coordinates) > 1
    lines: list[tuple[str, int]] = []

    def add(text: str, drawn: str | None = None) -> None:
        lines.append((drawn if drawn is not None else text, len(text)))

    if panel.strips:
        add(_strip_line(panel.strips[1], grid, width, blank))
    add(f"{head} {_ruler(grid, width, '┌┬┐')}")
    for row in reversed(range(grid.rows.length)):
        plain = drawn = f"{labels[row]} │"
        for column in range(grid.columns.length):
            cell = panel.cells.get((row, column))
            text = glyph(cell, panel.partition, width)
            border = "│" if (column + 1) % grid.d == 0 and column + 1 < grid.columns.length else ""
            plain += text + border
            drawn += (paint(text, cell, panel.partition) if cell else text) + border
        plain, drawn = plain + "│", drawn + "│"
        if panel.strips:
            mark = _strip_symbol(panel.strips[0][row]) * 2
            plain, drawn = f"{plain} {mark}", f"{drawn} {mark}"
        add(plain, drawn)
        if breaks and row and row % grid.d == 0:
            add(blank + _ruler(grid, width, "├┼┤"))
    add(blank + _ruler(grid, width, "└┴┘"))
    for text in _column_labels(grid.columns, width, indent):
        add(text)
    return lines


def _strip_symbol(p: Fraction) -> str:
    """A marginal probability: empty where it is 0, full where it is 1."""
    return symbol(Cell(p)) if p else " "


def _strip_line(strip: Sequence[Fraction], grid: Grid, width: int, blank: str) -> str:
    symbols = [_strip_symbol(p) * width for p in strip]
    step = grid.d if len(grid.columns.coordinates) > 1 else len(symbols)
    groups = ["".join(symbols[i : i + step]) for i in range(0, len(symbols), step)]
    return f"{blank} {' '.join(groups)}"


def _arrow_lines(panels: Sequence[Panel], room: int) -> list[str]:
    """Arrows told as text: where each ontic state goes, cycle by cycle."""
    grid = panels[0].grid
    cycles: dict[tuple[int, int], list[Place]] = {}
    for number, panel in enumerate(panels):
        for start, _, cycle in panel.arrows:
            cycles.setdefault((number, cycle), []).append(start)
    told = [" -> ".join(_point(grid, place) for place in [*places, places[0]]) for places in cycles.values()]
    told += [f"{_point(grid, place)} stays" for place in panels[0].cells]
    names = ", ".join(grid.rows.names + grid.columns.names)
    return [f"(values of {names})"] + [line for text in told for line in broken(text, room)]


def _point(grid: Grid, place: Place) -> str:
    return "".join(map(str, grid.point(place)))


@dataclass(frozen=True)
class Piece:
    """Lines to be set beside others: (text, characters that it takes), the first `head` of them a title."""

    lines: tuple[tuple[str, int], ...]
    head: int = 0

    @property
    def width(self) -> int:
        """Characters of the longest line."""
        return max(size for _, size in self.lines)


def block_piece(block: Block, room: int, narrow: bool, paint: Paint = _unpainted) -> Piece:
    """A block with its title and note; its panels side by side as far as there is room, else below each other."""
    panels = list(block.panels.values())
    if any(panel.arrows for panel in panels):
        parts = [Piece(tuple((text, len(text)) for text in _arrow_lines(panels, min(room, 44))))]
    else:
        parts = [Piece(tuple(panel_lines(panel, narrow, paint))) for panel in panels]
    body = flowed(parts, room)
    texts = (block.title + "\n" + block.note).split("\n")
    wide = min(room, max([size for _, size in body] + [min(36, len(text)) for text in texts]))
    title = broken(block.title, wide) if block.title else []
    note = broken(block.note, wide) if block.note else []
    sized = [[(text, len(text)) for text in lines] for lines in (title, note)]
    return Piece((*sized[0], *body, *sized[1]), len(title))


def flowed(pieces: Sequence[Piece], room: int, gap: int = 3) -> list[tuple[str, int]]:
    """Pieces set side by side while there is room, in rows with an empty line between; what is below titles aligned.

    >>> flowed([Piece((("ab", 2),)), Piece((("c", 1),)), Piece((("d", 1),))], 6)
    [('ab   c', 6), ('', 0), ('d', 1)]
    """
    rows: list[list[Piece]] = []
    used = 0
    for piece in pieces:
        if not rows or used + gap + piece.width > room:
            rows.append([])
            used = -gap
        rows[-1].append(piece)
        used += gap + piece.width
    lines: list[tuple[str, int]] = []
    for row in rows:
        lines += [("", 0)] * bool(lines) + _beside(row, gap)
    return lines


def _beside(row: Sequence[Piece], gap: int) -> list[tuple[str, int]]:
    head = max(piece.head for piece in row)
    columns = [[("", 0)] * (head - piece.head) + list(piece.lines) for piece in row]
    lines = []
    for i in range(max(map(len, columns))):
        text, size, due = "", 0, 0
        for column, piece in zip(columns, row, strict=True):
            if i < len(column) and column[i][1]:
                text += " " * (due - size) + column[i][0]
                size = due + column[i][1]
            due += piece.width + gap
        lines.append((text, size))
    return lines


def _key_line(key: Key, paint: Paint) -> str:
    text = (key.cell.label or symbol(key.cell) * 2) if key.partition else glyph(key.cell, False, 2)
    return f"  {paint(text, key.cell, key.partition)}  {key.text}"


def render(page: Page, room: int = 100, *, strict: bool = False, paint: Paint = _unpainted) -> str:
    """The page as text with lines of at most `room` characters where that is possible.

    Parameters
    ----------
    strict : refuse what is wider than `room`, rather than to exceed it.
    paint : adds colours.

    Raises
    ------
    InputError : where a grid is wider than `room` and `strict` is set.
    """
    for narrow in (False, True):
        blocks = [block_piece(block, room, narrow, paint) for block in page.blocks]
        widest = max(piece.width for piece in blocks)
        if widest <= room:
            break
    if widest > room and strict:
        raise InputError(
            f"the picture is {widest} characters wide, the terminal {room}",
            "make the terminal wider, or write a file with `-o picture.svg`",
        )
    title = broken(page.title, room) if page.title else []
    body = [text for text, _ in flowed(blocks, room)]
    legend = [_key_line(key, paint) for key in page.legend]
    caption = [line for text in page.caption for line in broken(text, room, prose=True)]
    bars = bars_lines(page.bars, room) if page.bars else []
    sections = ["\n".join(part) for part in (title, body, bars, legend, caption) if part]
    return "\n".join(line.rstrip() for line in "\n\n".join(sections).split("\n")) + "\n"
