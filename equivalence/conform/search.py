"""Looks for faults in one feature: each is shrunk, and the search goes on around those that were found.

An experiment that has all that a found fault needs is set aside, neither asked nor counted; nor does shrinking lead
back to a fault that is known. A fault that needs the same gates as one that is known is not told again (`causes`).
What is found depends on the seed alone, not on other features, processes or the clock.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from equivalence.experiments.shrink import shrink
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment

from .causes import by_gates_of, gates_needed
from .feature import Feature, Scope
from .ingredients import Made, contains, core, essence
from .judging import Judged, Subject
from .shares import LEAST, tries

SHRINKING = 250
"""Smaller experiments tried at most, or a share of them; where each takes too long, `LEAST`."""

MOST_FAULTS = 5
"""Faults of one feature in one scope; after them it is given up."""

MOST_SHRUNK = 10
"""Wrong answers that are shrunk, in one scope, to faults or to one that is known."""

PATIENCE = 4
"""So many experiments are drawn for each that is answered, where others are set aside or not offered."""


@dataclass(frozen=True)
class Fault:
    """A distinct fault.

    Attributes
    ----------
    experiment : the smallest found that shows it.
    judged : what it shows.
    needs : what it is recognised by.
    gates : what it needs where it is written out in the gates that the backend lowers to; None where it is not.
    """

    experiment: Experiment
    judged: Judged
    needs: Made
    gates: Made | None = None

    @property
    def witness(self) -> dict[str, Any]:
        """JSON-ready; the experiment is a text that replays."""
        told = {"toy_file": format_experiment(self.experiment), "how": self.judged.how, **self.judged.told}
        told["needs"] = sorted(self.needs)
        return told if self.gates is None else told | {"gates": sorted(self.gates)}

    def same_cause(self, other: Fault) -> bool:
        """Whether both need the same gates to fail in the same way, at the same question."""
        if self.gates is None or other.gates is None or core(self.gates) != core(other.gates):
            return False
        asked = self.judged.told.get("question") == other.judged.told.get("question")
        return asked and kind(self.judged) == kind(other.judged)

    def explains(self, other: Fault) -> bool:
        """Whether it needs less to fail in the same way: found first, it would have set the other one aside."""
        return self.needs < other.needs and kind(self.judged) == kind(other.judged)


@dataclass
class Found:
    """What a search came to.

    Attributes
    ----------
    agreed, silent, aside : experiments on which the backend agrees, is silent, and that were set aside.
    drawn : of those that agree, how many were samples.
    sizes : of those that agree, how many systems.
    reasons : of the silent ones.
    faults : distinct ones.
    cut : whether time ran out before all cases were asked.
    """

    agreed: int = 0
    silent: int = 0
    aside: int = 0
    drawn: int = 0
    sizes: set[int] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    cut: bool = False

    @property
    def answered(self) -> int:
        """Experiments on which the backend was neither silent nor left in peace."""
        return self.agreed + len(self.faults)


def search(
    subject: Subject,
    feature: Feature,
    scope: Scope,
    seed: int,
    cases: int,
    deadline: float | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
    first: int = 0,
) -> Found:
    """Ask until `cases` experiments of a feature, or the subject's share of them, are answered, or none is offered.

    Parameters
    ----------
    deadline : on the clock of `time.monotonic`; what was not asked then is not.
    first : number of the experiment with which it begins.
    """
    found = Found()
    needs: list[Made] = []
    wanted = max(1, round(subject.share * cases))
    numbers = list(islice(feature.numbers(scope, seed, first, cases, subject.share), PATIENCE * cases))
    for number, experiment in zip(numbers, feature.experiments(scope, seed, numbers), strict=False):
        if found.answered == wanted or (not found.answered and found.silent == min(cases, feature.cases)):
            break
        if contains(experiment, needs):
            found.aside += 1
            continue
        if deadline is not None and time.monotonic() > deadline:
            found.cut = True
            break
        judged = feature.judge(subject, experiment, seed + number)
        if judged.how == "agrees":
            found.agreed += 1
            found.drawn += judged.drawn
            found.sizes.add(experiment.n)
        elif judged.how == "silent":
            found.silent += 1
            found.reasons[str(judged.told.get("reason"))] += 1
        else:
            fault = _smallest(subject, feature, experiment, judged, needs, seed + number)
            needs.append(fault.needs)
            if any(fault.same_cause(other) for other in found.faults):
                found.aside += 1
            else:
                found.faults = [*(other for other in found.faults if not fault.explains(other)), fault]
            if len(found.faults) == MOST_FAULTS or len(needs) == MOST_SHRUNK:
                break
        report(found.answered, wanted)
    return found


def kind(judged: Judged) -> str:
    """How an answer is wrong; crashes of different exceptions, or ends of a process, are different ones.

    >>> kind(Judged("crashes", {"reason": "it raised ValueError: 3"})), kind(Judged("differs", {"reason": "a: b"}))
    ('crashes: it raised ValueError', 'differs')
    """
    if judged.how != "crashes":
        return judged.how
    return f"crashes: {str(judged.told.get('reason')).partition(':')[0]}"


def _smallest(
    subject: Subject, feature: Feature, experiment: Experiment, judged: Judged, needs: list[Made], seed: int
) -> Fault:
    """The fault that an experiment shows, shrunk to the smallest that shows a fault of that kind."""
    last = {"": judged}

    def fails(smaller: Experiment) -> bool:
        try:
            again = feature.judge(subject, smaller, seed)
        except (CannotRun, InputError):  # what is judged may have no answer to compare with
            return False
        if kind(again) != kind(judged):
            return False
        last[format_experiment(smaller)] = again
        return True

    keeps = by_gates_of(subject, experiment, feature.part)

    def unknown(smaller: Experiment) -> bool:
        return not contains(smaller, needs) and keeps(smaller) and fails(smaller)

    smallest = experiment
    late = "no answer within" in str(judged.told.get("reason"))
    try:
        smallest = shrink(experiment, unknown, budget=LEAST if late else tries(SHRINKING, subject.share))
    except InputError:  # it does not fail again: what it depends on is not in the experiment
        told = {**judged.told, "again": "asked again it did not fail"}
        judged = replace(judged, told=told)
    shown = last.get(format_experiment(smallest), judged)
    gates = None if late else gates_needed(subject, smallest, fails, feature.part)
    return Fault(smallest, shown, essence(smallest), gates)
