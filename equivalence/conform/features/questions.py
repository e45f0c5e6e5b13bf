"""Questions about the state at the end of an experiment on modes, as features: one for each module of `questions`."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment

from .. import questions as folder
from ..feature import Drawing, Feature, Scope
from ..judging import Judge, Judged, Subject
from ..mode_script import ModeScript
from ..questions.question import Question, State

ORDER = 90


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All questions, by name."""
    names = [found.name for found in iter_modules(folder.__path__) if found.name != "question"]
    modules = [import_module(f"{folder.__name__}.{name}") for name in names]
    return tuple(sorted((module.QUESTION for module in modules), key=lambda question: str(question.name)))


def about(question: Question) -> Drawing:
    """States that look different in every direction, pure or mixed, of several modes that are correlated."""

    def draw(rng: np.random.Generator, scope: Scope, number: int) -> Experiment:
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
            from toytheory.language.steps import Loss

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


def asked(question: Question) -> Judge:
    """A judge that asks it, twice, and compares both answers with the right one."""

    def judge(subject: Subject, experiment: Experiment, seed: int) -> Judged:
        offered = subject.call("questions")
        if offered.error is not None or question.name not in (offered.value or ()):
            return Judged("silent", {"reason": "is not asked this"})
        state = state_of(subject, experiment)
        if isinstance(state, str):
            return Judged("silent", {"reason": state})
        arguments = question.draw(np.random.default_rng([seed, experiment.n]), experiment.n, state.hbar)
        right = question.right(state, *arguments)
        told = {"question": question.name, "arguments": repr(arguments), "expected": _shown(right)}
        for _ in range(2):
            returned = subject.call("answer", question.name, experiment, *arguments)
            if returned.skipped is not None:
                return Judged("silent", {"reason": returned.skipped})
            if returned.error is not None:
                return Judged("crashes", {**told, "reason": returned.error})
            if not close(returned.value, right, question.tolerance):
                return Judged("differs", {**told, "found": _shown(returned.value)})
        return Judged("agrees")

    return judge


def close(found: Any, right: Any, tolerance: float) -> bool:
    """Whether an answer is the right one, within the tolerance."""
    if isinstance(right, bool):
        return bool(found) == right
    try:
        given, wanted = np.asarray(found, dtype=np.complex128), np.asarray(right, dtype=np.complex128)
    except (TypeError, ValueError):
        return False
    if given.shape != wanted.shape or not np.isfinite(given).all():
        return False
    size = max(1.0, float(np.abs(wanted).max(initial=0.0)))
    return bool((np.abs(given - wanted) <= tolerance * size).all())


def _shown(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    return np.array2string(np.asarray(value), precision=9, max_line_width=10_000).replace("\n", "")


FEATURES = tuple(
    Feature(f"modes-ask-{question.name}", f"Asked for: {question.says}.", True, about(question), asked(question), 10)
    for question in questions()
)
