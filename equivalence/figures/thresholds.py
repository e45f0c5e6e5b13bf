"""The picture of docs/thresholds.md: how often codes fail against the noise, exactly and from samples with error bars.

Made by `python -m equivalence.figures.thresholds FILE.svg`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from equivalence.theorems.phenomena.thresholds import Code, exact_rate, repetition, sampled_rate, surface

from .single import COLOURS, written

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOTS = 50_000

REPEATED: tuple[Fraction, ...] = tuple(Fraction(p, 100) for p in (10, 20, 30, 40, 45, 50, 55, 60, 65, 70, 75, 80))
ON_SURFACES: tuple[Fraction, ...] = tuple(Fraction(p, 100) for p in (4, 6, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20))


@dataclass(frozen=True)
class Curve:
    """Failures of one code.

    Attributes
    ----------
    label : of the code.
    noise : probabilities that a system is displaced.
    sampled : (rate, standard error) at each.
    exact : rate at each.
    """

    label: str
    noise: tuple[Fraction, ...]
    sampled: tuple[tuple[float, float], ...]
    exact: tuple[float, ...]


def curve(label: str, code: Code, noise: Sequence[Fraction], shots: int = SHOTS, seed: int = 0) -> Curve:
    """Sampled and computed exactly, one noise after the other."""
    found = [(sampled_rate(code, p, shots, seed + i), exact_rate(code, p)) for i, p in enumerate(noise)]
    return Curve(label, tuple(noise), tuple(sampled for sampled, _ in found), tuple(exact for _, exact in found))


def panels(shots: int = SHOTS) -> dict[str, list[Curve]]:
    """Title -> curves: the repetition code and the rotated surface code, bits and trits."""
    found = {}
    for d, kind in ((2, "bits"), (3, "trits")):
        found[f"repetition, {kind}"] = [curve(f"{n}", repetition(d, n), REPEATED, shots) for n in (3, 5, 9)]
    for d, kind in ((2, "bits"), (3, "trits")):
        found[f"surface, {kind}"] = [curve(f"{s} x {s}", surface(d, s), ON_SURFACES, shots) for s in (3, 5)]
    return found


def figure(shown: dict[str, list[Curve]]) -> Figure:
    """Lines are exact, points are samples with one standard error up and down."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(8.0, 6.4), facecolor="white", layout="constrained")
    for axes, (title, curves) in zip(made.subplots(2, 2).flat, shown.items(), strict=True):
        for one, colour in zip(curves, COLOURS, strict=False):
            noise = [float(p) for p in one.noise]
            rates, errors = zip(*one.sampled, strict=True)
            axes.errorbar(noise, rates, yerr=errors, fmt="o", markersize=3, color=colour, label=one.label, capsize=2)
            axes.plot(noise, one.exact, color=colour, linewidth=1)
        axes.set(title=title, xlabel="probability that a system is displaced", ylabel="wrong after correction")
        axes.legend(title="systems", frameon=False)
    made.set_label("failures of codes of bits and trits against noise, exact lines and sampled points")
    return made


def main(arguments: Sequence[str]) -> int:
    """Write the picture; the one argument is its file."""
    return written("thresholds", lambda: figure(panels()), arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
