"""Frames found by trying all of them, statement by statement: slow, and as the definition says it."""

from __future__ import annotations

from itertools import product

from equivalence.theorems.nogo.frames import FRAMES
from toytheory.language.steps import Measure, Prepare, Transform


def lines(variable):
    found = {}
    for index, _ in variable.terms:
        found[index // 2] = found.get(index // 2, 0) + (1 if index % 2 == 0 else 2)
    return found


def kind(variable, frames):
    """The place of a variable in the frames, None where it is of neither kind."""
    for place in (0, 1):
        if all(frames[k][place] == line for k, line in lines(variable).items()):
            return place
    return None


def pulled_back(step, system, line):
    """The lines of the touched systems in the pull-back of a line of one of them."""
    i = step.systems.index(system)
    row = [0] * (2 * len(step.systems))
    for bit in (0, 1):
        if line >> bit & 1:
            row = [(a + b) % 2 for a, b in zip(row, step.matrix[2 * i + bit], strict=True)]
    return {k: row[2 * j] + 2 * row[2 * j + 1] for j, k in enumerate(step.systems)}


def exists(experiment, steps=None, frames=None):
    """Whether some frames satisfy all statements, signs left out."""
    if frames is None:
        return any(exists(experiment, list(experiment.steps), list(f)) for f in product(FRAMES, repeat=experiment.n))
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if isinstance(step, Prepare):
        for chosen in product(FRAMES, repeat=len(step.systems)):
            new = list(frames)
            for k, frame in zip(step.systems, chosen, strict=True):
                new[k] = frame
            if all(kind(v, new) is not None for v in step.variables) and exists(experiment, rest, new):
                return True
        return False
    if isinstance(step, Transform):
        for chosen in product(FRAMES, repeat=len(step.systems)):
            new = list(frames)
            for k, frame in zip(step.systems, chosen, strict=True):
                new[k] = frame
            fits = all(
                back in (0, frames[k][place])
                for i in step.systems
                for place in (0, 1)
                for k, back in pulled_back(step, i, new[i][place]).items()
            )
            if fits and exists(experiment, rest, new):
                return True
        return False
    if isinstance(step, Measure):
        return measured(experiment, list(step.variables), rest, frames)
    return exists(experiment, rest, frames)


def measured(experiment, variables, rest, frames):
    if not variables:
        return exists(experiment, rest, frames)
    variable, others = variables[0], variables[1:]
    if kind(variable, frames) is None:
        return False
    if len(variable.systems) != 1:
        return measured(experiment, others, rest, frames)
    (system,) = variable.systems
    line = lines(variable)[system]
    return any(
        measured(experiment, others, rest, [f if k == system else old for k, old in enumerate(frames)])
        for f in FRAMES
        if line in f
    )
