"""Densities of an outcome of modes that several theories predict, in one panel: the first filled, others as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .palette import BLUES, FAINT, WRONG
from .typeset import typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Law = tuple[float, float] | None
"""Mean and deviation of a number that is normally distributed, or certain; None where every value is equally likely."""

WIDE, HIGH, APART, UNDER = 2.1, 0.8, 0.3, 0.42
"""Inches: of a panel, between panels, and for the numbers and the name below it."""

REACH = 3.5
"""Deviations to both sides."""


@dataclass(frozen=True)
class Curves:
    """What theories say of one outcome.

    Attributes
    ----------
    name : of the outcome.
    laws : by theory, in their order.
    """

    name: str
    laws: tuple[tuple[str, Law], ...]


def span(curves: Curves) -> tuple[float, float]:
    """From where to where the outcome is drawn.

    >>> span(Curves("a", (("toy theory", (1.0, 0.0)), ("quantum theory", (0.0, 1.0)))))
    (-3.5, 3.5)
    """
    known = [law for _, law in curves.laws if law is not None]
    ends = [mean + side * REACH * deviation for mean, deviation in known for side in (-1, 1)]
    low, high = min(ends, default=-1.0), max(ends, default=1.0)
    return (low, high) if high - low > 1e-9 * max(1.0, abs(low)) else (low - 1.0, high + 1.0)


def draw_curves(axes: Axes, curves: Curves) -> None:
    """One panel: a curve, a stroke for what is certain, a band where every value is equally likely."""
    low, high = span(curves)
    where = np.linspace(low, high, 121)
    peak = max((1 / law[1] for _, law in curves.laws if law is not None and law[1] > 0), default=1.0)
    for number, (_, law) in enumerate(curves.laws):
        colour, dashes, width = (BLUES[-1], "-", 1.2) if number == 0 else (WRONG, "--", 1.6)
        if law is not None and law[1] == 0:
            axes.plot([law[0], law[0]], [0, peak], color=colour, ls=dashes, lw=width + 1)
            continue
        flat = np.full_like(where, 0.25 * peak)
        density = flat if law is None else np.exp(-0.5 * ((where - law[0]) / law[1]) ** 2) / law[1]
        axes.plot(where, density, color=colour, ls=dashes, lw=width)
        if number == 0:
            axes.fill_between(where, density, color=FAINT if law is None else BLUES[1], lw=0)
    axes.set(xlim=(low, high), ylim=(0, 1.08 * peak), yticks=[])
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(typeset(curves.name))
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
