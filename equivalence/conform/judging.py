"""One experiment, one backend: does its answer agree with the oracle's?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from equivalence.comparison.answers import Elsewhere, Result, ask
from equivalence.comparison.calls import Call, Returned, call_here
from equivalence.comparison.contrast import contrast
from equivalence.comparison.isolated import Isolated
from toytheory.backend import Backend
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment

from .oracle import Oracle

ALARM = 1e-15
"""Chance of a false alarm of one test of samples: of a million tests, which no battery makes, less than 1e-9."""

SHOTS = 100
"""Runs that a sampler draws of most experiments."""

How = Literal["agrees", "differs", "crashes", "silent"]


@dataclass(frozen=True)
class Judged:
    """What a backend's answer to one experiment came to.

    Attributes
    ----------
    how : it agrees with the oracle, differs from it or has no well-formed answer, crashes (raised, died, took too
        long), or one of the two is silent.
    told : of a difference or crash, in words and numbers, JSON-ready; of silence, the reason under "reason".
    drawn : whether the answer was a sample.
    """

    how: How
    told: Mapping[str, Any] = field(default_factory=dict)
    drawn: bool = False

    @property
    def wrong(self) -> bool:
        """Whether something is to be reported."""
        return self.how in ("differs", "crashes")


@dataclass(frozen=True)
class Subject:
    """A backend that is judged, and by what.

    Attributes
    ----------
    backend : in a process of its own, or here.
    oracle : for its side.
    share : of what is asked of others, experiments and many runs alike, how much this one is asked.
    """

    backend: Backend
    oracle: Oracle
    share: float = 1.0

    def ask(self, experiment: Experiment, shots: int = SHOTS, seed: int = 0) -> Result:
        """Its answer; what took too long is asked once more, since a busy machine or a first compilation may be why."""
        result = ask(self.backend.name, self.backend, experiment, shots, seed)
        if result.fate == "late" and isinstance(self.backend, Isolated):
            self.backend.again()
            result = ask(self.backend.name, self.backend, experiment, shots, seed)
            self.backend.again()
        return result

    def call(self, method: str, *arguments: Any) -> Returned:
        """What one of its methods returns."""
        call = Call(method, arguments)
        if isinstance(self.backend, Isolated):
            returned = self.backend.call(call)
            if returned.fate == "late":
                self.backend.again()
                returned = self.backend.call(call)
                self.backend.again()
            return returned
        assert not isinstance(self.backend, Elsewhere)
        return call_here(self.backend, call)


Judge = Callable[[Subject, Experiment, int], Judged]
"""(subject, experiment, seed) -> what came of it."""


def judged(subject: Subject, experiment: Experiment, seed: int, shots: int = SHOTS) -> Judged:
    """The backend's answer to an experiment against the oracle's."""
    return against(subject, experiment, subject.ask(experiment, shots, seed))


def against(subject: Subject, experiment: Experiment, result: Result) -> Judged:
    """An answer that is there already."""
    fault = fault_of(result)
    if fault is not None:
        return fault
    expected = subject.oracle.answer(experiment)
    if not expected.answered:
        return Judged("silent", {"reason": expected.skipped or expected.error})
    return held_against(expected, result)


def fault_of(result: Result) -> Judged | None:
    """What is wrong with an answer by itself; None where it can be compared."""
    if result.fate is not None:
        return Judged("crashes", {"reason": result.error or result.skipped})
    if result.error is not None:
        return Judged("differs", {"reason": result.error})
    if not result.answered:
        return Judged("silent", {"reason": result.skipped})
    return None


def held_against(expected: Result, result: Result) -> Judged:
    """Two answers of which the first is right."""
    try:
        found = contrast(expected, result, ALARM)
    except CannotRun as reason:
        return Judged("silent", {"reason": str(reason)})
    if found is None:
        return Judged("agrees", drawn=result.drawn)
    right, wrong = found.shown
    told = {"outcome": found.outcome, "expected": right, "found": wrong}
    return Judged("differs", told | ({"reason": found.detail} if found.detail else {}), result.drawn)
