"""Predictions of several theories as bars beside each other: in figures, and as lines of text."""

from __future__ import annotations

from fractions import Fraction
from itertools import zip_longest

from .pages import Bars
from .palette import BLUES, FAINT, INK, WRONG, WRONG_PALE
from .scene import Fill, Label, Lines, Scene, text_width
from .wrapping import broken

SIZE = 8.0
"""Of the text, in points."""

FULL, THICK, LINE = 1.6, 0.13, 0.19
"""Inches: a bar of probability 1, its thickness, and the distance of two bars."""

STYLES = ((BLUES[-1], "", INK), (WRONG_PALE, "////", WRONG), (BLUES[1], "xx", INK))
"""Colour, hatching and its colour for each theory in turn: told apart in grey too."""

BLOCKS = 16
"""Characters of a bar of probability 1."""

SHORTEST = 12
"""Characters that an outcome has at least, however little room there is."""


def _left(bars: Bars) -> float:
    return max(text_width(outcome, SIZE) for outcome, _ in bars.rows) + 0.15


def bars_width(bars: Bars) -> float:
    """In inches."""
    names = max(text_width(name, SIZE) for name in bars.theories)
    return max(_left(bars) + FULL + names + 0.9, text_width(bars.title, SIZE))


def bars_height(bars: Bars) -> float:
    """In inches."""
    return 0.45 + len(bars.rows) * (LINE * len(bars.theories) + 0.08)


def draw_bars(scene: Scene, bars: Bars, x: float, top: float) -> None:
    """Add the shapes, the title's upper edge at `top`."""
    scene.labels.append(Label(x, top - 0.1, bars.title, SIZE, horizontal="left", vertical="top", bold=True))
    start, y = x + _left(bars), top - 0.38
    for row, (outcome, chances) in enumerate(bars.rows):
        high = LINE * len(chances)
        scene.labels.append(Label(x, y - high / 2 + 0.03, outcome, SIZE, horizontal="left"))
        for i, (name, p) in enumerate(zip(bars.theories, chances, strict=True)):
            colour, hatch, ink = STYLES[i % len(STYLES)]
            low = y - (i + 1) * LINE + 0.05
            scene.lines.append(Lines(((start, low, start + FULL, low),), FAINT, 0.5))
            if p:
                box = (start, low, FULL * float(p), THICK)
                scene.fills.append(Fill(f"bar-{row}-{i}", (box,), colour, hatch, ink))
            told = f"{p}  {name}"
            scene.labels.append(Label(start + FULL * float(p) + 0.06, low + THICK / 2, told, SIZE, horizontal="left"))
        y -= high + 0.08


def bars_lines(bars: Bars, room: int = 100) -> list[str]:
    """The same in a terminal; long outcomes are broken, so that lines have at most `room` characters if they can.

    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> for line in bars_lines(Bars("p", ("toy", "quantum"), (("0", (half, Fraction(1))),))):
    ...     print(line)
    p
      0  toy      ████████ 1/2
         quantum  ████████████████ 1
    """
    name_width = max(map(len, bars.theories))
    told = [[_bar(p) for p in chances] for _, chances in bars.rows]
    left = room - 6 - name_width - max(len(text) for texts in told for text in texts)
    heads = [broken(outcome, max(left, SHORTEST)) for outcome, _ in bars.rows]
    width = max(len(part) for parts in heads for part in parts)
    lines = broken(bars.title, room)
    for parts, texts in zip(heads, told, strict=True):
        for part, name, text in zip_longest(parts, bars.theories, texts, fillvalue=""):
            lines.append(f"  {part:<{width}}  {name:<{name_width}}  {text}".rstrip())
    return lines


def _bar(p: Fraction) -> str:
    bar = "█" * round(BLOCKS * p)
    return f"{bar}{' ' if bar else ''}{p}"
