"""How a simulator runs: many shots and one, equal and different seeds, one object asked again and again."""

from __future__ import annotations

import numpy as np

from toytheory.backend import Capabilities
from toytheory.language.experiment import Experiment

from ..drawing import independent, one_by_one, other_threads, same_again, sampled
from ..feature import Feature, Scope
from ..judging import Judged, Subject, judged
from ..script import Script

ORDER = 60


def draws(capabilities: Capabilities) -> bool:
    """Whether a backend samples."""
    return capabilities.samples


def mixed(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Outcomes of every kind: random, certain, correlated."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("px")
    if script.n > 1:
        script.map("sum")
    script.read(script.single(0, *((1, 0), (0, 1))[number % 2]))
    script.named()
    script.read(script.single(script.n - 1, 0, 1))
    script.ask(1)
    return script.experiment


def uniform(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """X of a system of which P is known: each outcome as likely as any other."""
    script = Script(rng, scope, 1)
    script.basis("p")
    script.read(script.single(0, 1, 0))
    return script.experiment


def asked_again(subject: Subject, experiment: Experiment, seed: int) -> Judged:
    """The same experiment twice, with a shorter one between: every answer is right."""
    shorter = Experiment(experiment.system, experiment.steps[:-1])
    found = [judged(subject, each, seed + k) for k, each in enumerate((experiment, shorter, experiment))]
    for times, one in enumerate(found):
        if one.wrong:
            when = ("at first", "asked second, after a longer one", "asked a second time")[times]
            return Judged(one.how, {**one.told, "when": when}, one.drawn)
    return found[0]


FEATURES = (
    Feature(
        "shots-many", "Of many runs the outcomes have their probabilities.", False, mixed, sampled(20_000), 4, draws
    ),
    Feature(
        "shots-one",
        "Runs asked one by one, with other seeds, have their probabilities.",
        False,
        mixed,
        one_by_one,
        3,
        draws,
    ),
    Feature("seeds-equal", "Equal seeds give equal samples.", False, mixed, same_again, 4, draws),
    Feature(
        "seeds-threads",
        "Equal seeds give equal samples whatever the number of threads is.",
        False,
        mixed,
        other_threads,
        1,
        draws,
    ),
    Feature(
        "seeds-different",
        "Runs are independent of each other, and samples of different seeds.",
        False,
        uniform,
        independent,
        3,
        draws,
    ),
    Feature(
        "asked-again",
        "One object, asked again and again, keeps giving the right answers.",
        False,
        mixed,
        asked_again,
        8,
    ),
)
