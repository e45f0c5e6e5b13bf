"""The picture of docs/squeezed-pairs.md: correlations and steering of two modes against squeezing, loss and
temperature.

Made by `python -m equivalence.figures.squeezed_pairs FILE.svg`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .both_theories import SIDES, densities
from .single import COLOURS, written

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SQUEEZING: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
SETTINGS: tuple[tuple[float, float], ...] = ((1.0, 0.0), (0.8, 0.0), (0.5, 0.0), (0.8, 1.0))
"""(fraction of mode 1 that is left, thermal quanta mixed in)."""


@dataclass(frozen=True)
class Series:
    """One setting.

    Attributes
    ----------
    label : of the setting.
    difference : backend -> variance of X1 - X2 at each squeezing, hbar = 1.
    steered : backend -> variance of X2 once X1 is measured.
    """

    label: str
    difference: dict[str, list[float]]
    steered: dict[str, list[float]]


def text(r: float, left: float, quanta: float, rest: str) -> str:
    """The experiment."""
    lines = ["system 2 modes (hbar=1)", "prepare vacuum 1, 2", f"two-mode-squeeze 1 2 by {r}"]
    return "\n".join([*lines, f"thermal-loss 1 by {left}, {quanta}", rest])


def series(squeezing: Sequence[float] = SQUEEZING, settings: Sequence[tuple[float, float]] = SETTINGS) -> list[Series]:
    """Both theories at every point; InputError where one of the two backends is not there."""
    found = []
    for left, quanta in settings:
        difference: dict[str, list[float]] = {name: [] for name in SIDES}
        steered: dict[str, list[float]] = {name: [] for name in SIDES}
        for r in squeezing:
            for name, told in densities(text(r, left, quanta, "measure X1 - X2 as x")).items():
                difference[name].append(float(told.outcomes.covariance[0, 0]))
            for name, told in densities(text(r, left, quanta, "measure X1 as x\ncondition x = 0")).items():
                steered[name].append(float(told.state.covariance[0, 0]))
        found.append(Series(f"{left:g} left, {quanta:g} quanta", difference, steered))
    return found


def figure(shown: Sequence[Series], squeezing: Sequence[float] = SQUEEZING) -> Figure:
    """Lines are the toy theory's, points quantum theory's; dashed what two, or one, modes in the vacuum have."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(8.0, 3.6), facecolor="white", layout="constrained")
    toy, quantum = SIDES
    titles = ("variance of X1 - X2", "variance of X2 given X1")
    for axes, title, vacuum, which in zip(
        made.subplots(1, 2), titles, (1.0, 0.5), ("difference", "steered"), strict=True
    ):
        for one, colour in zip(shown, COLOURS, strict=False):
            values = getattr(one, which)
            axes.plot(squeezing, values[toy], color=colour, linewidth=1, label=one.label)
            axes.plot(squeezing, values[quantum], "o", color=colour, markersize=3)
        axes.axhline(vacuum, color="#888888", linewidth=0.8, linestyle="--")
        axes.set(title=title, xlabel="squeezing r", ylabel="in units of hbar", yscale="log")
    made.axes[0].legend(frameon=False, title="of mode 1")
    made.set_label("correlations and steering of two squeezed modes; lines the toy theory, points quantum theory")
    return made


def main(arguments: Sequence[str]) -> int:
    """Write the picture; the one argument is its file."""
    return written("squeezed_pairs", lambda: figure(series()), arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
