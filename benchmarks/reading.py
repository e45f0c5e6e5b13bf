"""Reading a long file: plain lines by patterns against all lines by the grammar, both with all checks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

from benchmarks.measure import Row, best
from toytheory.language import reading
from toytheory.language.statements.table import STATEMENTS

GRAMMAR = {**STATEMENTS, "Z": {word: replace(each, plain=None) for word, each in STATEMENTS["Z"].items()}}


def long_file(n: int, depth: int, seed: int = 0) -> str:
    """n trits prepared, `depth` layers of maps and displacements on them, all measured, with feed-forward and noise."""
    rng = random.Random(seed)
    lines = [f"system {n} trits", *(f"prepare {rng.choice('XP')}{k} = {rng.randrange(3)}" for k in range(1, n + 1))]
    for _ in range(depth):
        for k in range(1, n + 1):
            other = k % n + 1
            maps = (f"fourier {k}", f"phase {k}", f"multiply {k} by 2", f"sum {k} {other}", f"cphase {k} {other}",
                    f"swap {k} {other}", f"displace X{k} by {rng.randrange(3)}, P{k} by 1")  # fmt: skip
            lines.append(rng.choice(maps))
    lines += [f"measure X{k} as a{k}" for k in range(1, n + 1)]
    lines += [f"displace X{k} by a{k} - 2a{k % n + 1} + 1" for k in range(1, n + 1)]
    lines += [f"noise X{k}, P{k} by 0,0: 9/10, 1,2: 1/10" for k in range(1, n + 1)]
    lines += [f"measure X{k} + P{k % n + 1} as b{k}" for k in range(1, n + 1)]
    return "\n".join(lines)


def peers() -> Iterator[Row]:
    """Statements per second; the ratio is to the grammar's speed, measured in turns."""
    for n, depth in ((100, 20), (1000, 5), (1000, 25)):
        text = long_file(n, depth)
        count = text.count("\n")
        ours, theirs = [], []
        for _ in range(3):
            ours.append(best(lambda t=text: reading.parse_experiment(t)))
            with patch.object(reading, "STATEMENTS", GRAMMAR):
                theirs.append(best(lambda t=text: reading.parse_experiment(t)))
        yield Row(f"reading {n} trits, depth {depth}", "grammar", count, min(theirs))
        yield Row(f"reading {n} trits, depth {depth}", "plain lines", count, min(ours), min(theirs) / min(ours))
