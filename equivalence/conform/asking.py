"""Questions asked of a backend: its answer against the formula's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from toytheory.language.experiment import Experiment

from .judging import Judge, Judged, Subject
from .questions.question import Question, close

StateOf = Callable[[Subject, Experiment], Any]
"""(subject, experiment) -> the right state after it, or a text that says why there is none."""

DECLINED = Judged("silent", {"reason": "is not asked this"})


def offers(subject: Subject, name: str) -> bool:
    """Whether a backend answers a question."""
    offered = subject.call("questions")
    return offered.error is None and name in (offered.value or ())


def settled(question: Question, state: Any, arguments: tuple[Any, ...], right: Any) -> bool:
    """Whether rounding of the moments changes the right answer by less than a tenth of what it may be wrong by."""
    near = (question.right(state, *arguments) for state in state.nearby())
    return all(close(other, right, question.tolerance / 10) for other in near)


def asked(question: Question, state_of: StateOf, rounded: bool = False) -> Judge:
    """A judge that asks it, twice, and compares both answers with the right one.

    Parameters
    ----------
    rounded : whether answers are made of moments that are rounded: then it is asked only where that does not matter.
    """

    def judge(subject: Subject, experiment: Experiment, seed: int) -> Judged:
        if not offers(subject, question.name):
            return DECLINED
        state = state_of(subject, experiment)
        if isinstance(state, str):
            return Judged("silent", {"reason": state})
        if question.pure and not state.pure:  # to which shrinking may lead
            return Judged("silent", {"reason": "is asked of pure states"})
        arguments = question.draw(np.random.default_rng([seed, experiment.n]), state)
        right = question.right(state, *arguments)
        if rounded and not settled(question, state, arguments, right):
            return Judged("silent", {"reason": "rounding may change the answer"})
        told = {"question": question.name, "arguments": repr(arguments), "expected": shown(right)}
        for _ in range(2):
            returned = subject.call("answer", question.name, experiment, *arguments)
            if returned.skipped is not None:
                return Judged("silent", {"reason": returned.skipped})
            if returned.error is not None:
                return Judged("crashes", {**told, "reason": returned.error})
            if not question.same(returned.value, right, question.tolerance):
                return Judged("differs", {**told, "found": shown(question.told(returned.value))})
        return Judged("agrees")

    return judge


def shown(value: Any) -> str:
    """A number, a truth value or an array as a short text."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    return np.array2string(np.asarray(value), precision=9, max_line_width=10_000).replace("\n", "")


def together(asked_of: tuple[Question, ...], state_of: StateOf) -> Judge:
    """A judge that asks one state all questions, forth and back: no query changes what the others are told.

    Questions that are answered wrongly on a new state are left out here: they have features of their own.
    """

    def judge(subject: Subject, experiment: Experiment, seed: int) -> Judged:
        state = state_of(subject, experiment)
        if isinstance(state, str):
            return Judged("silent", {"reason": state})
        kept: list[tuple[Question, tuple[Any, ...], Any]] = []
        for number, question in enumerate(asked_of):
            if experiment.n > question.most or (question.pure and not state.pure) or not offers(subject, question.name):
                continue
            arguments = question.draw(np.random.default_rng([seed, number, experiment.n]), state)
            right = question.right(state, *arguments)
            alone = subject.call("answer", question.name, experiment, *arguments)
            if alone.error is None and alone.skipped is None and question.same(alone.value, right, question.tolerance):
                kept.append((question, arguments, right))
        order = [*kept, *kept[::-1]]
        returned = subject.call("answers", experiment, [(question.name, arguments) for question, arguments, _ in order])
        if not kept or returned.skipped is not None or "no attribute 'answers'" in (returned.error or ""):
            return Judged("silent", {"reason": returned.skipped or "answers no questions about one state"})
        if returned.error is not None:
            return Judged("crashes", {"reason": returned.error})
        for place, ((question, arguments, right), found) in enumerate(zip(order, returned.value, strict=True)):
            if not question.same(found, right, question.tolerance):
                before = [name.name for name, _, _ in order[:place]]
                told = {"question": question.name, "arguments": repr(arguments), "after": ", ".join(before)}
                return Judged("differs", {**told, "expected": shown(right), "found": shown(question.told(found))})
        return Judged("agrees")

    return judge
