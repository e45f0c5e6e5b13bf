"""What is known at the end of an experiment on bits, from the stabilizers of Stim's tableau."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import stim

from quantum_ref.plan.parts import kept_systems
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Displace, Measure, Noise, OutcomeExpression, Step
from toytheory.phase_space.variables import Variable

from .dilated import DilatedQubits


def known_at_end(experiment: Experiment, systems: int) -> dict[str, Any] | None:
    r"""What is known of the first systems, given the conditions, to whoever sees no other outcome.

    None where noise changes it (it may lead out of the states (V, v)), and where the conditions cannot be met or
    nothing is left.

    >>> from toytheory.language.reading import parse_experiment
    >>> known_at_end(parse_experiment("system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 as a"), 2)
    {'known': ['X1 + X2 = 0'], 'entropy': 1, 'pure': False}
    """
    kept = kept_systems(experiment, systems)
    if not kept:
        return None
    quiet = _known(experiment, kept, noisy=False)
    noisy = any(isinstance(step, Noise) for step in experiment.steps)
    return quiet if not noisy or _known(experiment, kept, noisy=True) == quiet else None


def _known(experiment: Experiment, kept: list[int], *, noisy: bool) -> dict[str, Any] | None:
    """Noise left out; or, if `noisy`, wholly random: a displacement by the value of an unknown system."""
    conditions = [(step.name, step.value % 2) for step in experiment.steps if isinstance(step, Condition)]
    given = dict(conditions)
    if any(given[name] != value for name, value in conditions):
        return None
    steps = tuple(_without_noise(experiment, noisy))
    more = sum(isinstance(step, Measure) for step in steps) - sum(isinstance(s, Measure) for s in experiment.steps)
    system = replace(experiment.system, n=experiment.n + more)
    ends = DilatedQubits(Experiment(system, steps, experiment.source))
    if not ends.probability(given):
        return None
    left = _echelon(ends.told_of([ends.qubits[k] for k in kept], given), [ends.qubits[k] for k in kept])
    known = []
    for product in left:
        xs, zs = product.to_numpy()
        terms = {2 * k + side: 1 for k in kept for side, bits in ((0, zs), (1, xs)) if bits[ends.qubits[k]]}
        known.append(f"{Variable.of(terms, 2)} = {int(product.sign == -1)}")
    return {"known": known, "entropy": len(kept) - len(known), "pure": len(known) == len(kept)}


def _without_noise(experiment: Experiment, noisy: bool) -> Iterator[Step]:
    names = (name for i in count() if (name := f"noise{i}") not in experiment.outcomes)
    unknown = count(experiment.n)
    for step in experiment.steps:
        if isinstance(step, Noise):
            for coordinate in step.coordinates if noisy else ():
                name = next(names)
                yield Measure((Variable.of({2 * next(unknown): 1}, 2),), (name,))
                yield Displace(((coordinate, OutcomeExpression(((name, 1),))),))
        elif not isinstance(step, Condition):
            yield step


def _echelon(products: list[stim.PauliString], qubits: list[int]) -> list[stim.PauliString]:
    """Independent generators, reduced by Z and then X of each qubit in turn."""
    rest, done = list(products), list[stim.PauliString]()
    for qubit in qubits:
        for letters in ((2, 3), (1, 2)):  # with a Z, with an X; Y has both
            pivot = next((each for each in rest if each[qubit] in letters), None)
            if pivot is None:
                continue
            rest = [each * pivot if each[qubit] in letters else each for each in rest if each is not pivot]
            done = [each * pivot if each[qubit] in letters else each for each in done]
            done.append(pivot)
    return done
