"""Predictions of several theories as bars beside each other: in figures, and as lines of text."""

from __future__ import annotations

from .pages import Bars
from .palette import BLUES, FAINT, INK, WRONG, WRONG_PALE
from .scene import Fill, Label, Lines, Scene, text_width

SIZE = 8.0
"""Of the text, in points."""

FULL, THICK, LINE = 1.6, 0.13, 0.19
"""Inches: a bar of probability 1, its thickness, and the distance of two bars."""

STYLES = ((BLUES[-1], "", INK), (WRONG_PALE, "////", WRONG), (BLUES[1], "xx", INK))
"""Colour, hatching and its colour for each theory in turn: told apart in grey too."""

BLOCKS = 16
"""Characters of a bar of probability 1."""


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


def bars_lines(bars: Bars) -> list[str]:
    """The same in a terminal.

    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> for line in bars_lines(Bars("p", ("toy", "quantum"), (("0", (half, Fraction(1))),))):
    ...     print(line)
    p
      0  toy      ████████ 1/2
         quantum  ████████████████ 1
    """
    outcome_width = max(len(outcome) for outcome, _ in bars.rows)
    name_width = max(map(len, bars.theories))
    lines = [bars.title]
    for outcome, chances in bars.rows:
        for i, (name, p) in enumerate(zip(bars.theories, chances, strict=True)):
            bar = "█" * round(BLOCKS * p)
            head = outcome if not i else ""
            lines.append(f"  {head:<{outcome_width}}  {name:<{name_width}}  {bar}{' ' if bar else ''}{p}")
    return lines
