"""Questions about the outcomes of an experiment as a whole, as features: each module of `questions.records`."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import Distribution

from ..asking import asked
from ..feature import Feature, Scope
from ..judging import Subject
from ..questions.question import questions
from ..script import Script

ORDER = 63


def again_and_again(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
    """Systems are measured and prepared again, or not, with maps between or none."""
    script = Script(rng, scope, 1 + number % 2)
    script.basis("xp")
    for _ in range(2 + number % 3):
        system = int(rng.integers(script.n))
        if rng.random() < 0.3:
            script.named()
        script.read(script.single(system, 1, 0))
        if rng.random() < 0.7:
            script.know([script.of(system, 1, 0)], [system])
    return script.experiment


def outcomes_of(subject: Subject, experiment: Experiment) -> Distribution | str:
    """The right distribution of the outcomes, or why there is none that is listed."""
    found = subject.oracle.answer(experiment).distribution
    if found is None or not found.probabilities or not found.names:
        return "no outcomes are listed"
    return found


FEATURES = tuple(
    Feature(
        f"ask-{question.name}",
        f"Asked for: {question.says}.",
        False,
        again_and_again,
        asked(question, outcomes_of),
        24,
    )
    for question in questions("records")
)
