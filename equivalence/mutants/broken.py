"""Planted faults that are another experiment run in place of the given one. A harness must catch each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

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
from toytheory.phase_space.modular import inverse
from toytheory.phase_space.variables import Variable

from .mutant import EXACT, SIGNED, Mutant, Rewritten, rewriting, stepwise

# maps


def fourier_backwards(step: Any, experiment: Experiment) -> Iterator[Step]:
    """X -> -P, P -> X."""
    if isinstance(step, Transform) and step.name == "fourier":
        d = experiment.d
        yield Transform(step.systems, ((0, d - 1), (1, 0)), (0, 0))
    else:
        yield step


def phase_backwards(step: Any, experiment: Experiment) -> Iterator[Step]:
    """P -> P - X."""
    if isinstance(step, Transform) and step.name == "phase":
        yield Transform(step.systems, ((1, 0), (experiment.d - 1, 1)), (0, 0))
    else:
        yield step


def sum_backwards(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Control and target exchanged."""
    if isinstance(step, Transform) and step.name == "sum":
        yield named_transform("sum", step.systems[::-1], experiment.d)
    else:
        yield step


def multiplier_inverted(step: Any, experiment: Experiment) -> Iterator[Step]:
    """X -> X/a, P -> aP; at d = 3 every multiplier is its own inverse."""
    if isinstance(step, Transform) and step.name == "multiply" and step.parameter is not None:
        yield named_transform("multiply", step.systems, experiment.d, inverse(step.parameter, experiment.d))
    else:
        yield step


def shift_dropped(step: Any, experiment: Experiment) -> Iterator[Step]:
    """The constants of written maps left out."""
    yield replace(step, shift=(0,) * len(step.shift)) if isinstance(step, Transform) else step


# preparations


def swapped(F: Variable) -> Variable:
    """X for P and P for X."""
    return Variable.of([(index ^ 1, c) for index, c in F.terms], F.d, F.constant)


def x_and_p_swapped(step: Any, experiment: Experiment) -> Iterator[Step]:
    """In preparations alone."""
    yield replace(step, variables=tuple(map(swapped, step.variables))) if isinstance(step, Prepare) else step


