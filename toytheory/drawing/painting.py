"""A `Scene` painted by Matplotlib, and figures written as SVG, PNG or PDF, always the same bytes.

Matplotlib is imported when it is needed. Figures are made without `pyplot`, so there is no global state,
no window, and nothing to be closed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from toytheory.errors import InputError

from .compact import compact
from .layout import lay_out
from .pages import Page
from .scene import Box, Scene, Segment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

FORMATS = ("svg", "png", "pdf")

DPI = 150

_SETTINGS = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],  # the first comes with Matplotlib
    "svg.fonttype": "none",  # text stays text: it can be searched and read aloud
    "svg.hashsalt": "toytheory",
    "hatch.linewidth": 0.6,
    "savefig.bbox": None,
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 9,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
}


def styled() -> Any:
    """Matplotlib's own defaults and the settings above, whatever the user's settings are, for a `with` statement."""
    import matplotlib.style

    return matplotlib.style.context(["default", _SETTINGS])


def figure(page: Page) -> Figure:
    """The Matplotlib figure of a page; a notebook shows it where it is the value of a cell.

    >>> from toytheory.drawing.states import state_page
    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> type(figure(state_page(EpistemicState.from_known("X1 = 1", 3, 1)))).__name__
    'Figure'
    """
    return scene_figure(lay_out(page), "; ".join(text for text in (page.title, *page.caption) if text))


def scene_figure(scene: Scene, label: str) -> Figure:
    """The Matplotlib figure of shapes that are placed already, with a text that says what it is of."""
    from matplotlib.figure import Figure

    with styled():
        made = Figure(figsize=(scene.width, scene.height), dpi=DPI, facecolor="white")
        axes = made.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, scene.width)
        axes.set_ylim(0, scene.height)
        axes.set_axis_off()
        _paint(axes, scene)
    made.set_label(label)
    return shown(made)


def shown(made: Figure) -> Figure:
    """The figure, which notebooks without `pyplot` show from now on."""
    made._repr_png_ = partial(picture_bytes, made, "png")  # type: ignore[attr-defined]
    made._repr_svg_ = partial(_svg, made)  # type: ignore[attr-defined]
    return made


def _svg(made: Figure) -> str:
    return picture_bytes(made, "svg").decode()


def _paint(axes: Axes, scene: Scene) -> None:
    from matplotlib.patches import FancyArrowPatch, PathPatch

    # not `add_patch`: it would look for limits of the axes, which are set
    for fill in scene.fills:
        edge = fill.ink if fill.hatch else "none"
        patch = PathPatch(
            _boxes(fill.boxes), facecolor=fill.colour, edgecolor=edge, linewidth=0, hatch=fill.hatch or None,
            clip_on=False,
        )  # fmt: skip
        patch.set_gid(fill.name)
        axes.add_artist(patch)
    for lines in scene.lines:
        drawn = PathPatch(
            _segments(lines.segments), facecolor="none", edgecolor=lines.colour, linewidth=lines.width, clip_on=False
        )
        drawn.set_capstyle("projecting")
        axes.add_artist(drawn)
    for arrow in scene.arrows:
        axes.add_artist(
            FancyArrowPatch(
                arrow.start, arrow.end, arrowstyle="-|>", mutation_scale=9, linewidth=1.2, color=arrow.colour,
                linestyle=arrow.dashes, connectionstyle="arc3,rad=0.18", shrinkA=2, shrinkB=2, clip_on=False,
            )
        )  # fmt: skip
    for label in scene.labels:
        axes.text(
            label.x, label.y, label.text, fontsize=label.size, color=label.colour, ha=label.horizontal,
            va=label.vertical, rotation=label.rotation, fontweight="bold" if label.bold else "normal",
            parse_math=False,
        )  # fmt: skip


def _path(points: list[tuple[float, float]], codes: list[Any]) -> Path:
    from matplotlib.path import Path

    path = Path(points, codes)
    path.should_simplify = False
    return path


def _boxes(boxes: Sequence[Box]) -> Path:
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    for x, y, width, height in boxes:
        points += [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return _path(points, [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes))


def _segments(segments: Sequence[Segment]) -> Path:
    from matplotlib.path import Path

    points = [point for x, y, to_x, to_y in segments for point in ((x, y), (to_x, to_y))]
    return _path(points, [Path.MOVETO, Path.LINETO] * len(segments))


def picture_format(name: str) -> str:
    """The format that a file name asks for; InputError where it is none of `FORMATS`.

    >>> picture_format("bell.SVG")
    'svg'
    """
    _, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in FORMATS:
        listed = ", ".join(f".{ending}" for ending in FORMATS)
        raise InputError(f"{name} does not say what kind of picture it is", f"end the name with one of {listed}")
    return ending.lower()


def picture_bytes(made: Figure, kind: str) -> bytes:
    """A figure as a file of one of `FORMATS`; equal figures give equal bytes (no dates, no random identifiers)."""
    described = {"Creator": "toytheory"}
    metadata: dict[str, Callable[[], dict[str, str | None]]] = {
        "svg": lambda: {**described, "Date": None, "Title": str(made.get_label())},
        "png": lambda: {"Software": "toytheory"},
        "pdf": lambda: {**described, "CreationDate": None, "Producer": None},
    }
    if kind not in metadata:
        raise InputError(f"there is no kind of picture named {kind}", f"use one of {', '.join(FORMATS)}")
    stream = io.BytesIO()
    with styled():
        made.savefig(stream, format=kind, dpi=DPI, metadata=metadata[kind]())
    return compact(stream.getvalue().decode()).encode() if kind == "svg" else stream.getvalue()
