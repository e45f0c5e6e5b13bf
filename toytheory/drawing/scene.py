"""Shapes of a drawing in inches from the lower left corner: what `layout` decides and `painting` paints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .wrapping import broken

Box = tuple[float, float, float, float]
"""Left, bottom, width and height."""

Segment = tuple[float, float, float, float]
"""From (x, y) to (x, y)."""


@dataclass(frozen=True)
class Fill:
    """Rectangles of one colour; drawn as one path with one closed part a rectangle.

    Attributes
    ----------
    name : identifier of the group in an SVG file.
    hatch : as Matplotlib writes it, in the colour `ink`; "" for none.
    """

    name: str
    boxes: tuple[Box, ...]
    colour: str
    hatch: str = ""
    ink: str = "#222222"


@dataclass(frozen=True)
class Lines:
    """Straight lines of one colour and width (in points)."""

    segments: tuple[Segment, ...]
    colour: str
    width: float


@dataclass(frozen=True)
class Label:
    """A line of text; size in points, rotation in degrees."""

    x: float
    y: float
    text: str
    size: float
    colour: str = "#222222"
    horizontal: Literal["left", "center", "right"] = "center"
    vertical: Literal["bottom", "center", "top"] = "center"
    rotation: int = 0
    bold: bool = False


@dataclass(frozen=True)
class Arrow:
    """A bent arrow between two points."""

    start: tuple[float, float]
    end: tuple[float, float]
    colour: str
    dashes: str | tuple[int, tuple[float, ...]] = "solid"


@dataclass
class Scene:
    """All shapes, in the order in which they are painted."""

    width: float = 0.0
    height: float = 0.0
    fills: list[Fill] = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)


_WIDTHS = {" ": 0.32, ",": 0.32, ".": 0.32, ":": 0.34, "-": 0.36, "i": 0.28, "l": 0.28, "t": 0.39, "f": 0.35, "r": 0.41}
_WIDTHS |= (
    dict.fromkeys("+=<>−→", 0.84)
    | dict.fromkeys("₀₁₂₃₄₅₆₇₈₉", 0.4)
    | dict.fromkeys("mMwW", 0.95)
    | dict.fromkeys("()[]", 0.39)
)


def text_width(text: str, size: float) -> float:
    """About how wide a line of text is in inches, for DejaVu Sans at a size in points.

    >>> 0.5 < text_width("X1 - X2 = 0", 8) < 0.8
    True
    """
    return sum(_WIDTHS.get(character, 0.64) for character in text) * size / 72


def wrapped(text: str, size: float, width: float, *, prose: bool = False) -> list[str]:
    """Lines of a text no wider than `width`, if that is possible, as `broken` makes them.

    >>> wrapped("X1 - X2 = 0, P1 + P2 = 0", 8, 0.9)
    ['X1 - X2 = 0,', 'P1 + P2 = 0']
    """
    return broken(text, width, lambda line: text_width(line, size), prose=prose)
