"""Reduces a concrete failing experiment to a small one, deterministically and without a database.

Hypothesis shrinks what it has drawn itself. What a seeded sample, a user or a stored file brings
is a plain experiment; here it is made smaller step by step, greedily, as delta debugging does
(Zeller and Hildebrandt, IEEE Trans. Softw. Eng. 28, 183, 2002), until no single move helps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import normal_form

from .complexity import complexity
from .drafts import changed_everywhere, mended
from .simplify import LEAPS, MODE_LEAPS, MODE_MOVES, MOVES, Move

BUDGET = 5000
"""What is spent at most, by default: see `price`."""


def shrink(experiment: Experiment, still_fails: Callable[[Experiment], bool], budget: int = BUDGET) -> Experiment:
    r"""A small experiment that still fails; no single move of `equivalence.experiments.simplify` makes it simpler.

    Parameters
    ----------
    experiment : one that fails.
    still_fails : the judge; it is asked about valid experiments only, each once, and must be deterministic.
    budget : what may be spent on asking it; once that is used up, the best so far is returned. A small experiment
        costs 1, so that this is how many are tried; large ones cost more (`price`).

    Returns
    -------
    An experiment in the normal form of the language, so that its text gives it back. Among those that
    fail it is never less simple than the given one: fewer systems count first, then fewer steps, then
    fewer variables, entries and terms, then smaller numbers (on modes those with fewer digits), then plainer names.

    Raises
    ------
    InputError : where the experiment does not fail to begin with.

    >>> from toytheory.language.reading import format_experiment, parse_experiment
    >>> text = "system 3 trits\nprepare X1 = 2, P2 = 1\nsum 1 3\nmeasure X1 + 2P3, P2 as b, c\ndiscard 2"
    >>> found = shrink(parse_experiment(text), lambda e: any(type(s).__name__ == "Measure" for s in e.steps))
    >>> print(format_experiment(found), end="")
    system 1 trit
    measure X1 as a
    """
    tries = _Tries(still_fails, budget)
    plain = replace(normal_form(experiment), source=None)
    plain = replace(plain, steps=changed_everywhere(plain.steps, lambda step: replace(step, place=None, columns=())))
    if not tries.fails(plain):
        raise InputError("the experiment does not fail", "shrink one for which `still_fails` is true")
    leaps, moves = (LEAPS, MOVES) if experiment.system.d is not None else (MODE_LEAPS, MODE_MOVES)
    return _settled(_settled(plain, leaps, tries), moves, tries)


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
