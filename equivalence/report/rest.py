"""How far a run is and how long it may still take, from what its claims took when they were last measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from equivalence.engine.verdict import Claim

LEAST = 0.05
"""Seconds that every claim is taken for at least."""


@dataclass
class Progress:
    """What is done of a run.

    Attributes
    ----------
    claims : all of them.
    seconds : that each took when it was last measured; for others the mean is taken.
    jobs : processes.
    finished : ids.
    running : id -> (done, total) of its check, (0, 0) where that is unknown.

    >>> from equivalence.engine.parts import theory
    >>> one, two = (Claim(f"x.{k}", "", "", lambda context: [], parts=(theory("", ""),)) for k in "ab")
    >>> run = Progress((one, two), {"x.a": 10.0, "x.b": 30.0})
    >>> run.rest(0.0)
    40.0
    >>> run.finished.add("x.a")
    >>> run.share, run.rest(5.0)
    (0.25, 15.0)
    """

    claims: Sequence[Claim]
    seconds: Mapping[str, float]
    jobs: int = 1
    finished: set[str] = field(default_factory=set)
    running: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """What part of the work is done, from 0 to 1."""
        total = self._work(claim.id for claim in self.claims)
        return min(1.0, self._done() / total) if total else 1.0

    def rest(self, elapsed: float) -> float:
        """Seconds that it will still take, at the speed so far.

        Parameters
        ----------
        elapsed : seconds since it began.
        """
        total, done = self._work(claim.id for claim in self.claims), self._done()
        speed = done / elapsed if elapsed > 0 and done > 0 else float(self.jobs)
        return max(0.0, total - done) / speed

    def _done(self) -> float:
        parts = (done / total * self._of(id) for id, (done, total) in self.running.items() if total)
        return self._work(self.finished) + sum(parts)

    def _work(self, ids: Iterable[str]) -> float:
        return sum(self._of(id) for id in ids)

    def _of(self, id: str) -> float:
        known = [seconds for name, seconds in self.seconds.items() if name != id]
        mean = sum(known) / len(known) if known else 1.0
        return max(LEAST, self.seconds.get(id, mean))


def duration(seconds: float) -> str:
    """Seconds for people.

    >>> duration(7.2), duration(83), duration(4000)
    ('7 s', '1:23 min', '1:06 h')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02} h"
