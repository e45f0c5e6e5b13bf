"""Colours that survive a black-and-white printer and colour-blind readers: lightness carries everything.

Probabilities are shades of one blue. Outcomes are shades from pale yellow over green to dark blue, evenly spaced in
lightness, with numbers or hatching in the cells beside.
"""

from __future__ import annotations

from fractions import Fraction

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""

INK = "#222222"
FAINT = "#c9c9c9"
PAPER = "#ffffff"

CYCLES = (("#0d3767", "solid"), ("#b8500f", (0, (5, 1.5))), ("#2b8a78", (0, (1.5, 1))))
"""Colours and dashes (as Matplotlib writes them) of the arrows of a map's cycles, in turn."""

WRONG, WRONG_PALE = "#9c2a10", "#f8ddd3"
"""What is forbidden, and what is negative: always hatched too."""

BLUES = ("#d5e3f2", "#9dbfdf", "#5f93c4", "#2b659f", "#0d3767")
"""Probabilities, from small to large."""

OUTCOMES = (
    "#f9fbd0", "#c1e4b9", "#87cab9", "#57adbb", "#3b8eb3", "#2d6fa6", "#245194", "#1a3773", "#101f52",
)  # fmt: skip
"""Outcomes, from the first to the last, evenly spaced in CIE L*: nine are told apart in grey."""

GREYS = ("#e8e8e8", "#bcbcbc", "#8e8e8e", "#636363", "#3d3d3d")
"""Marginals along the axes."""

HATCHES = ("", "//", "--", "\\\\", "||", "xx", "++")
"""Patterns of cells by number, as Matplotlib writes them."""


def _rgb(text: str) -> Colour:
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def along(scale: tuple[str, ...], shade: Fraction | float) -> str:
    """The colour at a place from 0 to 1 along a scale, interpolated, as #rrggbb.

    >>> along(("#000000", "#ffffff"), Fraction(1, 5))
    '#333333'
    """
    place = min(max(float(shade), 0.0), 1.0) * (len(scale) - 1)
    start = min(int(place), len(scale) - 2)
    share = place - start
    low, high = _rgb(scale[start]), _rgb(scale[start + 1])
    return "#" + "".join(f"{round(255 * (a + share * (b - a))):02x}" for a, b in zip(low, high, strict=True))


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white), as WCAG defines it: what a black-and-white printer keeps.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 9)


def lightness(colour: str) -> float:
    """CIE L* from 0 to 100: equal steps look equal.

    >>> round(lightness("#777777"))
    50
    """
    Y = luminance(colour)
    return 116 * Y ** (1 / 3) - 16 if Y > 216 / 24389 else Y * 24389 / 27


def readable_on(colour: str) -> str:
    """Black or white, whichever contrasts more with a colour.

    >>> readable_on("#fee838"), readable_on("#00224e")
    ('#222222', '#ffffff')
    """
    Y = luminance(colour)
    return INK if (Y + 0.05) / (luminance(INK) + 0.05) >= 1.05 / (Y + 0.05) else PAPER
