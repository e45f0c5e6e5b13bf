"""Whether the answers of several backends to one experiment are the same, and if not, who is wrong, or where.

Each side is compared within itself first, samplers included: a fault of a backend is no difference of the theories.
Only then are the sides compared, each by its answers that stand. All tests of samples in one comparison together raise
a false alarm with a chance of at most 1e-9.

Where the backends of a side differ, the odd one out is named if it can be: exact answers stand over samples, and what
most backends of the side say stands over what fewer say. Where these two do not decide, a pair is named. Where the
theories predict the same, the other side is a witness too: the one without which all others agree is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, Literal

from toytheory.backend import Side

from .answers import Result
from .contrast import Contrast, contrast
from .exact import probability
from .samples import FALSE_ALARM

Outcome = Literal["agree", "disagree", "not-compared"]

SIDES: tuple[Side, Side] = ("toy", "quantum")


@dataclass(frozen=True)
class Comparison:
    """How the answers compare.

    Attributes
    ----------
    verdict : "agree"; "disagree"; "not-compared" where a side had no answer (and nothing else is wrong).
    witness : of a disagreement: the outcome with the largest difference ("outcome", "toy", "quantum", "backends"), with
        "reason", "values" and "faulty" (the backends that are wrong, where that can be decided) where those do not say
        it all; within a side, where there is one there.
    sides : the same three words within each side; "not-compared" where fewer than two of its backends answered.
    across : the witness of a difference between the sides, also where a fault within one is told first.
    """

    verdict: Outcome
    witness: Mapping[str, Any] | None = None
    sides: Mapping[Side, Outcome] = field(default_factory=lambda: {"toy": "not-compared", "quantum": "not-compared"})
    across: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class _Standing:
    """What comparing the backends of one side came to.

    Attributes
    ----------
    outcome : as in `Comparison.sides`.
    standing : the answers that stand for the side; none where that is undecided.
    pair : two that differ, the one that stands first where that is decided, and how.
    faulty : the names of those that do not stand, where that is decided.
    """

    outcome: Outcome
    standing: Sequence[Result]
    pair: tuple[Result, Result, Contrast] | None = None
    faulty: tuple[str, ...] = ()


def compare(results: Sequence[Result]) -> Comparison:
    """Compare all answers with each other: within the toy side, within the quantum side, then across."""
    own = {side: [r for r in results if r.side == side and r.answered] for side in SIDES}
    wrong = [r for r in results if r.error is not None]
    alpha = FALSE_ALARM / max(1, _tests(*own.values()))
    within = {side: _within(own[side], alpha) for side in SIDES}
    sides: dict[Side, Outcome] = {
        side: "disagree" if any(r.side == side for r in wrong) else within[side].outcome for side in SIDES
    }
    found = _across(within["toy"].standing, within["quantum"].standing, alpha)
    across = None if found is None else _told(found, (), results)
    witnesses = [_error(r) for r in wrong[:1]]
    witnesses += [_told(w.pair, w.faulty, results) for w in within.values() if w.pair is not None]
    witnesses += [across] if across is not None else []
    if witnesses:
        told = witnesses[0]
        if not wrong and (odd := _odd_of_all(results, alpha)) is not None:
            told["faulty"] = [odd]
        return Comparison("disagree", told, sides, across)
    compared = all(own.values()) and not _vacuous(results)
    return Comparison("agree" if compared else "not-compared", None, sides)


def _odd_of_all(results: Sequence[Result], alpha: float) -> str | None:
    """The one backend without which all others, of whatever side and two at least, agree.

    Asked only where the theories predict the same, for modes and for odd d: elsewhere the other side is no witness.
    """
    members = [r for r in results if r.answered and r.side is not None]
    alike = all(r.density is not None or r.draws is not None or _odd_dimension(r) for r in members)
    if not alike or len(members) < 3 or {r.side for r in members} != set(SIDES):
        return None
    odd = [r.backend for r in members if _within([m for m in members if m is not r], alpha).outcome == "agree"]
    return odd[0] if len(odd) == 1 else None


def _odd_dimension(result: Result) -> bool:
    discrete = result.distribution or result.samples
    return discrete is not None and discrete.d % 2 == 1


def _vacuous(results: Sequence[Result]) -> bool:
    """Whether there is nothing exact, and no sampler kept a run: that says nothing about the outcomes."""
    kept = any(len(drawn.outcomes) for r in results if (drawn := r.samples or r.draws) is not None)
    return not kept and not any(r.exact for r in results)


def _tests(*sides: Sequence[Result]) -> int:
    """How many tests of samples there can be at most, so that they share the chance of a false alarm."""
    exact, drawn = zip(*((sum(r.exact for r in side), sum(r.drawn for r in side)) for side in sides), strict=True)
    own = sum(s * e + s * (s - 1) // 2 for e, s in zip(exact, drawn, strict=True))
    return int(own + drawn[0] * max(1, drawn[1]) + drawn[1])


def _within(members: Sequence[Result], alpha: float) -> _Standing:
    """Compare the backends of one side, and decide who stands."""
    exact = [r for r in members if r.exact]
    candidates = exact or members
    apart: dict[tuple[str, str], Contrast] = {}
    for left, right in combinations(candidates, 2):
        _note(apart, left, right, alpha)
    if exact:
        references = exact if apart else exact[:1]
        for reference, sampler in product(references, [r for r in members if r.drawn]):
            _note(apart, reference, sampler, alpha)
        candidates = references
    if not apart:
        return _Standing("agree" if len(members) > 1 and not _vacuous(members) else "not-compared", members)

    def against(one: Result) -> list[Result]:
        return [r for r in members if (one.backend, r.backend) in apart]

    best = max(candidates, key=lambda r: -len(against(r)))
    odd = against(best)
    if not odd or not _stands(best, odd, {r.backend: len(members) - len(against(r)) for r in candidates}, alpha):
        left, right = next((a, b) for a, b in combinations(members, 2) if (a.backend, b.backend) in apart)
        return _Standing("disagree", (), (left, right, apart[left.backend, right.backend]))
    faulty = tuple(r.backend for r in odd)
    pair = best, odd[0], apart[best.backend, odd[0].backend]
    return _Standing("disagree", [r for r in members if r.backend not in faulty], pair, faulty)


def _note(apart: dict[tuple[str, str], Contrast], left: Result, right: Result, alpha: float) -> None:
    found = contrast(left, right, alpha)
    if found is not None:
        apart[left.backend, right.backend] = found
        apart[right.backend, left.backend] = found.exchanged()


def _stands(best: Result, odd: Sequence[Result], support: Mapping[str, int], alpha: float) -> bool:
    """Whether one answer stands against those that contradict it: more backends agree with it than with any of them.

    Samples do not stand against what is exact, unless more samplers than there are backends on its side say the same.
    """
    if any(support[best.backend] <= support[r.backend] for r in odd if r.backend in support):
        return False
    if not best.exact:
        return True
    drawn = [r for r in odd if r.drawn]
    outnumbered = len(drawn) > support[best.backend]
    return not outnumbered or any(contrast(left, right, alpha) is not None for left, right in combinations(drawn, 2))


def _across(toy: Sequence[Result], quantum: Sequence[Result], alpha: float) -> tuple[Result, Result, Contrast] | None:
    """The first difference between answers that stand: exact ones where a side has such, else samples."""
    left, right = ([r for r in side if r.exact] or side for side in (toy, quantum))
    if left and left[0].exact != (bool(right) and right[0].exact):  # samples of one side against one exact answer
        left, right = (side[:1] if side and side[0].exact else side for side in (left, right))
    for pair in product(left, right):
        one, other = sorted(pair, key=lambda r: r.drawn)
        found = contrast(one, other, alpha)
        if found is not None:
            return one, other, found
    return None


def _error(result: Result) -> dict[str, Any]:
    """A backend that said that it can run and gave no answer of the promised form."""
    named = {"backends": [result.backend], "reason": f"{result.backend}: {result.error}", "faulty": [result.backend]}
    return {"outcome": None, "toy": None, "quantum": None, **named}


def _told(pair: tuple[Result, Result, Contrast], faulty: Sequence[str], results: Sequence[Result]) -> dict[str, Any]:
    """Two answers that differ, as a witness."""
    left, right, found = pair
    shown, names = found.shown, [left.backend, right.backend]
    values: dict[str, str | None] = {"toy": None, "quantum": None}
    values[str(right.side)], values[str(left.side)] = shown[1], shown[0]
    witness: dict[str, Any] = {"outcome": found.outcome, **values, "backends": names}
    reason = _reason(left, right, found)
    if left.side == right.side:
        other = "quantum" if left.side == "toy" else "toy"
        witness[other] = _opposite(left, found, results)
        witness |= {"reason": reason, "values": dict(zip(names, shown, strict=True))}
    elif reason:
        witness["reason"] = reason
    return witness | ({"faulty": list(faulty)} if faulty else {})


def _reason(left: Result, right: Result, found: Contrast) -> str:
    if left.drawn or right.drawn:
        sampler = right if right.drawn else left
        return f"{sampler.backend}: {found.detail}"
    if left.side != right.side:
        return f"the sides differ {found.detail}" if found.detail else ""
    quantity = f" in the {found.outcome}" if left.density is not None else ""
    detail = f"{',' if quantity else ''} {found.detail}" if found.detail else ""
    return f"the {left.side} backends {left.backend} and {right.backend} differ{quantity}{detail}"


def _opposite(own: Result, found: Contrast, results: Sequence[Result]) -> str | None:
    """The probability of the outcome on the other side, where that is known exactly."""
    there = [r.distribution for r in results if r.side not in (None, own.side) and r.distribution is not None]
    if found.outcome is None or not there:  # modes have no distributions, and their outcomes here are moments in words
        return None
    return str(probability(there[0], tuple(int(value) for value in found.outcome.split(",") if value)))
