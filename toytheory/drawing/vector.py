"""A `Scene` as SVG text, without Matplotlib: small, made at once, and the same every time.

What `painting` paints, in the vector format of browsers; colours, shades and hatching are those of the scene.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from .layout import lay_out
from .pages import Page
from .scene import Arrow, Box, Fill, Label, Lines, Scene

PIXELS = 96.0
"""Of an inch, as CSS has them."""

POINT = PIXELS / 72
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
BASELINES = {"bottom": -0.18, "center": 0.36, "top": 0.9}
"""How far below its place the baseline of a line of text is, in units of its size."""

BEND = 0.18
"""How far arrows bend, in units of their length, as in `painting`."""

HATCHES = {
    "/": "M0 7L7 0M-1 1L1 -1M6 8L8 6",
    "\\": "M0 0L7 7M-1 6L1 8M6 -1L8 1",
    "-": "M0 3.5H7",
    "|": "M3.5 0V7",
}
"""Strokes of a tile of 7 by 7, by the letters that Matplotlib has for them."""

LETTERS = {"x": "/\\", "+": "-|"}


def page_svg(page: Page, name: str | None = None) -> str:
    """A page as an SVG document.

    Parameters
    ----------
    name : that is read aloud; by default the page's title and caption.

    >>> from toytheory.drawing.states import state_page
    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> text = page_svg(state_page(EpistemicState.from_known("X1 = 1", 3, 1)))
    >>> text.startswith('<svg xmlns="http://www.w3.org/2000/svg"'), text.endswith("</svg>")
    (True, True)
    """
    told = "; ".join(text for text in (page.title, *page.caption) if text)
    return scene_svg(lay_out(page), told if name is None else name)


def scene_svg(scene: Scene, title: str = "") -> str:
    """A scene as an SVG document."""
    width, height = scene.width * PIXELS, scene.height * PIXELS
    patterns = sorted({(fill.hatch, fill.ink) for fill in scene.fills if fill.hatch})
    # Named by what they are, so that several pictures in one page do not take each other's.
    names = {(hatch, ink): f"hatch-{hatch.encode().hex()}-{ink.lstrip('#')}" for hatch, ink in patterns}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" role="img" font-family="DejaVu Sans, Verdana, Arial, sans-serif">',
        f"<title>{escape(title)}</title>" if title else "",
        f'<rect width="{_n(width)}" height="{_n(height)}" fill="#ffffff"/>',
        *(_pattern(name, *pattern) for pattern, name in names.items()),
        *(_fill(fill, scene.height, names) for fill in scene.fills),
        *(_lines(lines, scene.height) for lines in scene.lines),
        *(_arrow(arrow, scene.height) for arrow in scene.arrows),
        *(_label(label, scene.height) for label in scene.labels),
        "</svg>",
    ]
    return "".join(parts)


def _n(number: float) -> str:
    """At most two decimals.

    >>> _n(12.0), _n(0.125), _n(-0.001)
    ('12', '0.12', '0')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _at(x: float, y: float, height: float) -> tuple[float, float]:
    return x * PIXELS, (height - y) * PIXELS


def _pattern(name: str, hatch: str, ink: str) -> str:
    letters = dict.fromkeys("".join(LETTERS.get(letter, letter) for letter in hatch))
    strokes = "".join(HATCHES[letter] for letter in letters if letter in HATCHES)
    return (
        f'<pattern id="{name}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<path d="{strokes}" stroke="{ink}" stroke-width="0.9" fill="none"/></pattern>'
    )


def _path(boxes: Sequence[Box], height: float) -> str:
    parts = []
    for x, y, width, tall in boxes:
        left, top = _at(x, y + tall, height)
        parts.append(f"M{_n(left)} {_n(top)}h{_n(width * PIXELS)}v{_n(tall * PIXELS)}h{_n(-width * PIXELS)}z")
    return "".join(parts)


def _fill(fill: Fill, height: float, names: dict[tuple[str, str], str]) -> str:
    path = _path(fill.boxes, height)
    plain = f'<path d="{path}" fill="{fill.colour}"/>'
    if not fill.hatch:
        return plain
    return f'{plain}<path d="{path}" fill="url(#{names[fill.hatch, fill.ink]})"/>'


def _lines(lines: Lines, height: float) -> str:
    path = ""
    for x, y, to_x, to_y in lines.segments:
        (left, top), (right, bottom) = _at(x, y, height), _at(to_x, to_y, height)
        path += f"M{_n(left)} {_n(top)}L{_n(right)} {_n(bottom)}"
    width = _n(lines.width * POINT)
    return f'<path d="{path}" stroke="{lines.colour}" stroke-width="{width}" stroke-linecap="square" fill="none"/>'


def _arrow(arrow: Arrow, height: float) -> str:
    (x, y), (to_x, to_y) = _at(*arrow.start, height), _at(*arrow.end, height)
    length = math.hypot(to_x - x, to_y - y) or 1.0
    over = (x + to_x) / 2 - BEND * (to_y - y), (y + to_y) / 2 + BEND * (to_x - x)
    angle = math.atan2(to_y - over[1], to_x - over[0])
    size = min(9.0, length / 2)
    wings = [(to_x - size * math.cos(angle + side), to_y - size * math.sin(angle + side)) for side in (0.4, -0.4)]
    dashes = ""
    if not isinstance(arrow.dashes, str):
        dashes = f' stroke-dasharray="{" ".join(_n(2 * part) for part in arrow.dashes[1])}"'
    return (
        f'<path d="M{_n(x)} {_n(y)}Q{_n(over[0])} {_n(over[1])} {_n(to_x)} {_n(to_y)}" '
        f'stroke="{arrow.colour}" stroke-width="1.6" fill="none"{dashes}/>'
        f'<path d="M{_n(to_x)} {_n(to_y)}'
        + "".join(f"L{_n(a)} {_n(b)}" for a, b in wings)
        + f'z" fill="{arrow.colour}"/>'
    )


def _label(label: Label, height: float) -> str:
    x, y = _at(label.x, label.y, height)
    size = label.size * POINT
    turned = f' transform="rotate({-label.rotation} {_n(x)} {_n(y)})"' if label.rotation else ""
    bold = ' font-weight="bold"' if label.bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y + BASELINES[label.vertical] * size)}" font-size="{_n(size)}" '
        f'text-anchor="{ANCHORS[label.horizontal]}" fill="{label.colour}"{bold}{turned}>{escape(label.text)}</text>'
    )
