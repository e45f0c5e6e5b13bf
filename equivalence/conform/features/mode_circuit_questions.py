"""What packages do to circuits of modes, as features: each module of `questions.mode_circuits`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import MODE_MAPS
from toytheory.language.steps import Displace, OutcomeExpression, Transform

from ..asking import DECLINED, offers, shown
from ..feature import Feature, Scope
from ..judging import Judge, Judged, Subject
from ..mode_script import ModeScript
from ..questions.mode_circuits.mode_circuit_question import ModeCircuitQuestion
from ..questions.question import close, questions
from .mode_questions import state_of

ORDER = 92

TOLERANCE = 1e-6
"""By how much answers may differ, where they are of the order of one."""


def maps(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Modes in the vacuum or in a state given by its moments; each map in turn, a displacement, several of them."""
    names = list(MODE_MAPS)
    name = names[number // 2 % len(names)]
    needed = MODE_MAPS[name].systems
    if scope.largest_n < needed:
        return None
    script = ModeScript(rng, scope, needed + number // 4 % 2)
    if number % 4 == 1:
        script.gaussian(range(script.n))
    else:
        script.vacuum(displaced=False)
        for k in range(script.n):
            script.map("squeeze", (k,))
            script.map("rotate", (k,))
    if number % 3 == 2:
        script.add(Displace(((int(rng.integers(2 * script.n)), OutcomeExpression((), script.number(-2, 2))),)))
    script.map(name)
    return script.experiment


def asked(question: ModeCircuitQuestion) -> Judge:
    """A judge that asks for all moments after the operation."""

    def judge(subject: Subject, experiment: Experiment, seed: int) -> Judged:
        if not offers(subject, question.name):
            return DECLINED
        circuit = [step for step in experiment.steps if isinstance(step, Transform | Displace)]
        before = experiment.steps[: len(experiment.steps) - len(circuit)]
        if experiment.steps[len(before) :] != tuple(circuit):
            return Judged("silent", {"reason": "asked about maps and displacements that end the experiment"})
        state = state_of(subject, replace(experiment, steps=(*before, *question.rewritten(circuit))))
        if isinstance(state, str):
            return Judged("silent", {"reason": state})
        right = np.concatenate([state.means, state.covariance.ravel()])
        told = {"question": question.name, "expected": shown(right)}
        returned = subject.call("answer", question.name, experiment)
        if returned.skipped is not None:
            return Judged("silent", {"reason": returned.skipped})
        if returned.error is not None:
            return Judged("crashes", {**told, "reason": returned.error})
        if close(returned.value, right, TOLERANCE):
            return Judged("agrees")
        return Judged("differs", {**told, "found": shown(returned.value)})

    return judge


FEATURES = tuple(
    Feature(f"modes-ask-{question.name}", f"Asked for: {question.says}.", True, maps, asked(question), 36)
    for question in questions("mode_circuits")
)
