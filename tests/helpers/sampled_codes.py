"""Repetition codes of every d, as texts."""

from __future__ import annotations


def memory(kind, size, rounds, p):
    """A repetition code with rounds of wrong checks; p is a fraction such as 1/10."""
    d = {"bits": 2, "trits": 3}.get(kind) or int(kind.partition("=")[2])
    above, below = map(int, p.split("/"))
    wrong = ", ".join(f"{k}: {above}/{below * (d - 1)}" for k in range(1, d))
    data, checks = range(1, size + 1), range(1, size)
    lines = [f"system {2 * size - 1} {kind}", "prepare " + ", ".join(f"X{k} = 0" for k in data), f"repeat {rounds}"]
    lines += [f"  noise each X of 1..{size} by 0: {below - above}/{below}, {wrong}"]
    lines += ["  prepare " + ", ".join(f"X{size + k} = 0" for k in checks)]
    for k in checks:
        lines += [f"  sum {k} {size + k}", f"  multiply {size + k} by -1", f"  sum {k + 1} {size + k}"]
    for k in checks:
        lines += [f"  measure X{size + k} as s{k} flip {wrong}", f"  detector s{k} - s{k}[-1] as d{k}"]
    lines += ["end", *(f"measure X{k} as a{k}" for k in data)]
    lines += [f"detector a{k + 1} - a{k} - s{k}[{rounds}] as e{k}" for k in checks]
    return "\n".join([*lines, "observable a1 as l", ""])
