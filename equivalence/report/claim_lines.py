"""A line for each claim: id, status, evidence and time are never cut, its sentence takes the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from equivalence.engine.verdict import Claim, Verdict

from .wording import number

STATUS = 14
"""Of the longest word of a status, "fails expected"."""

LEVEL = 10
"""Of the longest word of an evidence, "exhaustive"."""

CASES = 130
"""Columns from which on there is room for the number of cases."""

SENTENCE = 12
"""A shorter piece of a sentence says nothing."""


def short_standing(verdict: Verdict) -> str:
    """The status in at most 14 characters; "!" for what is not as expected."""
    if verdict.unexpected:
        return f"! {verdict.status}"
    return "fails expected" if verdict.status == "fails" else verdict.status


@dataclass(frozen=True)
class ClaimLines:
    """The lines of some claims.

    Attributes
    ----------
    claims : all that there will be, so that the lines stand in columns.
    width : characters of a line; None where nothing need be cut.
    """

    claims: Sequence[Claim]
    width: int | None = None

    @property
    def head(self) -> str:
        """The titles of the columns."""
        return self._line("claim", "status", "theory", "code", "cases", "time", "says")

    def line(self, verdict: Verdict) -> str:
        """Of a claim that has its verdict."""
        claim = verdict.claim
        levels = verdict.theory or "", verdict.code or ""
        times = number(verdict.cases), f"{verdict.seconds:.{0 if verdict.seconds >= 100 else 1}f} s"
        return self._line(claim.id, short_standing(verdict), *levels, *times, claim.title)

    def status_at(self) -> tuple[int, int]:
        """Where in a line the status stands."""
        start = self._ids + 2
        return start, start + STATUS

    @property
    def _ids(self) -> int:
        return max((len(claim.id) for claim in self.claims), default=5)

    def _line(self, id: str, status: str, theory: str, code: str, cases: str, time: str, says: str) -> str:
        cells = [f"{id:<{self._ids}}", f"{status:<{STATUS}}", f"{theory:<{LEVEL}}", f"{code:<{LEVEL}}"]
        cells += [f"{cases:>11}"] * (self.width is None or self.width >= CASES)
        told = "  ".join([*cells, f"{time:>6}"])
        room = len(says) if self.width is None else self.width - len(told) - 2
        if self.width is not None and room < SENTENCE:
            return told
        return f"{told}  {says if len(says) <= room else says[: room - 1] + '…'}"
