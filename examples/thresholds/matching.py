"""The threshold of the rotated surface code of bits, drawn: `python matching.py FILE.svg`; needs PyMatching.

Circuits of Stim, with noise after every gate, are sampled by the toy theory and decoded by minimum-weight perfect
matching. Below the threshold a larger code fails less often, above it more often: the curves cross there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import stim

from equivalence.sampling.campaign import Task, collect

DISTANCES = (3, 5, 7)
NOISE = (0.004, 0.006, 0.008, 0.010, 0.012, 0.014)
SHOTS = 20_000
DECODER = "matching"

Point = tuple[float, float, float, float]
"""Noise; the logical error rate of a whole run; the ends of its interval of 95 %."""


def task(distance: int, p: float) -> Task:
    """As many rounds as the distance, all noise of one strength."""
    circuit = stim.Circuit.generated(
        "surface_code:rotated_memory_z", distance=distance, rounds=distance, after_clifford_depolarization=p,
        before_measure_flip_probability=p, after_reset_flip_probability=p, before_round_data_depolarization=p,
    )  # fmt: skip
    return Task(f"d = {distance}, p = {p}", str(circuit), circuit=True, decoder=DECODER)


def curves(
    distances: Sequence[int] = DISTANCES, noise: Sequence[float] = NOISE, shots: int = SHOTS
) -> dict[int, list[Point]]:
    """Distance -> points."""
    tasks = [task(distance, p) for distance in distances for p in noise]
    counts = collect(tasks, shots=shots)
    points = [(c.errors / c.shots, *c.interval()) for c in counts]
    rows = [(p, *points[i * len(noise) + k]) for i in range(len(distances)) for k, p in enumerate(noise)]
    return {d: rows[i * len(noise) : (i + 1) * len(noise)] for i, d in enumerate(distances)}


def draw(found: dict[int, list[Point]], path: str) -> None:
    """Logical error rate against noise, both logarithmic, with intervals of 95 %."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    for distance, points in found.items():
        p, rate, low, high = zip(*points, strict=True)
        bars = [[r - a for r, a in zip(rate, low, strict=True)], [b - r for r, b in zip(rate, high, strict=True)]]
        axes.errorbar(p, rate, yerr=bars, marker="o", capsize=2, label=f"distance {distance}")
    axes.set(xscale="log", yscale="log", xlabel="noise", ylabel="logical error rate of a run")
    axes.legend()
    figure.savefig(path)


if __name__ == "__main__":
    draw(curves(), sys.argv[1] if len(sys.argv) > 1 else "threshold.svg")
