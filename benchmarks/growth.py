"""How sampling grows, and what bounds it: `python -m benchmarks.growth FILE.svg` measures, prints and draws.

Growth: processor seconds for systems, depth and runs growing apart; a straight line of slope 1 is linear. Bounds: what
this machine gives of random words and of memory, and what part of a sampler's time each would take at full speed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.bounds import in_turns, memory_bytes, note, random_words, seconds, shares
from benchmarks.sampling import experiment_of, random_gates
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.sampler import CompiledSampler, sampler_of

SYSTEMS = (1_000, 3_000, 10_000, 30_000, 100_000)
RUNS = (1_000, 10_000, 100_000)
DEPTHS = (6, 12, 24)
DIMENSIONS = (2, 3, 5)

Point = tuple[int, str, int, float]
"""d, what grows, how large it is, processor seconds."""


def sampler(d: int, n: int, depth: int) -> CompiledSampler:
    """All systems measured, followed step by step."""
    return sampler_of(compiled(experiment_of(d, n, random_gates(n, depth))), "frames", threads=1)


def measured(d: int, n: int, depth: int, runs: int) -> float:
    """Processor seconds; once to warm up."""
    ready = sampler(d, n, depth)
    ready.sample(64, 0)
    return min(seconds(lambda: ready.sample(runs, 0)) for _ in range(3))


def growth() -> Iterator[Point]:
    """One of the three grows, the others stay."""
    for d in DIMENSIONS:
        for n in SYSTEMS:
            yield d, "systems", n, measured(d, n, 6, 1_000)
        for depth in DEPTHS:
            yield d, "depth", depth, measured(d, 3_000, depth, 1_000)
        for runs in RUNS:
            yield d, "runs", runs, measured(d, 1_000, 6, runs)


def bounds(shots: int = 10_000) -> Iterator[str]:
    """1,000 systems, depth 20, step by step: the parts of the time that would be taken at full speed."""
    yield f"random numbers: {1e9 * random_words():.2f} ns a word of 64 bits"
    yield f"memory: {1e9 * memory_bytes():.3f} ns a byte copied"
    for d in DIMENSIONS:
        ready = sampler(d, 1_000, 20)
        taken = in_turns(lambda s=ready: s.sample(shots, 0))[0]
        rest = 1 - sum(shares(ready, shots, taken))
        yield (
            f"d = {d}: {1e3 * taken:.1f} ms; {note(ready, shots, taken)} ({rest:.0%}): "
            f"{1e9 * rest * taken / len(ready.engine.ops) / shots:.3f} ns an operation and run"
        )


def draw(points: list[Point], path: str) -> None:
    """Three panels, logarithmic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3), layout="constrained")
    kinds = ("systems", "depth", "runs")
    for axes, kind in zip(figure.subplots(1, 3), kinds, strict=True):
        for d in DIMENSIONS:
            line = [(size, taken) for dim, what, size, taken in points if dim == d and what == kind]
            axes.loglog(*zip(*line, strict=True), marker="o", label=f"d = {d}")
        first = [(size, taken) for dim, what, size, taken in points if dim == 2 and what == kind]
        sizes = [size for size, _ in first]
        axes.loglog(sizes, [first[0][1] * size / sizes[0] for size in sizes], "k:", label="linear")
        axes.set_xlabel(kind)
        axes.set_ylabel("processor seconds")
    figure.axes[0].legend()
    figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)


def main(path: str | None) -> None:
    """Print everything; draw where a file is named."""
    for line in bounds():
        print(line, flush=True)
    points = []
    for point in growth():
        points.append(point)
        d, what, size, taken = point
        print(f"d = {d}, {what} = {size:,}: {taken:.4f} s", flush=True)
    if path is not None:
        draw(points, path)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
