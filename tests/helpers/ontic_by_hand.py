"""Experiments run on every ontic state in turn, from the definitions alone: slow, and nothing to get wrong."""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform
from toytheory.phase_space.variables import Variable

State = tuple[int, ...]
Runs = dict[tuple[State, State], Fraction]  # (ontic state, outcomes so far) -> probability


def value(variable: Variable, state: State, d: int) -> int:
    return (sum(c * state[i] for i, c in variable.terms) + variable.constant) % d


def added(state: State, moves: dict[int, int], d: int) -> State:
    return tuple((x + moves.get(i, 0)) % d for i, x in enumerate(state))


def runs_of(experiment: Experiment) -> Runs:
    """Every way in which the experiment can end, with its probability; what conditions exclude is left out."""
    d, n = experiment.d, experiment.n
    everything = list(itertools.product(range(d), repeat=2 * n))
    runs: Runs = {(state, ()): Fraction(1, len(everything)) for state in everything}
    names: list[str] = []
    for step in experiment.steps:
        following: Runs = defaultdict(Fraction)
        for (state, outcomes), p in runs.items():
            known = dict(zip(names, outcomes, strict=True))
            for new, more, share in branches(step, state, known, d):
                following[new, outcomes + more] += p * share
        runs = following
        if isinstance(step, Measure):
            names += step.names
    return runs


def distribution(experiment: Experiment) -> tuple[dict[State, Fraction], Fraction]:
    """(outcomes -> probability given the conditions, probability of the conditions)."""
    runs = runs_of(experiment)
    total = sum(runs.values(), Fraction(0))
    shares: dict[State, Fraction] = defaultdict(Fraction)
    for (_, outcomes), p in runs.items():
        shares[outcomes] += p / total
    return dict(shares), total


def branches(step: object, state: State, known: dict[str, int], d: int) -> list[tuple[State, State, Fraction]]:
    """(new ontic state, new outcomes, probability) of what may happen in one step."""
    one = Fraction(1)
    match step:
        case Prepare():
            free = [2 * s + side for s in step.systems for side in (0, 1)]
            found = []
            for values in itertools.product(range(d), repeat=len(free)):
                new = list(state)
                for i, x in zip(free, values, strict=True):
                    new[i] = x
                if all(value(f, tuple(new), d) == v for f, v in zip(step.variables, step.values, strict=True)):
                    found.append(tuple(new))
            return [(new, (), Fraction(1, len(found))) for new in found]
        case Transform():
            where = [2 * s + side for s in step.systems for side in (0, 1)]
            old = [state[i] for i in where]
            new = list(state)
            for i, row, a in zip(where, step.matrix, step.shift, strict=True):
                new[i] = (sum(c * x for c, x in zip(row, old, strict=True)) + a) % d
            return [(tuple(new), (), one)]
        case Measure():
            outcomes = tuple(value(f, state, d) for f in step.variables)
            kicked = [state]  # a measurement of X kicks P by any amount, and so on
            for f in step.variables:
                kick = {i ^ 1: (-c if i % 2 == 0 else c) for i, c in f.terms}
                kicked = [added(s, {i: t * c for i, c in kick.items()}, d) for s in kicked for t in range(d)]
            return [(s, outcomes, Fraction(1, len(kicked))) for s in kicked]
        case Displace():
            moves = {i: e.constant + sum(c * known[name] for name, c in e.terms) for i, e in step.shifts}
            return [(added(state, moves, d), (), one)]
        case Noise():
            moved = [(dict(zip(step.coordinates, shifts, strict=True)), weight) for shifts, weight in step.weights]
            return [(added(state, moves, d), (), weight) for moves, weight in moved]
        case Condition():
            return [(state, (), one)] if known[step.name] == step.value else []
        case Discard():
            return [(state, (), one)]
    raise TypeError(step)
