"""The whole second edition done by trees: every run followed one by one, from the meaning of the statements alone.

Nothing is lowered. What happens to the systems is asked of a theory (`begin`, `core`): ontic states here, density
matrices in `quantum_trees`. Randomness, faulty records, named values, branches, rounds and reports are plain loops.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Protocol

from ontic_by_hand import branches as ontic_branches

from toytheory.language.bookkeeping import Detector, Flip, Let, Observable, Random, Repeat, Report, When
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Displace, Measure, OutcomeExpression, Step

Records = dict[str, int]
Key = tuple[int, ...]


class Theory(Protocol):
    """What systems do."""

    def begin(self, d: int, n: int) -> Any: ...

    def core(self, step: Step, state: Any, known: Records, d: int, n: int) -> Iterable[tuple[Any, Key, Any]]:
        """(new state, new outcomes, probability) of what may happen; states may be numbers that carry the weight."""


class Ontic:
    """One ontic state a run."""

    def begin(self, d: int, n: int) -> list[tuple[Any, Fraction]]:
        states = list(itertools.product(range(d), repeat=2 * n))
        return [(state, Fraction(1, len(states))) for state in states]

    def core(self, step: Step, state: Any, known: Records, d: int, n: int) -> Iterable[tuple[Any, Key, Any]]:
        return ontic_branches(step, state, known, d)


def look(known: Records, name: str) -> int:
    """The value of an outcome; what the round before the first made is 0."""
    return known.get(name, 0) if "[-1]" in name else known[name]


def evaluated(expression: OutcomeExpression, known: Records, d: int) -> int:
    return (expression.constant + sum(c * look(known, name) for name, c in expression.terms)) % d


class Run:
    """Runs with their weights: (state, records) -> probability; merged where both are the same."""

    def __init__(self, experiment: Experiment, theory: Theory) -> None:
        self.d, self.n, self.theory = experiment.d, experiment.n, theory
        self.runs: list[tuple[Any, Records, Any]] = [(s, {}, p) for s, p in theory.begin(self.d, self.n)]
        self.runs = self.do_all(experiment.steps, self.runs)

    def do_all(self, steps: Iterable[Step], runs: list[tuple[Any, Records, Any]]) -> list[tuple[Any, Records, Any]]:
        for step in steps:
            runs = self.merged([new for run in runs for new in self.do(step, *run)])
        return runs

    def merged(self, runs: list[tuple[Any, Records, Any]]) -> list[tuple[Any, Records, Any]]:
        if not all(isinstance(state, tuple) for state, _, _ in runs):
            return runs
        total: dict[Any, Any] = defaultdict(Fraction)
        for state, known, p in runs:
            total[state, tuple(sorted(known.items()))] += p
        return [(state, dict(known), p) for (state, known), p in total.items() if p]

    def do(self, step: Step, state: Any, known: Records, p: Any) -> Iterator[tuple[Any, Records, Any]]:
        d = self.d
        match step:
            case Random():
                weights = step.weights or [(value, Fraction(1, d)) for value in range(d)]
                for value, weight in weights:
                    yield state, {**known, step.name: value % d}, p * weight
            case Flip():
                for moves, weight in step.weights:
                    wrong = {name: (known[name] + by) % d for name, by in zip(step.names, moves, strict=True)}
                    yield state, {**known, **wrong}, p * weight
            case Let() | Detector() | Observable():
                yield state, {**known, step.name: evaluated(step.expression, known, d)}, p
            case Report():
                yield state, known, p
            case Condition():
                if look(known, step.name) == step.value % d:
                    yield state, known, p
            case When():
                for branch in step.branches:
                    if all(look(known, name) == value % d for name, value in branch.conditions):
                        yield from self.do_all(branch.steps, [(state, known, p)])
                        return
                yield state, known, p
            case Repeat():
                yield from self.rounds(step, state, known, p)
            case Displace():
                shifts = tuple((i, OutcomeExpression((), evaluated(e, known, d))) for i, e in step.shifts)
                for new, _, share in self.theory.core(Displace(shifts), state, {}, d, self.n):
                    yield new, known, p * share
            case _:
                names = step.names if isinstance(step, Measure) else ()
                for new, outcomes, share in self.theory.core(step, state, known, d, self.n):
                    yield new, {**known, **dict(zip(names, outcomes, strict=True))}, p * share

    def rounds(self, step: Repeat, state: Any, known: Records, p: Any) -> Iterator[tuple[Any, Records, Any]]:
        """Each round sees its own names, and the round before's under [-1]; afterwards they have its number."""
        outer = dict(known)
        runs = [(state, {}, {}, p)]  # what all rounds so far have made, what the last one made
        for number in range(1, step.count + 1):
            following = []
            for now, made, last, weight in runs:
                earlier = {_before(name): value for name, value in last.items()}
                inside = {**outer, **earlier}
                for new, found, share in self.do_all(step.steps, [(now, inside, weight)]):
                    fresh = {name: value for name, value in found.items() if name not in inside}
                    indexed = {_numbered(name, number): value for name, value in fresh.items()}
                    following.append((new, {**made, **indexed}, fresh, share))
            runs = following
        for now, made, _, weight in runs:
            yield now, {**outer, **made}, weight


def _before(name: str) -> str:
    return _numbered(name, -1)


def _numbered(name: str, number: int) -> str:
    base, bracket, rest = name.partition("[")
    return f"{base}[{number}]{bracket}{rest}"


class Told:
    """What an experiment's runs say of any of its outcomes."""

    def __init__(self, experiment: Experiment, theory: Theory | None = None) -> None:
        self.made = experiment.made
        self.joint: dict[Key, Any] = defaultdict(int)
        for state, known, p in Run(experiment, theory or Ontic()).runs:
            weight = p if isinstance(state, tuple) else p * state.weight
            self.joint[tuple(known[name] for name in self.made)] += weight
        self.condition_probability = sum(self.joint.values())

    def of(self, names: Iterable[str]) -> dict[Key, Any]:
        """Values -> probability given the conditions."""
        where = [self.made.index(name) for name in names]
        total: dict[Key, Any] = defaultdict(int)
        for key, p in self.joint.items():
            total[tuple(key[i] for i in where)] += p / self.condition_probability
        return {key: p for key, p in sorted(total.items()) if p}
