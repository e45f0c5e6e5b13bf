"""Questions about the state at the end of an experiment on qudits, as features: each module of `questions.qudits`."""

from __future__ import annotations

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Prepare

from ..asking import asked, together
from ..feature import Drawing, Feature, Scope
from ..judging import Subject
from ..qudit_extremes import KINDS, extreme, systems
from ..questions.qudits.state import Stabilized
from ..questions.question import Question, nothing, questions
from ..script import Script

ORDER = 61

ORDINARY = 16
"""Of the cases so many, then as many as there are kinds of extreme states, and so on."""


def about(question: Question) -> Drawing:
    """Pure states, entangled ones too; where the question is not about pure ones alone, something may be unknown."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        turn, place = divmod(number, ORDINARY + KINDS)
        if place >= ORDINARY:
            return extreme(rng, scope, turn * KINDS + place - ORDINARY, question)
        script = Script(rng, scope, systems(question, scope.dimension, 1 + number % 3))
        n = script.n
        mixed = number % 3 == 2 and not question.pure
        if mixed and n > 1:
            script.know([script.of(0, 1, 0) + script.of(1, 0, 1)], [0, 1])
        if number % 4 == 1 and n > 1 and not mixed:  # a system that nothing happens to may be forgotten
            idle = int(rng.integers(n))
            script.add(Prepare((script.of(idle, 1, 0),), (0,), (idle,)))
            script.alive = [k for k in range(n) if k != idle]
            script.basis("xpm", script.alive)
        else:
            script.basis("xpm", range(2 if mixed else 0, n))
        for _ in range(1 + number % 4):
            script.named()
        return script.experiment

    return draw


def state_of(subject: Subject, experiment: Experiment) -> Stabilized | str:
    """The right state after an experiment, or why there is none."""
    if subject.backend.side == "toy":
        return "these are questions about quantum states"
    try:
        return Stabilized.after(experiment)
    except CannotRun as reason:
        return str(reason)


ANY = Question("any", "all that is offered", nothing, lambda state: None)
"""By which states are drawn for all questions together."""

FEATURES = (
    *(
        Feature(
            f"ask-{question.name}",
            f"Asked for: {question.says}.",
            False,
            about(question),
            asked(question, state_of),
            ORDINARY + KINDS,
            part="state",
        )
        for question in questions("qudits")
    ),
    Feature(
        "ask-together",
        "Questions do not change the state that they are about.",
        False,
        about(ANY),
        together(questions("qudits"), state_of),
        8,
        part="state",
    ),
)
