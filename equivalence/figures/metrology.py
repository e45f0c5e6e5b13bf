"""The picture of docs/phenomena/metrology.md: how well a common displacement is read, against number and energy.

Made by `python -m equivalence.figures.metrology FILE.svg`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from equivalence.theorems.phenomena.metrology import bound

from .both_theories import SIDES, densities
from .single import COLOURS, written

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUMBERS: tuple[int, ...] = (1, 2, 4, 8, 16)
"""Of modes."""

EACH = 1.0
"""Energy of a mode above the vacuum in units of hbar, where the number of modes varies."""

ENERGIES: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Of all modes together, where there are `MODES` of them."""

MODES = 4

PROBES = ("vacuum", "each squeezed by itself", "one squeezed, shared by all")


@dataclass(frozen=True)
class Reading:
    """Variances of what a probe tells of a common displacement of n modes, hbar = 1.

    Attributes
    ----------
    probe : one of `PROBES`.
    variances : backend -> one number for each point.
    """

    probe: str
    variances: dict[str, list[float]]


def text(probe: str, n: int, energy: float) -> str:
    """The experiment: n modes with this energy above the vacuum in all, their mean position measured.

    >>> print(text("each squeezed by itself", 2, 0.0).splitlines()[2])
    squeeze 1 by 0.0
    """
    lines = [f"system {n} {'mode' if n == 1 else 'modes'} (hbar=1)", f"prepare vacuum 1..{n}"]
    if probe == PROBES[1]:
        lines += [f"squeeze {k} by {math.asinh(math.sqrt(energy / n))!r}" for k in range(1, n + 1)]
    if probe == PROBES[2]:
        lines.append(f"squeeze 1 by {math.asinh(math.sqrt(energy))!r}")
        # of what mode 1 has, each mode in turn keeps an equal share and leaves the rest to those after it
        lines += [f"beamsplitter {k} {k + 1} by {math.acos(math.sqrt(1 / (n - k + 1)))!r}" for k in range(1, n)]
    return "\n".join([*lines, f"measure {' + '.join(f'X{k}/{n}' for k in range(1, n + 1))} as mean"])


def readings(points: Sequence[tuple[int, float]]) -> list[Reading]:
    """Both theories at points (n, energy), for each probe; InputError where a backend is not there."""
    found = []
    for probe in PROBES:
        variances: dict[str, list[float]] = {name: [] for name in SIDES}
        for n, energy in points:
            for name, told in densities(text(probe, n, energy)).items():
                variances[name].append(float(told.outcomes.covariance[0, 0]))
        found.append(Reading(probe, variances))
    return found


def panels() -> tuple[list[Reading], list[Reading]]:
    """Against the number of modes with the energy of each fixed; against the energy of a fixed number of modes."""
    return readings([(n, EACH * n) for n in NUMBERS]), readings([(MODES, energy) for energy in ENERGIES])


def figure(shown: tuple[list[Reading], list[Reading]]) -> Figure:
    """Lines are the toy theory's, points quantum theory's; dashed the bound for every state."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(8.0, 3.6), facecolor="white", layout="constrained")
    toy, quantum = SIDES
    by_number = [bound(n, EACH * n) for n in NUMBERS]
    by_energy = [bound(MODES, energy) for energy in ENERGIES]
    left, right = made.subplots(1, 2)
    for axes, at, found, least in ((left, NUMBERS, shown[0], by_number), (right, ENERGIES, shown[1], by_energy)):
        for one, colour in zip(found, COLOURS, strict=False):
            axes.plot(at, one.variances[toy], color=colour, linewidth=1, label=one.probe)
            axes.plot(at, one.variances[quantum], "o", color=colour, markersize=3)
        axes.plot(at, least, color="#222222", linewidth=1.6, linestyle=":", label="bound")
        axes.set(yscale="log", ylabel="variance, in units of hbar")
    left.set(title=f"energy {EACH:g} hbar a mode", xlabel="number of modes n", xscale="log")
    left.set_xticks(NUMBERS, [str(n) for n in NUMBERS])
    left.minorticks_off()
    right.set(title=f"{MODES} modes", xlabel="energy of all above the vacuum, in units of hbar")
    left.legend(frameon=False, loc="lower left", fontsize="small")
    made.set_label("reading a common displacement; lines the toy theory, points quantum theory")
    return made


def main(arguments: Sequence[str]) -> int:
    """Write the picture; the one argument is its file."""
    return written("metrology", lambda: figure(panels()), arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
