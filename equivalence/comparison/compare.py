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

from toytheory.backend import Side
from toytheory.outcomes.distributions import Distribution, Key, Samples

from .answers import Result, joined
from .continuous_comparison import continuous_witness
from .exact import first_difference, probability
from .samples import FALSE_ALARM, Finding, against_exact, between_samples

Outcome = Literal["agree", "disagree", "not-compared"]
Witness = dict[str, Any]

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


@dataclass(frozen=True)
class _Exact:
    name: str
    side: Side
    distribution: Distribution


@dataclass(frozen=True)
class _Drawn:
    name: str
    side: Side
    samples: Samples


def compare(results: Sequence[Result]) -> Comparison:
    """Compare all answers with each other: within the toy side, within the quantum side, then across."""
    if any(r.density is not None or r.draws is not None for r in results):
        return _compare_continuous(results)
    exact = [_Exact(r.backend, r.side, r.distribution) for r in results if r.side and r.distribution is not None]
    drawn = [_Drawn(r.backend, r.side, r.samples) for r in results if r.side and r.samples is not None]
    witness = (
        _faulty(results)
        or _within(exact, "toy")
        or _within(exact, "quantum")
        or _across(exact)
        or (_drawn_against_exact(drawn, exact) if exact else _drawn_alone(drawn))
    )
    if witness is not None:
        return Comparison("disagree", witness)
    answered = {answer.side for answer in exact} | {answer.side for answer in drawn}
    # Samplers alone that kept no run say nothing about the outcomes.
    vacuous = not exact and not any(len(answer.samples.outcomes) for answer in drawn)
    return Comparison("not-compared" if vacuous or answered != set(SIDES) else "agree")


def _compare_continuous(results: Sequence[Result]) -> Comparison:
    """The same for modes: densities to their tolerances, samples against densities, or against samples."""
    witness = _faulty(results) or continuous_witness(results)
    if witness is not None:
        return Comparison("disagree", witness)
    vacuous = not any(r.density is not None or (r.draws is not None and len(r.draws.outcomes)) for r in results)
    answered = {r.side for r in results if r.answered}
    return Comparison("not-compared" if vacuous or answered != set(SIDES) else "agree")


def _witness(outcome: Key | None, toy: Any, quantum: Any, backends: Sequence[str], **more: Any) -> Witness:
    values = [None if value is None else str(value) for value in (toy, quantum)]
    key = None if outcome is None else joined(outcome)
    return {"outcome": key, "toy": values[0], "quantum": values[1], "backends": list(backends), **more}


def _faulty(results: Sequence[Result]) -> Witness | None:
    """A backend that said that it can run and gave no answer of the promised form."""
    for result in results:
        if result.error is not None:
            return _witness(None, None, None, [result.backend], reason=f"{result.backend}: {result.error}")
    return None


_CONDITIONS = " in the probability that the conditions are met"


def _within(exact: Sequence[_Exact], side: Side) -> Witness | None:
    """Two backends of one side that differ; the witness has the values of both, and of the other side."""
    own = [answer for answer in exact if answer.side == side]
    for other in own[1:]:
        found = first_difference(own[0].distribution, other.distribution)
        if found is not None:
            names = [own[0].name, other.name]
            reason = f"the {side} backends {' and '.join(names)} differ" + (
                _CONDITIONS if found.outcome is None else ""
            )
            values = dict(zip(names, (str(found.left), str(found.right)), strict=True))
            pair = _by_side(side, found.left, _opposite(side, found.outcome, exact))
            return _witness(found.outcome, *pair, names, reason=reason, values=values)
    return None


def _by_side(side: Side, here: Fraction, there: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
    return (here, there) if side == "toy" else (there, here)


def _opposite(side: Side, outcome: Key | None, exact: Sequence[_Exact]) -> Fraction | None:
    """The probability of an outcome on the other side, where that is known exactly."""
    there = [answer.distribution for answer in exact if answer.side != side]
    return probability(there[0], outcome) if there and outcome is not None else None


def _across(exact: Sequence[_Exact]) -> Witness | None:
    first = {answer.side: answer for answer in reversed(exact)}
    if len(first) < 2:
        return None
    toy, quantum = first["toy"], first["quantum"]
    found = first_difference(toy.distribution, quantum.distribution)
    if found is None:
        return None
    more = {"reason": "the sides differ" + _CONDITIONS} if found.outcome is None else {}
    return _witness(found.outcome, found.left, found.right, [toy.name, quantum.name], **more)


def _drawn_against_exact(drawn: Sequence[_Drawn], exact: Sequence[_Exact]) -> Witness | None:
    """Test every sampler against an exact answer; the chance of a false alarm is split evenly."""
    for sampler in drawn:
        reference = min(exact, key=lambda answer: answer.side != sampler.side)
        finding = against_exact(sampler.samples, reference.distribution, FALSE_ALARM / len(drawn))
        if finding is not None:
            return _drawn_witness(reference, sampler, finding, exact)
    return None


def _drawn_alone(drawn: Sequence[_Drawn]) -> Witness | None:
    pairs = list(combinations(drawn, 2))
    for left, right in pairs:
        finding = between_samples(left.samples, right.samples, FALSE_ALARM / len(pairs))
        if finding is not None:
            return _drawn_witness(left, right, finding, ())
    return None


def _drawn_witness(reference: _Exact | _Drawn, sampler: _Drawn, finding: Finding, exact: Sequence[_Exact]) -> Witness:
    names = [reference.name, sampler.name]
    if reference.side != sampler.side:
        pair = _by_side(reference.side, finding.expected, finding.observed)
        return _witness(finding.outcome, *pair, names, reason=finding.reason)
    pair = _by_side(reference.side, finding.expected, _opposite(reference.side, finding.outcome, exact))
    values = dict(zip(names, (str(finding.expected), str(finding.observed)), strict=True))
    return _witness(finding.outcome, *pair, names, reason=finding.reason, values=values)
