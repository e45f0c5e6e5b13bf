"""Whether the answers of several backends to one experiment are the same, and if not, where they differ.

Exact answers are compared exactly. A sampling backend is tested against an exact answer (of its own
side, if there is one), or against the other samplers if there is none; all tests of one comparison
together raise a false alarm with a chance of at most 1e-9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

from equivalence.differences import Difference, first_difference, probability
from equivalence.results import Result, joined
from equivalence.sampling import FALSE_ALARM, Finding, against_exact, between_samples
from toytheory.backend import Side
from toytheory.outcomes import Distribution, Key

Outcome = Literal["agree", "disagree", "not-compared"]

SIDES: tuple[Side, Side] = ("toy", "quantum")


@dataclass(frozen=True)
class Comparison:
    """How the answers compare.

    Attributes
    ----------
    verdict : "agree"; "disagree"; "not-compared" where a side had no answer (and nothing else is wrong).
    witness : of a disagreement: the outcome with the largest difference ("outcome", "toy", "quantum",
        "backends"), with "reason" and "values" where those four do not say it all.
    """

    verdict: Outcome
    witness: Mapping[str, Any] | None = None


def compare(results: Sequence[Result]) -> Comparison:
    """Compare all answers with each other: within the toy side, within the quantum side, then across."""
    for check in (_faulty, _exact_within("toy"), _exact_within("quantum"), _exact_across, _sampled):
        witness = check(results)
        if witness is not None:
            return Comparison("disagree", witness)
    compared = all(any(r.answered and r.side == side for r in results) for side in SIDES)
    return Comparison("agree" if compared and not _vacuous(results) else "not-compared")


def _vacuous(results: Sequence[Result]) -> bool:
    """Whether all answers together say nothing: samplers alone, and no run met the conditions."""
    answers = [r for r in results if r.answered]
    return all(r.samples is not None and not len(r.samples.outcomes) for r in answers)


def _witness(outcome: Key | None, toy: Any, quantum: Any, backends: Sequence[str], **more: Any) -> dict[str, Any]:
    values = [None if value is None else str(value) for value in (toy, quantum)]
    key = None if outcome is None else joined(outcome)
    return {"outcome": key, "toy": values[0], "quantum": values[1], "backends": list(backends), **more}


def _faulty(results: Sequence[Result]) -> dict[str, Any] | None:
    """A backend that said that it can run and gave no answer of the promised form."""
    for result in results:
        if result.error is not None:
            return _witness(None, None, None, [result.backend], reason=f"{result.backend}: {result.error}")
    return None


def _exact(results: Sequence[Result], side: Side) -> list[Result]:
    return [r for r in results if r.side == side and r.distribution is not None]


def _exact_within(side: Side) -> Any:
    def check(results: Sequence[Result]) -> dict[str, Any] | None:
        exact = _exact(results, side)
        for other in exact[1:]:
            difference = first_difference(_of(exact[0]), _of(other))
            if difference is not None:
                return _inside(side, (exact[0], other), difference, results)
        return None

    return check


def _inside(
    side: Side, pair: tuple[Result, Result], difference: Difference, results: Sequence[Result]
) -> dict[str, Any]:
    """The witness of two backends of one side: the values of both, and of the other side where it has one."""
    names = [result.backend for result in pair]
    opposite = _opposite(side, difference.outcome, results)
    toy, quantum = (difference.left, opposite) if side == "toy" else (opposite, difference.left)
    values = {names[0]: str(difference.left), names[1]: str(difference.right)}
    reason = f"the {side} backends {names[0]} and {names[1]} differ{difference.of}"
    return _witness(difference.outcome, toy, quantum, names, reason=reason, values=values)


def _opposite(side: Side | None, outcome: Key | None, results: Sequence[Result]) -> Fraction | None:
    """The probability of an outcome on the other side, where that is known exactly."""
    there = [r for other in SIDES if other != side for r in _exact(results, other)]
    return probability(_of(there[0]), outcome) if there and outcome is not None else None


def _exact_across(results: Sequence[Result]) -> dict[str, Any] | None:
    toy, quantum = _exact(results, "toy"), _exact(results, "quantum")
    if not toy or not quantum:
        return None
    difference = first_difference(_of(toy[0]), _of(quantum[0]))
    if difference is None:
        return None
    names = [toy[0].backend, quantum[0].backend]
    more = {} if difference.outcome is not None else {"reason": f"the sides differ{difference.of}"}
    return _witness(difference.outcome, difference.left, difference.right, names, **more)


def _of(result: Result) -> Distribution:
    if result.distribution is None:
        raise ValueError(f"{result.backend} gave no distribution")
    return result.distribution


# samples


def _sampled(results: Sequence[Result]) -> dict[str, Any] | None:
    """Test every sampler, against exact answers where there are some; the chance of a false alarm is split evenly."""
    samplers = [r for r in results if r.samples is not None]
    references = {side: _exact(results, side) for side in SIDES}
    pairs = [(s, ref) for s in samplers if (ref := _reference(s, references)) is not None]
    if not pairs:
        return _samplers_alone(samplers)
    for sampler, reference in pairs:
        if sampler.samples is not None:
            finding = against_exact(sampler.samples, _of(reference), FALSE_ALARM / len(pairs))
            if finding is not None:
                return _sampled_witness(reference, sampler, finding, results)
    return None


def _reference(sampler: Result, references: Mapping[Side, Sequence[Result]]) -> Result | None:
    own = [r for side in SIDES if side == sampler.side for r in references[side]]
    return next(iter([*own, *(r for side in SIDES for r in references[side])]), None)


def _samplers_alone(samplers: Sequence[Result]) -> dict[str, Any] | None:
    pairs = list(combinations(samplers, 2))
    for left, right in pairs:
        if left.samples is not None and right.samples is not None:
            finding = between_samples(left.samples, right.samples, FALSE_ALARM / len(pairs))
            if finding is not None:
                return _sampled_witness(left, right, finding, samplers)
    return None


def _sampled_witness(reference: Result, sampler: Result, finding: Finding, results: Sequence[Result]) -> dict[str, Any]:
    shown = {reference.backend: finding.expected, sampler.backend: finding.observed}
    by_side: dict[Side | None, Fraction | None] = {sampler.side: finding.observed, reference.side: finding.expected}
    more: dict[str, Any] = {"reason": finding.reason}
    if reference.side == sampler.side:
        more["values"] = {name: str(value) for name, value in shown.items()}
        other = SIDES[1 - SIDES.index(reference.side or "toy")]
        by_side[other] = _opposite(reference.side, finding.outcome, results)
    return _witness(finding.outcome, by_side.get("toy"), by_side.get("quantum"), list(shown), **more)
