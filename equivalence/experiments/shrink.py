"""Reduces a concrete failing experiment to a small one, deterministically and without a database.

Hypothesis shrinks what it has drawn itself. What a seeded sample, a user or a stored file brings
is a plain experiment; here it is made smaller step by step, greedily, as delta debugging does
(Zeller and Hildebrandt, IEEE Trans. Softw. Eng. 28, 183, 2002), until no single move helps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import normal_form
from toytheory.language.steps import Condition, Displace, Measure, Noise, Prepare, Transform

from .plain_names import plain_names
from .simpler_steps import PLAINEST_MAPS
from .simplify import LEAPS, MOVES, Move, mended

BUDGET = 5000
"""What is spent at most, by default: see `price`."""

Complexity = tuple[int, int, int, int, int, int]


def shrink(experiment: Experiment, still_fails: Callable[[Experiment], bool], budget: int = BUDGET) -> Experiment:
    r"""A small experiment that still fails; no single move of `equivalence.experiments.simplify` makes it simpler.

    Parameters
    ----------
    experiment : a discrete one that fails.
    still_fails : the judge; it is asked about valid experiments only, each once, and must be deterministic.
    budget : what may be spent on asking it; once that is used up, the best so far is returned. A small experiment
        costs 1, so that this is how many are tried; large ones cost more (`price`).

    Returns
    -------
    An experiment in the normal form of the language, so that its text gives it back. Among those that
    fail it is never less simple than the given one: fewer systems count first, then fewer steps, then
    fewer variables, entries and terms, then smaller numbers, then plainer names.

    Raises
    ------
    InputError : where the experiment does not fail to begin with, or is on modes.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> text = "system 3 trits\nprepare X1 = 2, P2 = 1\nsum 1 3\nmeasure X1 + 2P3, P2 as b, c\ndiscard 2"
    >>> found = shrink(parse_experiment(text), lambda e: any(type(s).__name__ == "Measure" for s in e.steps))
    >>> print(format_experiment(found), end="")
    system 1 trit
    measure X1 as a
    """
    if experiment.system.d is None:
        raise InputError("experiments on modes are not shrunk", "give bits, trits or dits")
    tries = _Tries(still_fails, budget)
    plain = replace(normal_form(experiment), source=None)
    plain = replace(plain, steps=tuple(replace(step, place=None, columns=()) for step in plain.steps))
    if not tries.fails(plain):
        raise InputError("the experiment does not fail", "shrink one for which `still_fails` is true")
    return _settled(_settled(plain, LEAPS, tries), MOVES, tries)


class _Tries:
    """Asks the judge, about each experiment once, while the budget lasts."""

    def __init__(self, judge: Callable[[Experiment], bool], budget: int) -> None:
        self.judge, self.left = judge, budget
        self.seen: set[Experiment] = set()

    def fails(self, experiment: Experiment) -> bool:
        if self.left <= 0 or experiment in self.seen:
            return False
        self.seen.add(experiment)
        self.left -= price(experiment)
        return bool(self.judge(experiment))


def price(experiment: Experiment) -> int:
    """What asking about an experiment costs: 1, and more for many steps on many systems, which take longer to run."""
    return 1 + len(experiment.steps) * experiment.n // 50


def _settled(best: Experiment, moves: Sequence[Move], tries: _Tries) -> Experiment:
    """Move until no move helps any more."""
    settled = False
    while not settled:
        settled = True
        for move in moves:
            while (simpler := _first_simpler(best, move, tries)) is not None:
                best, settled = simpler, False
    return best


def _first_simpler(best: Experiment, move: Move, tries: _Tries) -> Experiment | None:
    level = complexity(best)
    for draft in move(best):
        if tries.left <= 0:
            break
        candidate = mended(best, draft)
        if candidate is not None and complexity(candidate) < level and tries.fails(normal_form(candidate)):
            return normal_form(candidate)
    return None


def complexity(experiment: Experiment) -> Complexity:
    """How far an experiment is from the simplest: systems, steps, things mentioned, entries, numbers, labels.

    Compared from left to right; every accepted move makes it smaller, so shrinking ends.
    """
    parts = np.array([_of_step(step) for step in experiment.steps], dtype=np.int64).reshape(-1, 4).sum(axis=0)
    mentions, entries, numbers, labels = (int(part) for part in parts)
    names = sum(name != plain for name, plain in zip(experiment.outcomes, plain_names(), strict=False))
    order = list(dict.fromkeys(k for step in experiment.steps for k in step.touched))
    inversions = sum(a > b for i, a in enumerate(order) for b in order[i:])
    return experiment.n, len(experiment.steps), mentions, entries, numbers, labels + names + inversions


def _of_step(step: Any) -> tuple[int, int, int, int]:
    """(things mentioned, entries, numbers, labels) of one step."""
    match step:
        case Prepare():
            own = [_of_variable(F) for F in step.variables]
            return len(own) + len(step.systems), _sum(own, 0), _sum(own, 1) + sum(step.values), _sum(own, 2)
        case Measure():
            own = [_of_variable(F) for F in step.variables]
            return 3 * len(own), _sum(own, 0), _sum(own, 1), _sum(own, 2)  # a measurement is more than a preparation
        case Transform():
            return _of_map(step)
        case Displace():
            terms = sum(len(e.terms) for _, e in step.shifts)
            numbers = sum(e.constant + sum(k - 1 for _, k in e.terms) for _, e in step.shifts)
            constants = sum(e.constant != 0 for _, e in step.shifts)
            return len(step.shifts), terms + constants, numbers, sum(c for c, _ in step.shifts)
        case Noise():
            numbers = sum(sum(shift) for shift, _ in step.weights)
            spread = sum(weight.numerator + weight.denominator for _, weight in step.weights)
            return len(step.coordinates), len(step.weights), numbers + spread, sum(step.coordinates)
        case Condition():
            return 0, 0, step.value, 0
    return len(step.touched), 0, 0, sum(step.touched)


def _of_variable(F: Any) -> tuple[int, int, int]:
    entries = (len(F.terms) or 3) + (F.constant != 0)  # rather X1 than a constant
    return entries, sum(k - 1 for _, k in F.terms) + F.constant, sum(index for index, _ in F.terms)


def _of_map(step: Transform) -> tuple[int, int, int, int]:
    if step.name is not None:
        return len(step.systems), 0, PLAINEST_MAPS.index(step.name) + (step.parameter or 0), sum(step.systems)
    matrix = np.array(step.matrix, dtype=np.int64)
    entries = np.count_nonzero(matrix - np.eye(len(matrix), dtype=np.int64)) + np.count_nonzero(step.shift)
    return len(step.systems), 1 + int(entries), int(matrix.sum()) + sum(step.shift), sum(step.systems)


def _sum(rows: list[tuple[int, int, int]], column: int) -> int:
    return sum(row[column] for row in rows)
