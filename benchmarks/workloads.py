"""The experiments that are measured: the examples, and chains of many systems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toytheory.language.experiment import Experiment
from toytheory.language.reading import load_experiment, parse_experiment

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

CHAINS = [("bits", 100), ("bits", 1000), ("trits", 100), ("trits", 1000)]


def chain(kind: str, n: int) -> Experiment:
    """n systems in a row, correlated with their neighbours, each measured."""
    lines = [f"system {n} {kind}", "prepare " + ", ".join(f"P{k} = 0" for k in range(1, n + 1))]
    lines += [f"cphase {k} {k + 1}" for k in range(1, n)]
    lines += ["fourier 1", "measure " + ", ".join(f"X{k}" for k in range(1, n + 1)), f"measure P{n} + X{n - 1}"]
    return parse_experiment("\n".join(lines), f"chain of {n} {kind}")


def experiments() -> Iterator[tuple[str, Experiment]]:
    """Names and experiments."""
    for path in sorted(EXAMPLES.glob("*.toy")):
        yield path.name, load_experiment(path)
    for kind, n in CHAINS:
        yield f"chain of {n} {kind}", chain(kind, n)
