"""One and two bits, one trit: both principles asked about every support.

Slides "Knowledge balance vs. classical complementarity" and "According to Knowledge-Balance". What the marginals and
what locality contribute depends on the reading of "at most half", so each reading has its own row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import state_count
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import PhaseSpace
from toytheory.restrictions import READINGS, allowed_distributions, complementary_distributions

Mask = NDArray[np.bool_]
Balance = Callable[[Matrix, int, int, str], Mapping[str, Mask]]
Complementarity = Callable[[Matrix, int, int], Mask]

TWO_BITS: Mapping[int, Mapping[str, tuple[int, int, int]]] = {
    4: {
        "linear": (140, 132, 60),
        "uniform": (1820, 132, 60),
        "support": (1820, 1812, 60),
        "entropy": (1820, 1428, 60),
        "probability": (1820, 1428, 60),
    },
    8: {
        "linear": (30, 30, 30),
        "uniform": (12870, 102, 30),
        "support": (12870, 12870, 10902),
        "entropy": (12870, 12870, 3702),
        "probability": (12870, 12870, 3702),
    },
}
"""Supports of two bits by size and reading: left by the whole, by the marginals too, by locality too."""

EXACT = ("linear", "uniform")
"""The readings that ask for knowledge of answers and of nothing else."""


def supports(points: int, size: int | None = None) -> Matrix:
    """Every set of so many ontic states (of any size but 0) as weights 0 and 1, (K, points).

    >>> supports(4, 3).shape, supports(4).shape
    ((4, 4), (15, 4))
    """
    if size is None:
        return np.arange(1, 2**points)[:, None] >> np.arange(points) & 1
    chosen = np.array(list(combinations(range(points), size)))
    found = np.zeros((len(chosen), points), dtype=np.int64)
    np.put_along_axis(found, chosen, 1, axis=1)
    return found


def premises(
    size: int,
    balance: Balance = allowed_distributions,
    complementarity: Complementarity = complementary_distributions,
) -> Check:
    """How many supports of two bits of one size each premise leaves, in each reading, and what remains."""
    sets = supports(16, size)
    toy = complementarity(sets, 2, 2)
    told, wrong = [], None
    for reading in READINGS:
        masks = balance(sets, 2, 2, reading)
        left = [masks["whole"], masks["whole"] & masks["marginal"]]
        left.append(left[1] & masks["locality"])
        counts = tuple(int(mask.sum()) for mask in left)
        told.append(f"{reading}: {counts[0]:,}, {counts[1]:,}, {counts[2]:,}")
        if wrong is None and counts != TWO_BITS[size][reading]:
            wrong = {"reading": reading, "counts": counts, "expected": TWO_BITS[size][reading]}
        if wrong is None and (toy & ~left[2]).any():
            wrong = {"reading": reading, "forbidden": _ontic(sets[(toy & ~left[2]).argmax()])}
        if wrong is None and (size == 4 or reading in EXACT) and (left[2] & ~toy).any():
            wrong = {"reading": reading, "allowed": _ontic(sets[(left[2] & ~toy).argmax()])}
    scope = (
        f"two bits, all {len(sets):,} supports of {size} ontic states; left by the whole, the marginals, locality - "
        f"{'; '.join(told)}; complementarity allows {int(toy.sum())}"
    )
    return decided(f"premises-{size}", "exhaustive", scope, len(sets) * len(READINGS), wrong, _example(size, sets, toy))


def all_supports(
    d: int,
    n: int,
    balance: Balance = allowed_distributions,
    complementarity: Complementarity = complementary_distributions,
) -> Check:
    """Over every support, both principles allow the same states, those of (V, v), when nothing else may be known."""
    sets = supports(PhaseSpace(d, n).size)
    toy = complementarity(sets, d, n)
    wrong: dict[str, Any] | None = None
    if int(toy.sum()) != state_count(d, n):
        wrong = {"complementarity": int(toy.sum()), "states": state_count(d, n)}
    for reading in EXACT if d == 2 else EXACT[:1]:
        masks = balance(sets, d, n, reading)
        left = masks["whole"] & masks["marginal"] & masks["locality"]
        if wrong is None and (left != toy).any():
            wrong = {"reading": reading, "support": _ontic(sets[(left != toy).argmax()])}
    kind = {2: "bit", 3: "trit"}[d]
    scope = f"{n} {kind}{'s' if n > 1 else ''}: all {len(sets):,} supports, {int(toy.sum())} allowed by both"
    return decided("all-supports", "exhaustive", scope, len(sets), wrong)


def arbitrary_partitions(balance: Balance = allowed_distributions) -> Check:
    """With arbitrary partitions as questions all 84 three-point supports of a trit are at most half known, not 12.

    For each, two questions that make a complete set are written down: the first has the support as its first answer.
    """
    sets = supports(9, 3)
    linear, any_partition = (balance(sets, 3, 1, reading)["whole"] for reading in ("linear", "uniform"))
    wrong: dict[str, Any] | None = None
    if (int(linear.sum()), int(any_partition.sum())) != (12, 84):
        wrong = {"linear": int(linear.sum()), "any partition": int(any_partition.sum())}
    for support in sets:
        order = np.concatenate([np.flatnonzero(support), np.flatnonzero(support == 0)])
        answers = np.empty((9, 2), dtype=np.int64)
        answers[order] = np.stack([np.arange(9) // 3, np.arange(9) % 3], axis=1)
        if wrong is None and (len(np.unique(answers, axis=0)) != 9 or (answers[support == 1, 0] != 0).any()):
            wrong = {"support": np.flatnonzero(support).tolist(), "questions": answers.tolist()}
    example = {"support": "X = 0 with P = 0, P = 1; X = 1 with P = 0", "linear": False, "any partition": True}
    scope = "one trit: all 84 supports of 3 ontic states; 12 answer a linear question, all answer some question"
    return decided("arbitrary-partitions", "exhaustive", scope, len(sets), wrong, example)


def _ontic(support: Matrix) -> list[list[int]]:
    n = {4: 1, 9: 1, 16: 2}[len(support)]
    points = PhaseSpace(round(len(support) ** (1 / (2 * n))), n).points()
    return [[int(x) for x in point] for point in points[support > 0]]


def _example(size: int, sets: Matrix, toy: Mask) -> dict[str, Any] | None:
    """For 8 ontic states: a support that the weaker readings allow although no principle of linear variables does."""
    if size != 8:
        return None
    masks = allowed_distributions(sets, 2, 2, "entropy")
    extra = masks["whole"] & masks["marginal"] & masks["locality"] & ~toy
    return {"allowed by entropy alone": _ontic(sets[extra.argmax()])}
