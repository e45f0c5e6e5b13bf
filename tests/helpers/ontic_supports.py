"""All that can happen to ontic states in a small experiment, by enumeration: no linear algebra."""

from __future__ import annotations

from itertools import product

import numpy as np

from toytheory.language.bookkeeping import When
from toytheory.language.steps import Condition, Discard, Displace, Measure, Prepare, Transform


def value(F, point, d):
    return (F.constant + sum(c * point[i] for i, c in F.terms)) % d


def randomised(points, systems, d):
    """Systems of which nothing is known."""
    places = [2 * k + side for k in systems for side in (0, 1)]
    found = set()
    for labels, point, outcomes in points:
        for values in product(range(d), repeat=len(places)):
            moved = list(point)
            for i, v in zip(places, values, strict=True):
                moved[i] = v
            found.add((labels, tuple(moved), outcomes))
    return found


def after(points, step, d):
    """What can be after a step: (labels, ontic state, outcomes) of what can be before."""
    match step:
        case Transform():
            matrix, places = np.array(step.matrix), [2 * k + side for k in step.systems for side in (0, 1)]
            found = set()
            for labels, point, outcomes in points:
                moved = list(point)
                for i, v in zip(places, (matrix @ [point[i] for i in places] + step.shift) % d, strict=True):
                    moved[i] = int(v)
                found.add((labels, tuple(moved), outcomes))
            return found
        case Displace():
            found = set()
            for labels, point, outcomes in points:
                moved, known = list(point), dict(outcomes)
                for i, by in step.shifts:
                    moved[i] = (moved[i] + by(known, d)) % d
                found.add((labels, tuple(moved), outcomes))
            return found
        case Measure():
            for F, name in zip(step.variables, step.names, strict=True):
                found = set()
                for labels, point, outcomes in points:
                    for t in range(d):  # the flow of F
                        moved = list(point)
                        for i, c in F.terms:
                            moved[i ^ 1] = (moved[i ^ 1] + (c * t if i % 2 else -c * t)) % d
                        found.add((labels, tuple(moved), (*outcomes, (name, value(F, point, d)))))
                points = found
            return points
        case Prepare():
            wanted = [v % d for v in step.values]
            return {
                each
                for each in randomised(points, step.systems, d)
                if [value(F, each[1], d) for F in step.variables] == wanted
            }
        case Discard():
            return randomised(points, step.systems, d)
        case Condition():
            return {each for each in points if dict(each[2])[step.name] == step.value % d}
        case When():
            found = set()
            for each in points:
                known = dict(each[2])
                chosen = next((b for b in step.branches if all(known[n] == v % d for n, v in b.conditions)), None)
                inside = {each}
                for inner in chosen.steps if chosen is not None else ():
                    inside = after(inside, inner, d)
                found |= inside
            return found
    raise AssertionError(step)


def support(experiment, inputs=()):
    """{(labels of the inputs, ontic state, outcomes by name)} that can occur."""
    d, n = experiment.d, experiment.n
    places = [2 * k + side for k in inputs for side in (0, 1)]
    points = {(tuple(p[i] for i in places), p, ()) for p in product(range(d), repeat=2 * n)}
    for step in experiment.steps:
        points = after(points, step, d)
    return {(labels, point, tuple(v for _, v in sorted(outcomes))) for labels, point, outcomes in points}
