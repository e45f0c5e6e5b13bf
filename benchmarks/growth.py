"""How sampling grows, and what bounds it: `python -m benchmarks.growth FILE.svg` measures, prints and draws.

Growth: processor seconds for systems, depth and runs growing apart; a straight line of slope 1 is linear. Bounds: what
this machine gives of random words and of memory, and what part of a sampler's time each would take at full speed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Row
from benchmarks.sampling import experiment_of, in_turns, random_gates, seconds
from toytheory.discrete.sampling.lowering import compiled
from toytheory.discrete.sampling.program import ADD, RANDOM
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


def random_words(count: int = 2**20) -> float:
    """Seconds a word of the generator."""
    from toytheory.discrete.sampling.philox import fill

    out = np.zeros(2**14, np.uint64)

    def call() -> None:
        for start in range(0, count, out.size):
            fill(np.uint64(1), np.uint64(2), start, out)

    return in_turns(call)[0] / count


def memory_bytes(size: int = 2**26) -> float:
    """Seconds a byte that is read and written, far beyond the caches."""
    source, target = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    return in_turns(lambda: np.copyto(target, source))[0] / size


def bounds(shots: int = 10_000) -> Iterator[str]:
    """1,000 systems, depth 20: the parts of the time that random numbers, results and sums would take at full speed."""
    word, byte = random_words(), memory_bytes()
    yield f"random numbers: {1e9 * word:.2f} ns a word of 64 bits; memory: {byte * 1e9:.3f} ns a byte copied"
    bits_a_number = {2: 1, 3: 13 * 16 / 64, 5: 16}
    for d in DIMENSIONS:
        ready = sampler(d, 1_000, 20)
        ops, taken = ready.engine.ops, in_turns(lambda s=ready: s.sample(shots, 0))[0]
        drawn = int((ops[:, 0] == RANDOM).sum()) * shots * bits_a_number[d] / 64 * word
        result = 1_000 * shots * byte
        rest = taken - drawn - result
        sums = int((ops[:, 0] == ADD).sum())
        yield (
            f"d = {d}: {1e3 * taken:.1f} ms; random numbers {drawn / taken:.0%}, writing the result "
            f"{result / taken:.0%}, left for {len(ops):,} operations ({sums:,} sums) {rest / taken:.0%}: "
            f"{1e9 * rest / len(ops) / shots:.3f} ns an operation and run"
        )


def rows() -> Iterator[Row]:
    """Growth as rows of the benchmarks."""
    for d, what, size, taken in growth():
        yield Row(f"d = {d}, {what} = {size:,}", "frames", size, taken)


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
