"""Rewritings that change no prediction. A harness must stay silent on each.

Those marked `odd_only` are equivalent for odd d. For bits they are what the talk's last slides are about:
two maps in sequence are not the counterpart of their composite, and other generators of the same
known set are another quantum state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import named_transform
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    Transform,
)
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.space import coordinates_of

from .deciding import CHAINS_NESTED
from .mutant import SIGNED, Mutant, Rewritten, rewriting, stepwise


def other_generators(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Each known variable but the first replaced by its sum with the one before it."""
    if isinstance(step, Prepare):
        known = list(zip(step.variables, step.values, strict=True))
        for i in range(1, len(known)):
            (F, v), (G, w) = known[i], known[i - 1]
            order_of_f = experiment.d // int(np.gcd.reduce([experiment.d, *(c for _, c in F.terms)]))
            if all(order_of_f * c % experiment.d == 0 for _, c in G.terms):  # else F + G is no independent generator
                known[i] = F + G, (v + w) % experiment.d
        yield replace(step, variables=tuple(F for F, _ in known), values=tuple(v for _, v in known))
    else:
        yield step


def written_out(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Named maps by their images."""
    yield replace(step, name=None, parameter=None) if isinstance(step, Transform) else step


def in_two_maps(step: Any, experiment: Experiment) -> Iterator[Step]:
    """A fourier of the first system, and what is left of the map after that."""
    if isinstance(step, Transform):
        d, size = experiment.d, len(step.matrix)
        back = np.eye(size, dtype=np.int64)
        back[:2, :2] = ((0, -1), (1, 0))  # what is left must undo the fourier first
        rest = np.array(step.matrix, dtype=np.int64) @ back % d
        yield named_transform("fourier", step.systems[:1], d)
        yield Transform(step.systems, tuple(map(tuple, rest.tolist())), step.shift)
    else:
        yield step


def done_and_undone(step: Any, experiment: Experiment) -> Iterator[Step]:
    """After a preparation, phase and its inverse on one of its systems."""
    yield step
    if isinstance(step, Prepare):
        yield named_transform("phase", step.systems[:1], experiment.d)
        yield Transform(step.systems[:1], ((1, 0), (experiment.d - 1, 1)), (0, 0))


def neighbours_exchanged(experiment: Experiment) -> Experiment:
    """Neighbouring steps on different systems in the other order, if neither speaks of the other's outcomes."""
    steps = list(experiment.steps)
    for i in range(len(steps) - 1):
        first, second = steps[i], steps[i + 1]
        apart = not set(first.touched) & set(second.touched)
        if apart and not _made(first) & _used(second) and not (_made(first) and _made(second)):
            steps[i], steps[i + 1] = second, first
    return replace(experiment, steps=tuple(steps))


def _made(step: Any) -> set[str]:
    return set(step.names) if isinstance(step, Measure) else set()


def _used(step: Any) -> set[str]:
    match step:
        case Displace():
            return {name for _, e in step.shifts for name, _ in e.terms}
        case Condition():
            return {step.name}
    return set()


def outcomes_renamed(experiment: Experiment) -> Experiment:
    """Other names, in another alphabetical order."""
    count = len(experiment.outcomes)
    names = {name: f"z{count - i}" for i, name in enumerate(experiment.outcomes)}
    return replace(experiment, steps=tuple(step.with_names(names) for step in experiment.steps))


def named_back(experiment: Experiment, distribution: Distribution) -> Distribution:
    """The distribution under the names that were given."""
    return replace(distribution, names=experiment.outcomes)


def systems_relabelled(experiment: Experiment) -> Experiment:
    """All systems numbered backwards, everywhere."""
    order = {k: experiment.n - 1 - k for k in range(experiment.n)}
    return replace(experiment, steps=tuple(step.with_systems(order) for step in experiment.steps))


def displaced_later(experiment: Experiment) -> Experiment:
    """A displacement before a map of all its systems done after the map, as the map moves it."""
    steps = list(experiment.steps)
    for i in range(len(steps) - 1):
        shift, after = steps[i], steps[i + 1]
        if isinstance(shift, Displace) and isinstance(after, Transform) and set(shift.touched) <= set(after.systems):
            steps[i], steps[i + 1] = after, _moved(shift, after, experiment.d)
    return replace(experiment, steps=tuple(steps))


def _moved(step: Displace, by: Transform, d: int) -> Displace:
    """The displacement S a, its expressions combined."""
    where = coordinates_of(by.systems).tolist()
    given = dict(step.shifts)
    shifts = []
    for coordinate, row in zip(where, by.matrix, strict=True):
        constant, terms = 0, dict[str, int]()
        for old, factor in zip(where, row, strict=True):
            if old in given and factor:
                constant = (constant + factor * given[old].constant) % d
                for name, k in given[old].terms:
                    terms[name] = (terms.get(name, 0) + factor * k) % d
        shifts.append((coordinate, OutcomeExpression(tuple(terms.items()), constant)))
    return Displace(tuple(shifts))


def one_after_the_other(step: Any, experiment: Experiment) -> Iterator[Step]:
    """A joint measurement as measurements of its variables in turn."""
    if isinstance(step, Measure):
        for F, name in zip(step.variables, step.names, strict=True):
            yield Measure((F,), (name,))
    else:
        yield step


def noise_by_zero(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Noise that never displaces after every map; a displacement by zero besides."""
    yield step
    if isinstance(step, Transform):
        coordinate = 2 * step.systems[0]
        yield Noise((coordinate,), (((0,), Fraction(1)),))
        yield Displace(((coordinate + 1, OutcomeExpression()),))


def discards_left_out(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Nothing is discarded: a discarded system can only be prepared again, and that resets it."""
    if not isinstance(step, Discard):
        yield step


def conditions_repeated(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Every condition twice."""
    yield step
    if isinstance(step, Condition):
        yield step


def measured_again(experiment: Experiment) -> Experiment:
    """Every measurement made twice, the second time under names that are not told: it is reproducible."""
    steps: list[Step] = []
    for step in experiment.steps:
        steps.append(step)
        if isinstance(step, Measure):
            steps.append(Measure(step.variables, tuple(f"again_{name}" for name in step.names)))
    return replace(experiment, steps=tuple(steps))


EQUIVALENT: tuple[Mutant, ...] = (
    rewriting(
        "other-generators",
        "known sets by other generators",
        stepwise(other_generators),
        broken=False,
        odd_only=True,
        originals=SIGNED,
    ),
    rewriting(
        "in-two-maps",
        "every map as two in sequence",
        stepwise(in_two_maps),
        broken=False,
        odd_only=True,
        originals=SIGNED,
    ),
    rewriting(
        "done-and-undone",
        "a map and its inverse inserted",
        stepwise(done_and_undone),
        broken=False,
        odd_only=True,
        originals=SIGNED,
    ),
    rewriting("written-out", "named maps by their images", stepwise(written_out), broken=False),
    rewriting("neighbours-exchanged", "commuting steps in the other order", neighbours_exchanged, broken=False),
    rewriting("systems-relabelled", "systems numbered backwards everywhere", systems_relabelled, broken=False),
    rewriting("displaced-later", "displacements moved through maps", displaced_later, broken=False),
    rewriting("one-after-the-other", "joint sets measured in turn", stepwise(one_after_the_other), broken=False),
    rewriting("noise-by-zero", "noise and displacements by zero inserted", stepwise(noise_by_zero), broken=False),
    rewriting("discards-left-out", "nothing is discarded", stepwise(discards_left_out), broken=False),
    rewriting("conditions-repeated", "every condition twice", stepwise(conditions_repeated), broken=False),
    rewriting("measured-again", "every measurement repeated at once", measured_again, broken=False),
    Mutant(
        "outcomes-renamed",
        "other names inside, the given ones outside",
        False,
        lambda backend: Rewritten(backend, outcomes_renamed, named_back),
    ),
    CHAINS_NESTED,
)