def valuation_dropped(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Every known variable, its constant aside, is 0."""
    yield replace(step, values=tuple(F.constant for F in step.variables)) if isinstance(step, Prepare) else step


def systems_permuted(experiment: Experiment) -> Experiment:
    """Preparations of the systems in reversed order; nothing else is reversed."""
    order = {k: experiment.n - 1 - k for k in range(experiment.n)}
    steps = (s.with_systems(order) if isinstance(s, Prepare) else s for s in experiment.steps)
    return replace(experiment, steps=tuple(s for s in steps if not isinstance(s, Discard)))


# measurements


def joint_order_permuted(step: Any, experiment: Experiment) -> Iterator[Step]:
    """The values of a joint measurement told in reversed order."""
    yield replace(step, variables=step.variables[::-1]) if isinstance(step, Measure) else step


def constants_dropped(step: Any, experiment: Experiment) -> Iterator[Step]:
    """X + 1 measured as X."""
    if isinstance(step, Measure):
        yield replace(step, variables=tuple(replace(F, constant=0) for F in step.variables))
    else:
        yield step


def only_the_last(step: Any, experiment: Experiment) -> Iterator[Step]:
    """All outcomes of a joint measurement are its last one."""
    yield replace(step, variables=step.variables[-1:] * len(step.variables)) if isinstance(step, Measure) else step


# feed-forward, noise, conditions, discarding


def feed_forward_ignored(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Outcomes in displacements left out."""
    if isinstance(step, Displace):
        yield Displace(tuple((c, OutcomeExpression((), e.constant)) for c, e in step.shifts))
    else:
        yield step


def feed_forward_negated(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Outcomes in displacements with the other sign."""
    if isinstance(step, Displace):
        d = experiment.d
        yield Displace(
            tuple((c, OutcomeExpression(tuple((k, -a % d) for k, a in e.terms), e.constant)) for c, e in step.shifts)
        )
    else:
        yield step


def noise_ignored(step: Any, experiment: Experiment) -> Iterator[Step]:
    """No noise."""
    if not isinstance(step, Noise):
        yield step


def noise_twice(step: Any, experiment: Experiment) -> Iterator[Step]:
    """Every noise two times, independently."""
    yield step
    if isinstance(step, Noise):
        yield step


def discard_of_another(experiment: Experiment) -> Experiment:
    """A discard makes the next system completely noisy, one that is still there."""
    d, steps, gone = experiment.d, list[Step](), set[int]()
    flat = tuple((pair, Fraction(1, d * d)) for pair in product(range(d), repeat=2))
    for step in experiment.steps:
        if isinstance(step, Discard):
            gone.update(step.systems)
            others = [k for k in range(experiment.n) if k not in gone]
            for _ in step.systems if others else ():
                chosen = next((k for k in others if k > step.systems[0]), others[0])
                steps.append(Noise((2 * chosen, 2 * chosen + 1), flat))
        elif isinstance(step, Prepare):
            gone.difference_update(step.systems)
        steps.append(step)
    return replace(experiment, steps=tuple(steps))


def conditions_left_out(experiment: Experiment) -> Experiment:
    """Every run is kept."""
    return replace(experiment, steps=tuple(s for s in experiment.steps if not isinstance(s, Condition)))


def conditions_written_in(experiment: Experiment, distribution: Distribution) -> Distribution:
    """The conditioned outcomes are told as asked for, whatever they were; all runs count."""
    wanted = dict(experiment.conditions)
    listed: dict[tuple[int, ...], Fraction] = {}
    if distribution.probabilities is None:
        return distribution
    for key, p in distribution.probabilities.items():
        forced = tuple(wanted.get(i, value) for i, value in enumerate(key))
        listed[forced] = listed.get(forced, Fraction(0)) + p
    return replace(distribution, probabilities=listed)


fault = partial(rewriting, broken=True)
sign_fault = partial(rewriting, broken=True, originals=SIGNED)
sampled_fault = partial(rewriting, broken=True, originals=(*EXACT, "ontic"))

BY_REWRITING: tuple[Mutant, ...] = (
    rewriting(
        "fourier-sign", "fourier does X -> -P, P -> X", stepwise(fourier_backwards), broken=True, originals=SIGNED
    ),
    sign_fault("phase-inverted", "phase does P -> P - X", stepwise(phase_backwards)),
    fault("sum-reversed", "sum exchanges control and target", stepwise(sum_backwards)),
    rewriting(
        "multiplier-inverted",
        "multiply by a divides by a",
        stepwise(multiplier_inverted),
        broken=True,
        originals=SIGNED,
    ),
    fault("shift-dropped", "written maps lose their constants", stepwise(shift_dropped)),
    fault("x-and-p-swapped", "preparations know P where X is meant", stepwise(x_and_p_swapped)),
    sampled_fault("valuation-dropped", "every known variable has the value 0", stepwise(valuation_dropped)),
    fault("systems-permuted", "preparations number the systems backwards", systems_permuted),
    fault("joint-order", "joint outcomes come in reversed order", stepwise(joint_order_permuted)),
    fault("constants-dropped", "X + 1 is measured as X", stepwise(constants_dropped)),
    fault("only-the-last", "a joint measurement records its last variable", stepwise(only_the_last)),
    fault("feed-forward-ignored", "displacements ignore outcomes", stepwise(feed_forward_ignored)),
    rewriting(
        "feed-forward-negated",
        "displacements subtract outcomes",
        stepwise(feed_forward_negated),
        broken=True,
        originals=SIGNED,
    ),
    sampled_fault("noise-ignored", "there is no noise", stepwise(noise_ignored)),
    fault("noise-twice", "noise is applied twice", stepwise(noise_twice)),
    fault("discard-of-another", "discarding a system forgets the next one", discard_of_another),
    Mutant(
        "conditions-ignored",
        "conditions select no runs, only what is told of them",
        True,
        lambda backend: Rewritten(backend, conditions_left_out, conditions_written_in),
    ),
)
