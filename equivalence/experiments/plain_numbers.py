"""Which numbers are plain: few digits before many, small before large, positive before negative."""

from __future__ import annotations

from collections.abc import Iterator


def plainness(number: float) -> int:
    """How far a number is from 0, in digits first; never negative.

    >>> sorted([0.25, -1.0, 3.0, 0.0, 1.0, 0.1234], key=plainness)
    [0.0, 1.0, -1.0, 3.0, 0.25, 0.1234]
    """
    if not number:
        return 0
    digits = repr(abs(float(number))).removesuffix(".0")
    return 20 * len(digits) + 2 * int(digits[0]) + (number < 0)


def plainer(number: float) -> Iterator[float]:
    """Plainer numbers, the plainest first, then ever closer ones.

    >>> list(plainer(-0.5371))
    [0.0, 1.0, -1.0, -0.5, -0.54, -0.537]
    """
    near = (0.0, 1.0, -1.0, *(round(float(number), digits) for digits in range(4)))
    best = dict.fromkeys(x + 0.0 for x in near)  # which makes -0 a 0
    yield from (x for x in best if plainness(x) < plainness(number) and (x >= 0 or number < 0))
