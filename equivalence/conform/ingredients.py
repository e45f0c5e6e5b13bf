"""What an experiment is made of, in a few words a step: by this a fault that was found is recognised again.

A shrunk experiment has no step that could be left out, so what it is made of is what the fault needs. An experiment
made of all that, and more, may show the same fault, and tells nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from toytheory.adapting.inverses import inverse_of
from toytheory.language.bookkeeping import flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import (
    Displace,
    Heterodyne,
    Measure,
    Noise,
    Prepare,
    PrepareGaussian,
    Step,
    Transform,
)
from toytheory.phase_space.variables import Variable

PLAIN = frozenset({"prepare X", "measure X", "PrepareVacuum", "measure 1 mode"})
"""What nearly every experiment has: no fault is recognised by these, unless it needs nothing else."""

STATES = ("prepare ", "measure ", "PrepareGaussian", "displace")
"""How states are made and read: where something is done between, that is what a fault is recognised by."""

WORDS = (8, 32, 63, 64, 65, 128, 256, 512)
"""Sizes that a fault may need, in systems; below the first none is counted."""

Made = Counter[str]


def ingredients(experiment: Experiment) -> Made:
    r"""How often which ingredient occurs.

    >>> from toytheory.language.reading import parse_experiment
    >>> found = ingredients(parse_experiment("system 1 trit\nprepare X = 1\nphase 1\nmeasure X + P"))
    >>> sorted(found)
    ['map phase', 'measure X + P', 'prepare X']
    """
    made: Made = Counter()
    used: set[int] = set()
    measured: set[int] = set()
    for step in flat(experiment.steps):
        made.update(_of(step, experiment))
        again = set(step.touched)
        made["a system of which nothing is known"] += bool(again - set(step.resets) - used)
        if isinstance(step, Measure | Heterodyne):
            made["measured again"] += bool(again & measured)
            measured |= again
        elif again & measured:
            made["after a measurement"] += 1
        if step.resets and again & used:
            made["reset"] += 1
        used |= again
    if not experiment.outcomes:  # then the state is asked for, of systems that no step touches, too
        made["a system of which nothing is known"] += len(used) < experiment.n
    made.update(f"n >= {size}" for size in WORDS if experiment.n >= size)
    return +made


def _of(step: Step, experiment: Experiment) -> Iterator[str]:
    modes = experiment.system.kind == "modes"
    match step:
        case Prepare():
            yield from (f"prepare {_shape(F)}" for F in step.variables)
            if len(step.variables) < len(step.systems):
                yield "prepare in part"
        case PrepareGaussian():
            yield "PrepareGaussian"
        case Transform(name=str(name)):
            yield f"map {name}"
        case Transform():
            yield f"map written on {min(len(step.systems), 3)}"
        case Measure():
            if modes:
                yield from (f"measure {min(len(F.systems), 2)} mode" for F in step.variables)
            else:
                yield from (f"measure {_shape(F)}" for F in step.variables)
            if len(step.variables) > 1:
                yield "measure jointly"
        case Displace():
            yield "feed-forward" if step.uses else "displace"
        case Noise():
            yield "noise"
        case _:
            yield type(step).__name__


def _shape(variable: Variable) -> str:
    """X, P or X + P of one system, or of how many."""
    systems = variable.systems
    if not systems:
        return "a constant"
    if len(systems) > 1:
        return f"{min(len(systems), 3)} systems"
    sides = {index % 2 for index, _ in variable.terms}
    shape = "X + P" if len(sides) == 2 else "XP"[sides.pop()]
    return shape + (" + constant" if variable.constant else "")


def essence(experiment: Experiment) -> Made:
    """What a fault that a shrunk experiment shows needs."""
    made = ingredients(experiment)
    done = {name for name in made if not name.startswith(STATES) and name not in PLAIN}
    telling = done or {name for name in made if name not in PLAIN} or set(made)
    return Counter(dict.fromkeys(sorted(telling), 1))


def gate_essence(experiment: Experiment) -> Made:
    r"""What a fault needs in gates, of a shrunk experiment that is written in them: a gate and its inverse are two.

    A displacement of X before all else is told apart: it makes X = 1 of X = 0, and may be there for the state alone.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 trit\nprepare X = 0\ndisplace X by 1\ntransform P -> P - X\nfourier 1\ndisplace P by 1"
    >>> sorted(gate_essence(parse_experiment(text)))
    ['displace P', 'displace X at first', 'inverse of phase', 'map fourier']
    """
    made = {name for name in ingredients(experiment) if not name.startswith(("map ", "displace", "feed-forward"))}
    done = {name for name in made if not name.startswith(("prepare ", "measure ")) and name not in PLAIN}
    used: set[int] = set()
    for step in flat(experiment.steps):
        names, where = set(_gates_of(step, experiment)), set(step.touched)
        done |= {FIRST} if names == {"displace X"} and not where & used else names
        used |= set() if step.resets else where
    telling = done or {name for name in made if name not in PLAIN} or made
    return Counter(dict.fromkeys(sorted(telling), 1))


FIRST = "displace X at first"


def core(gates: Iterable[str]) -> frozenset[str]:
    """What is compared of the gates that two faults need: states made of X = 0 are alike, whatever X is.

    >>> sorted(core(["displace X at first", "map sum"])), sorted(core(["displace X at first"]))
    (['map sum'], ['displace X at first'])
    """
    return frozenset(gates) - {FIRST} or frozenset(gates)


def _gates_of(step: Step, experiment: Experiment) -> Iterator[str]:
    match step:
        case Transform(name=str(name)):
            yield f"map {name}"
        case Transform():
            back = inverse_of(step, experiment.d)
            if back is not None:
                yield f"inverse of {back[0]}"
            elif np.array_equal(step.matrix, np.eye(len(step.matrix))):
                yield from (f"displace {'XP'[side % 2]}" for side, shift in enumerate(step.shift) if shift)
            else:
                yield f"map written on {min(len(step.systems), 3)}"
        case Displace():
            word = "feed-forward to" if step.uses else "displace"
            yield from (f"{word} {'XP'[index % 2]}" for index, _ in step.shifts)


def contains(experiment: Experiment, faults: Iterable[Made]) -> bool:
    """Whether an experiment has all that one of these faults needs."""
    made = ingredients(experiment)
    return any(not fault - made for fault in faults)
