"""What packages do to circuits, as features: each module of `questions.circuits`; outcomes asked are certain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toytheory.discrete.final_state import state_after
from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS
from toytheory.language.reading import format_experiment
from toytheory.language.steps import Measure, Transform
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.variables import Variable

from ..asking import DECLINED, offers
from ..feature import Feature, Scope
from ..judging import Judge, Judged, Subject
from ..questions.circuits.circuit_question import CircuitQuestion
from ..questions.question import questions
from ..script import Script

ORDER = 62

DISPLACEMENT = "displacement"

ASKED = 3
"""Times that one circuit is asked about, with arguments and a variable of their own."""


def maps(rng: np.random.Generator, scope: Scope, number: int) -> Experiment | None:
    """Known states and maps after them: a named one, each in turn, or a displacement; or several."""
    names = [*NAMED_MAPS, DISPLACEMENT]
    name = names[number // 2 % len(names)]
    systems = 1 if name == DISPLACEMENT else NAMED_MAPS[name].systems
    script = Script(rng, scope, systems + number % 2)
    if script.n < systems:
        return None
    script.basis("xpm")
    if name == DISPLACEMENT:
        for _ in range(1 + number % 2):
            script.apply(displaced(rng, scope.dimension, 0))
    else:
        script.map(name)
    for _ in range(number % 2 * int(rng.integers(4))):
        script.named()
        if rng.random() < 0.3:
            script.apply(displaced(rng, scope.dimension, int(rng.integers(script.n))))
    return script.experiment


def displaced(rng: np.random.Generator, d: int, system: int) -> Transform:
    """A displacement of X or P of a system, as a map."""
    shift = (int(rng.integers(1, d)), 0)
    return Transform((system,), ((1, 0), (0, 1)), shift if rng.random() < 0.5 else shift[::-1])


def asked(question: CircuitQuestion) -> Judge:
    """A judge that asks for outcomes that are certain after the operation."""

    def judge(subject: Subject, experiment: Experiment, seed: int) -> Judged:
        if subject.backend.side == "toy" or not offers(subject, question.name):
            return DECLINED
        d, steps = experiment.d, experiment.steps
        block = [step for step in steps if isinstance(step, Transform)]
        rng = np.random.default_rng([seed, experiment.n])
        before = steps[: len(steps) - len(block)]
        for _ in range(ASKED):
            arguments = question.draw(rng, d)
            done = replace(experiment, steps=(*before, *question.rewritten(block, d, *arguments)))
            state = state_after(done)
            if not block or steps[len(before) :] != tuple(block) or state is None or not len(state[0].known):
                return Judged("silent", {"reason": "nothing is certain after maps that end the experiment"})
            F = Variable.from_vector(_some(state[0].known, d, rng), d)
            found = _one(subject, question, arguments, experiment, done, Measure((F,), ("m1",)))
            if found.how != "agrees":
                return found
        return Judged("agrees")

    return judge


def _some(rows: Matrix, d: int, rng: np.random.Generator) -> Matrix:
    """A known variable at random."""
    mixed = rng.integers(0, d, len(rows)) @ rows % d
    return mixed if mixed.any() else rows[0]


def _one(
    subject: Subject, question: CircuitQuestion, arguments: tuple[int, ...], experiment: Experiment, done: Experiment,
    ask: Measure,
) -> Judged:  # fmt: skip
    """The outcome of one measurement after the operation."""
    whole = replace(experiment, steps=(*experiment.steps, ask))
    expected = subject.oracle.answer(replace(done, steps=(*done.steps, ask))).distribution
    if expected is None or len(expected.probabilities or {}) != 1:
        return Judged("silent", {"reason": "the outcome is not certain"})
    ((right, _),) = (expected.probabilities or {}).items()
    told = {"question": question.name, "arguments": repr(arguments), "asked": format_experiment(whole)}
    told["expected"] = repr(right)
    returned = subject.call("answer", question.name, whole, *arguments)
    if returned.skipped is not None:
        return Judged("silent", {"reason": returned.skipped})
    if returned.error is not None:
        return Judged("crashes", {**told, "reason": returned.error})
    rows = np.asarray(returned.value)
    if rows.ndim == 2 and len(rows) and rows.shape[1] == 1 and (rows == right).all():
        return Judged("agrees")
    return Judged("differs", {**told, "found": repr(np.unique(rows, axis=0).tolist() if rows.ndim else rows)})


FEATURES = tuple(
    Feature(
        f"ask-{question.name}",
        f"Asked for: {question.says}.",
        False,
        maps,
        asked(question),
        question.cases,
        part=question.part,
    )
    for question in questions("circuits")
)
