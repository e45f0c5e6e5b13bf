"""Questions about the state at the end of an experiment on modes, as features: each module of `questions.modes`."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Loss

from ..asking import asked, together
from ..feature import Drawing, Feature, Scope
from ..judging import Subject
from ..mode_extremes import extreme, kinds
from ..mode_script import ModeScript
from ..questions.modes.state import State
from ..questions.question import Question, nothing, questions

ORDER = 90

ORDINARY = 10
"""Of the cases so many, then as many as there are kinds of extreme states, and so on."""


def about(question: Question) -> Drawing:
    """States that look different in every direction, pure or mixed, of several modes that are correlated."""
    more = len(kinds(question))

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
        turn, place = divmod(number, ORDINARY + more)
        if place >= ORDINARY:
            return extreme(rng, scope, turn * more + place - ORDINARY, question)
        script = ModeScript(
            rng,
            scope,
            (1, 2, 3, question.most)[number % 4] if question.most > 3 else min(1 + number % 3, question.most),
        )
        if number % 4 == 1:
            script.vacuum()
        else:
            script.lopsided()
        if script.n > 1 and number % 5:
            script.map("beamsplitter")
        if number % 2 and not question.pure:
            script.add(*(Loss(k, script.number(0.3, 0.9)) for k in range(script.n)))
        return script.experiment

    return draw


def state_of(subject: Subject, experiment: Experiment) -> State | str:
    """The right state after an experiment, or why there is none."""
    answer = subject.oracle.answer(experiment)
    if answer.density is None or answer.density.state.size != 2 * experiment.n or len(answer.density.state.flat):
        return answer.skipped or "not all modes have moments"
    moments = answer.density.state
    return State(moments.means, moments.covariance, answer.density.hbar)


ANY = Question("any", "all that is offered", nothing, lambda state: None)
"""By which states are drawn for all questions together."""

FEATURES = (
    *(
        Feature(
            f"modes-ask-{question.name}",
            f"Asked for: {question.says}.",
            True,
            about(question),
            asked(question, state_of, rounded=True),
            ORDINARY + len(kinds(question)),
        )
        for question in questions("modes")
    ),
    Feature(
        "modes-ask-together",
        "Questions do not change the state of modes that they are about.",
        True,
        about(ANY),
        together(questions("modes"), state_of),
        6,
    ),
)
